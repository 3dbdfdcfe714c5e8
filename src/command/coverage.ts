/** How complete the stored data is: one line that stands below every answer made from it. */
import { durationText, instantText } from "../lib/time-text.ts"
import type { Tenant } from "../model/tenant.ts"
import type { FeedHealth } from "../ports/feed-ledger.ts"
import { type Hole, holesOf, holeText } from "../source/coverage.ts"

/** A source that was read longer ago than this is called behind. */
const BEHIND_MS = 10 * 60_000

/** Holes that ended before this are told when somebody asks for that time. */
const LATELY_MS = 14 * 86_400_000
/** More exceptions than this are counted: the line stands below a short answer. */
const MAX_HOLES = 3
/** The name under which losses are health: here they are told from the ledger, with their times. */
const LOSSES = / gap$/

export const isBehind = (at: number, now: number): boolean => now - at > BEHIND_MS

/** Microsoft's content types are the audit feeds; every other source is a backup server. */
export const isBackupSource = (source: string): boolean => !/^(?:Audit|DLP)\./.test(source)

type Reading = {
  readonly customer: Tenant
  readonly known: readonly FeedHealth[]
  /** Sources that were never read. */
  readonly never: readonly string[]
}

/** What the audit feeds were read to. `expected` names the sources that a customer should have. */
export function feedCoverage(
  customers: readonly Tenant[],
  health: readonly FeedHealth[],
  expected: (customer: Tenant) => readonly string[],
  now: number,
): string {
  const readings = customers.map((customer) => {
    const known = health.filter(
      (one) => one.tenantId === customer.id && !isBackupSource(one.source) && !LOSSES.test(one.source),
    )
    const read = known.filter((one) => one.lastOkAt !== undefined).map((one) => one.source)
    return { customer, known, never: expected(customer).filter((source) => !read.includes(source)) }
  })
  return coverageLine("Audit records", readings, now)
}

/** What of the last two weeks is missing, for an answer that tells the rest itself: a sentence and a blank, or nothing. */
export function feedExceptions(
  customers: readonly Tenant[],
  health: readonly FeedHealth[],
  now: number,
): string {
  const texts = customers.flatMap((customer) => {
    const known = health.filter((one) => one.tenantId === customer.id && !isBackupSource(one.source))
    const parts = exceptions({ customer, known, never: [] }, now)
    return parts.map((part) => `${customer.displayName} ${part}`)
  })
  return texts.length === 0 ? "" : `Stored completely ${texts.join("; ")}. `
}

/** What the backup servers were read to. */
export function backupCoverage(
  customers: readonly Tenant[],
  health: readonly FeedHealth[],
  now: number,
): string {
  const readings = customers.map((customer) => {
    const known = health.filter((one) => one.tenantId === customer.id && isBackupSource(one.source))
    return {
      customer,
      known,
      never: known.filter((one) => one.lastOkAt === undefined).map((one) => one.source),
    }
  })
  return coverageLine("Backup servers", readings, now)
}

/** The incomplete customers are named first: the end of a long line may be cut. */
function coverageLine(what: string, readings: readonly Reading[], now: number): string {
  const incomplete = readings.filter((one) => !isComplete(one, now))
  const complete = readings.filter((one) => isComplete(one, now))
  const parts = [
    ...incompleteTexts(incomplete, now),
    ...(complete.length === 0 ? [] : [completeText(complete)]),
  ]
  return `Coverage. ${what}: ${parts.length === 0 ? "nothing is in scope" : parts.join(". ")}.`
}

const readTimes = (reading: Reading): readonly number[] => reading.known.flatMap((one) => one.lastOkAt ?? [])

const isComplete = (reading: Reading, now: number): boolean =>
  readTimes(reading).length > 0 &&
  reading.never.length === 0 &&
  holesLately(reading, now).length === 0 &&
  reading.known.every((one) => one.state === "ok" && one.pending === 0) &&
  !isBehind(Math.min(...readTimes(reading)), now)

/** Gaps and blobs that were given up; blobs still to store are counted from the health. */
const holesLately = (reading: Reading, now: number): readonly Hole[] =>
  reading.known
    .flatMap((one) => (one.ledger === undefined ? [] : holesOf({ ...one.ledger, open: [] })))
    .filter((hole) => hole.to > now - LATELY_MS)

function completeText(readings: readonly Reading[]): string {
  const oldest = Math.min(...readings.flatMap(readTimes))
  const [only, ...others] = readings
  if (only === undefined || others.length > 0) {
    return `${readings.length} customers complete to ${instantText(oldest, "UTC")}`
  }
  return `${only.customer.displayName} complete to ${instantText(oldest, only.customer.timeZone)}`
}

/** Customers with the same trouble share one part, so that the line stays short enough to be shown whole. */
function incompleteTexts(readings: readonly Reading[], now: number): readonly string[] {
  const texts = readings.map((reading) => incompleteText(reading, now))
  return [...new Set(texts)].map((text) => {
    const names = readings.filter((_one, index) => texts[index] === text)
    return `${names.map((one) => one.customer.displayName).join(", ")}: ${text}`
  })
}

function incompleteText(reading: Reading, now: number): string {
  const { customer, known, never } = reading
  const times = readTimes(reading)
  if (times.length === 0) return ["not read so far", ...troubles(known)].join("; ")
  const oldest = Math.min(...times)
  const pending = known.reduce((sum, one) => sum + one.pending, 0)
  return [
    `incomplete, read to ${instantText(oldest, customer.timeZone)}`,
    ...(isBehind(oldest, now) ? [`${durationText(now - oldest)} behind`] : []),
    ...(never.length === 0 ? [] : [`never read: ${never.join(", ")}`]),
    ...(pending === 0 ? [] : [`${pending} blobs still to store`]),
    ...exceptions(reading, now),
    ...troubles(known),
  ].join("; ")
}

function exceptions(reading: Reading, now: number): readonly string[] {
  const holes = holesLately(reading, now)
  if (holes.length === 0) return []
  const named = holes.slice(0, MAX_HOLES).map((hole) => holeText(hole, reading.customer.timeZone, now))
  const more = holes.length - named.length
  return [`except ${named.join(" and ")}${more > 0 ? ` and ${more} more` : ""}`]
}

/** The sentence without its full stop, to stand inside another. */
const troubles = (known: readonly FeedHealth[]): readonly string[] => [
  ...new Set(
    known
      .filter((one) => one.state !== "ok")
      .map((one) => (one.sentence === "" ? "a source is in trouble" : one.sentence.replace(/\.$/, ""))),
  ),
]
