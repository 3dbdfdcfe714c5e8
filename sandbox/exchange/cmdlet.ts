/** What an Exchange cmdlet is in the practice cloud: parameters in, rows and warnings out, the world changed. */
import type { PracticeMailbox, PracticeTenant, World } from "../world/types.ts"

export type CmdletRun = {
  readonly world: World
  readonly tenant: PracticeTenant
  /** The signed-in person's own mailbox: cmdlets that need a mailbox and are given none use it. Apps have none. */
  readonly ownMailbox?: PracticeMailbox
  readonly parameters: Parameters
}

export type CmdletOutcome = {
  readonly rows?: readonly Row[]
  readonly warnings?: readonly string[]
  /** The mailbox that changed, for whoever watches the world. */
  readonly touched?: PracticeMailbox
  /** What the audit record names as its object; missing for cmdlets that only read. */
  readonly objectId?: string
}

export type Row = Readonly<Record<string, unknown>>

export type Cmdlet = {
  readonly allowed: readonly string[]
  /** It knows no -Confirm and refuses it. */
  readonly withoutConfirm?: boolean
  readonly run: (run: CmdletRun) => CmdletOutcome
}

export type FailureKind =
  | "missing"
  | "no-entry"
  | "ambiguous-object"
  | "bad-parameter"
  | "bad-value"
  | "refused"

/** The cmdlet failed in a way that Exchange answers with an error body. */
export class CmdletFailure extends Error {
  override name = "CmdletFailure"
  readonly kind: FailureKind
  constructor(kind: FailureKind, message: string) {
    super(message)
    this.kind = kind
  }
}

/** Parameter names are read whatever their case, as PowerShell does. */
export class Parameters {
  readonly given: Readonly<Record<string, unknown>>
  readonly #byName: ReadonlyMap<string, unknown>

  constructor(given: Readonly<Record<string, unknown>>) {
    this.given = given
    this.#byName = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]))
  }

  has(name: string): boolean {
    return this.#byName.has(name.toLowerCase())
  }

  /** Undefined when missing, null or not text; numbers become their text, as the binder does it. */
  text(name: string): string | undefined {
    const value = this.#byName.get(name.toLowerCase())
    if (typeof value === "string") return value
    return typeof value === "number" ? String(value) : undefined
  }

  /** True, false, or undefined when missing. Throws for a value that is neither. */
  flag(name: string): boolean | undefined {
    const value = this.#byName.get(name.toLowerCase())
    if (value === undefined || value === null) return undefined
    if (typeof value === "boolean") return value
    if (value === "True" || value === "False") return value === "True"
    throw new CmdletFailure(
      "bad-value",
      `Cannot process argument transformation on parameter '${name}'. Cannot convert value to type System.Boolean.`,
    )
  }

  list(name: string): string[] {
    const value = this.#byName.get(name.toLowerCase())
    if (typeof value === "string") return value.split(/\s*[,;]\s*/).filter((each) => each !== "")
    return Array.isArray(value) ? value.filter((each) => typeof each === "string") : []
  }

  raw(name: string): unknown {
    return this.#byName.get(name.toLowerCase())
  }

  required(name: string): string {
    const value = this.text(name)
    if (value !== undefined && value.trim() !== "") return value
    throw new CmdletFailure(
      "bad-value",
      `Cannot process command because of one or more missing mandatory parameters: ${name}.`,
    )
  }
}

/** Source: a public capture of Exchange's refusal when the object isn't there; the server's name is part of it. */
export const notFound = (what: string): CmdletFailure =>
  new CmdletFailure(
    "missing",
    `The operation couldn't be performed because object '${what}' couldn't be found on 'EURPR04A009DC01.EURPR04A009.PROD.OUTLOOK.COM'.`,
  )

/** "Nothing changed" is only a warning. Source: Set-Mailbox and other Set- cmdlets. */
export const noChange = (name: string): string =>
  `The command completed successfully but no settings of '${name}' have been modified.`
