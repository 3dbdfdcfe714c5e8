/** `watchpost erase`: everything that is stored of a former customer goes for good, and a file proves it. */
import { writeFileSync } from "node:fs"
import { createInterface } from "node:readline/promises"
import { type Found, foundIn, isNothing } from "../adapters/sqlite/erase-find.ts"
import { STAYS } from "../adapters/sqlite/erase-tables.ts"
import { type Eraser, openEraser } from "../adapters/sqlite/erase-tenant.ts"
import type { Config } from "../config/config.ts"
import { countText } from "../lib/count-text.ts"
import { ConfigError } from "../model/errors.ts"
import type { TrailEntry } from "../model/trail-entry.ts"
import { readConfigFile } from "./config-file.ts"
import { atCommandLine } from "./note-view.ts"
import type { Output } from "./output.ts"
import { type StoredCustomer, storedCustomer } from "./stored-customer.ts"
import { iso, minute } from "./utc-text.ts"

export type EraseOptions = {
  readonly configFile: string
  /** Short name or tenant id. */
  readonly customer: string
  /** Asks nobody. */
  readonly yes: boolean
  /** Where the proof goes; missing for `erased-<tenant id>-<day>.json` in the working folder, the day in UTC. */
  readonly out?: string | undefined
}

/**
 * Shows what would go and asks for the customer's name to be typed; then erases, and writes the proof. Of a customer that is erased
 * already the proof is written again. Answers 0, or 1 when the name wasn't typed. Throws a ConfigError when the product is running,
 * when the customer is in the configuration or on legal hold, when there is no such customer, or when a file can't be used.
 */
export async function runErase(
  options: EraseOptions,
  io: Output,
  now: () => number = Date.now,
): Promise<number> {
  const config = readConfigFile(options.configFile)
  const customer = storedCustomer(config, options.customer)
  refuseConfigured(customer)
  const eraser = openEraser(config.database, tenantsOf(config), now())
  try {
    const found = eraser.begun(customer.id) ?? eraser.find(customer.id)
    const before = eraser.last(customer.id)
    const isErased = eraser.begun(customer.id) === undefined && isNothing(found)
    if (!isErased) {
      eraser.check(customer.id)
      io.stdout.write(foundText(customer, found))
      if (!options.yes && !(await isTyped(customer, io))) {
        io.stderr.write("Nothing was erased.\n")
        return 1
      }
    }
    const say = (part: string): void => void io.stdout.write(`Erasing from ${part} …\n`)
    const entry = isErased ? before : eraser.erase({ customer, by: atCommandLine(), now, say })
    if (entry === undefined) throw new ConfigError([`Nothing is stored of ${customer.displayName}.`])
    tellProof(options, io, proofOf(customer, entry, eraser))
    return 0
  } finally {
    eraser.close()
  }
}

const tenantsOf = ({ customers, mspTenantId }: Config) => [...customers.map(({ id }) => id), mspTenantId]

function refuseConfigured({ isConfigured, displayName, name }: StoredCustomer): void {
  if (!isConfigured) return
  throw new ConfigError([
    `${displayName} is in the configuration, and would be read again at once. Take ${name} out of customers (and of what names it), start Watchpost once, so that it lets go of the channels, stop it, and run this again.`,
  ])
}

function foundText({ displayName }: StoredCustomer, found: Found): string {
  const rows = Object.entries(found.rows).toSorted(([, a], [, b]) => b - a)
  const total = rows.reduce((sum, [, count]) => sum + count, 0)
  const megabytes = Math.ceil(found.bytes / 1_000_000)
  const time =
    found.oldest === null || found.newest === null
      ? ""
      : `, from ${minute(found.oldest)} to ${minute(found.newest)} (UTC)`
  const lines = [
    `Of ${displayName} there are stored:`,
    `  ${countText(found.events, "audit record")} in ${countText(found.files, "event file")}${time}`,
    `  ${countText(total, "row")} of the database: ${rows.map(([table, count]) => `${table} ${count}`).join(", ")}`,
    ...(found.files === 0
      ? []
      : [`These files are written anew: ${megabytes} MB with the other customers' records.`]),
    ...(found.aside === 0
      ? []
      : [`Besides, ${countText(found.aside, "damaged file")} that may hold some: all of them go.`]),
    "",
    "What stays, here and elsewhere:",
    ...STAYS.map((text) => `  - ${text}`),
    "",
  ]
  return lines.map((line) => `${line}\n`).join("")
}

/** The short name, as it was given: whoever types it has read whose records go. */
async function isTyped({ name }: StoredCustomer, { stdin, stdout }: Output): Promise<boolean> {
  stdout.write(`This can't be undone. Type ${name} to erase it: `)
  const lines = createInterface({ input: stdin })
  try {
    for await (const line of lines) return line.trim().toLowerCase() === name
    return false
  } finally {
    lines.close()
  }
}

function proofOf(customer: StoredCustomer, entry: TrailEntry, eraser: Eraser) {
  const { seq, hash, at, who } = entry
  const { rows, events, files, aside, oldest, newest } = foundIn(entry)
  const { entries, from, to } = eraser.trail(customer.id)
  return {
    customer: customer.displayName,
    tenantId: customer.id,
    erasedAt: iso(at),
    by: who,
    erased: {
      ...{ rows, auditRecords: events, inEventFiles: files, damagedFiles: aside },
      oldest: oldest === null ? null : iso(oldest),
      newest: newest === null ? null : iso(newest),
    },
    checked:
      "Every table and every event file was looked through again afterwards: no row of this tenant was left.",
    trail: {
      entry: seq,
      head: hash,
      verify: `watchpost trail verify --anchor ${seq}:${hash}`,
      entriesOfThisCustomer: entries,
      from: from === null ? null : iso(from),
      to: to === null ? null : iso(to),
    },
    stays: STAYS,
  }
}

function tellProof({ out }: EraseOptions, { stdout }: Output, proof: ReturnType<typeof proofOf>): void {
  const file = out ?? `erased-${proof.tenantId}-${proof.erasedAt.slice(0, 10)}.json`
  try {
    writeFileSync(file, `${JSON.stringify(proof, null, 2)}\n`, { flag: "wx", mode: 0o600 })
  } catch {
    throw new ConfigError([
      `${proof.customer} is erased, but its proof can't be written into ${file}: it is there already, or nobody may write there. Run this again with --out.`,
    ])
  }
  stdout.write(
    `${proof.customer} is erased: entry ${proof.trail.entry} of the trail. The proof is in ${file}.\n` +
      "The copies of the database in your backups still hold it: delete those of before.\n",
  )
}
