/** A fix that was run when records of `makeRaw` happened. */
import { incidentId, remediationId } from "../../src/model/ids.ts"
import type { PlannedCall, RecentFix } from "../../src/model/remediation.ts"
import { TENANT_ID } from "./make-record.ts"

/** When records happen unless told, milliseconds UTC. */
export const HAPPENED_AT = Date.UTC(2026, 2, 2, 8, 15, 30)

/** Its only round begins a second before and ends some seconds after that. */
export const makeRecentFix = (
  plan: readonly PlannedCall[],
  subject: RecentFix["subject"],
  changed: Partial<RecentFix> = {},
): RecentFix => ({
  id: remediationId(3),
  incidentId: incidentId(2),
  action: "stop-forwarding",
  tenantId: TENANT_ID,
  subject,
  rounds: [{ from: HAPPENED_AT - 1_000, to: HAPPENED_AT + 5_000, plan }],
  records: [],
  ...changed,
})
