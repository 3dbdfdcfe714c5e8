/**
 * The steps of "Secure account", in their order: evidence before anything is changed; then out with the thief: sign-in is
 * blocked before the password is replaced, so that nobody gets in between, and sessions end last; then what was left
 * behind is cleared up: the mailbox, what alerts of the last week say about this account, and new ways to sign in. What
 * isn't right for everybody comes last and is chosen. Pure.
 */
import type { FixName } from "../model/action.ts"
import { isFix } from "../model/action.ts"
import type { Alert, Incident } from "../model/alert.ts"
import { stepPart } from "../model/playbook.ts"
import type { Subject } from "./action-contract.ts"
import { subjectOf } from "./subject.ts"

export type Step = {
  readonly fix: FixName
  readonly part: string
  readonly subject: Subject
  /** True: done only where the presser chose it. */
  readonly optional?: boolean
}

/** The account as the directory knows it: object id and sign-in name. */
export type StepAccount = { readonly id: string; readonly upn: string }

/** More than this isn't read through on a phone before it is confirmed. */
const MOST_CLEANUPS = 12

const ABOUT_ACCOUNT = ["keep-evidence", "disable-sign-in", "reset-password", "revoke-sessions"] as const
const ABOUT_MAILBOX = ["stop-forwarding", "disable-inbox-rules"] as const
/** The user's own programs stop, too; and who may send again is a decision, no cleaning. */
const CHOSEN = ["block-mail-protocols", "unblock-sender"] as const
export const isAboutMailbox = (fix: FixName): boolean =>
  [...ABOUT_MAILBOX, ...CHOSEN].some((one) => one === fix)

/** What the account was given, or gave away. */
const CLEANUPS: readonly FixName[] = [
  "remove-mailbox-permission",
  "remove-send-on-behalf",
  "remove-folder-permission",
  "remove-oauth-grant",
  "remove-from-role",
  "remove-from-role-group",
]

/** `left` counts what would be too much for one press: it stays on its own cards. */
export type Steps = { readonly steps: readonly Step[]; readonly left: number }

/**
 * `firstAt`: when the incident's first record happened, milliseconds UTC. `told`: the customer's alerts of the time, with
 * their incidents, in any order.
 */
export function stepsFor(
  account: StepAccount,
  firstAt: number,
  told: readonly { readonly alert: Alert; readonly incident: Pick<Incident, "state"> }[],
): Steps {
  const { id, upn } = account
  const began = new Date(firstAt).toISOString()
  const subject = { account: id, mailbox: upn, target: upn, targetName: upn, firstAt: began }
  const stepOf = (fix: FixName): Step => ({ fix, part: stepPart(), subject })
  const cleanups = told
    .filter(({ incident }) => incident.state !== "expected" && incident.state !== "not-a-threat")
    .map(({ alert }) => alert)
    .filter((alert) => concerns(alert, account))
    .toSorted((a, b) => a.happenedAt - b.happenedAt)
    .flatMap(cleanupOf)
  const once = onlyOnce(cleanups)
  const left = Math.max(0, once.length - MOST_CLEANUPS)
  const few = once.slice(0, MOST_CLEANUPS)
  const isRole = ({ fix }: Step): boolean => fix === "remove-from-role" || fix === "remove-from-role-group"
  const steps = [
    ...[...ABOUT_ACCOUNT, ...ABOUT_MAILBOX].map(stepOf),
    ...few.filter((step) => !isRole(step)),
    stepOf("remove-sign-in-methods"),
    ...few.filter(isRole),
    ...CHOSEN.map((fix) => ({ ...stepOf(fix), optional: true })),
  ]
  return { steps, left }
}

function cleanupOf(alert: Alert): readonly Step[] {
  const fix = alert.rule.actions.filter(isFix).find((one) => CLEANUPS.includes(one))
  return fix === undefined ? [] : [{ fix, part: stepPart(alert), subject: subjectOf(alert) }]
}

/** It did this itself, it was done to it, or it got something by it. */
function concerns({ actor, target, object }: Alert, { id, upn }: StepAccount): boolean {
  const names = [id.toLowerCase(), upn.toLowerCase()]
  return [actor.id, actor.upn, target.id, target.name, object.userId, object.user, object.mailbox].some(
    (name) => names.includes(name?.toLowerCase() ?? ""),
  )
}

/** Several alerts about one thing are one step. */
const onlyOnce = (steps: readonly Step[]): readonly Step[] => [
  ...new Map(steps.map((step) => [JSON.stringify([step.fix, step.subject]), step])).values(),
]
