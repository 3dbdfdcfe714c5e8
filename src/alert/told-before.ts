/** Which incident told of what a backtest finds again: the one that rests on one of the same records. Pure. */
import type { Alert, Incident } from "../model/alert.ts"
import type { RecordId } from "../model/ids.ts"

type Told = { readonly alert: Alert; readonly incident: Incident }

/** `told` is of the same tenant. An incident of the same rule comes before those of other rules. */
export function toldBefore(told: readonly Told[]): (alert: Alert) => Incident | undefined {
  const byRecord = new Map<RecordId, Told[]>()
  for (const one of told)
    for (const id of one.alert.recordIds) byRecord.set(id, [...(byRecord.get(id) ?? []), one])
  return ({ recordIds, rule }) => {
    const found = recordIds.flatMap((id) => byRecord.get(id) ?? [])
    return (found.find((one) => one.alert.rule.name === rule.name) ?? found[0])?.incident
  }
}
