/**
 * Accounts: made, invited, given a new password, and named so that they are taken for somebody else.
 * Source: Microsoft Learn, "Microsoft Entra audit activity reference", category UserManagement.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { isAboutSomebodyElse, newValue, targetObject, targetUser } from "./directory-record.ts"
import { type Fact, type FactContext, rawText } from "./fact.ts"
import { changedValues } from "./modified-values.ts"

/** Shorter names are near to each other by chance. */
const SHORTEST_NAME = 5
const NEAR = 2
/** Spelled with look-alike letters, these are never honest: `itcornpany`, `supp0rt`. */
const TRUSTED_WORDS = [
  "company",
  "microsoft",
  "office",
  "admin",
  "support",
  "helpdesk",
  "security",
  "billing",
  "payroll",
  "finance",
  "invoice",
  "service",
  "system",
  "account",
]

/** `anna_fabrikam.example#EXT#@contoso.onmicrosoft.com` */
const isGuestName = (upn: string): boolean => /#ext#@/i.test(upn)

/** The guest's own address; undefined for everybody else. */
export function guestAddress(upn: string): string | undefined {
  const [, local, domain] = /^(.+)_([^_]+)#ext#@/i.exec(upn) ?? []
  return local === undefined || domain === undefined ? undefined : `${local}@${domain}`.toLowerCase()
}

function isGuest(record: AuditRecord): boolean {
  const type = [newValue(record, "UserType"), newValue(record, "TargetId.UserType")].join(" ")
  return (
    /\bguest\b/i.test(type) || isGuestName(targetUser(record)) || isGuestName(rawText(record, "ObjectId"))
  )
}

function becomesMember(record: AuditRecord): boolean {
  const change = changedValues(record, "UserType")
  const was = change?.before.some((type) => /^guest$/i.test(type)) === true
  return (
    record.operationKey === "update user" &&
    was &&
    change?.after.some((type) => /^member$/i.test(type)) === true
  )
}

const PASSWORD_CHANGES = ["reset user password", "set force change user password", "change user password"]

/** The account that carries passwords over from the customer's own directory. Source: Microsoft Learn, "Microsoft Entra Connect: Accounts and permissions". */
const SYNC_ACCOUNT = /^(sync_.+_[0-9a-f]{12}|adtoaadsyncserviceaccount)@/

/** A name in lower case, as records have it. Every sign-in is asked, so that nearly all names are left at their beginning. */
export const isSyncAccount = (upn = ""): boolean =>
  (upn.startsWith("sync_") || upn.startsWith("adtoaad")) && SYNC_ACCOUNT.test(upn)

/** A user who changes the own password does so with the old one, and what was changed at home is only carried over. */
function resetsPassword(record: AuditRecord): boolean {
  const { operationKey, actor } = record
  const carriedOver = operationKey === "change user password" && isSyncAccount(actor.upn)
  return PASSWORD_CHANGES.includes(operationKey) && !carriedOver && isAboutSomebodyElse(record)
}

/** What the directory at home deleted is only carried over. */
const deletesUser = (record: AuditRecord): string | undefined =>
  /^(hard )?delete user$/.test(record.operationKey) && !isSyncAccount(record.actor.upn)
    ? targetUser(record)
    : undefined

/** Letters that look alike in most typefaces, as one. */
const alike = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll("rn", "m")
    .replaceAll("vv", "w")
    .replace(/[1|!]/g, "l")
    .replaceAll("0", "o")
    .replaceAll("5", "s")

/** The name that the new account is nearly called like: the actor's, the customer's, or one of its domains'. */
function imitated(record: AuditRecord, { tenant }: FactContext): string | undefined {
  const name = localPart(targetUser(record))
  const known = [
    localPart(record.actor.upn ?? ""),
    tenant.name,
    tenant.displayName.replaceAll(/\s/g, ""),
    ...tenant.acceptedDomains.map((domain) => domain.split(".")[0] ?? ""),
  ]
  const similar = known
    .map((one) => one.toLowerCase())
    .find((one) => one.length >= SHORTEST_NAME && one !== name && isNear(one, name))
  return similar ?? TRUSTED_WORDS.find((word) => alike(name).includes(word) && !name.includes(word))
}

/** The shorter a name, the more strangers are called nearly like it. */
function isNear(one: string, name: string): boolean {
  if (alike(one) === alike(name)) return true
  const far = distance(one, name)
  if (one.length >= 9) return far <= NEAR
  return far <= 1 && (one.length >= 7 || one.length === name.length)
}

const localPart = (upn: string): string => (upn.split("@")[0] ?? "").toLowerCase()

/** Letters to insert, delete or replace (Levenshtein); anything above the limit is just "far". */
export function distance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > NEAR || one.length > 64) return NEAR + 1
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1]
    for (const [index, also] of [...other].entries()) {
      const replaced = (row[index] ?? 0) + (letter === also ? 0 : 1)
      next.push(Math.min((row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1, replaced))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

export const DIRECTORY_USER_FACTS: readonly Fact[] = [
  {
    name: "CreatesUser",
    read: (record) =>
      record.operationKey === "add user" && !isGuest(record) ? targetUser(record) : undefined,
  },
  {
    name: "InvitesGuest",
    read: (record) =>
      record.operationKey === "invite external user" ||
      (record.operationKey === "add user" && isGuest(record))
        ? targetUser(record)
        : undefined,
  },
  { name: "GuestBecomesMember", read: (record) => (becomesMember(record) ? targetUser(record) : undefined) },
  {
    name: "NameLooksLikeAnother",
    read: (record, context) => (record.operationKey === "add user" ? imitated(record, context) : undefined),
  },
  { name: "ResetsPassword", read: (record) => (resetsPassword(record) ? targetUser(record) : undefined) },
  { name: "DeletesUser", read: deletesUser },
  {
    name: "ConcernsSomebodyElse",
    // A service that writes for a user who registers a phone isn't somebody else.
    read: (record) =>
      record.actor.upn !== undefined && isAboutSomebodyElse(record) ? targetUser(record) : undefined,
  },
  {
    name: "RevokesSessions",
    read: (record) =>
      record.operationKey === "update stsrefreshtokenvalidfrom timestamp" ? targetUser(record) : undefined,
  },
  {
    name: "RegistersDevice",
    read: (record) =>
      /^(add device|add registered owner to device|add registered users to device)$/.test(record.operationKey)
        ? newValue(record, "Device.DisplayName") || (targetObject(record).name ?? record.target.name)
        : undefined,
  },
]
