/**
 * What a poll of a backup server found changed, and a restore that no sign-in explains → audit records, so that rules see
 * them as they see restores. Nobody records who did it, or the moment: it is told with the time when it was found.
 */
import { foldName } from "../lib/fold.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { BackupChange, BackupChangeKind } from "../model/backup-change.ts"
import { recordId, type TenantId } from "../model/ids.ts"
import type { RestoreSession } from "../ports/backup-server.ts"
import { normalizeRestore } from "./normalize-restore.ts"

/** Also what rules name. */
const OPERATIONS: Readonly<Record<BackupChangeKind, string>> = {
  "session-deleted": "Restore session deleted",
  history: "Session history changed",
  "audit-mail": "Audit mail changed",
  "audit-items": "Audited items changed",
  "restore-roles": "Restore roles changed",
  "server-replaced": "Backup server replaced",
}

/** `tenantId`: whose incident it would be; of a whole server the provider's own. */
export function normalizeBackupChange(change: BackupChange, tenantId: TenantId): AuditRecord {
  const { id, kind, server, foundAt, worse, before, after, sessionId, operators } = change
  const operation = OPERATIONS[kind]
  return {
    tenantId,
    id: recordId(id),
    source: "Veeam.Restore",
    recordType: 0,
    workload: "Veeam",
    operation,
    operationKey: foldName(operation),
    happenedAt: foundAt,
    outcome: "succeeded",
    actor: { kind: "unknown", id: "unknown" },
    target: { kind: "other", id: server, name: server },
    parameters: {
      ...{ server, kind, worse: String(worse), before, after, session: sessionId ?? "" },
      ...(operators === undefined ? {} : { everything: String(operators.everything) }),
    },
    modified: [],
    extended: {},
    operationProperties: {},
    raw: { BackupChange: { ...change } },
  }
}

const WITHOUT_SIGN_IN = "Restore without sign-in"

/** Told once the customer's sign-ins are known to be complete around the session's beginning. */
export function normalizeUnseenRestore(session: RestoreSession, tenantId: TenantId): AuditRecord {
  const event = {
    id: `no-sign-in ${session.id}`,
    sessionId: session.id,
    order: 0,
    type: WITHOUT_SIGN_IN,
    status: "Success",
    startedAt: session.createdAt,
    itemName: "",
    itemType: "",
    source: "",
    target: "",
    message: "",
    raw: {},
  }
  return normalizeRestore(session, event, tenantId)
}
