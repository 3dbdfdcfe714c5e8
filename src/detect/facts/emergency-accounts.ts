/**
 * Accounts for emergencies: nobody uses them in everyday work, they are left out of access rules, and hold the highest role.
 * Source: Microsoft Learn, "Manage emergency access accounts in Microsoft Entra ID".
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { actingObject } from "./directory-record.ts"
import type { Fact, FactContext } from "./fact.ts"

/** The account as the configuration names it: by sign-in name or object id. */
function emergencyAccount(record: AuditRecord, { tenant }: FactContext): string | undefined {
  const { breakGlass = [] } = tenant
  if (breakGlass.length === 0) return undefined
  const names = [record.actor.upn, actingObject(record).id]
  return breakGlass.find((account) => names.includes(account))
}

export const EMERGENCY_ACCOUNT_FACTS: readonly Fact[] = [
  {
    name: "EmergencyAccountSignsIn",
    read: (record, context) =>
      record.operationKey === "userloggedin" ? emergencyAccount(record, context) : undefined,
  },
  {
    // Its name stands in no mail and no signature: who tries it knows the tenant well.
    name: "EmergencyAccountTried",
    read: (record, context, facts) =>
      record.operationKey === "userloginfailed" && facts?.evidence("GuessesPassword") !== undefined
        ? emergencyAccount(record, context)
        : undefined,
  },
]
