/** Findings of single records → alerts, also where one act's records came in several batches. */
import type { Alert } from "../model/alert.ts"
import type { WritableMemory } from "../model/detect-memory.ts"
import { actGroup, type Finding, groupFindings, growAlert, makeAlert, spanOf } from "./make-alert.ts"

/** New alerts, and those of earlier batches that have grown. Keeps in `memory` which act became which alert. */
export const actAlerts = (
  findings: readonly Finding[],
  country: (ip: string) => string | undefined,
  memory: WritableMemory,
): readonly Alert[] =>
  groupFindings(findings).flatMap((group): readonly Alert[] => {
    const [first] = group
    const alert = makeAlert(group, country)
    if (first === undefined || alert === undefined) return []
    const from = first.record.happenedAt
    const to = group.at(-1)?.record.happenedAt ?? from
    const where = actGroup(first)
    const { pause, longest } = spanOf(first)
    const known = memory
      .bursts(where, from - pause, to + pause)
      .find((burst) => Math.max(to, burst.to) - Math.min(from, burst.from) <= longest)
    const id = known?.alertId ?? alert.id
    memory.keepBurst({
      ...where,
      alertId: id,
      from: Math.min(from, known?.from ?? from),
      to: Math.max(to, known?.to ?? to),
    })
    return kept({ ...alert, id }, memory)
  })

/** The alert as it is now; nothing when it is as it was. */
function kept(alert: Alert, memory: WritableMemory): readonly Alert[] {
  const before = memory.alert(alert.id)
  const now = before === undefined ? alert : growAlert(before, alert)
  if (now === before) return []
  memory.keepAlert(now)
  return [now]
}
