/** Alerts that no audit record is behind: what Watchpost itself found out about what it watches. */
import { canonicalHash } from "../lib/canonical-json.ts"
import { type Alert, WATCHPOST } from "../model/alert.ts"
import { alertId } from "../model/ids.ts"
import type { Tenant } from "../model/tenant.ts"

/** The provider itself: whose incident it is when no single customer's. */
export type Ourselves = Pick<Tenant, "id" | "displayName" | "timeZone">

type Told =
  | "tenantId"
  | "target"
  | "operation"
  | "happenedAt"
  | "subject"
  | "rule"
  | "level"
  | "summary"
  | "object"

/** The same `key` makes the same alert, also after a restart. */
export const ownAlert = (
  key: readonly (string | number)[],
  told: Pick<Alert, Told> & Partial<Pick<Alert, "count" | "lastAt">>,
): Alert => ({
  id: alertId(`alr_${canonicalHash([...key]).slice(0, 32)}`),
  actor: { kind: "application", id: "watchpost" },
  actorName: WATCHPOST,
  changes: [],
  count: 1,
  recordIds: [],
  ...told,
})
