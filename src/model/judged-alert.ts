/** What people said of an incident, as far as what is usual at a customer goes by it. */
import { CONTAINMENT } from "./action.ts"
import type { Incident } from "./alert.ts"

/** `attack`: somebody was locked out, or customer or owner say that it wasn't them. `harmless`: a technician closed it so. */
export const JUDGEMENTS = ["attack", "harmless"] as const
export type Judgement = {
  readonly as: (typeof JUDGEMENTS)[number]
  /** Milliseconds UTC, by our clock. */
  readonly at: number
}

/** One alert of an incident that was judged. */
export type JudgedAlert = {
  readonly judgement: Judgement
  /** When it happened, milliseconds UTC. */
  readonly happenedAt: number
  /** The bare address from which it was done. */
  readonly ip?: string
  /** Lower-cased user principal name of the account through which it was done. */
  readonly account?: string
}

/** Undefined while nobody has said anything. A technician's verdict counts more than what was done before it. */
export function judgementOf({
  state,
  history,
  standing = [],
  customerAnswer,
  ownerQuestion,
}: Pick<Incident, "state" | "history" | "standing" | "customerAnswer" | "ownerQuestion">):
  | Judgement
  | undefined {
  if (state === "expected" || state === "not-a-threat") {
    const verdict = history.findLast(({ kind }) => kind === state)
    return verdict === undefined ? undefined : { as: "harmless", at: verdict.at }
  }
  const said = [
    ...standing.filter(({ action }) => CONTAINMENT.includes(action)).map(({ fixedAt }) => fixedAt),
    ...(customerAnswer?.answer === "unknown" ? [customerAnswer.at] : []),
    ...(ownerQuestion?.answer?.word === "it-was-not-me" ? [ownerQuestion.answer.at] : []),
  ]
  return said.length === 0 ? undefined : { as: "attack", at: Math.max(...said) }
}
