/** Refusals and suspicious changes, in the trail: each kind once in ten minutes, with how many there were before. */
import type { Log } from "../../ports/log.ts"
import type { TrailLog } from "../../ports/trail-log.ts"
import type { LogPlace, LogSite, Refusal } from "./log-request.ts"

const QUIET_MS = 10 * 60_000

export interface RefusalBook {
  /** Without a site: somebody whose token isn't known. */
  note(site: LogSite | undefined, refusal: Refusal): Promise<void>
  /** A log isn't the continuation of what came before. */
  noteChange(site: LogSite, place: LogPlace): Promise<void>
}

export function createRefusalBook(deps: {
  readonly trail: Pick<TrailLog, "append">
  readonly log: Log
  readonly now: () => number
}): RefusalBook {
  const { trail, log, now } = deps
  const told = new Map<string, { at: number; unsaid: number }>()

  /** How many weren't told since the last time; undefined while it is too early to tell again. */
  const due = (key: string): number | undefined => {
    const at = now()
    const last = told.get(key)
    if (last !== undefined && at - last.at < QUIET_MS) {
      last.unsaid += 1
      return undefined
    }
    told.set(key, { at, unsaid: 0 })
    return last?.unsaid ?? 0
  }

  return {
    note: async (site, { status, sentence }) => {
      const unsaid = due(`${site?.name ?? ""} ${status}`)
      if (unsaid === undefined) return
      const from = site === undefined ? "somebody unknown" : `site ${site.name}`
      log.warn("bytes of an Explorer log were refused", { site: site?.name ?? "", status })
      await trail.append({
        at: now(),
        kind: "refusal",
        who: from,
        ...(site === undefined ? {} : { tenantId: site.tenantId }),
        what: `Refused what ${from} sent as an Explorer log: ${sentence}`,
        data: { status, alsoRefusedBefore: unsaid },
      })
    },
    noteChange: async (site, { machine, file }) => {
      const unsaid = due(`${site.name} changed`)
      if (unsaid === undefined) return
      await trail.append({
        at: now(),
        kind: "evidence",
        who: `site ${site.name}`,
        tenantId: site.tenantId,
        what: `An Explorer log of ${machine} isn't any more what it was when it was sent before. Both are kept.`,
        data: { machine, file, alsoChangedBefore: unsaid },
      })
    },
  }
}
