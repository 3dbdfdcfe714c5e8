/** An audit record as the columns of a compact row, and back. The order of each list is what the files hold: only append. */
import { GUID_PATTERN } from "../../lib/guid.ts"
import type { Actor, AuditRecord, Outcome, RecordSource, Target } from "../../model/audit-record.ts"
import { recordId, type TenantId, tenantId } from "../../model/ids.ts"

const ACTOR_KINDS: readonly Actor["kind"][] = [
  "user",
  "guest",
  "application",
  "partner",
  "microsoft",
  "unknown",
]
const TARGET_KINDS: readonly Target["kind"][] = ["mailbox", "tenant", "directory", "file", "other"]
const OUTCOMES: readonly Outcome[] = ["succeeded", "failed", "partial", "unknown"]

export const actorKindNumber = (kind: Actor["kind"]): number => ACTOR_KINDS.indexOf(kind)
export const targetKindNumber = (kind: Target["kind"]): number => TARGET_KINDS.indexOf(kind)
export const outcomeNumber = (outcome: Outcome): number => OUTCOMES.indexOf(outcome)

/** What an actor is found and shown by. */
export const actorShown = ({ upn, id }: Actor): string => upn ?? id

const LOWER_GUID = new RegExp(`^${GUID_PATTERN}$`)

/** A GUID in lower case takes 16 bytes; anything else stays as it is, so that every id comes back as it was. */
export const packId = (id: string): Uint8Array | string =>
  id.length === 36 && LOWER_GUID.test(id) ? Buffer.from(id.replaceAll("-", ""), "hex") : id

export function unpackId(stored: Uint8Array | string): string {
  if (typeof stored === "string") return stored
  const hex = Buffer.from(stored).toString("hex")
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** One row with its numbers looked up. */
export type EventRow = {
  readonly seq: number
  readonly tenant: string
  readonly at: number
  readonly id: Uint8Array | string
  readonly source: RecordSource
  readonly recordType: number
  readonly operation: string
  readonly operationKey: string
  readonly actor: string
  readonly actorKind: number
  readonly target: string
  readonly targetKind: number
  readonly outcome: number
  readonly ip: string | null
}

/** What a compact row knows of its record: no parameters, and an empty `raw`. */
export function recordOfRow(row: EventRow): AuditRecord {
  const isUpn = row.actor.includes("@") && row.actor === row.actor.toLowerCase()
  return {
    tenantId: tenantOf(row),
    id: recordId(unpackId(row.id)),
    source: row.source,
    recordType: row.recordType,
    workload: "",
    operation: row.operation,
    operationKey: row.operationKey,
    happenedAt: row.at,
    outcome: OUTCOMES[row.outcome] ?? "unknown",
    actor: {
      kind: ACTOR_KINDS[row.actorKind] ?? "unknown",
      id: row.actor,
      ...(isUpn ? { upn: row.actor } : {}),
    },
    target: { kind: TARGET_KINDS[row.targetKind] ?? "other", id: row.target, name: row.target },
    ...(row.ip === null ? {} : { ip: row.ip }),
    parameters: {},
    modified: [],
    extended: {},
    operationProperties: {},
    raw: {},
  }
}

export const tenantOf = (row: { readonly tenant: string }): TenantId => tenantId(row.tenant)
