/** Incidents of one rule of which people have said something, in a real store. */
import type { Alert, Incident } from "../../../src/model/alert.ts"
import { alertId, type IncidentId, type TenantId } from "../../../src/model/ids.ts"
import type { Store } from "../../../src/ports/store.ts"
import { makeAlert, makeBatch, makeIncident, NOW } from "./make-rows.ts"

let count = 0

/** One incident with a new alert; `over` is what became of it, said in a transaction of its own as a press is. */
export async function judged(
  store: Store,
  tenantId: TenantId,
  over: Partial<Incident> = {},
  about: Partial<Alert> = {},
): Promise<IncidentId> {
  count += 1
  const alert = makeAlert({ id: alertId(`alr_judged_${count}`), tenantId, happenedAt: NOW, ...about })
  const times = { happenedAt: alert.happenedAt, fetchedAt: alert.happenedAt, postedAt: alert.happenedAt }
  const subject = `${alert.subject} ${count}`
  const { incidents } = await store.records.saveBatch(
    makeBatch({ tenantId, contentId: `blob$judged${count}`, records: [], rejected: [], alerts: [alert] }),
    () => ({
      incidents: [
        {
          incident: makeIncident({ tenantId, alert, subject, times }),
          channels: [],
          notes: [],
          newAlerts: [alert],
        },
      ],
    }),
  )
  const [id] = incidents
  if (id === undefined) throw new Error("the batch opened no incident")
  await store.incidents.change(id, (incident) => ({ incident: { ...incident, ...over }, notes: [] }))
  return id
}

/** Somebody took it after `first` milliseconds and closed it `later` ones after that. */
export const closedAs = (
  state: "expected" | "not-a-threat" | "fixed",
  first: number,
  later: number,
  from: number = NOW,
): Partial<Incident> => ({
  state,
  owner: "Kim Vega",
  claimedAt: from + first,
  history: [
    {
      at: from + first + later,
      who: "Kim Vega",
      what: `closed this as ${state}`,
      customerSafe: false,
      ...(state === "fixed" ? {} : { kind: state }),
    },
  ],
})
