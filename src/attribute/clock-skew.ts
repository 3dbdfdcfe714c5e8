/**
 * How far a machine's clock is ahead of the backup server's, from its earlier sessions: where the items of a session
 * stand in one of the machine's logs, the difference between the two openings is the difference between the clocks.
 */
import { MINUTE } from "../lib/time-units.ts"
import type { ExplorerRun } from "../model/restore-evidence.ts"
import type { RestoreEvent, RestoreSession } from "../ports/backup-server.ts"
import { commonItems, hostLabel } from "./explorer-match.ts"

/** A clock that is further off is set wrong on purpose, or by a time zone: its log is no evidence of a second. */
export const MAX_SKEW_MS = 15 * MINUTE

type Restore = { readonly session: RestoreSession; readonly events: readonly RestoreEvent[] }

/** Milliseconds; the middle one of what earlier sessions tell, 0 when they tell nothing. */
export function clockSkew(
  machine: string,
  earlier: readonly Restore[],
  runs: readonly ExplorerRun[],
): number {
  const own = runs.filter((run) => hostLabel(run.machine) === hostLabel(machine))
  const skews = earlier
    .filter(({ session }) => hostLabel(session.clientHost ?? "") === hostLabel(machine))
    .flatMap((restore) => skewOf(restore, own))
    .toSorted((a, b) => a - b)
  return skews[Math.floor(skews.length / 2)] ?? 0
}

/** What one session tells: nothing where two openings fit. */
function skewOf({ session, events }: Restore, runs: readonly ExplorerRun[]): readonly number[] {
  const fitting = runs
    .filter((run) => run.product.toLowerCase() === session.product.toLowerCase())
    .flatMap((run) =>
      run.openedAt
        .map((at) => at - session.createdAt)
        .filter((skew) => Math.abs(skew) <= MAX_SKEW_MS && commonItems(events, run, skew) > 0),
    )
  return fitting.length === 1 ? fitting : []
}
