/** `watchpost hold` and `watchpost release`: whose records must not go. Work beside the running product. */
import { type HoldDesk, openHolds } from "../adapters/sqlite/legal-holds.ts"
import { plainText } from "../lib/plain-text.ts"
import { DAY } from "../lib/time-units.ts"
import { readUtcDay } from "../lib/utc-day.ts"
import { ConfigError } from "../model/errors.ts"
import { holdSentence, type LegalHold } from "../model/legal-hold.ts"
import { readConfigFile } from "./config-file.ts"
import { atCommandLine } from "./note-view.ts"
import type { Teller } from "./output.ts"
import { storedCustomer } from "./stored-customer.ts"

export type HoldOptions = {
  readonly configFile: string
  /** Short name or tenant id; missing with `list`. */
  readonly customer?: string | undefined
  readonly reason?: string | undefined
  /** The last day (UTC) of the hold, `2027-03-31`. */
  readonly until?: string | undefined
  readonly list: boolean
}

type Io = { readonly stdout: Teller }

/**
 * Says what holds now. Answers 0. Throws a ConfigError when something is missing or not a date, when there is no such customer,
 * or when configuration or database can't be used. `now` is milliseconds UTC.
 */
export async function runHold(
  options: HoldOptions,
  { stdout }: Io,
  now: number = Date.now(),
): Promise<number> {
  const config = readConfigFile(options.configFile)
  const hold = options.list ? undefined : askedHold(options, config, now)
  return withDesk(config.database, now, (desk) => {
    if (hold !== undefined) desk.hold(hold, noteOf(hold))
    const shown = hold === undefined ? desk.standing() : [hold]
    stdout.write(
      shown.length === 0
        ? "Nobody is on legal hold.\n"
        : shown.map((one) => `${holdSentence(one)}\n`).join(""),
    )
    return 0
  })
}

/** Says that the hold is over. Answers 0; throws as `runHold` does, and when no hold stands. */
export async function runRelease(
  { configFile, customer: word }: { readonly configFile: string; readonly customer: string },
  { stdout }: Io,
  now: number = Date.now(),
): Promise<number> {
  const config = readConfigFile(configFile)
  const { id: tenantId, displayName } = storedCustomer(config, word)
  const by = atCommandLine()
  const what = `The legal hold of ${displayName} was ended.`
  return withDesk(config.database, now, (desk) => {
    if (
      !desk.release(
        { tenantId, by, at: now },
        { at: now, kind: "command", who: by, tenantId, what, data: {} },
      )
    )
      throw new ConfigError([`${displayName} is not on legal hold.`])
    stdout.write(
      `${what} Its records go with the storage policy again, what is past its days within the hour.\n`,
    )
    return 0
  })
}

function withDesk<T>(database: string, now: number, work: (desk: HoldDesk) => T): T {
  const desk = openHolds(database, now)
  try {
    return work(desk)
  } finally {
    desk.close()
  }
}

function askedHold(
  { customer: word, reason: said = "", until }: HoldOptions,
  config: Parameters<typeof storedCustomer>[0],
  now: number,
): LegalHold {
  const reason = plainText(said)
  if (word === undefined || reason === "")
    throw new ConfigError([
      'A hold needs a customer and a reason: watchpost hold contoso --reason "Case 4711".',
    ])
  const { id: tenantId, displayName: customer } = storedCustomer(config, word)
  const end = until === undefined ? {} : { until: endOf(until, now) }
  return { tenantId, customer, by: atCommandLine(), at: now, reason, ...end }
}

/** The end of that day, milliseconds UTC. */
function endOf(text: string, now: number): number {
  const at = readUtcDay(text)
  if (at === undefined) throw new ConfigError(["--until must be a day, for example 2027-03-31."])
  if (at + DAY <= now) throw new ConfigError([`--until ${text} is over already.`])
  return at + DAY
}

const noteOf = (hold: LegalHold): Parameters<HoldDesk["hold"]>[1] => ({
  ...{ at: hold.at, kind: "command", who: hold.by, tenantId: hold.tenantId, what: holdSentence(hold) },
  data: { reason: hold.reason, ...(hold.until === undefined ? {} : { until: hold.until }) },
})
