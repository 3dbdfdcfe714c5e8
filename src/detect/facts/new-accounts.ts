/** Rights that go to an account which was made only just now: thieves make one for themselves before they use it. */
import { DAY } from "../../lib/time-units.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import type { WritableMemory } from "../../model/detect-memory.ts"
import type { TenantId } from "../../model/ids.ts"
import { targetUser } from "./directory-record.ts"
import { type Fact, type FactContext, listOf } from "./fact.ts"
import { keepEarliest, traceKey } from "./first-seen.ts"
import { personKey } from "./identities.ts"
import { readGrant } from "./permissions.ts"

const NEW_FOR_MS = 7 * DAY

const accountKey = (tenant: TenantId, person: string): string => traceKey(tenant, ["account made", person])

function newGrantee(record: AuditRecord, context: FactContext): string | undefined {
  const { memory } = context
  if (memory === undefined) return undefined
  return listOf(readGrant(record)?.user).find((user) => {
    const trace = memory.trace(accountKey(record.tenantId, personKey(user, context)))
    const age = trace === undefined ? Number.NaN : record.happenedAt - trace.firstAt
    return age >= 0 && age < NEW_FOR_MS
  })
}

export const NEW_ACCOUNT_FACTS: readonly Fact[] = [{ name: "GrantsToNewAccount", read: newGrantee }]

/** When an account was made. Doing it twice, or in another order, leaves the same. */
export function rememberAccount(record: AuditRecord, context: FactContext, memory: WritableMemory): void {
  if (record.operationKey !== "add user") return
  keepEarliest(accountKey(record.tenantId, personKey(targetUser(record), context)), record, memory)
}
