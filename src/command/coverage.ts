/** How complete the stored data is: one line that stands below every answer made from it. */
import { MAX_LINE } from "../card/answer-card.ts"
import { andMore } from "../lib/list-text.ts"
import { durationText, instantText } from "../lib/time-text.ts"
import { DAY, MINUTE } from "../lib/time-units.ts"
import { sharedZone } from "../lib/time-zone.ts"
import { CONTENT_TYPES } from "../model/audit-record.ts"
import { tellsLosses } from "../model/feed-losses.ts"
import type { TenantId } from "../model/ids.ts"
import type { Period } from "../model/period.ts"
import type { Tenant } from "../model/tenant.ts"
import type { FeedHealth } from "../ports/feed-ledger.ts"
import { type Coverage, coverageOf, coverageText, type Hole, holesOf, holeText } from "../source/coverage.ts"
import { fitCoverage, type Incomplete } from "./fit-coverage.ts"

/** A source that was read longer ago than this is called behind. */
const BEHIND_MS = 10 * MINUTE

/** What is told of where nobody asked for a time. */
const LATELY_MS = 14 * DAY
/** More exceptions than this are counted: the line stands below a short answer. */
const MAX_HOLES = 3

export const isBehind = (at: number, now: number): boolean => now - at > BEHIND_MS

/** Microsoft's content types. */
const isFeed = (source: string): boolean => /^(?:Audit|DLP)\./.test(source)
/** A customer's machine sends its logs when they grow: that none came says nothing. */
export const isSentLog = (source: string): boolean => source.startsWith("Explorer logs of ")
/** Every other source is a backup server. */
export const isBackupSource = (source: string): boolean => !isFeed(source) && !isSentLog(source)

type Reading = {
  readonly customer: Tenant
  /** The time that the answer is about. */
  readonly asked: Period
  readonly known: readonly FeedHealth[]
  /** Sources that were never read. */
  readonly never: readonly string[]
}

export type CoverageInput = {
  readonly health: readonly FeedHealth[]
  /** Milliseconds UTC. */
  readonly now: number
  /** The time that the answer is about; the last two weeks unless told. */
  readonly askedOf?: (customer: Tenant) => Period
}

/** Looked up once for each of thousands of customers. */
export const healthByTenant = (health: readonly FeedHealth[]): ReadonlyMap<TenantId, readonly FeedHealth[]> =>
  Map.groupBy(health, ({ tenantId }) => tenantId)

const lately = (now: number): Period => ({ from: now - LATELY_MS, to: now + 1 })

/** For what of the time asked for the audit records are stored. `expected` names the sources that a customer should have. */
export function feedCoverage(
  customers: readonly Tenant[],
  expected: (customer: Tenant) => readonly string[],
  input: CoverageInput,
): string {
  const readings = feedReadings(customers, expected, input)
  const note = lateNote(readings, input.now)
  return `${coverageLine("Audit records", readings, input.now, note.length)}${note}`
}

/** Whether the audit records of the time asked for are stored whole: else that there is nothing says little. */
export const isFeedWhole = (...[customers, expected, input]: Parameters<typeof feedCoverage>): boolean =>
  feedReadings(customers, expected, input).every((one) => isComplete(one, input.now))

function feedReadings(
  ...[customers, expected, { health, now, askedOf }]: Parameters<typeof feedCoverage>
): readonly Reading[] {
  const known = healthByTenant(health)
  return customers.map((customer) => {
    const feeds = (known.get(customer.id) ?? []).filter(
      ({ source }) => isFeed(source) && !tellsLosses(source),
    )
    const read = feeds.filter((one) => readAt(one) !== undefined).map((one) => one.source)
    return {
      customer,
      asked: askedOf?.(customer) ?? lately(now),
      known: feeds,
      never: expected(customer).filter((source) => !read.includes(source)),
    }
  })
}

/** Microsoft tells most within hours and all within a day. Source: Activity API reference, "Working with the API". */
const TOLD_LATE_MS = DAY

/** What is stored completely is what was published: of the newest hours more may come. */
const lateNote = (readings: readonly Reading[], now: number): string =>
  readings.some(({ asked }) => asked.to > now - TOLD_LATE_MS)
    ? " What happened in the last day may still be published."
    : ""

/**
 * What of the last two weeks is missing, for an answer that tells the rest itself: sentences and a blank, or nothing.
 * `beside` characters are shown behind it.
 */
export function feedExceptions(
  customers: readonly Tenant[],
  { health, now }: CoverageInput,
  beside: number,
): string {
  const known = healthByTenant(health)
  const incomplete = customers.flatMap((customer) => {
    const feeds = (known.get(customer.id) ?? []).filter(({ source }) => isFeed(source))
    const reading = { customer, asked: lately(now), known: feeds, never: [] }
    const missing = missingText(reading, now)
    return missing.map((text) => ({ ...incompleteOf(reading, now), text }))
  })
  const start = "Not everything is stored. "
  return incomplete.length === 0
    ? ""
    : `${start}${fitCoverage(incomplete, undefined, MAX_LINE - start.length - ". ".length - beside)}. `
}

/**
 * For what of the time asked for the backup servers were read: each round reads further back than can be asked for. Logs
 * of Explorers are told of when they can't be read.
 */
export const backupCoverage = (customers: readonly Tenant[], input: CoverageInput): string =>
  coverageLine("Backup servers", backupReadings(customers, input), input.now)

/** The same of restores, for those of the customers who have a backup at all; false where nobody has one. */
export function isBackupWhole(customers: readonly Tenant[], input: CoverageInput): boolean {
  const readings = backupReadings(customers, input).filter(({ known }) => known.length > 0)
  return readings.length > 0 && readings.every((one) => isComplete(one, input.now))
}

function backupReadings(
  customers: readonly Tenant[],
  { health, now, askedOf }: CoverageInput,
): readonly Reading[] {
  const known = healthByTenant(health)
  return customers.map((customer) => {
    const own = known.get(customer.id) ?? []
    const servers = own.filter(({ source }) => isBackupSource(source))
    const logs = own
      .filter(({ source, state }) => isSentLog(source) && state !== "ok")
      .map(({ lastOkAt: _sentAt, ...rest }) => rest)
    const never = servers.filter((one) => one.lastOkAt === undefined).map((one) => one.source)
    return { customer, asked: askedOf?.(customer) ?? lately(now), known: [...servers, ...logs], never }
  })
}

/** As long as is shown whole, with `beside` characters behind it. */
function coverageLine(what: string, readings: readonly Reading[], now: number, beside = 0): string {
  const parted = Map.groupBy(readings, (one) => isComplete(one, now))
  const complete = parted.get(true) ?? []
  const incomplete = (parted.get(false) ?? []).map((one) => incompleteOf(one, now))
  const start = `Coverage. ${what}: `
  const room = MAX_LINE - start.length - ".".length - beside
  const text = fitCoverage(incomplete, complete.length === 0 ? undefined : completeText(complete), room)
  return `${start}${text === "" ? "nothing is in scope" : text}.`
}

/** What waits for its first records was listed, too: until they come, `ok` isn't said of it. */
const readAt = ({ lastOkAt, ledger }: FeedHealth): number | undefined =>
  lastOkAt ?? ledger?.cursor.lastListedAt

const readTimes = ({ known }: Reading): readonly number[] => known.flatMap((one) => readAt(one) ?? [])

const isComplete = (reading: Reading, now: number): boolean =>
  readTimes(reading).length > 0 &&
  reading.never.length === 0 &&
  spanOf(reading) !== undefined &&
  holesIn(reading).length === 0 &&
  reading.known.every((one) => one.state === "ok" && one.pending === 0) &&
  !isBehind(Math.min(...readTimes(reading)), Math.min(now, reading.asked.to))

/** What the ledger says of the time asked for; undefined for sources without one. */
function ledgerCoverage({ known, asked }: Reading): Coverage | undefined {
  const ledgers = known.flatMap((one) => one.ledger ?? [])
  if (ledgers.length === 0) return undefined
  const types = CONTENT_TYPES.filter((type) => ledgers.some((one) => one.type === type))
  return coverageOf(ledgers, types, asked)
}

/** Gaps and blobs that were given up, in the time asked for; blobs still to store are counted from the health. */
const holesIn = ({ known, asked }: Reading): readonly Hole[] =>
  known
    .flatMap((one) => (one.ledger === undefined ? [] : holesOf({ ...one.ledger, open: [] })))
    .filter((hole) => hole.from < asked.to && hole.to > asked.from)

/** From when to when everything is there, but for holes; undefined when nothing of the time asked for is. */
function spanOf(reading: Reading): Period | undefined {
  const known = ledgerCoverage(reading)
  if (known !== undefined) return known.complete
  const { from } = reading.asked
  const to = Math.min(reading.asked.to, ...readTimes(reading))
  return from < to ? { from, to } : undefined
}

function completeText(readings: readonly Reading[]): string {
  const spans = readings.flatMap((reading) => spanOf(reading) ?? [])
  const from = Math.max(...spans.map((span) => span.from))
  const to = Math.min(...spans.map((span) => span.to))
  const [only, ...others] = readings
  const isOne = only !== undefined && others.length === 0
  const zone = sharedZone(readings.map(({ customer }) => customer.timeZone))
  const who = isOne ? only.customer.displayName : `${readings.length} customers`
  return `${who} complete from ${instantText(from, zone)} to ${instantText(to, zone)}`
}

function incompleteOf(reading: Reading, now: number): Incomplete {
  const text = incompleteText(reading, now)
  return { name: reading.customer.displayName, text, ...worstOf(reading, now) }
}

/** The worst of it, in a few words. */
function worstOf(reading: Reading, now: number): Pick<Incomplete, "rank" | "short"> {
  const times = readTimes(reading)
  const { known, never, asked } = reading
  if (times.length === 0) return { rank: 0, short: "not read so far" }
  if (spanOf(reading) === undefined) return { rank: 1, short: "not covered" }
  const holes = holesIn(reading)
  const lost = holes.filter(({ state }) => state === "lost").length
  if (lost > 0) return { rank: 2, short: "some records are lost" }
  if (never.length > 0)
    return {
      rank: 3,
      short: `${never.length} ${never.length === 1 ? "source was" : "sources were"} never read`,
    }
  if (holes.length > 0) return { rank: 4, short: "some records are missing" }
  const oldest = Math.min(...times)
  if (isBehind(oldest, Math.min(now, asked.to)))
    // Whoever is further behind comes first.
    return {
      rank: 6 - Math.min(1, (now - oldest) / LATELY_MS),
      short: `${durationText(now - oldest)} behind`,
    }
  if (known.some(({ state }) => state === "trouble")) return { rank: 6, short: "a source is in trouble" }
  return known.some(({ state }) => state === "waiting")
    ? { rank: 7, short: "the first records are waited for" }
    : { rank: 7, short: "some records are still to be stored" }
}

function incompleteText(reading: Reading, now: number): string {
  const { customer, known, never } = reading
  const times = readTimes(reading)
  if (times.length === 0) return ["not read so far", ...troubles(known)].join("; ")
  const oldest = Math.min(...times)
  const coverage = ledgerCoverage(reading)
  const pending = known.reduce((sum, one) => sum + one.pending, 0)
  return [
    coverage === undefined
      ? `incomplete, read to ${instantText(oldest, customer.timeZone)}`
      : `${never.length === 0 || coverage.complete === undefined ? "" : "what was read is "}${coverageText(coverage, customer.timeZone)}`,
    ...(isBehind(oldest, Math.min(now, reading.asked.to)) ? [`${durationText(now - oldest)} behind`] : []),
    ...(never.length === 0 ? [] : [`never read: ${never.join(", ")}`]),
    ...(pending === 0 || coverage !== undefined ? [] : [`${pending} blobs still to store`]),
    ...troubles(known),
  ].join("; ")
}

function missingText(reading: Reading, now: number): readonly string[] {
  const holes = holesIn(reading)
  if (holes.length === 0) return []
  const named = holes.slice(0, MAX_HOLES).map((hole) => holeText(hole, reading.customer.timeZone, now))
  return [`missing ${andMore(named, holes.length, " and ")}`]
}

/** The sentence without its full stop, to stand inside another. */
const troubles = (known: readonly FeedHealth[]): readonly string[] => [
  ...new Set(
    known
      .filter((one) => one.state !== "ok")
      .map((one) =>
        one.sentence === ""
          ? "a source is in trouble"
          : one.sentence.replace(/\.$/, "").replace(/^The /, "the "),
      ),
  ),
]
