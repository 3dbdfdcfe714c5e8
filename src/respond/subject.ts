/**
 * The subject of a fix: plain text values, frozen at the click and kept in the journal.
 *
 * Keys that fixes read: `mailbox` (what Exchange finds it by), `targetName` (what people call it) ·
 * `ruleId`, `ruleName`, `destination` (an outside address that the rule sends to); of a mail-flow rule `ruleName` alone ·
 * `user`, `accessRights` (several joined by ", "), `autoMapping` ("True" or "False"), `folder` (`\\Inbox`) ·
 * `userId` (Entra object id), else `user` when it is a user principal name, else the mailbox, else `actor` (who did it,
 * where the alert is about no account): the account to contain ·
 * `servicePrincipalId`, else `appId`, else `applicationId` (the registration's), with `consentType`, for an app ·
 * `roleId` (template) and `roleName`, several joined by "; ", and `memberId` for a role.
 * `target` is kept so that the audit record of the fix itself is recognized.
 */
import type { Alert } from "../model/alert.ts"
import { RemediationError } from "../model/errors.ts"
import type { Subject } from "./action-contract.ts"

export const subjectOf = (alert: Pick<Alert, "target" | "object" | "actor">): Subject => ({
  ...(alert.actor.upn === undefined ? {} : { actor: alert.actor.upn }),
  ...alert.object,
  mailbox: alert.object.mailbox || alert.target.id,
  target: alert.target.id,
  targetName: alert.target.name,
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

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i
/** An object id of Entra. */
export const isGuid = (text: string): boolean => GUID.test(text)

/** The account that containing is about, as Graph finds it: an object id or a user principal name. */
export function accountOf(subject: Subject): string {
  const found = [subject.userId, subject.user, subject.mailbox, subject.targetName, subject.actor].find(
    (name) => name !== undefined && (isGuid(name) || /^[^\s/\\?#]+@[^\s/\\?#]+$/.test(name)),
  )
  if (found !== undefined) return found
  throw new RemediationError("The alert doesn't name the account exactly; look at it in the admin center.")
}

/** What people call the account. */
export const accountNameOf = (subject: Subject): string =>
  subject.user || (isGuid(accountOf(subject)) ? mailboxNameOf(subject) : accountOf(subject))
