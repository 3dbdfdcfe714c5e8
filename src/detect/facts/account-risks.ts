/**
 * What happens around one account beside its password and its methods: its owner says that a prompt wasn't theirs, somebody
 * says that its risk is none, it gets a password for old programs, another identity at home, or is switched on again.
 * Source: Microsoft Learn, "Microsoft Entra audit activity reference" (services Azure MFA, Identity Protection, Core
 * Directory, Device Registration Service).
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { targetUser } from "./directory-record.ts"
import { isSyncAccount } from "./directory-users.ts"
import { type Fact, isFalse, isTrue } from "./fact.ts"
import { changedValues } from "./modified-values.ts"

const REPORTED = /^(suspicious activity reported|fraud reported\b.*)$/
const DISMISSED = /^(dismissuser|dismissserviceprincipal|confirmsafe)$/
const DEVICE_SECRETS: readonly (readonly [RegExp, string])[] = [
  [/^(recover device|reveal) local administrator password$/, "local administrator's password"],
  [/^read bitlocker key$/, "BitLocker key"],
]

/** Who owns this value at home signs in as the account; synchronization sets it and never changes it. */
function movesIdentity(record: AuditRecord): string | undefined {
  if (record.operationKey !== "update user" || isSyncAccount(record.actor.upn)) return undefined
  const change = ["SourceAnchor", "ImmutableId", "OnPremisesImmutableId"]
    .map((name) => changedValues(record, name))
    .find((one) => one !== undefined)
  const [before = "", after = ""] = [change?.before[0], change?.after[0]]
  return after !== "" && after !== before ? targetUser(record) : undefined
}

/** Whoever leaves at home is blocked here: that is only carried over. */
const blocks = (record: AuditRecord): string | undefined =>
  record.operationKey === "disable account" && !isSyncAccount(record.actor.upn)
    ? targetUser(record)
    : undefined

/** Whoever comes back at home comes back here: that is only carried over. */
function enables(record: AuditRecord): string | undefined {
  if (isSyncAccount(record.actor.upn)) return undefined
  if (record.operationKey === "enable account") return targetUser(record)
  const change = record.operationKey === "update user" ? changedValues(record, "AccountEnabled") : undefined
  return change?.before.some(isFalse) === true && change.after.some(isTrue) ? targetUser(record) : undefined
}

/** An account of the organization that somebody outside signs in to with an account of their own from now on. */
function linksOutside(record: AuditRecord): string | undefined {
  if (record.operationKey === "invite internal user to b2b collaboration") return targetUser(record)
  const change =
    record.operationKey === "update user" && !isSyncAccount(record.actor.upn)
      ? changedValues(record, "UserPrincipalName")
      : undefined
  const isGuest = (name: string): boolean => /#ext#@/i.test(name)
  return change !== undefined &&
    change.before.length > 0 &&
    !change.before.some(isGuest) &&
    change.after.some(isGuest)
    ? targetUser(record)
    : undefined
}

const aboutUser =
  (operations: RegExp): Fact["read"] =>
  (record) =>
    operations.test(record.operationKey) ? targetUser(record) : undefined

export const ACCOUNT_RISK_FACTS: readonly Fact[] = [
  { name: "OwnerReportsPrompt", read: aboutUser(REPORTED) },
  { name: "DismissesRisk", read: aboutUser(DISMISSED) },
  { name: "MakesAppPassword", read: aboutUser(/^create application password for user$/) },
  { name: "MovesHomeIdentity", read: movesIdentity },
  { name: "BlocksAccount", read: blocks },
  { name: "EnablesAccount", read: enables },
  { name: "LinksOutsideIdentity", read: linksOutside },
  {
    name: "ReadsDeviceSecret",
    read: (record) => {
      const [, what] = DEVICE_SECRETS.find(([operations]) => operations.test(record.operationKey)) ?? []
      return what === undefined ? undefined : `${what} of ${record.target.name}`
    },
  },
]
