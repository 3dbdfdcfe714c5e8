/** Who acted, as a sentence names them. */
import { plainText } from "../lib/plain-text.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { HOLDER_OF_OUR_SECRET } from "../model/remediation.ts"
import { actingObject } from "./facts/directory-record.ts"
import type { FactContext } from "./facts/fact.ts"
import { isOwnApplication, technicianName } from "./facts/people.ts"

/** "Kim Vega (our technician)" when known, else the best name that the record has. */
export function actorName(record: AuditRecord, { own }: FactContext): string {
  const technician = technicianName(record, own)
  if (technician !== undefined) return `${plainText(technician)} (our technician)`
  // What an act of ours explains is never told.
  if (record.actor.upn === undefined && isOwnApplication(record, own)) return HOLDER_OF_OUR_SECRET
  const { actor } = record
  if (actor.partner?.tenantId !== undefined) return `an administrator of partner ${actor.partner.tenantId}`
  if (/^(?:unknown|not available)$/i.test(actor.id)) return "somebody unknown"
  if (/^(urn:spo:(tenant)?anon#|anonymous$)/i.test(actor.id)) return "somebody without an account"
  const app = actor.kind === "application" ? actingObject(record).name : undefined
  if (app !== undefined) return `the app "${plainText(app)}"`
  if (actor.kind === "unknown") return `somebody recorded as ${plainText(actor.id)}`
  return plainText(actor.upn ?? actor.id)
}

/** The account that a fix contains where the thing that was changed is no account itself: whoever changed it. */
export const actorObject = ({ actor }: AuditRecord): Readonly<Record<string, string>> =>
  actor.upn === undefined ? {} : { user: actor.upn }
