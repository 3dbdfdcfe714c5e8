/**
 * Asking the person whose mailbox or account an incident is about. Pure.
 *
 * Whoever reads the question may be the intruder. So it isn't put where the sign-in itself is in doubt, and no answer closes,
 * fixes, mutes or calms anything: a no, and not knowing, make the incident more urgent by one; a yes is written down.
 */
import { plainText } from "../lib/plain-text.ts"
import { DAY } from "../lib/time-units.ts"
import { subjectKind } from "../model/act.ts"
import type { OwnerAnswerName } from "../model/action.ts"
import { type Alert, type HistoryLine, type Incident, WATCHPOST } from "../model/alert.ts"
import { compareLevels, shiftLevel } from "../model/level.ts"
import {
  isInTime,
  isOpenToOwner,
  type MailboxOwner,
  mayBeAnswered,
  mayBeAskedAgain,
  OWNER_ANSWER_WORDS,
  type OwnerQuestion,
} from "../model/owner-question.ts"
import { hasOwnerToAsk, isAboutSigningIn } from "../model/whose-mailbox.ts"
import { stepName } from "./correlation-alert.ts"
import { awake, isClosed } from "./incident-state.ts"

/** How long an answer is waited for, milliseconds. */
const ANSWER_MS = DAY
/** A sign-in that far back still says that somebody else may have the session, milliseconds. */
export const SUSPICION_MS = 7 * DAY

export type Suspicion = {
  /** Null: the directory wasn't asked yet. */
  readonly owner: MailboxOwner | null
  /** Sign-in names and object ids that the configuration protects, lower case. */
  readonly guarded: readonly string[]
  /** What else was seen at this customer, and what became of it; the incident's own alerts among it. */
  readonly seen: readonly { readonly alert: Alert; readonly incident: Pick<Incident, "id" | "state"> }[]
}

const PHONE = "Whoever reads their chat may be the intruder: phone them."

/** Why this person must not be asked in a chat, one sentence for technicians; undefined where they may be. */
export function mustNotAsk(incident: Incident, { owner, guarded, seen }: Suspicion): string | undefined {
  if (isAboutSigningIn(incident.subject)) return `It is about signing in itself. ${PHONE}`
  if (incident.level === "critical") return `The incident is critical. ${PHONE}`
  const names = owner === null ? [] : [owner.objectId, ...owner.names]
  if (names.some((name) => guarded.includes(name)))
    return `${plainText(owner?.name, 80)} is a VIP, or an account for emergencies. ${PHONE}`
  const doubt = seen.find((one) => isDoubt(one, incident, names))
  if (doubt === undefined) return undefined
  const where = doubt.incident.id === incident.id ? "belongs to it" : `is incident ${doubt.incident.id}`
  return `“${plainText(doubt.alert.rule.title, 100)}” ${where}. ${PHONE}`
}

/**
 * What says that the account may be in wrong hands: of this person, or told under this very incident; unless somebody found it
 * harmless. Of one act after another nobody is asked whether it was them: together they are how accounts are taken over.
 */
function isDoubt(
  { alert, incident: of }: Suspicion["seen"][number],
  { id }: Incident,
  names: readonly string[],
): boolean {
  if (of.state === "expected" || of.state === "not-a-threat") return false
  if (of.id === id && isSequence(alert)) return true
  return isRisky(alert) && (of.id === id || concerns(alert, names))
}

const isSequence = ({ changes }: Alert): boolean => changes.some(({ what }) => what === stepName(0))

/** Microsoft tells of every forwarding, with a low severity; what it counts as more is a suspicion. */
const isRisky = ({ subject, level }: Alert): boolean =>
  isAboutSigningIn(subject) || (subjectKind(subject) === "microsoft-alert" && compareLevels(level, "low") > 0)

/** By whom it is about, or by the list of those that were tried: one that is cut may hold anybody. */
function concerns({ object, target, actor, changes }: Alert, names: readonly string[]): boolean {
  const single = [object.user, object.userId, object.account, target.id, target.name, actor.upn, actor.id]
  if (single.some((name) => names.includes(name?.toLowerCase() ?? ""))) return true
  const listed = changes.flatMap(({ what, after }) => (what === "Who" || what === "What" ? [after] : []))
  return listed.some(
    (text) => / and \d+ more$/.test(text) || names.some((name) => text.toLowerCase().includes(name)),
  )
}

/** May the question be put now, as far as the incident itself says? Once, unless it never reached them. */
export const canStillAsk = (incident: Incident): boolean =>
  hasOwnerToAsk(incident) &&
  !isClosed(incident.state) &&
  incident.state !== "working" &&
  mayBeAskedAgain(incident.ownerQuestion)

/** The incident with the question in it. `at` in milliseconds UTC. */
export function withQuestion(
  incident: Incident,
  { owner, by, at, about }: Pick<OwnerQuestion, "owner" | "by" | "at" | "about">,
): Incident {
  const what = `asks ${plainText(owner.name, 80)} in their own chat: was it you?`
  return {
    ...incident,
    ownerQuestion: { owner, by, at, until: at + ANSWER_MS, about },
    history: [...incident.history, line(at, by, what, "ask-owner")],
  }
}

export const isDenial = (word: OwnerAnswerName): boolean => word !== "it-was-me"

/** The incident with the answer in it; undefined when nobody waits for one any more. `at` in milliseconds UTC. */
export function withOwnersAnswer(
  incident: Incident,
  word: OwnerAnswerName,
  at: number,
): Incident | undefined {
  const { ownerQuestion: question, state, level } = incident
  if (!mayBeAnswered(question) || !isInTime(question, at) || isClosed(state)) return undefined
  const said = `answers “${OWNER_ANSWER_WORDS[word]}” in their own chat`
  const what = isDenial(word) ? said : `${said}. Their session may be somebody else's: it proves nothing`
  return {
    ...(isDenial(word) ? awake(incident) : incident),
    level: isDenial(word) ? shiftLevel(level, 1) : level,
    ownerQuestion: { ...question, answer: { word, at } },
    history: [...incident.history, line(at, question.owner.name, what, word)],
  }
}

/** The incident whose question nobody answered in time; undefined while it may be answered. */
export function withoutAnswer(incident: Incident, at: number): Incident | undefined {
  const { ownerQuestion: question } = incident
  if (!isOpenToOwner(question) || isInTime(question, at)) return undefined
  const what = `${plainText(question.owner.name, 80)} didn't answer in their chat; phone them`
  return {
    ...incident,
    ownerQuestion: { ...question, ended: { why: "no-answer", at } },
    history: isClosed(incident.state) ? incident.history : [...incident.history, line(at, WATCHPOST, what)],
  }
}

/**
 * The incident whose question didn't reach them, or may not have: it isn't sent again unless somebody asks again. An answer
 * that came all the same stands. Undefined where nobody was asked.
 */
export function withoutDelivery(incident: Incident, reason: string, at: number): Incident | undefined {
  const { ownerQuestion: question, history } = incident
  if (question === undefined) return undefined
  const what = `the question may not have reached ${plainText(question.owner.name, 80)}: ${plainText(reason, 200)} Phone them, or ask again`
  return {
    ...incident,
    ownerQuestion: { ...question, ended: { why: "not-delivered", at, reason } },
    history: question.answer === undefined ? [...history, line(at, WATCHPOST, what)] : history,
  }
}

/** For technicians alone: a colleague's answer is nobody's business in the customer's channel. */
const line = (at: number, who: string, what: string, kind?: HistoryLine["kind"]): HistoryLine => ({
  at,
  who,
  what,
  customerSafe: false,
  ...(kind === undefined ? {} : { kind }),
})
