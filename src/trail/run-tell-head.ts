/** Owes the day's anchor, once; a trail that began today has nothing yet that could have been rewritten since. */
import type { Channel } from "../model/delivery.ts"
import type { Notices } from "../ports/notices.ts"
import type { TrailLog } from "../ports/trail-log.ts"
import { anchorDay, anchorNotice } from "./anchor.ts"

export type HeadDeps = {
  readonly trail: Pick<TrailLog, "head" | "read">
  readonly notices: Pick<Notices, "owe">
  readonly triage: Channel
  /** Milliseconds UTC. */
  readonly now: () => number
}

/** The day is remembered only to spare the store: the notice's key alone makes it once. */
export function createHeadTeller({ trail, notices, triage, now }: HeadDeps): () => Promise<void> {
  let toldOn = ""
  return async () => {
    const today = anchorDay(now())
    if (today === toldOn) return
    const [first] = await trail.read(0, 1)
    if (first === undefined || anchorDay(first.at) >= today) return
    await notices.owe([anchorNotice(await trail.head(), triage, now())])
    toldOn = today
  }
}
