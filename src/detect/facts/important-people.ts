/** Acts against people whose account is worth more: those whom the customer lists, and administrators. Every level is raised by it. */
import { ONE_ACT_MS } from "../../model/act.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import type { WritableMemory } from "../../model/detect-memory.ts"
import type { TenantId } from "../../model/ids.ts"
import { targetUser } from "./directory-record.ts"
import type { Fact, OtherFacts } from "./fact.ts"
import { keepEarliest, traceKey } from "./first-seen.ts"
import { concernedName } from "./identities.ts"

const GRANTS = ["add member to role", "add eligible member to role"]

const adminKey = (tenant: TenantId, name: string): string => traceKey(tenant, ["administrator", name])

export const IMPORTANT_PEOPLE_FACTS: readonly Fact[] = [
  {
    name: "IsVipTarget",
    read: (record, { tenant }) => {
      const name = concernedName(record)?.toLowerCase()
      return name !== undefined && tenant.vips?.includes(name) === true ? name : undefined
    },
  },
  {
    name: "IsAdminTarget",
    read: (record, { memory }) => {
      const name = concernedName(record)?.toLowerCase()
      const since = name === undefined ? undefined : memory?.trace(adminKey(record.tenantId, name))?.firstAt
      // The other records of the role's own assignment don't concern an administrator yet.
      return since !== undefined && since < record.happenedAt - ONE_ACT_MS ? name : undefined
    },
  },
]

/** Whoever was given a privileged role counts as an administrator from then on. */
export function rememberAdministrator(record: AuditRecord, memory: WritableMemory, facts: OtherFacts): void {
  if (!GRANTS.includes(record.operationKey) || facts.evidence("GrantsPrivilegedRole") === undefined) return
  keepEarliest(adminKey(record.tenantId, targetUser(record).toLowerCase()), record, memory)
}
