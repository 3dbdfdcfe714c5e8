/**
 * Actors and targets of directory records: lists of identities, each with a type. Several entries name one object.
 * Source: Office 365 Management Activity API schema, "Azure Active Directory schema", IdentityTypeValuePair
 * (0 claim, 1 name, 2 other, 3 PUID, 4 service principal name, 5 user principal name).
 */

import { withoutDeletedId } from "../../lib/deleted-name.ts"
import { isGuid } from "../../lib/guid.ts"
import { perObject } from "../../lib/per-object.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import type { Json } from "../../model/json.ts"
import { changedValues } from "./modified-values.ts"

export type DirectoryObject = {
  /** `User`, `ServicePrincipal`, `Application`, `Group`, `Device`, `Policy` … */
  readonly kind?: string
  /** Object id, lower case. */
  readonly id?: string
  readonly upn?: string
  readonly name?: string
  /** Application (client) id, lower case. */
  readonly appId?: string
}
const OBJECT = /^([A-Z][A-Za-z]+)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

type Identity = { readonly id: string; readonly type: string }

/**
 * @NOTE The object comes as `User_<guid>`, then its bare id and its kind as words; a second bare id is the app that was
 * used (actors) or the app id (service principals).
 */
export function readIdentities(list: Json | undefined): DirectoryObject {
  const entries = identitiesOf(list)
  const ofType = (type: string): readonly string[] =>
    entries.filter((entry) => entry.type === type).map(({ id }) => id)
  const object = ofType("2").flatMap((id) => OBJECT.exec(id) ?? [])
  const bare = [...ofType("2"), ...ofType("0")].filter(isGuid).map((id) => id.toLowerCase())
  const kind = object[1]
  const id = object[2]?.toLowerCase() ?? bare[0]
  const appId =
    ofType("4")
      .flatMap((names) => names.split(";"))
      .find(isGuid)
      ?.toLowerCase() ?? bare.find((one) => one !== id)
  const upn = ofType("5")[0]
  const name = ofType("1")[0]
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(id === undefined ? {} : { id }),
    ...(upn === undefined ? {} : { upn: withoutDeletedId(upn, bare).toLowerCase() }),
    ...(name === undefined ? {} : { name }),
    ...(appId === undefined ? {} : { appId }),
  }
}

function identitiesOf(list: Json | undefined): readonly Identity[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item: Json) => {
    if (typeof item !== "object" || item === null || !("ID" in item)) return []
    const id = typeof item.ID === "string" ? item.ID.trim() : ""
    return id === "" ? [] : [{ id, type: String(item.Type ?? "") }]
  })
}

export const targetObject = perObject(({ raw }: AuditRecord): DirectoryObject => readIdentities(raw.Target))
export const actingObject = perObject(({ raw }: AuditRecord): DirectoryObject => readIdentities(raw.Actor))

/** What the record says the property is now; empty when it says nothing. */
export const newValue = (record: AuditRecord, name: string): string =>
  changedValues(record, name)?.after.join(", ") ?? ""

export const oldValue = (record: AuditRecord, name: string): string =>
  changedValues(record, name)?.before.join(", ") ?? ""

/** The user that a directory record is about, as people call them. */
export const targetUser = (record: AuditRecord): string => {
  const { upn, name } = targetObject(record)
  return upn ?? name ?? record.target.name
}

/** True when somebody changed another person's account. */
export function isAboutSomebodyElse(record: AuditRecord): boolean {
  const { upn, id } = targetObject(record)
  const actor = actingObject(record)
  if (id !== undefined && actor.id !== undefined) return id !== actor.id
  return upn !== undefined && record.actor.upn !== undefined && upn !== record.actor.upn
}
