/** Which Explorer run made a restore session: same machine, same product, same second, then the same items. */
import type { ExplorerItem, ExplorerRun } from "../model/restore-evidence.ts"
import type { RestoreEvent, RestoreSession } from "../ports/backup-server.ts"

/** Between the log's "Restore session successfully created" and the server's creation time; real ones differ by two seconds at most. */
const SAME_SECOND_MS = 5_000

export type RunMatch = {
  readonly run: ExplorerRun
  /** How many items of the session stand in the run's log as well. */
  readonly items: number
}

/** `BXYDEV01` of `BXYDEV01.contoso.local`: logs and servers differ in how much of a name they tell. */
export const hostLabel = (host: string): string => host.trim().split(".", 1)[0]?.toLowerCase() ?? ""

/** Runs that fit in machine, product and time. `skewMs`: how far that machine's clock is known to be ahead of the server's. */
export function matchingRuns(
  session: RestoreSession,
  events: readonly RestoreEvent[],
  runs: readonly ExplorerRun[],
  skewMs: (machine: string) => number,
): readonly RunMatch[] {
  const { clientHost, createdAt, product } = session
  if (clientHost === undefined) return []
  return runs
    .filter(
      (run) =>
        hostLabel(run.machine) === hostLabel(clientHost) &&
        run.product.toLowerCase() === product.toLowerCase() &&
        run.openedAt.some((at) => isSameSecond(at - skewMs(run.machine), createdAt)),
    )
    .map((run) => ({ run, items: commonItems(events, run, skewMs(run.machine)) }))
}

const isSameSecond = (one: number, other: number): boolean => Math.abs(one - other) <= SAME_SECOND_MS

/** How many restored items of a session stand in a run's log as well. `skew`: how far that log's clock is ahead. */
export function commonItems(events: readonly RestoreEvent[], run: ExplorerRun, skew: number): number {
  const wanted = events.filter((event) => event.type !== "None" && event.type !== "View")
  return wanted.filter((event) => run.items.some((item) => isSameItem(event, item, skew))).length
}

function isSameItem(event: RestoreEvent, item: ExplorerItem, skew: number): boolean {
  if (!isSameSecond(item.at - skew, event.startedAt)) return false
  return sameName(item.name, event.itemName) && folded(item.folder) === folded(event.target)
}

/** An Explorer numbers a file whose name is taken: `Board.msg`, `Board1.msg`. */
function sameName(file: string, item: string): boolean {
  const name = folded(file)
  const wanted = folded(item)
  return name === wanted || (name.startsWith(wanted) && /^\d{1,3}$/.test(name.slice(wanted.length)))
}

const folded = (text: string): string => text.normalize("NFKC").trim().replace(/\\+$/, "").toLowerCase()
