/** How well tenants are set up, as an answer: of one customer each point, of many the worst first. Pure. */
import { titleOf } from "../card/button-labels.ts"
import type { CustomerConfig } from "../config/config.ts"
import { instantText } from "../lib/time-text.ts"
import { type Incident, singleFixesIn } from "../model/alert.ts"
import type { Face } from "../model/delivery.ts"
import type { TenantId } from "../model/ids.ts"
import { postureWeight } from "../onboard/posture.ts"
import type { Check } from "../onboard/posture-check.ts"
import { type Answer, type AnswerRow, sentenceAnswer } from "./answer.ts"

/** What was read of one tenant, or in one sentence why nothing of it could be. */
export type Posture = { readonly checks: readonly Check[] } | { readonly problem: string }

/** What was read of each customer lately, while the process runs; `at` in milliseconds UTC. */
export type PostureMemory = Map<TenantId, { readonly at: number; readonly posture: Posture }>

const count = (checks: readonly Check[], state: Check["state"]): number =>
  checks.filter((check) => check.state === state).length

export type PostureInput = {
  readonly customer: CustomerConfig
  readonly posture: Posture
  /** Open incidents of that customer: their cards have the fixes. */
  readonly open: readonly Incident[]
  readonly face: Face
  readonly coverage: string
  /** When it was read, milliseconds UTC. */
  readonly now: number
}

export function answerPosture({ customer, posture, open, face, coverage, now }: PostureInput): Answer {
  if ("problem" in posture)
    return sentenceAnswer(
      "I couldn't read it",
      `${customer.displayName}: ${posture.problem} Nothing is known of how it is now.`,
    )
  const { checks } = posture
  const isTechnicians = face === "technician"
  const bad = count(checks, "bad")
  return {
    title: `Posture of ${customer.displayName}`,
    lines: [
      `As of ${instantText(now, customer.timeZone)}, read live from Exchange: ${countsText(checks)}.`,
      ...(isTechnicians ? [`Watchpost reads ${customer.contentTypes.join(", ")}.`] : []),
      ...(isTechnicians && bad > 0 ? [WHERE_TO_RUN] : []),
      ...(!isTechnicians && bad > 0 ? ["Your IT provider can put right what is bad here."] : []),
    ],
    rows: checks.map((check) => (isTechnicians ? rowOf(check, open) : calmRow(check))),
    coverage,
  }
}

const WHERE_TO_RUN = "“Run” is for Exchange Online PowerShell, as an administrator of the customer's."

/** "2 bad, 1 unknown, 5 good". */
function countsText(checks: readonly Check[]): string {
  const [bad, unknown, good] = [count(checks, "bad"), count(checks, "unknown"), count(checks, "good")]
  if (good === checks.length) return `all ${good} points are good`
  return [bad > 0 ? `${bad} bad` : "", unknown > 0 ? `${unknown} unknown` : "", `${good} good`]
    .filter((part) => part !== "")
    .join(", ")
}

const STATE_WORDS: Readonly<Record<Check["state"], string>> = {
  bad: "Bad",
  unknown: "Unknown",
  good: "Good",
}

function rowOf({ title, state, now, detail, run, fix }: Check, open: readonly Incident[]): AnswerRow {
  const card = fix === undefined ? undefined : open.find((incident) => singleFixesIn(incident).includes(fix))
  const todo = [
    ...(detail === undefined ? [] : [{ label: "Left out", value: detail }]),
    ...(card !== undefined && fix !== undefined
      ? [{ label: "Press", value: `“${titleOf(fix)}” on the card of incident ${card.id}` }]
      : []),
    ...(run === undefined ? [] : [{ label: "Run", value: run }]),
  ]
  return {
    heading: title,
    facts: [{ label: STATE_WORDS[state], value: now }, ...todo],
    columns: [{ label: "State", value: STATE_WORDS[state] }, { label: "Now", value: now }, ...todo],
  }
}

/** Cmdlets and what our app lacks are the technicians' business. */
function calmRow({ title, state, now }: Check): AnswerRow {
  const value = state === "unknown" ? "couldn't be read this time" : now
  return {
    heading: title,
    facts: [{ label: STATE_WORDS[state], value }],
    columns: [
      { label: "State", value: STATE_WORDS[state] },
      { label: "Now", value },
    ],
  }
}

export type PosturesInput = {
  readonly read: readonly { readonly customer: CustomerConfig; readonly posture: Posture }[]
  readonly scopeSentence: string
  /** Customers that didn't fit into the time of one answer. */
  readonly unread: number
  /** Customers that allowed watching only. */
  readonly watched: number
}

/** So many customers have a button. */
const MOST_LED_TO = 3

export function answerPostures({ read, scopeSentence, unread, watched }: PosturesInput): Answer {
  const sorted = read.toSorted((a, b) => weightOf(b.posture) - weightOf(a.posture))
  const bad = sorted.filter(({ posture }) => weightOf(posture) >= 1)
  const all = read.length + unread
  return {
    title: "Posture, worst first",
    lines: [
      `For ${scopeSentence}: ${read.length} of ${all} asked, ${bad.length === 0 ? "none of them has" : `${bad.length} of them ${bad.length === 1 ? "has" : "have"}`} something bad.`,
      ...(unread === 0
        ? []
        : ["Not all fit into the time of one answer: ask again, and the others are asked next."]),
      ...(watched === 0 ? [] : [`Not asked, because they allowed watching only: ${watched}.`]),
    ],
    rows: sorted.map(rowOfCustomer),
    instead: { customers: bad.slice(0, MOST_LED_TO).map(({ customer }) => customer.name) },
    coverage: "Read live from Exchange, none of it more than a quarter of an hour ago.",
  }
}

/** What is unknown weighs less than anything that is bad, and more than nothing. */
function weightOf(posture: Posture): number {
  if ("problem" in posture) return 0.9
  return postureWeight(posture.checks) + count(posture.checks, "unknown") / 10
}

function rowOfCustomer({ customer, posture }: PosturesInput["read"][number]): AnswerRow {
  const heading = customer.displayName
  if ("problem" in posture) return { heading, facts: [{ label: "Unknown", value: posture.problem }] }
  const { checks } = posture
  const titles = (state: Check["state"]): string =>
    checks
      .filter((check) => check.state === state)
      .map(({ title }) => title)
      .join(", ")
  const told = (["bad", "unknown"] as const).flatMap((state) =>
    titles(state) === "" ? [] : [{ label: STATE_WORDS[state], value: titles(state) }],
  )
  return {
    heading,
    facts: told.length === 0 ? [{ label: "Good", value: `all ${checks.length} points` }] : told,
    columns: checks.map(({ title, state }) => ({ label: title, value: STATE_WORDS[state] })),
  }
}
