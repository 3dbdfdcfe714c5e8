/** Which fixes of an incident still count as done. */
import type { FixName } from "./action.ts"
import type { Incident } from "./alert.ts"

type Standing = NonNullable<Incident["standing"]>[number]

/**
 * False for half a fix, for one after which the same was seen once more, because it may be needed again, and for one that
 * ran by itself until a person has confirmed it, by this or by a fix that closed the incident.
 */
export const isWhole = (standing: Standing, incident: Incident): boolean =>
  standing.half !== true && !isUnconfirmed(standing, incident) && !isRepeatedSince(incident, standing.fixedAt)

const isUnconfirmed = ({ automatic }: Standing, { state }: Incident): boolean =>
  automatic === true && state !== "fixed"

/** Fixes that ran by themselves, stand whole, and wait for a person's word. */
export const unconfirmedIn = (incident: Incident): readonly FixName[] =>
  (incident.standing ?? [])
    .filter((one) => isUnconfirmed(one, incident) && isWhole({ ...one, automatic: false }, incident))
    .map(({ action }) => action)

/** `at` in milliseconds UTC. */
const isRepeatedSince = ({ history }: Pick<Incident, "history">, at: number): boolean =>
  history.some((line) => line.kind === "repeat" && line.at > at)
