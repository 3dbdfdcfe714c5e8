/**
 * Is a tenant quieter than it ever is? Judged against its own history alone: a small customer may have nothing for a
 * weekend, a big one has something each minute. Pure.
 */

import { durationText } from "../lib/time-text.ts"
import { DAY, HOUR } from "../lib/time-units.ts"
import type { ContentType } from "../model/audit-record.ts"
import type { SourceSight } from "../ports/feed-sight.ts"

/** Mailboxes and sign-ins make records in every tenant that is in use. */
export const TELLING_TYPES: readonly ContentType[] = ["Audit.Exchange", "Audit.AzureActiveDirectory"]

/** Microsoft publishes with delays of hours: less quiet than this says nothing. */
export const SHORTEST_SILENCE_MS = 6 * HOUR
/** Two weekends, when the ledger still knows them. */
export const HISTORY_MS = 14 * DAY
/** Less history than this tells no habit. */
const FEWEST_ARRIVALS = 12
const SHORTEST_HISTORY_MS = 2 * DAY
const TIMES_THE_USUAL = 3
const USUAL_SHARE = 0.9

export type Quiet = { readonly newestAt: number; readonly quietMs: number }

/**
 * How long nothing arrived, up to where was listed: a time in which nobody looked is not silence.
 * Undefined before the first listing of each type, and when nothing ever arrived.
 */
export function quietOf(
  sources: readonly SourceSight[],
  expected: readonly ContentType[],
): Quiet | undefined {
  const types = TELLING_TYPES.filter((type) => expected.includes(type))
  const feeds = sources.filter((one) => types.some((type) => type === one.source))
  const listed = feeds.flatMap((one) => one.listedTo ?? [])
  const newest = feeds.flatMap((one) => one.newestAt ?? [])
  if (newest.length === 0 || listed.length < types.length) return undefined
  const newestAt = Math.max(...newest)
  return { newestAt, quietMs: Math.min(...listed) - newestAt }
}

/**
 * The gap that nine tenths of the time don't exceed, milliseconds. Weighted by time, so that a thousand busy minutes of
 * office hours don't hide nights and weekends, and one outage doesn't become a habit. Undefined without enough history.
 * `arrivals` are oldest first.
 */
export function usualGap(arrivals: readonly number[]): number | undefined {
  const [first = 0] = arrivals
  const span = (arrivals.at(-1) ?? 0) - first
  if (arrivals.length < FEWEST_ARRIVALS || span < SHORTEST_HISTORY_MS) return undefined
  const gaps = arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? at))
  let covered = 0
  for (const gap of gaps.toSorted((a, b) => a - b)) {
    covered += gap
    if (covered >= span * USUAL_SHARE) return gap
  }
  return undefined
}

/** What to say of the silence; undefined while the tenant is as usual, or has no history. */
export function silenceSentence(quietMs: number, usual: number | undefined): string | undefined {
  if (usual === undefined || quietMs <= Math.max(SHORTEST_SILENCE_MS, TIMES_THE_USUAL * usual))
    return undefined
  return `Nothing was published for ${durationText(quietMs)}, though the feed answers; usually something comes within ${durationText(usual)}. A technician must look whether auditing is on in Microsoft Purview, and whether Microsoft reports a delay.`
}
