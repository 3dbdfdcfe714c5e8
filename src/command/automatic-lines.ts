/** Where fixes run by themselves: for technicians, in `status`. Nobody should learn that from a card at night. */
import { titleOf } from "../card/button-labels.ts"
import { andList, andMore } from "../lib/list-text.ts"
import { plainText } from "../lib/plain-text.ts"
import type { Scope } from "./command-scope.ts"

const MAX_NAMES = 5

/** Of one customer which fixes, and for what; of several only where. Empty where nobody opted in, and for customers. */
export function automaticLines({ face, customers }: Pick<Scope, "face" | "customers">): readonly string[] {
  const allowing = customers.flatMap(({ displayName, automatic }) =>
    automatic === undefined ? [] : [{ name: plainText(displayName, 80), automatic }],
  )
  const [first] = allowing
  if (face !== "technician" || first === undefined) return []
  if (customers.length > 1) {
    const names = allowing.slice(0, MAX_NAMES).map(({ name }) => name)
    return [`Fixes may run by themselves at ${andMore(names, allowing.length)}.`]
  }
  const { fixes, level, withinMinutes } = first.automatic
  const titles = andList([...new Set(fixes)].map((fix) => `“${titleOf(fix)}”`))
  const levels = level === "critical" ? "critical" : `${level} and critical`
  return [
    `At ${first.name} ${titles} may run by ${fixes.length === 1 ? "itself" : "themselves"} for ${levels} incidents, within ${withinMinutes} minutes of what happened.`,
  ]
}
