/**
 * One event of a Veeam restore session → audit record, so that rules see backups and mailboxes through the same fields.
 * Source: Veeam Backup for Microsoft 365 REST API reference v8, RestoreSessions and RestoreSessionEvents.
 */
import { foldName } from "../lib/fold.ts"
import type { Actor, AuditRecord, Outcome } from "../model/audit-record.ts"
import { recordId, type TenantId } from "../model/ids.ts"
import { initiatorKind } from "../model/initiator.ts"
import { isOperator } from "../model/restore-operator.ts"
import type { RestoreEvent, RestoreSession } from "../ports/backup-server.ts"
import { readUpn } from "./actor.ts"

/** Never throws; fields that the server's version doesn't tell are missing or empty. */
export function normalizeRestore(
  session: RestoreSession,
  event: RestoreEvent,
  tenantId: TenantId,
): AuditRecord {
  const mailbox = event.mailbox ?? (event.source.split("\\")[0] || session.scopeName || "unknown")
  return {
    tenantId,
    id: recordId(event.id),
    source: "Veeam.Restore",
    recordType: 0,
    workload: "Veeam",
    operation: event.type,
    operationKey: foldName(event.type),
    happenedAt: event.startedAt,
    outcome: outcomeOf(event.status),
    actor: readInitiator(session),
    target: { kind: targetKind(session.product), id: mailbox, name: readUpn(mailbox) ?? mailbox },
    parameters: {
      session: session.id,
      product: session.product,
      source: event.source,
      target: event.target,
      item: event.itemName,
      itemType: event.itemType,
      reason: session.reason ?? "",
      clientHost: session.clientHost ?? "",
      ...(event.mailboxCandidates === undefined ? {} : { candidates: event.mailboxCandidates.join(" ") }),
      operator: OPERATOR[String(isOperator(session))] ?? "",
    },
    modified: [],
    extended: {},
    operationProperties: {},
    raw: { Session: session.raw, Event: event.raw },
  }
}

const OPERATOR: Readonly<Record<string, string>> = { true: "yes", false: "no" }

const targetKind = (product: string): "mailbox" | "file" | "other" =>
  /exchange/i.test(product) ? "mailbox" : /onedrive|sharepoint/i.test(product) ? "file" : "other"

function outcomeOf(status: string): Outcome {
  if (/^success/i.test(status)) return "succeeded"
  if (/^fail/i.test(status)) return "failed"
  return /^warning/i.test(status) ? "partial" : "unknown"
}

/** Only an account names a person; see `model/initiator.ts`. */
function readInitiator(session: RestoreSession): Actor {
  const id = session.initiatedBy.trim() || "unknown"
  const upn = readUpn(id)
  const kind = initiatorKind(session)
  const isPerson = kind === "windows" || kind === "upn"
  return { kind: isPerson ? "user" : "unknown", id, ...(upn === undefined ? {} : { upn }) }
}
