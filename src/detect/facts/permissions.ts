/** Rights on other people's mailboxes. Source: Microsoft Learn, Add-MailboxPermission, Add-RecipientPermission, Set-Mailbox. */
import type { AuditRecord } from "../../model/audit-record.ts"
import { type Fact, isTrue, listOf, parameterOf } from "./fact.ts"
import { isActor } from "./self.ts"

export type Grant = {
  readonly kind: "FullAccess" | "SendAs" | "SendOnBehalf"
  /** As given: a user principal name, an alias, a display name or a path; several joined by "; ". */
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
  if (record.operationKey === "set-mailbox") {
    const users = listOf(parameterOf(record, "GrantSendOnBehalfTo")).filter(
      (user) => !/^@\{\s*remove/i.test(user),
    )
    if (users.length === 0) return undefined
    return { kind: "SendOnBehalf", user: users.join("; "), accessRights: "SendOnBehalf" }
  }
  return undefined
}

const granted =
  (kind: Grant["kind"]): Fact["read"] =>
  (record) => {
    const grant = readGrant(record)
    return grant?.kind === kind ? `${grant.user}: ${grant.accessRights}` : undefined
  }

const grantsToSelf = (record: AuditRecord): string | undefined =>
  listOf(readGrant(record)?.user.toLowerCase()).find((user) => isActor(record, user))

/** Default and Anonymous, and their names in the directory. */
const EVERYBODY =
  /^(default|anonymous|everyone|all users|nt authority\\(authenticated users|anonymous logon)|s-1-1-0|s-1-5-(7|11))$/i

export const isEverybody = (user: string): boolean => EVERYBODY.test(user.trim())

export const PERMISSION_FACTS: readonly Fact[] = [
  { name: "GrantsFullAccess", read: granted("FullAccess") },
  { name: "GrantsSendAs", read: granted("SendAs") },
  { name: "GrantsSendOnBehalf", read: granted("SendOnBehalf") },
  { name: "GrantsToSelf", read: grantsToSelf },
  {
    name: "GrantsToGuest",
    read: (record) => listOf(readGrant(record)?.user).find((user) => /#EXT#/i.test(user)),
  },
  {
    name: "GrantsToEverybody",
    read: (record) =>
      listOf(readGrant(record)?.user).find((user) => isEverybody(user.split("/").at(-1) ?? user)),
  },
  {
    // What searches of the whole organization found is copied there.
    name: "GrantsDiscoveryMailbox",
    read: (record) =>
      readGrant(record) !== undefined && /DiscoverySearchMailbox/i.test(record.target.id)
        ? record.target.name
        : undefined,
  },
]
