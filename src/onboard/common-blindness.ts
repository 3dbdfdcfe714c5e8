/**
 * Many customers that can't be seen for one reason are one card, not thousands: our own secret has expired, our app was
 * blocked everywhere, Microsoft publishes nothing. Which customers share a card, and what it says. Pure.
 *
 * The card belongs to ourselves, opens with the fifth customer (with the first where we are locked out: that is never
 * one customer's affair), takes in who joins, and closes when each of them was seen again. A customer that has a card
 * of its own keeps it. Who was told in a card that a technician closed isn't told again while it stays unseen.
 */

import { nextState } from "../alert/incident-state.ts"
import { countText } from "../lib/count-text.ts"
import { durationText, localTimeText } from "../lib/time-text.ts"
import { type Alert, BLIND_SUBJECT, type Incident } from "../model/alert.ts"
import { type TenantId, tenantId } from "../model/ids.ts"
import {
  type BlindChange,
  blindWords,
  type Look,
  MEANWHILE,
  QUESTIONS,
  RULE_NAME,
  SAME_STATE_QUIET_MS,
  seenIn,
  withLine,
} from "./blind.ts"
import { closeFormer } from "./former.ts"
import { type Ourselves, ownAlert } from "./own-alert.ts"
import { BLIND_STATES, isBlind, type TenantState } from "./tenant-state.ts"

/** As many customers without a card of their own that can't be seen for one reason share one. */
export const COMMON_FROM = 5
const MOST_NAMES = 10

/** `own` are the open incidents of this customer's own blindness; `since` the first contact or what was seen last. */
export type LookedAt = Look & { readonly own: readonly Incident[]; readonly since: number }

export type Shares = {
  /** Customers that are told one by one. */
  readonly single: readonly LookedAt[]
  /** By the state that they share. */
  readonly shared: ReadonlyMap<TenantState, readonly LookedAt[]>
}

export const commonSubject = (state: TenantState): string => `${BLIND_SUBJECT}common:${state}`

/** `known` are our own common incidents, newest first, open and closed. */
export function shareOut(looks: readonly LookedAt[], known: readonly Incident[]): Shares {
  const isAlone = (one: LookedAt): boolean => !isBlind(one.standing.state) || one.own.length > 0
  const groups = Map.groupBy(
    looks.filter((one) => !isAlone(one)),
    (one) => one.standing.state,
  )
  const single = looks.filter(isAlone)
  const shared = new Map<TenantState, readonly LookedAt[]>()
  for (const [state, group] of groups) {
    const latest = known.find(({ subject }) => subject === commonSubject(state))
    const untold = group.filter((one) => !isTold(one, group, latest))
    if (state === "locked-out" || isOpen(latest) || untold.length >= COMMON_FROM) shared.set(state, untold)
    else single.push(...untold)
  }
  return { single, shared }
}

/** The states of which customers may share a card, each with its subject. */
export const COMMON_SUBJECTS: ReadonlyMap<TenantState, string> = new Map(
  BLIND_STATES.map((state) => [state, commonSubject(state)]),
)

const isOpen = (incident: Incident | undefined): incident is Incident =>
  incident !== undefined && nextState(incident.state, "seen-again") !== undefined

/** Where we are locked out, customers follow one another as their tokens end: they are all of the same time. */
function isTold(one: LookedAt, group: readonly LookedAt[], latest: Incident | undefined): boolean {
  if (latest?.state !== "not-a-threat" && latest?.state !== "expected") return false
  const closedAt = latest.history.at(-1)?.at ?? 0
  const first = one.standing.state === "locked-out" ? Math.min(...group.map(({ since }) => since)) : one.since
  return first <= closedAt
}

/** The alert of several customers that are unseen for one reason; `members` has at least one. */
export function commonAlert(
  state: TenantState,
  members: readonly LookedAt[],
  us: Ourselves,
  now: number,
): Alert {
  const since = Math.min(...members.map((one) => one.since))
  const ids = members.map(({ tenant }) => tenant.id)
  const words = blindWords(state)
  return ownAlert([us.id, RULE_NAME, state, now], {
    tenantId: us.id,
    target: { kind: "other", id: us.id, name: `${members.length} customers` },
    operation: "Reading the audit records",
    happenedAt: since,
    subject: commonSubject(state),
    level: "critical",
    rule: {
      id: RULE_NAME,
      name: RULE_NAME,
      title: `${words.now} at ${countText(members.length, "customer")}`,
      level: "critical",
      techniques: [],
      why: "While customers' audit records can't be read, an attack there raises no alert.",
      falsePositives: [],
      question: QUESTIONS[state] ?? "",
      actions: [],
    },
    object: { state, tenants: ids.join(","), most: String(members.length) },
    summary: `${words.cannot} what happens at ${countText(members.length, "customer")}. ${commonSentence(members)} Unseen: ${namesText(members)}.`,
  })
}

/** What most of them are told; it says who must do what. */
function commonSentence(members: readonly LookedAt[]): string {
  const bySentence = Map.groupBy(members, ({ standing }) => standing.sentence)
  const [most] = [...bySentence].toSorted(([, a], [, b]) => b.length - a.length)
  if (most === undefined) return ""
  const [sentence, group] = most
  const others = members.length - group.length
  return others === 0 ? sentence : `${sentence} (${group.length} of them; ${others} for a similar reason.)`
}

function namesText(members: readonly LookedAt[]): string {
  const names = members.map(({ tenant }) => tenant.displayName).toSorted((a, b) => a.localeCompare(b))
  const more = names.length - MOST_NAMES
  return `${names.slice(0, MOST_NAMES).join(", ")}${more > 0 ? ` and ${more} more` : ""}`
}

export type CommonLook = {
  readonly shares: Shares
  /** Of every customer that could be looked at. */
  readonly looks: readonly LookedAt[]
  /** Every customer of the configuration. */
  readonly watched: ReadonlySet<TenantId>
  readonly us: Ourselves
  /** Milliseconds UTC. */
  readonly now: number
}

/** What a look changes in an open common incident; undefined when the card already says it. */
export function changeCommon(
  incident: Incident,
  state: TenantState,
  { shares, looks, watched, us, now }: CommonLook,
): BlindChange | undefined {
  const { object } = incident.alert
  const blind = shares.shared.get(state) ?? []
  const told = new Set((object.tenants ?? "").split(","))
  const members = looks.filter(
    (one) => blind.includes(one) || (told.has(one.tenant.id) && isUnseen(one, incident)),
  )
  if (members.length === 0) {
    const left = [...told].filter((id) => watched.has(tenantId(id)))
    if (left.length === 0) return closeFormer(incident, NOBODY_LEFT, now)
    // Who couldn't be looked at just now wasn't seen.
    const isWhole = left.every((id) => looks.some(({ tenant }) => tenant.id === id))
    return isWhole ? closeCommon(incident, us, now) : undefined
  }
  const isSame = members.length === told.size && members.every(({ tenant }) => told.has(tenant.id))
  if (isSame || now - (incident.history.at(-1)?.at ?? 0) < SAME_STATE_QUIET_MS) return undefined
  const most = Math.max(Number(object.most), members.length)
  const { id, happenedAt } = incident.alert
  const fresh = commonAlert(state, members, us, now)
  const alert = { ...fresh, id, happenedAt, object: { ...fresh.object, most: String(most) } }
  return withLine({ ...incident, alert }, `Now ${countText(members.length, "customer")}.`, now)
}

const NOBODY_LEFT = "None of these customers is in the configuration any more."

/** Trouble of another kind is not sight; what can't be seen for another reason is told elsewhere. */
const isUnseen = (one: LookedAt, incident: Incident): boolean =>
  !isBlind(one.standing.state) &&
  one.standing.state !== "ok" &&
  seenIn(one.sources).listedTo <= (incident.history[0]?.at ?? 0)

function closeCommon(incident: Incident, us: Ourselves, now: number): BlindChange | undefined {
  const state = nextState(incident.state, "seen-again")
  if (state === undefined) return undefined
  const { alert } = incident
  const most = countText(Number(alert.object.most), "customer")
  const line = `${most} seen again at ${localTimeText(now, us.timeZone)}, the first unseen for ${durationText(now - alert.happenedAt)}.`
  const summary = `${line}${MEANWHILE[alert.object.state ?? ""] ?? ""}`
  const rule = { ...alert.rule, title: `${blindWords(alert.object.state).over} at ${most}` }
  return withLine({ ...incident, state, alert: { ...alert, rule, summary } }, line, now)
}
