/** Rights on other people's mailboxes. Source: Microsoft Learn, Add-MailboxPermission, Add-RecipientPermission. */
import type { AuditRecord } from "../../model/audit-record.ts"
import { type Fact, isTrue, listOf, parameterOf } from "./fact.ts"

export type Grant = {
  readonly kind: "FullAccess" | "SendAs"
  /** As given: a user principal name, an alias, a display name or a path. */
  readonly user: string
  readonly accessRights: string
}

const FULL = /^(FullAccess|ChangePermission|ChangeOwner)$/i

/** Undefined when the record grants nothing; a denying entry takes rights away. */
export function readGrant(record: AuditRecord): Grant | undefined {
  const rights = listOf((parameterOf(record, "AccessRights") ?? "").replaceAll(",", ";"))
  if (record.operationKey === "add-mailboxpermission" && !isTrue(parameterOf(record, "Deny"))) {
    const user = parameterOf(record, "User") || parameterOf(record, "Owner") || "unknown"
    const owner = (parameterOf(record, "Owner") ?? "") !== ""
    if (!owner && !rights.some((right) => FULL.test(right))) return undefined
    return { kind: "FullAccess", user, accessRights: owner ? "ChangeOwner" : rights.join(", ") }
  }
  if (record.operationKey === "add-recipientpermission" && rights.some((right) => /^SendAs$/i.test(right))) {
    return { kind: "SendAs", user: parameterOf(record, "Trustee") || "unknown", accessRights: "SendAs" }
  }
  return undefined
}

const granted =
  (kind: Grant["kind"]): Fact["read"] =>
  (record) => {
    const grant = readGrant(record)
    return grant?.kind === kind ? `${grant.user}: ${grant.accessRights}` : undefined
  }

export const PERMISSION_FACTS: readonly Fact[] = [
  { name: "GrantsFullAccess", read: granted("FullAccess") },
  { name: "GrantsSendAs", read: granted("SendAs") },
  {
    name: "GrantsToSelf",
    read: (record) => {
      const user = readGrant(record)?.user.toLowerCase()
      const { actor } = record
      const names = [actor.upn, actor.upn?.split("@")[0], actor.id.toLowerCase()]
      return user !== undefined && user !== "unknown" && names.includes(user) ? user : undefined
    },
  },
  {
    name: "GrantsToGuest",
    read: (record) => {
      const user = readGrant(record)?.user
      return user !== undefined && /#EXT#/i.test(user) ? user : undefined
    },
  },
]
