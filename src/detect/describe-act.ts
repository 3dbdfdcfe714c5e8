/** What a record did: the key of the thing, what a fix needs, what changed, and one plain sentence. */
import type { Act, SubjectKind } from "../model/act.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { actorName } from "./actor-name.ts"
import { describeApplication } from "./describe-application.ts"
import { describeAuditLog, describeMailboxAudit } from "./describe-auditing.ts"
import { describeChange } from "./describe-change.ts"
import { describeConditionalAccess } from "./describe-conditional-access.ts"
import { describeConnector } from "./describe-connector.ts"
import { describeDevice } from "./describe-device.ts"
import { describeDirectoryRole } from "./describe-directory-role.ts"
import { describeDlp } from "./describe-dlp.ts"
import { describeDomain } from "./describe-domain.ts"
import { describeExchangeRole } from "./describe-exchange-role.ts"
import { describeExport } from "./describe-export.ts"
import { describeFileActivity } from "./describe-file-activity.ts"
import { describeForwarding } from "./describe-forwarding.ts"
import { describeInboxRule } from "./describe-inbox-rule.ts"
import { describeMailAccess } from "./describe-mail-access.ts"
import { describeMailProtection } from "./describe-mail-protection.ts"
import { describeMicrosoftAlert } from "./describe-microsoft-alert.ts"
import { describePartner } from "./describe-partner.ts"
import { describePermission } from "./describe-permission.ts"
import { describePolicy } from "./describe-policy.ts"
import { describeQuarantine } from "./describe-quarantine.ts"
import { describeRestore } from "./describe-restore.ts"
import { describeSharing } from "./describe-sharing.ts"
import { describeSignIn } from "./describe-sign-in.ts"
import { describeSignInMethod } from "./describe-sign-in-method.ts"
import { describeTeams } from "./describe-teams.ts"
import { describeTransportRule } from "./describe-transport-rule.ts"
import { describeUser } from "./describe-user.ts"
import type { Describer } from "./describer.ts"
import type { FactContext } from "./facts/fact.ts"

const DESCRIBERS: Readonly<Record<SubjectKind, Describer>> = {
  forwarding: describeForwarding,
  "inbox-rule": describeInboxRule,
  permission: describePermission,
  "audit-log": describeAuditLog,
  "mailbox-audit": describeMailboxAudit,
  restore: describeRestore,
  "transport-rule": describeTransportRule,
  connector: describeConnector,
  "mail-protection": describeMailProtection,
  "mail-access": describeMailAccess,
  quarantine: describeQuarantine,
  export: describeExport,
  "directory-role": describeDirectoryRole,
  "exchange-role": describeExchangeRole,
  application: describeApplication,
  "sign-in-method": describeSignInMethod,
  "conditional-access": describeConditionalAccess,
  domain: describeDomain,
  partner: describePartner,
  policy: describePolicy,
  user: describeUser,
  device: describeDevice,
  "sign-in": describeSignIn,
  "file-activity": describeFileActivity,
  sharing: describeSharing,
  teams: describeTeams,
  dlp: describeDlp,
  "microsoft-alert": describeMicrosoftAlert,
  other: describeChange("other"),
}

export const describeAct = (record: AuditRecord, kind: SubjectKind, context: FactContext): Act =>
  DESCRIBERS[kind](record, context)

/** What one record is told by; several rules and correlations tell it in the same words. */
export type Telling = { readonly act: (kind: SubjectKind) => Act; readonly actor: () => string }

/** Each is worked out when it is first asked for, and once. */
export function tellingOf(record: AuditRecord, context: FactContext): Telling {
  const acts = new Map<SubjectKind, Act>()
  let actor: string | undefined
  return {
    act: (kind) => {
      const act = acts.get(kind) ?? describeAct(record, kind, context)
      acts.set(kind, act)
      return act
    },
    actor: () => {
      actor ??= actorName(record, context)
      return actor
    },
  }
}
