/** The last answer of each person in each place, so that "more" can go on. In memory: after a restart the question is asked again. */
import { MINUTE } from "../lib/time-units.ts"
import type { Caller } from "../ports/bot.ts"
import type { Answer } from "./answer.ts"
import type { Asked } from "./follow-up.ts"

/** Longer ago, and nobody remembers the question either. */
const KEEP_MS = 30 * MINUTE
/** An answer holds a few hundred rows at most. */
const MOST = 50

export type Recent = {
  readonly answer: Answer
  readonly shown: number
  /** The same answer as of the same moment with more of its rows; missing when these are all that can be had. */
  readonly whole?: () => Promise<Answer>
}

export interface RecentAnswers {
  /** The question itself, also where it was asked back: "and yesterday?" is about it. */
  keepAsked(caller: Caller, asked: Asked): void
  /** Something else was wanted meanwhile: what leans on the question before isn't about it any more. */
  forgetAsked(caller: Caller): void
  askedBy(caller: Caller): Asked | undefined
  /** A channel became somebody else's: nothing goes on there that was told before. */
  forgetPlace(caller: Caller): void
  keep(caller: Caller, recent: Recent): void
  /** What this very person was told in this very place; undefined when that is too long ago. */
  of(caller: Caller): Recent | undefined
}

export function createRecentAnswers(now: () => number): RecentAnswers {
  const answers = remembered<Recent>(now)
  const asked = remembered<Asked>(now)
  return {
    keep: answers.keep,
    of: answers.of,
    keepAsked: asked.keep,
    forgetAsked: asked.forget,
    askedBy: asked.of,
    forgetPlace: (caller) => {
      answers.forgetPlace(caller)
      asked.forgetPlace(caller)
    },
  }
}

function remembered<Kept extends object>(now: () => number) {
  const known = new Map<string, { readonly kept: Kept; readonly at: number }>()
  return {
    keep: (caller: Caller, kept: Kept): void => {
      known.delete(keyOf(caller))
      known.set(keyOf(caller), { kept, at: now() })
      const [oldest] = known.keys()
      if (known.size > MOST && oldest !== undefined) known.delete(oldest)
    },
    forget: (caller: Caller): void => void known.delete(keyOf(caller)),
    forgetPlace: (caller: Caller): void => {
      const place = placeOf(caller)
      for (const key of known.keys()) if (key.startsWith(place)) known.delete(key)
    },
    of: (caller: Caller): Kept | undefined => {
      const found = known.get(keyOf(caller))
      return found === undefined || now() - found.at > KEEP_MS ? undefined : found.kept
    },
  }
}

const placeOf = ({ conversationId }: Caller): string => JSON.stringify(conversationId)
const keyOf = (caller: Caller): string =>
  `${placeOf(caller)}${JSON.stringify([caller.teamsTenantId, caller.objectId])}`
