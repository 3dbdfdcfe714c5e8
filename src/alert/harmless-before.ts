/** Whether one rule has told nothing real at one customer for long. Pure. */
import { compareLevels, type Level } from "../model/level.ts"
import type { RuleIncident } from "../model/rule-incident.ts"
import { isHarmless } from "./measure-noise.ts"

/** So many in a row are worth a word. */
export const IN_A_ROW = 10
/** So many are looked through for them. */
export const MOST_LOOKED_THROUGH = 50

/**
 * True when the last ten that people decided about were all expected or no threat. `others` are the customer's other
 * incidents of the rule, newest first. What was found less bad than this one (`level`) tells nothing of it. One that
 * nobody decided about is passed over, unless the customer doesn't know it; everything else ends the row.
 */
export function harmlessBefore(level: Level, others: readonly RuleIncident[]): boolean {
  let row = 0
  for (const one of others) {
    if (compareLevels(one.level, level) < 0 || isUndecided(one)) continue
    if (!isHarmless(one)) return false
    row += 1
    if (row === IN_A_ROW) return true
  }
  return false
}

const isUndecided = ({ state, answer }: RuleIncident): boolean =>
  (state === "new" || state === "claimed") && answer !== "unknown"
