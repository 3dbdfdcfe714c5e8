/** Which fixes of an incident still count as done. */
import type { Incident } from "./alert.ts"

type Standing = NonNullable<Incident["standing"]>[number]

/** False for half a fix, and for one after which the same was seen once more: it may be needed again. */
export const isWhole = (standing: Standing, incident: Incident): boolean =>
  standing.half !== true && !isRepeatedSince(incident, standing.fixedAt)

/** `at` in milliseconds UTC. */
const isRepeatedSince = ({ history }: Pick<Incident, "history">, at: number): boolean =>
  history.some((line) => line.kind === "repeat" && line.at > at)
