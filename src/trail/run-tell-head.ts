/** Owes the day's anchor, once; a trail that began today has nothing yet that could have been rewritten since. */
import { utcDay } from "../lib/utc-day.ts"
import type { Channel } from "../model/delivery.ts"
import { ContractError } from "../model/errors.ts"
import type { Notices } from "../ports/notices.ts"
import type { TrailLog } from "../ports/trail-log.ts"
import { anchorNotice } from "./anchor.ts"

export type HeadDeps = {
  readonly trail: Pick<TrailLog, "head" | "read">
  readonly notices: Pick<Notices, "owe">
  readonly triage: Channel
  /** Milliseconds UTC. */
  readonly now: () => number
}

/** A first entry that can't be read is no reason to tell no head: others may have been rewritten, too. */
async function firstDay(trail: HeadDeps["trail"]): Promise<string | undefined> {
  try {
    const [first] = await trail.read(0, 1)
    return first && utcDay(first.at)
  } catch (thrown) {
    if (thrown instanceof ContractError) return ""
    throw thrown
  }
}

/** The day is remembered only to spare the store: the notice's key alone makes it once. */
export function createHeadTeller({ trail, notices, triage, now }: HeadDeps): () => Promise<void> {
  let toldOn = ""
  return async () => {
    const today = utcDay(now())
    if (today === toldOn) return
    const begun = await firstDay(trail)
    if (begun === undefined || begun >= today) return
    await notices.owe([anchorNotice(await trail.head(), triage, now())])
    toldOn = today
  }
}
