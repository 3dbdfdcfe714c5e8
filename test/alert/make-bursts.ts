/** Alerts of one kind by one account, and what becomes of them: what the tests of bursts and floods start from. */
import { mergeAlerts } from "../../src/alert/merge-alerts.ts"
import type { Alert, Incident } from "../../src/model/alert.ts"
import { type AlertId, alertId, incidentId } from "../../src/model/ids.ts"
import type { DecisionWrites } from "../../src/ports/record-store.ts"
import { makeAlert as baseAlert, NOW } from "../respond/make-case.ts"

export const rule = (name: string) => ({ ...baseAlert().rule, name, title: `Title of ${name}` })

/** A grant of access to mailbox number `index`, by one administrator unless told. */
export const grant = (index: number, fields: Partial<Alert> = {}): Alert =>
  baseAlert({
    id: alertId(`alr_${index}_${fields.rule?.name ?? "grant"}_${fields.actor?.id ?? ""}`),
    rule: rule("access-granted"),
    actor: { kind: "user", id: "Admin@contoso.example" },
    subject: `permission:box${index}@contoso.example`,
    target: { kind: "mailbox", id: `box${index}`, name: `box${index}@contoso.example` },
    happenedAt: NOW - 60_000 + index,
    ...fields,
  })

export const grants = (
  count: number,
  fields: (index: number) => Partial<Alert> = () => ({}),
): readonly Alert[] => Array.from({ length: count }, (_, index) => grant(index, fields(index)))
export const byOthers = (index: number): Partial<Alert> => ({
  actor: { kind: "user", id: `a${index}@contoso.example` },
})

export function merge(
  alerts: readonly Alert[],
  open: readonly Incident[] = [],
  recentCounts: ReadonlyMap<string, number> = new Map(),
  before: ReadonlyMap<AlertId, Alert> = new Map(),
): DecisionWrites["incidents"] {
  const context = { now: NOW, fetchedAt: NOW, watchedSince: 0, channelsFor: () => [], recentCounts }
  return mergeAlerts(alerts, open, context, before).incidents
}

export const idsOf = (writes: DecisionWrites["incidents"]) =>
  writes.flatMap(({ incident }) => incident.alertIds).toSorted()
export const asOpen = (write: DecisionWrites["incidents"][number] | undefined, id: number): Incident => {
  if (write === undefined) throw new Error("nothing was opened")
  return { ...write.incident, id: incidentId(id) }
}
