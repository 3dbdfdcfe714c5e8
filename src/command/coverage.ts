/** How complete the stored data is: one line that stands below every answer made from it. */
import { durationText, instantText } from "../lib/time-text.ts"
import type { Tenant } from "../model/tenant.ts"
import type { FeedHealth } from "../ports/feed-ledger.ts"

/** A source that was read longer ago than this is called behind. */
const BEHIND_MS = 10 * 60_000

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
    const known = health.filter((one) => one.tenantId === customer.id && !isBackupSource(one.source))
    const read = known.filter((one) => one.lastOkAt !== undefined).map((one) => one.source)
    return { customer, known, never: expected(customer).filter((source) => !read.includes(source)) }
  })
  return coverageLine("Audit records", readings, now)
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
  reading.known.every((one) => one.state === "ok" && one.pending === 0) &&
  !isBehind(Math.min(...readTimes(reading)), now)

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
    ...troubles(known),
  ].join("; ")
}

/** The sentence without its full stop, to stand inside another. */
const troubles = (known: readonly FeedHealth[]): readonly string[] => [
  ...new Set(
    known
      .filter((one) => one.state !== "ok")
      .map((one) => (one.sentence === "" ? "a source is in trouble" : one.sentence.replace(/\.$/, ""))),
  ),
]
