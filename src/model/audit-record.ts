/**
 * The audit record: what a vendor says happened, in our words.
 * Made by `normalize/` only; every later stage reads this and never the vendor's spelling
 * (rules may, through `raw`).
 */
import type { RecordId, TenantId } from "./ids.ts"
import type { JsonObject } from "./json.ts"

export const CONTENT_TYPES = [
  "Audit.Exchange",
  "Audit.AzureActiveDirectory",
  "Audit.SharePoint",
  "Audit.General",
  "DLP.All",
] as const
/** Microsoft's content types, plus `Veeam.Restore` for our reading of restore sessions. */
export type ContentType = (typeof CONTENT_TYPES)[number]
export type RecordSource = ContentType | "Veeam.Restore" | "File"

/**
 * Who acted.
 * - `microsoft`: the service itself (datacenter, provisioning, background assistants)
 * - `partner`: a delegated administrator of another tenant (GDAP); `partner` names tenant and user
 * - `application`: an app acting in its own name
 */
export type ActorKind = "user" | "guest" | "application" | "partner" | "microsoft" | "unknown"

export type Actor = {
  readonly kind: ActorKind
  /** As the record names it, trimmed; never empty ("unknown" when the record names nobody). */
  readonly id: string
  /** Lower-cased user principal name, when the id is one. */
  readonly upn?: string
  readonly appId?: string
  readonly partner?: { readonly tenantId?: TenantId; readonly objectId: string }
}

/** What was acted on: a mailbox, a rule, a directory object, a tenant setting. */
export type Target = {
  readonly kind: "mailbox" | "tenant" | "directory" | "file" | "other"
  /** The identity as given: UPN, alias, GUID or path. */
  readonly id: string
  /** What people call it: UPN where known, else the last part of a path. */
  readonly name: string
}

/** Record types whose records are about one mailbox's items. Source: Office 365 Management Activity API schema, AuditLogRecordType. */
export const MAILBOX_TYPES: readonly number[] = [2, 3, 19, 50]

/** Vendors spell success in a dozen ways; see facts in `normalize/outcome.ts`. */
export type Outcome = "succeeded" | "failed" | "partial" | "unknown"

export type ModifiedProperty = { readonly name: string; readonly oldValue: string; readonly newValue: string }

export type AuditRecord = {
  readonly tenantId: TenantId
  readonly id: RecordId
  readonly source: RecordSource
  /** Microsoft's record type number; 0 for records that are not Microsoft's. */
  readonly recordType: number
  readonly workload: string
  /** As the vendor writes it, trimmed: `Set-Mailbox`, `Add member to role.` */
  readonly operation: string
  /** Folded for comparing: lower case, no trailing dot, plain dashes, single blanks. */
  readonly operationKey: string
  /** When it happened, milliseconds UTC, by the vendor's clock. */
  readonly happenedAt: number
  readonly outcome: Outcome
  readonly actor: Actor
  readonly target: Target
  /** Bare IPv4 or IPv6 without port or brackets; missing when the record has none that can be read. */
  readonly ip?: string
  /** Cmdlet parameters by name; an empty string means "cleared", missing means "not given". */
  readonly parameters: Readonly<Record<string, string>>
  readonly modified: readonly ModifiedProperty[]
  readonly extended: Readonly<Record<string, string>>
  readonly operationProperties: Readonly<Record<string, string>>
  readonly raw: JsonObject
}

/** A raw record that can't become an audit record, kept whole with the reason. */
export type RejectedRecord = {
  readonly tenantId: TenantId
  /** Position in its blob or file, starting at 1. */
  readonly position: number
  readonly reason: string
  readonly raw: string
}
