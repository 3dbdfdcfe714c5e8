/**
 * The subject of a fix: plain text values, frozen at the click and kept in the journal.
 *
 * Keys that fixes read: `mailbox` (what Exchange finds it by), `targetName` (what people call it) ·
 * `ruleId`, `ruleName`, `destination` (an outside address that the rule sends to); of a mail-flow rule `ruleName` alone ·
 * `user`, `accessRights` (several joined by ", "), `autoMapping` ("True" or "False"), `folder` (`\\Inbox`) ·
 * `account`: whom containing is about, an object id or a user principal name; see `accountIn` ·
 * `servicePrincipalId`, else `appId`, else `applicationId` (the registration's), with `consentType`, for an app, and `keyIds` (several joined by " ") for its secrets and certificates ·
 * `roleId` (template) and `roleName`, several joined by "; ", and `memberId` for a role; `role`, `kind` and `memberGuid` for a role group ·
 * `told`: where the records of a forwarding say that mail was sent to, several joined by ", "; of what runs by itself ·
 * `firstAt`: when the incident's first record happened, ISO 8601.
 * `target` is kept so that the audit record of the fix itself is recognized.
 */

import { isGuid } from "../lib/guid.ts"
import type { Alert, Incident } from "../model/alert.ts"
import { RemediationError } from "../model/errors.ts"
import type { Subject } from "./action-contract.ts"

export const subjectOf = (alert: Pick<Alert, "target" | "object" | "actor">): Subject => ({
  ...alert.object,
  account: accountIn(alert),
  mailbox: alert.object.mailbox || alert.target.id,
  target: alert.target.id,
  targetName: alert.target.name,
})

/** What a fix of the incident itself is about. */
export const subjectIn = ({ alert, times }: Pick<Incident, "alert" | "times">): Subject => ({
  ...subjectOf(alert),
  firstAt: new Date(times.happenedAt).toISOString(),
})

/**
 * The value of `key`, fit to be sent as an identity.
 *
 * @NOTE A Get- cmdlet with an empty identity answers with every object of the tenant, and one with a `*` with every
 * match. Either would let a fix act on a stranger, so both are refused.
 * Source: Get-InboxRule, "Caution", and Get-Mailbox, "Identity" (Exchange PowerShell reference).
 */
export function identityIn(subject: Subject, key: string, noun: string): string {
  const value = subject[key]?.trim() ?? ""
  if (value === "" || value.toLowerCase() === "unknown")
    throw new RemediationError(`The alert doesn't name the ${noun}; look at it in Exchange.`)
  if (value.includes("*")) {
    throw new RemediationError(`The ${noun} can't be named exactly; look at it in Exchange.`)
  }
  return value
}

export const mailboxOf = (subject: Subject): string => identityIn(subject, "mailbox", "mailbox")

/** What people call the mailbox. */
export const mailboxNameOf = (subject: Subject): string =>
  subject.targetName || subject.mailbox || "the mailbox"

/** Guests have a `#` in their sign-in name. */
const isAccount = (name: string): boolean => isGuid(name) || /^[^\s/\\?;]+@[^\s/\\?#;]+$/.test(name)

/**
 * The account to contain: the one that the alert names (an empty `account` says that there is none: an app did it), else the
 * mailbox that it is about, else whoever did it.
 * The first that is given decides, also when it can't be used: falling through to the next would contain the victim.
 */
function accountIn({ object, target, actor }: Pick<Alert, "target" | "object" | "actor">): string {
  if (object.account !== undefined) return object.account
  if (object.userId) return object.userId
  if (object.user) return object.user
  if (!object.mailbox && target.kind !== "mailbox") return actor.upn ?? ""
  const names = [object.mailbox ?? "", target.id, target.name]
  return names.find(isAccount) ?? names.find((name) => name !== "") ?? ""
}

/** The account that containing is about, as Graph finds it: an object id or a user principal name. */
export function accountOf(subject: Subject): string {
  const { account = "" } = subject
  if (isAccount(account)) return account
  throw new RemediationError("The alert doesn't name the account exactly; look at it in the admin center.")
}

/** What people call the account. */
export const accountNameOf = (subject: Subject): string =>
  subject.user || (isGuid(accountOf(subject)) ? mailboxNameOf(subject) : accountOf(subject))
