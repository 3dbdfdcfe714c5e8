/**
 * What a restore leaves in a mailbox's audit log: items that the backup's own app made or changed there.
 * @NOTE A mail that is put back is not recorded at all; appointments, contacts, notes and tasks are. That nothing is
 * recorded proves nothing. Source: Microsoft Learn, "Mailbox auditing actions", Create.
 */

import { isJsonObject } from "../model/json.ts"
import type { AuditRecord } from "./audit-record.ts"
import type { JsonObject } from "./json.ts"

/** Backups read all day with the same app; only these put something into a mailbox. */
export const WRITE_OPERATIONS: readonly string[] = ["create", "update"]

/** `apps`: ids in lower case. */
export const isBackupWrite = ({ operationKey, raw }: AuditRecord, apps: readonly string[]): boolean =>
  apps.length > 0 && WRITE_OPERATIONS.includes(operationKey) && appsOf(raw).some((app) => apps.includes(app))

/** The app stands in one of three fields; the others then name the interface that it came through. */
const appsOf = ({ AppId, ClientAppId, AppAccessContext }: JsonObject): readonly string[] =>
  [AppId, ClientAppId, isJsonObject(AppAccessContext) ? AppAccessContext.ClientAppId : ""].flatMap((id) =>
    typeof id === "string" && id !== "" ? [id.toLowerCase()] : [],
  )

/** The folder of the item as paths in the backup name it, without the mailbox: `Calendar\Board`; empty when it isn't told. */
export function folderOfItem({ Item }: JsonObject): string {
  const parent = isJsonObject(Item) ? Item.ParentFolder : undefined
  const path = isJsonObject(parent) ? parent.Path : undefined
  return typeof path === "string" ? path.replace(/^\\/, "") : ""
}
