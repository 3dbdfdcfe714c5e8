/**
 * "Nothing can be fixed at 3 customers": their Exchange refuses the Respond app, because a consent or a role was taken back,
 * or never given. Without this card the first to notice is whoever presses a button at night. One incident of the provider
 * for all of them, told in the triage channel alone: it takes in who joins, and closes when each of them answered, or may no
 * longer be fixed by the configuration. Who wasn't asked yet since a start stays on it. Pure.
 */
import { nextState } from "../alert/incident-state.ts"
import { andMore } from "../lib/list-text.ts"
import { type Alert, type Incident, SETTING_SUBJECT } from "../model/alert.ts"
import type { TenantId } from "../model/ids.ts"
import type { Tenant } from "../model/tenant.ts"
import { type BlindChange, withLine } from "./blind.ts"
import { type Ourselves, ownAlert } from "./own-alert.ts"

/** How a customer's Exchange took the last readings; `since` and `times` tell of refusals without an answer in between. */
export type Reached =
  | { readonly state: "answered" }
  | {
      readonly state: "refused"
      /** What is wrong and who must do what. */
      readonly sentence: string
      /** Milliseconds UTC. */
      readonly since: number
      readonly times: number
    }

export type FixingLook = {
  /** Customers that the configuration lets be fixed. */
  readonly customers: readonly Pick<Tenant, "id" | "displayName">[]
  /** Since this process began; trouble that passes by itself is neither answer nor refusal. */
  readonly reached: ReadonlyMap<TenantId, Reached>
  readonly us: Ourselves
  /** Milliseconds UTC. */
  readonly now: number
}

const RULE_NAME = "fixes-refused"
export const NO_FIXES_SUBJECT = `${SETTING_SUBJECT}fixes`
/** Readings follow one another after an hour, and so long may a role take that was just given (docs/onboarding.md, step 5). */
const TOLD_FROM = 2
const MOST_NAMES = 10
/** Of who wasn't asked since the start. */
const SENTENCE_OF_BEFORE = "Exchange refuses our app there."

type Member = { readonly id: TenantId; readonly name: string; readonly last: Reached | undefined }
const membersOf = ({ customers, reached }: FixingLook): readonly Member[] =>
  customers.map(({ id, displayName: name }) => ({ id, name, last: reached.get(id) }))
const isRefused = ({ last }: Member): boolean => last?.state === "refused" && last.times >= TOLD_FROM
const sinceOf = ({ last }: Member): number => (last?.state === "refused" ? last.since : 0)

/** Undefined while everybody answers, and for whom it was closed with a verdict since: `closed` are such incidents. */
export function noFixesAlert(look: FixingLook, closed: readonly Incident[]): Alert | undefined {
  const closedAt = closed.map(({ subject, history }) =>
    subject === NO_FIXES_SUBJECT ? (history.at(-1)?.at ?? 0) : 0,
  )
  const members = membersOf(look).filter((one) => isRefused(one) && sinceOf(one) > Math.max(0, ...closedAt))
  if (members.length === 0) return undefined
  const { us } = look
  const since = Math.min(...members.map(sinceOf))
  return ownAlert([us.id, RULE_NAME, since], {
    tenantId: us.id,
    target: { kind: "other", id: us.id, name: "customers whose Exchange refuses" },
    operation: "Reading mailboxes as the Respond app",
    happenedAt: since,
    subject: NO_FIXES_SUBJECT,
    ...wordsOf(members),
  })
}

function wordsOf(members: readonly Member[]): Pick<Alert, "rule" | "level" | "object" | "summary"> {
  const names = members.map(({ name }) => name).toSorted((a, b) => a.localeCompare(b))
  const where = names.length === 1 ? (names[0] ?? "") : `${names.length} customers`
  const list = names.length === 1 ? "" : ` Refused: ${andMore(names.slice(0, MOST_NAMES), names.length)}.`
  return {
    level: "medium",
    rule: {
      id: RULE_NAME,
      name: RULE_NAME,
      title: `Nothing can be fixed at ${where}`,
      level: "medium",
      techniques: [],
      why: "When an attack is seen there, no button that fixes works, and nobody can ask how things are now.",
      falsePositives: [],
      question: "Did the customer take our rights back on purpose?",
      actions: [],
    },
    object: { tenants: members.map(({ id }) => id).join(",") },
    summary: `${mostTold(members)}${list} Where no fixes are wanted any more, set canRespond: false in the configuration and restart Watchpost.`,
  }
}

function mostTold(members: readonly Member[]): string {
  const sentences = members.map(({ last }) =>
    last?.state === "refused" ? last.sentence : SENTENCE_OF_BEFORE,
  )
  const groups = [...Map.groupBy(sentences, (one) => one)].toSorted(([, a], [, b]) => b.length - a.length)
  const [sentence, group] = groups[0] ?? ["", []]
  const others = members.length - group.length
  return others === 0 ? sentence : `${sentence} (${group.length} of them; ${others} for another reason.)`
}

/** What a look changes in an open incident; undefined when the card already says it. */
export function changeNoFixes(incident: Incident, look: FixingLook): BlindChange | undefined {
  const { object, summary } = incident.alert
  const told = new Set((object.tenants ?? "").split(","))
  const members = membersOf(look).filter((one) =>
    told.has(one.id) ? one.last?.state !== "answered" : isRefused(one),
  )
  if (members.length === 0) return close(incident, look.now)
  const isSame = members.length === told.size && members.every(({ id }) => told.has(id))
  const words = wordsOf(members)
  // Before all were asked again, nobody knows whether the reason is another.
  if (isSame && (words.summary === summary || members.some(({ last }) => last === undefined)))
    return undefined
  return withLine({ ...incident, alert: { ...incident.alert, ...words } }, `${words.rule.title}.`, look.now)
}

function close(incident: Incident, now: number): BlindChange | undefined {
  const state = nextState(incident.state, "seen-again")
  if (state === undefined) return undefined
  const { alert } = incident
  const line = "Every customer's Exchange that fixes are allowed at lets the Respond app in."
  const rule = { ...alert.rule, title: "Fixes are let in everywhere again" }
  return withLine({ ...incident, state, alert: { ...alert, rule, summary: line } }, line, now)
}
