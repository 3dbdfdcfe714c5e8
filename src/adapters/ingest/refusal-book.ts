/**
 * Refusals and suspicious changes, in the trail: each kind once in ten minutes, with how many there were before. What is
 * still uncounted when that time is over is told then, so that none is missing.
 */
import { MINUTE } from "../../lib/time-units.ts"
import type { TrailNote } from "../../model/trail-entry.ts"
import type { Log } from "../../ports/log.ts"
import type { TrailLog } from "../../ports/trail-log.ts"
import type { LogPlace, LogSite, Refusal } from "./log-request.ts"

const QUIET_MS = 10 * MINUTE

export interface RefusalBook {
  /** Without a site: somebody whose token isn't known. */
  note(site: LogSite | undefined, refusal: Refusal): Promise<void>
  /** A log isn't the continuation of what came before. */
  noteChange(site: LogSite, place: LogPlace): Promise<void>
}

type Told = { at: number; unsaid: number }

export function createRefusalBook(deps: {
  readonly trail: Pick<TrailLog, "append">
  readonly log: Log
  readonly now: () => number
}): RefusalBook {
  const { trail, log, now } = deps
  const told = new Map<string, Told>()

  async function tellRest(last: Told, note: Omit<TrailNote, "at">): Promise<void> {
    const { unsaid } = last
    if (unsaid === 0) return
    Object.assign(last, { at: now(), unsaid: 0 })
    const what = `${note.what} So it was ${unsaid} more ${unsaid === 1 ? "time" : "times"}.`
    try {
      await trail.append({ ...note, at: now(), what, data: { ...note.data, count: unsaid } })
    } catch {
      log.error("refused bytes of Explorer logs could not be noted in the trail", { count: unsaid })
    }
  }

  /** `counted` is what the number of those before is called. False when it is only counted. */
  async function tell(key: string, counted: string, note: Omit<TrailNote, "at">): Promise<boolean> {
    const at = now()
    const last = told.get(key)
    if (last !== undefined && at - last.at < QUIET_MS) {
      if (last.unsaid === 0) setTimeout(() => void tellRest(last, note), QUIET_MS - (at - last.at)).unref()
      last.unsaid += 1
      return false
    }
    const before = last?.unsaid ?? 0
    told.set(key, { at, unsaid: 0 })
    if (last !== undefined) last.unsaid = 0
    await trail.append({ ...note, at, data: { ...note.data, [counted]: before } })
    return true
  }

  return {
    note: async (site, { status, sentence }) => {
      const from = site === undefined ? "somebody unknown" : `site ${site.name}`
      const isTold = await tell(`${site?.name ?? ""} ${status}`, "alsoRefusedBefore", {
        kind: "refusal",
        who: from,
        ...(site === undefined ? {} : { tenantId: site.tenantId }),
        what: `Refused what ${from} sent as an Explorer log: ${sentence}`,
        data: { status },
      })
      if (isTold) log.warn("bytes of an Explorer log were refused", { site: site?.name ?? "", status })
    },
    noteChange: async (site, { machine, file }) => {
      await tell(`${site.name} changed`, "alsoChangedBefore", {
        kind: "evidence",
        who: `site ${site.name}`,
        tenantId: site.tenantId,
        what: `An Explorer log of ${machine} isn't any more what it was when it was sent before. Both are kept.`,
        data: { machine, file },
      })
    },
  }
}
