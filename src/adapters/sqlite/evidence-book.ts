/** Evidence about restores, one row a piece. A piece that changed replaces the row and says when. */
import { z } from "zod"
import type { TenantId } from "../../model/ids.ts"
import type { Period } from "../../model/period.ts"
import type { RestoreEvidence } from "../../model/restore-evidence.ts"
import type { EvidenceBook } from "../../ports/evidence-book.ts"
import type { Db } from "./database.ts"
import { fromJson } from "./stored-json.ts"
import { wholeRows } from "./whole-rows.ts"

const evidenceSchema: z.ZodType<RestoreEvidence> = z.discriminatedUnion("kind", [
  z.looseObject({
    kind: z.literal("explorer-run"),
    id: z.string(),
    machine: z.string(),
    account: z.string(),
    product: z.string(),
    upns: z.array(z.string()),
    openedAt: z.array(z.number()),
    items: z.array(z.looseObject({ at: z.number(), name: z.string(), folder: z.string() })),
  }),
  z.looseObject({
    kind: z.literal("audit-mail"),
    id: z.string(),
    initiatedBy: z.string(),
    at: z.number(),
    mailbox: z.string(),
    itemName: z.string(),
  }),
  z.looseObject({
    kind: z.literal("admin-sign-in"),
    id: z.string(),
    upn: z.string(),
    at: z.number(),
    ip: z.string().optional(),
  }),
  z.looseObject({
    kind: z.literal("mailbox-write"),
    id: z.string(),
    at: z.number(),
    mailbox: z.string(),
    folder: z.string(),
    upn: z.string().optional(),
  }),
  z.looseObject({
    kind: z.literal("server-log"),
    id: z.string(),
    server: z.string(),
    at: z.number(),
    session: z.string().optional(),
    account: z.string().optional(),
    organization: z.string().optional(),
    peers: z.array(z.string()).optional(),
  }),
  z.looseObject({
    kind: z.literal("declaration"),
    id: z.string(),
    person: z.string(),
    by: z.string().optional(),
    mailbox: z.string(),
    session: z.string().optional(),
    from: z.number(),
    to: z.number(),
  }),
])

/** The caller has opened the transaction. */
export function evidenceBookRows(db: Db): {
  /** False when it was known like this. */
  keep(tenant: TenantId, evidence: RestoreEvidence, now: number): boolean
} {
  const keep = db.prepare<[string, string, number, number, number, string]>(
    `INSERT INTO restore_evidence (tenant_id, id, from_at, to_at, kept_at, body) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (tenant_id, id) DO UPDATE SET from_at = excluded.from_at, to_at = excluded.to_at,
       kept_at = excluded.kept_at, body = excluded.body WHERE body <> excluded.body`,
  )
  return {
    keep: (tenant, evidence, now) => {
      const { from, to } = timeOf(evidence)
      return keep.run(tenant, evidence.id, from, to, now, JSON.stringify(evidence)).changes > 0
    },
  }
}

export function sqliteEvidenceBook(db: Db): EvidenceBook {
  const rows = evidenceBookRows(db)
  const between = db.prepare<[string, number, number], { id: string; body: string }>(
    `SELECT id, body FROM restore_evidence WHERE tenant_id = ? AND to_at > ? AND from_at < ?
     ORDER BY from_at, id`,
  )
  return {
    keep: async (tenant, evidence, now) => rows.keep(tenant, evidence, now),
    between: async (tenant, from, to) =>
      wholeRows(db, between.all(tenant, from, to), ({ id, body }) =>
        fromJson(evidenceSchema, body, { table: "restore_evidence", row: id }),
      ),
  }
}

/** A log that has told no instant yet is about no time: it is kept, and found when it has grown. */
function timeOf(evidence: RestoreEvidence): Period {
  if (evidence.kind === "declaration") return { from: evidence.from, to: evidence.to }
  if (evidence.kind !== "explorer-run") return { from: evidence.at, to: evidence.at + 1 }
  let [from, to] = [Number.POSITIVE_INFINITY, 0]
  for (const at of [...evidence.openedAt, ...evidence.items.map((item) => item.at)]) {
    from = Math.min(from, at)
    to = Math.max(to, at + 1)
  }
  return { from: Math.min(from, to), to }
}
