/** What a record did: the key of the thing, what a fix needs, what changed, and one plain sentence. */
import type { Act, SubjectKind } from "../model/act.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { describeAuditLog, describeMailboxAudit } from "./describe-auditing.ts"
import { describeChange } from "./describe-change.ts"
import { describeForwarding } from "./describe-forwarding.ts"
import { describeInboxRule } from "./describe-inbox-rule.ts"
import { describePermission } from "./describe-permission.ts"
import { describeRestore } from "./describe-restore.ts"
import type { Describer } from "./describer.ts"
import type { FactContext } from "./facts/fact.ts"

const DESCRIBERS: Readonly<Record<SubjectKind, Describer>> = {
  forwarding: describeForwarding,
  "inbox-rule": describeInboxRule,
  permission: describePermission,
  "audit-log": describeAuditLog,
  "mailbox-audit": describeMailboxAudit,
  restore: describeRestore,
  "transport-rule": describeChange("transport-rule"),
  connector: describeChange("connector"),
  "mail-protection": describeChange("mail-protection"),
  "mail-access": describeChange("mail-access"),
  quarantine: describeChange("quarantine"),
  export: describeChange("export"),
  "directory-role": describeChange("directory-role"),
  "exchange-role": describeChange("exchange-role"),
  application: describeChange("application"),
  "sign-in-method": describeChange("sign-in-method"),
  "conditional-access": describeChange("conditional-access"),
  domain: describeChange("domain"),
  partner: describeChange("partner"),
  policy: describeChange("policy"),
  user: describeChange("user"),
  device: describeChange("device"),
  "sign-in": describeChange("sign-in", "actor"),
  "file-activity": describeChange("file-activity", "actor"),
  sharing: describeChange("sharing"),
  teams: describeChange("teams"),
  dlp: describeChange("dlp", "actor"),
  "microsoft-alert": describeChange("microsoft-alert"),
  other: describeChange("other"),
}

export const describeAct = (record: AuditRecord, kind: SubjectKind, context: FactContext): Act =>
  DESCRIBERS[kind](record, context)
