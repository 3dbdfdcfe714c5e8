/** Whether somebody who is named in a record is whoever acted. */
import type { AuditRecord } from "../../model/audit-record.ts"

/** The name at the end of a path, without the domain of an address. */
const shortName = (name: string): string => (name.split("/").at(-1) ?? name).split("@")[0] ?? name

/** Exchange makes an alias unique by a tail: `anna_73cfb10e5c` is anna. */
const withoutTail = (alias: string): string => alias.replace(/_[0-9a-f]{8,12}$/, "")

/** By sign-in name, id or alias, at the end of a path or alone. An address elsewhere that begins alike is somebody else. */
export function isActor({ actor }: AuditRecord, name: string): boolean {
  const user = name.toLowerCase()
  if (user === "unknown" || user === "") return false
  if (user === actor.upn || user === actor.id.toLowerCase()) return true
  const alias = actor.upn === undefined ? undefined : shortName(actor.upn)
  return !user.includes("@") && alias !== undefined && withoutTail(shortName(user)) === alias
}
