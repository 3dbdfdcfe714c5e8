/**
 * Which accounts no card touches, and which fixes need a second person. Pure; asked when somebody presses and once more
 * right before the first call, when it is known for sure whom the fix is about.
 */
import type { FixName } from "../model/action.ts"
import type { ApprovalCase, Protection } from "../model/protection.ts"
import type { Subject } from "./action-contract.ts"

/** The account that a fix changes, as the directory knows it. */
export type Account = {
  /** Sign-in name, object id and mail addresses; the first is the one that people know. */
  readonly names: readonly string[]
  /** Missing when nobody could tell. */
  readonly administrator?: boolean
}

export type Concern = {
  readonly fix: FixName
  /** True when the fix is taken back: that lets somebody in again, and locks nobody out. */
  readonly isUndo?: boolean
  /** Nobody presses. */
  readonly isAutomatic?: boolean
  readonly subject: Subject
  /** Missing when the directory didn't tell: then the alert's own names count. */
  readonly account?: Account
}

export type Verdict = {
  /** Why it is never done from a card, one sentence. */
  readonly forbidden?: string
  /** Why a second person has to approve it, one sentence each; empty when nobody has to. */
  readonly second: readonly string[]
}

/** Whoever is hit by one of these may not get in any more. */
const LOCKING: readonly FixName[] = [
  "disable-sign-in",
  "revoke-sessions",
  "reset-password",
  "remove-sign-in-methods",
  "remove-from-role",
  "remove-from-role-group",
]
export const isLocking = (fix: FixName): boolean => LOCKING.includes(fix)

/** These are about the organization or an app, not about one account. */
const ORGANIZATION: readonly FixName[] = [
  "disable-transport-rule",
  "disable-application",
  "remove-application-credential",
  "enable-audit-log",
]
export const isAboutAccount = (fix: FixName): boolean => !ORGANIZATION.includes(fix)

export function weigh(concern: Concern, protection: Protection): Verdict {
  const guarded = guardedAccount(concern, protection)
  const second = [
    ...(guarded === undefined ? [] : [`${guarded.name} is ${guarded.what}.`]),
    ...(mayBeGuarded(concern, protection)
      ? [`It couldn't be found out whose account ${nameOf(concern)} is.`]
      : []),
    ...byPolicy(concern, protection),
  ]
  if (concern.isUndo) return { second }
  const forbidden =
    guarded !== undefined && isLocking(concern.fix)
      ? lockedSentence(guarded)
      : (ownApp(concern, protection) ?? notByItself(concern, protection, second))
  return forbidden === undefined ? { second } : { forbidden, second: [] }
}

/** Where nobody presses, what would need a second person, or a look, is a no. So is whoever the directory doesn't know. */
function notByItself(
  concern: Concern,
  { automatic, vips }: Protection,
  second: readonly string[],
): string | undefined {
  if (concern.isAutomatic !== true) return undefined
  if (automatic === undefined || !automatic.fixes.some((fix) => fix === concern.fix))
    return "The customer doesn't let it run by itself any more."
  const [name] = concern.account?.names ?? []
  if (name === undefined) return "It couldn't be found out whose mailbox it is, so it is left to people."
  return namesOf(concern).some((one) => vips.includes(one))
    ? `${name} is on the list of VIPs, whose mailboxes are left to people.`
    : second[0]
}

/** A name that nobody could look up isn't on a list, and may still be another name of an account that is. */
const mayBeGuarded = ({ fix, isUndo, account }: Concern, { breakGlass }: Protection): boolean =>
  account === undefined && isLocking(fix) && isUndo !== true && breakGlass.length > 0

const nameOf = (concern: Concern): string => namesOf(concern)[0] ?? "the account"

type Guarded = { readonly name: string; readonly what: string }

function guardedAccount(concern: Concern, { breakGlass, own }: Protection): Guarded | undefined {
  const names = namesOf(concern)
  const name = names[0] ?? ""
  if (names.some((one) => breakGlass.includes(one))) return { name, what: "an account for emergencies" }
  const isOwn = names
    .map(homeName)
    .some((one) => own.names.includes(one) || own.domains.includes(domainOf(one)))
  return isOwn ? { name, what: "one of our own accounts" } : undefined
}

const lockedSentence = ({ name, what }: Guarded): string =>
  `${name} is ${what}; no card locks it out. If it has to be, do it by hand in the admin center.`

const ownApp = ({ subject }: Concern, { own }: Protection): string | undefined =>
  [subject.appId, subject.applicationId].some((id) => own.appIds.includes(id?.toLowerCase() ?? ""))
    ? "This is one of Watchpost's own apps; no card takes its rights away."
    : undefined

/** Lower case. */
function namesOf({ fix, subject, account }: Concern): readonly string[] {
  const told = account?.names ?? []
  const locked = told.length > 0 ? told : [subject.memberId, subject.account]
  const touched = isLocking(fix) ? locked : [...told, subject.mailbox, subject.target, subject.targetName]
  const names = isAboutAccount(fix) ? touched : []
  return names.flatMap((name) => name?.trim().toLowerCase() || [])
}

/** `kim_northwind.example#ext#@contoso.onmicrosoft.com` is `kim@northwind.example` at home. Source: Microsoft Entra B2B, user principal name of guests. */
const homeName = (name: string): string => {
  const guest = /^(.+)_([^_@]+)#ext#@/.exec(name)
  return guest === null ? name : `${guest[1]}@${guest[2]}`
}

const domainOf = (name: string): string => name.slice(name.lastIndexOf("@") + 1)

function byPolicy(concern: Concern, { policy, vips }: Protection): readonly string[] {
  const names = namesOf(concern)
  const name = nameOf(concern)
  const reasons: Readonly<Record<ApprovalCase, string | undefined>> = {
    always: "Every fix at this customer needs one.",
    administrator: administratorSentence(concern, name),
    vip: names.some((one) => vips.includes(one)) ? `${name} is on the list of VIPs.` : undefined,
    bulk: reachesMany(concern) ? "It concerns more than one account." : undefined,
  }
  return policy.secondPerson.flatMap((one) => reasons[one] ?? [])
}

/** Not knowing counts as yes. */
function administratorSentence({ fix, account }: Concern, name: string): string | undefined {
  if (!isAboutAccount(fix)) return undefined
  if (fix === "remove-from-role" || account?.administrator === true) return `${name} is an administrator.`
  return account?.administrator === false
    ? undefined
    : `It couldn't be found out whether ${name} is an administrator.`
}

/** A consent of one user is that user's; any other is everybody's. */
const reachesMany = ({ fix, subject }: Concern): boolean =>
  fix === "disable-transport-rule" ||
  fix === "disable-application" ||
  fix === "remove-application-credential" ||
  (fix === "remove-oauth-grant" && subject.consentType !== "Principal")
