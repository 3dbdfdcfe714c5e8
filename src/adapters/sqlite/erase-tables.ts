/**
 * Every table of the main database, and what erasing a customer does with it: rows go, or there is a reason why they stay. A table
 * that isn't here fails a test. `@tenant` is the tenant's id.
 */

export type ErasedTable = { readonly table: string; readonly where: string }

const OWN = "tenant_id = @tenant"
const OF_INCIDENT = "incident_id IN (SELECT id FROM incident WHERE tenant_id = @tenant)"
const OF_LINK = "conversation_id IN (SELECT conversation_id FROM linked_channel WHERE tenant_id = @tenant)"
/** A part of the group's key is its scope's: entries and bursts of a tenant, and of all tenants together, lie between these. */
const IN_SCOPE = "(group_key BETWEEN @from AND @to OR group_key BETWEEN @fromAll AND @toAll)"

/** Those that a notice asks to look at, and those that a program reads of it: numbers, or what is told of each. */
const noticeIncidents = (tenant: string): string => `EXISTS (SELECT 1 FROM incident
  WHERE incident.tenant_id ${tenant} AND incident.id IN (
    SELECT value FROM json_each(notice.body, '$.incidents') UNION ALL
    SELECT CASE type WHEN 'object' THEN value ->> '$.id' ELSE value END
      FROM json_each(notice.body, '$.data.incidents')))`
/** An answer about several customers, owed to a schedule's place: it may hold anybody's rows, and can be asked for again. */
const ANSWER = "(json_extract(body, '$.card') IS NOT NULL AND json_extract(body, '$.tenantId') IS NULL)"
const NOTICE = `json_valid(body) AND (json_extract(body, '$.tenantId') = @tenant OR ${ANSWER}
  OR ${noticeIncidents("= @tenant")})`

/** Of messages that were sent and are about other customers, too, the key alone stays, so that none is sent twice. */
export const EMPTY_NOTICES = `UPDATE notice SET body = json_set(json_remove(body, '$.incidents', '$.mentions', '$.asks'),
    '$.title', 'Erased', '$.lines', json_array(), '$.data', json_object())
  WHERE done_at IS NOT NULL AND ${NOTICE} AND ${noticeIncidents("<> @tenant")}`

/** What is found by other rows goes before them. */
export const ERASED: readonly ErasedTable[] = [
  { table: "notice", where: `${NOTICE} AND NOT ${noticeIncidents("<> @tenant")}` },
  ...["escalation", "left_card", "button", "card"].map((table) => ({ table, where: OF_INCIDENT })),
  ...["judged_incident", "schedule", "remediation"].map(own),
  {
    table: "detect_burst",
    where: `${IN_SCOPE} AND (alert_id IN (SELECT id FROM alert WHERE tenant_id = @tenant)
      OR CASE WHEN json_valid(waiting) THEN json_extract(waiting, '$.scope') END = @tenant)`,
  },
  {
    table: "detect_entry",
    where: `${IN_SCOPE} AND owner = (SELECT k FROM detect_owner WHERE tenant_id = @tenant)`,
  },
  { table: "detect_owner", where: OWN },
  // A hash of what was seen, that begins with one of the tenant; @traces is NULL where another tenant's hash begins alike.
  { table: "detect_trace", where: "key >= @traces AND key < @traces || 'g'" },
  ...["alert", "incident", "evidence", "rejected", "mute", "freeze", "account_name"].map(own),
  ...["canary", "protected_account", "first_sweep", "mailbox_read", "mailbox_state", "mailbox_name"].map(own),
  ...["restore_event", "attribution", "restore_evidence", "restore_session"].map(own),
  ...["backup_change", "backup_setting"].map(own),
  {
    table: "explorer_log_part",
    where: "log_id IN (SELECT id FROM explorer_log WHERE tenant_id = @tenant)",
  },
  ...["explorer_log", "audit_mail"].map(own),
  { table: "lost_channel", where: OF_LINK },
  ...["linked_channel", "configured_channel"].map(own),
  { table: "personal_chat", where: "teams_tenant_id = @tenant" },
  ...["content_unsynced", "content", "coverage_gap", "feed_cursor", "feed_subscription"].map(own),
  ...["feed_health", "newest_record", "legal_hold"].map(own),
  // Last: by this name the customer is found when an erasure that was cut off is begun again.
  { table: "watched_tenant", where: OWN },
]

function own(table: string): ErasedTable {
  return { table, where: OWN }
}

/** Why rows stay. What a person should know of them is in `STAYS`. */
export const UNTOUCHED: Readonly<Record<string, string>> = {
  trail: "append-only, and hash-chained: without one entry nothing proves the others",
  trail_head: "the number and hash of the trail's last entry",
  erasure: "says that the customer was erased, and how many rows",
  migration: "which tables this database has",
  event_mark: "names of event files",
  audit_mailbox: "how far the mailbox of audit mails was read",
  backup_server: "what a backup server said at its last reading; the next one replaces it",
  backup_gap: "when a backup server was not read",
  signing_key_set: "Microsoft's public keys",
}

/** What of a customer is left afterwards, or may be; for the proof and for people. */
export const STAYS: readonly string[] = [
  "The trail: who did what, and when. Its entries name accounts, mailboxes and addresses of the customer: in what alerts said, in fixes with what was there before and after, in what was asked in chat. It can't be changed without breaking the proof for all customers.",
  "Backups of the database and of the event files, with everything that is erased here: delete or overwrite those that are older than this.",
  "What was sent: cards and messages in Teams, calls of webhooks, reports, exports and evidence packs in other hands; the process's own log.",
  "Cards about the provider itself that name this customer among others (“We are blind at …”), and messages about several customers that are still owed: they go out first.",
  "Audit mails of a backup server that nobody could assign to one customer: they go 400 days after they came.",
  "Where another customer's hash begins as this one's does, hashes of what was seen for the first time: they name nobody, and go 400 days after it was last seen.",
  "What the backup server itself keeps, and Microsoft; that it has an organization of this name stands in its last reading.",
]
