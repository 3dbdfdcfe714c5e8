/** What became of a rule's incidents, for whoever asks whether it is worth its noise. Nothing is written for it. */
import type { IncidentId, TenantId } from "../model/ids.ts"
import type { Period } from "../model/period.ts"
import type { RuleIncident } from "../model/rule-incident.ts"

export interface NoiseReader {
  /** Incidents of the tenant of which something happened in that time, oldest first. */
  told(tenant: TenantId, time: Period): Promise<readonly RuleIncident[]>
  /** The tenant's other incidents of one rule, newest first, at most `limit`. By an index: asked whenever a card is drawn. */
  like(
    one: { readonly id: IncidentId; readonly tenantId: TenantId; readonly rule: string },
    limit: number,
  ): Promise<readonly RuleIncident[]>
}
