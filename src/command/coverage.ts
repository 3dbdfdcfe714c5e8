/** How complete the stored data is, as sentences that stand below every answer. */
import { durationText, instantText } from "../lib/time-text.ts"
import type { Tenant } from "../model/tenant.ts"
import type { FeedHealth } from "../ports/feed-ledger.ts"

/** A source that was read longer ago than this is called behind. */
const BEHIND_MS = 10 * 60_000

/** Microsoft's content types are the audit feeds; every other source is a backup server. */
export const isBackupSource = (source: string): boolean => !/^(?:Audit|DLP)\./.test(source)

/** What the audit feeds of these customers were read to. `expected` names the sources that a customer should have. */
export function feedCoverage(
  customers: readonly Tenant[],
  health: readonly FeedHealth[],
  expected: (customer: Tenant) => readonly string[],
  now: number,
): readonly string[] {
  return customers.map((customer) => {
    const known = health.filter((one) => one.tenantId === customer.id && !isBackupSource(one.source))
    const never = expected(customer).filter(
      (source) => !known.some((one) => one.source === source && one.lastOkAt !== undefined),
    )
    const times = known.flatMap((one) => one.lastOkAt ?? [])
    const read =
      times.length === 0
        ? "nothing has been read so far"
        : `read to ${instantText(Math.min(...times), customer.timeZone)}${behindText(Math.min(...times), now)}`
    const missing = never.length === 0 || times.length === 0 ? "" : `; never read: ${never.join(", ")}`
    const pending = known.reduce((sum, one) => sum + one.pending, 0)
    const open = pending === 0 ? "" : `; ${pending} blobs still to store`
    return `${customer.displayName}: ${read}${missing}${open}.${troubleText(known)}`
  })
}

/** What the backup servers of one customer were read to. */
export function backupCoverage(customer: Tenant, health: readonly FeedHealth[], now: number): string {
  const known = health.filter((one) => one.tenantId === customer.id && isBackupSource(one.source))
  const times = known.flatMap((one) => one.lastOkAt ?? [])
  if (times.length === 0) {
    return `${customer.displayName}: no backup server has been read so far.${troubleText(known)}`
  }
  const oldest = Math.min(...times)
  const never = known.length === times.length ? "" : "; one backup server has never been read"
  return `${customer.displayName}: backup servers read to ${instantText(oldest, customer.timeZone)}${behindText(oldest, now)}${never}.${troubleText(known)}`
}

const behindText = (at: number, now: number): string =>
  now - at > BEHIND_MS ? `, ${durationText(now - at)} behind: what came later is not known` : ""

function troubleText(known: readonly FeedHealth[]): string {
  const sentences = known
    .filter((one) => one.state !== "ok")
    .map((one) => one.sentence || "A source is in trouble.")
  return sentences.length === 0 ? "" : ` ${[...new Set(sentences)].join(" ")}`
}
