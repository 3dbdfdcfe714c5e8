/**
 * Requests that are refused at the door: a wrong token, a foreign address, a body that is none, a link that is over. Each
 * is an entry; of a flood the rest of a minute is one entry with its count, so that nobody can fill the disk from outside.
 */
import { MINUTE } from "../lib/time-units.ts"
import type { Log } from "../ports/log.ts"
import type { TrailLog } from "../ports/trail-log.ts"

/** Why it was refused, a part of a sentence: `its token isn't the Bot Connector's`; and who it was, where Teams says that. */
export type NoteKnock = (why: string, who?: string) => Promise<void>

/** So many a minute have an entry of their own. */
export const SINGLE_KNOCKS = 20

export type KnockDeps = {
  readonly trail: Pick<TrailLog, "append">
  /** Milliseconds UTC. */
  readonly now: () => number
  readonly log: Log
}

/** Never throws: what can't be noted is refused all the same. */
export function createKnockNotes({ trail, now, log }: KnockDeps): NoteKnock {
  let minute = { since: Number.NEGATIVE_INFINITY, singles: 0, more: 0 }
  const append = async (count: number, why: string, who = "somebody unknown"): Promise<void> => {
    const what = `Refused ${count === 1 ? "a request" : `${count} more requests`}: ${why}.`
    try {
      await trail.append({ at: now(), kind: "refusal", who, what, data: { count } })
    } catch {
      log.error("a refused request could not be noted in the trail", { count })
    }
  }
  const begin = async (): Promise<void> => {
    const { more } = minute
    minute = { since: now(), singles: 0, more: 0 }
    if (more > 0) await append(more, "too many in a minute to be noted one by one")
  }
  return async (why, who) => {
    if (now() - minute.since >= MINUTE) await begin()
    if (minute.singles >= SINGLE_KNOCKS) {
      if (minute.more === 0) setTimeout(() => void begin(), MINUTE).unref()
      minute.more += 1
      return
    }
    minute.singles += 1
    await append(1, why, who)
  }
}
