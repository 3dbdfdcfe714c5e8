/**
 * Switching the recording off: the whole tenant's, one account's, one mailbox's. Values are read by name and only a real
 * False (or True) counts, because the service repeats the harmless value every night.
 * Source: Microsoft Learn, Set-AdminAuditLogConfig, Set-MailboxAuditBypassAssociation, Set-Mailbox, Set-OrganizationConfig.
 */
import { type Fact, isFalse, isTrue, parameterOf } from "./fact.ts"

const LOG_SWITCHES = ["UnifiedAuditLogIngestionEnabled", "AdminAuditLogEnabled"] as const

export const AUDITING_FACTS: readonly Fact[] = [
  {
    name: "SwitchesAuditOff",
    read: (record) => {
      if (record.operationKey !== "set-adminauditlogconfig") return undefined
      const off = LOG_SWITCHES.find((name) => isFalse(parameterOf(record, name)))
      return off === undefined ? undefined : `${off} is False`
    },
  },
  {
    name: "BypassesMailboxAudit",
    read: (record) =>
      record.operationKey === "set-mailboxauditbypassassociation" &&
      isTrue(parameterOf(record, "AuditBypassEnabled"))
        ? "AuditBypassEnabled is True"
        : undefined,
  },
  {
    name: "SwitchesMailboxAuditOff",
    read: (record) => {
      if (record.operationKey === "set-mailbox" && isFalse(parameterOf(record, "AuditEnabled")))
        return "AuditEnabled is False"
      if (record.operationKey === "set-organizationconfig" && isTrue(parameterOf(record, "AuditDisabled"))) {
        return "AuditDisabled is True"
      }
      return undefined
    },
  },
]
