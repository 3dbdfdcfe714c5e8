/**
 * One account goes by its object id in some records and by its user principal name in others. Directory records name both,
 * of whom they are about and of who acted: what they say is kept, so that the records of one account belong together.
 */
import { isGuid } from "../lib/guid.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { DetectMemory, WritableMemory } from "../model/detect-memory.ts"
import type { TenantId } from "../model/ids.ts"
import { chatApp } from "./facts/chat-apps.ts"
import { actingObject, type DirectoryObject, targetObject } from "./facts/directory-record.ts"
import { fileApp } from "./facts/files.ts"

/** Sign-ins name both, too; they come by the million, and say nothing new of an account that was ever changed. */
const DIRECTORY_TYPE = 8

/** Keeps what the record says. The latest record counts: accounts are renamed. */
export function rememberNames(record: AuditRecord, memory: WritableMemory): void {
  if (record.recordType !== DIRECTORY_TYPE) return
  for (const object of [targetObject(record), actingObject(record)]) keepName(object, record, memory)
}

function keepName(
  { kind, id, upn }: DirectoryObject,
  { tenantId, happenedAt: at }: AuditRecord,
  memory: WritableMemory,
): void {
  if (kind?.toLowerCase() !== "user" || id === undefined || upn === undefined) return
  const known = memory.accountName(tenantId, id)
  if (known?.upn === upn || (known !== undefined && known.at > at)) return
  memory.keepName({ tenantId, objectId: id, upn, at })
}

/** The user principal name, where it is known; the name as it was given otherwise. */
export function accountNamed(name: string, tenant: TenantId, memory: DetectMemory | undefined): string {
  const known = isGuid(name) ? memory?.accountName(tenant, name.toLowerCase()) : undefined
  return known?.upn ?? name
}

/** Parameters that name who is given a right on a mailbox, or loses it. */
const GRANTEES = ["User", "Trustee"]

/** The same record as people and buttons are told of it: mailbox, grantee and app by their names, where those are known. */
export function withKnownNames(record: AuditRecord, memory: DetectMemory): AuditRecord {
  const { target, parameters, tenantId } = record
  const app = fileApp(record) ?? chatApp(record)
  if (app !== undefined) return withApp(record, app)
  const nameOf = (name: string): string => accountNamed(name, tenantId, memory)
  const grantees = GRANTEES.flatMap((key) => {
    const given = parameters[key] ?? ""
    const name = nameOf(given)
    return name === given ? [] : [[key, name] as const]
  })
  const name = target.kind === "mailbox" ? nameOf(target.name) : target.name
  if (grantees.length === 0 && name === target.name) return record
  return {
    ...record,
    target: { ...target, name },
    parameters: { ...parameters, ...Object.fromEntries(grantees) },
  }
}

/** Who did it is the app, where no person is named; otherwise it is what the person did it with. */
const withApp = (
  record: AuditRecord,
  { id, name }: { readonly id: string; readonly name: string },
): AuditRecord =>
  record.actor.upn === undefined
    ? { ...record, actor: { kind: "application", id: name, appId: id } }
    : { ...record, target: { kind: "other", id, name } }
