/** What the provider's own system is told of an incident. Pure. */
import { plainText } from "../lib/plain-text.ts"
import type { Incident } from "../model/alert.ts"
import type { JsonObject } from "../model/json.ts"
import type { Tenant } from "../model/tenant.ts"

export type NameOf = (incident: Incident) => Pick<Tenant, "displayName"> | undefined

/** As docs/routing.md promises it to whoever writes a receiver. */
export const factsOf = (incident: Incident, tenantOf: NameOf): JsonObject => ({
  id: incident.id,
  level: incident.level,
  customer: customerOf(incident, tenantOf),
  tenantId: incident.tenantId,
  rule: incident.alert.rule.name,
  title: plainText(incident.alert.rule.title, 200),
  happenedAt: new Date(incident.times.happenedAt).toISOString(),
})

/** Its whole name, or the tenant id of one that isn't in the configuration. */
export const customerOf = (incident: Incident, tenantOf: NameOf): string =>
  plainText(tenantOf(incident)?.displayName ?? incident.tenantId, 80)
