/** A fix that nobody approved in time is forgotten: its card offers it again and tells so. */
import { titleOf } from "../card/button-labels.ts"
import { type Incident, WATCHPOST } from "../model/alert.ts"
import { isInTime } from "../model/approval.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { IncidentStore } from "../ports/incident-store.ts"

export type EndApprovalsDeps = {
  readonly incidents: Pick<IncidentStore, "approvalOver" | "change">
  /** Called after a card changed. Must not throw. */
  readonly wake: () => void
  /** Milliseconds UTC. */
  readonly now: () => number
}

/** So many in one look; the next look takes the others. */
const AT_ONCE = 100

/** One look. */
export async function endApprovals({ incidents, wake, now }: EndApprovalsDeps): Promise<void> {
  const at = now()
  const ids = await incidents.approvalOver(at, AT_ONCE)
  for (const id of ids) await incidents.change(id, (current) => withoutLate(current, at))
  if (ids.length > 0) wake()
}

function withoutLate(
  incident: Incident,
  at: number,
): { readonly incident: Incident; readonly notes: readonly TrailNote[] } {
  const { approval, ...rest } = incident
  if (approval === undefined || isInTime(approval, at)) return { incident, notes: [] }
  const what = `nobody approved “${approval.title ?? titleOf(approval.action)}” in time, so it wasn't done`
  const { id, tenantId } = incident
  const about = { at, kind: "refusal", who: "watchpost", tenantId, incidentId: id } as const
  const data = { action: approval.action, askedBy: `${approval.by} (${approval.byId})` }
  return {
    incident: { ...rest, history: [...rest.history, { at, who: WATCHPOST, what, customerSafe: true }] },
    notes: [{ ...about, what: `Not done: ${what}.`, data }],
  }
}
