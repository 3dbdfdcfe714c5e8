/** What was done in a time: fixes, what was taken back, what people closed; who did it, when, and what came of it. Pure. */
import { titleOf } from "../card/button-labels.ts"
import { calmLine } from "../card/customer-words.ts"
import { changesSomething, RUN_ENDED } from "../card/done-words.ts"
import { whatSentence } from "../card/incident-text.ts"
import { withoutId } from "../lib/plain-text.ts"
import { localTimeText } from "../lib/time-text.ts"
import { undoOf } from "../model/action.ts"
import type { HistoryLine, Incident } from "../model/alert.ts"
import type { Face } from "../model/delivery.ts"
import type { Period } from "../model/period.ts"
import type { Remediation } from "../model/remediation.ts"
import type { Tenant } from "../model/tenant.ts"
import type { Worked } from "../ports/month-reader.ts"
import type { Answer, AnswerRow } from "./answer.ts"
import { MOST_READ } from "./answer-records.ts"

/** One thing that was done. */
export type Deed = {
  readonly kind: "fix" | "undo" | "closing" | "reopening"
  /** Milliseconds UTC. */
  readonly at: number
  readonly who: string
  /** As its button is called. */
  readonly title: string
  /** What came of it; of a closing, why, for technicians. */
  readonly result: string
  readonly incident: Incident
  readonly customer: Tenant
}

type Of = Worked & { readonly customer: Tenant }

const isIn = (at: number, { from, to }: Period): boolean => at >= from && at < to

/** What of it fell into that time. What ended before anything was called is nothing that was done. */
export const deedsOf = ({ incident, runs, customer }: Of, period: Period): readonly Deed[] => [
  ...[...Map.groupBy(runs.filter(isDone), pressOf).values()].flatMap((together) => {
    const deed = runDeed(together)
    return deed !== undefined && isIn(deed.at, period) ? [{ ...deed, incident, customer }] : []
  }),
  ...incident.history
    .filter(({ at }) => isIn(at, period))
    .flatMap((line) => {
      const deed = lineDeed(line)
      return deed === undefined ? [] : [{ ...deed, incident, customer }]
    }),
]

const isDone = (run: Remediation): boolean =>
  changesSomething(run) &&
  run.finishedAt !== undefined &&
  run.state !== "skipped" &&
  run.state !== "unapproved"

/** Many of one fix from one press are one thing. */
const pressOf = ({ id, press, action, undoes }: Remediation): string =>
  `${press ?? id} ${action} ${undoes === undefined ? "" : "undo"}`

type RunDeed = Omit<Deed, "incident" | "customer">

function runDeed(together: readonly Remediation[]): RunDeed | undefined {
  const [first] = together
  if (first === undefined) return undefined
  const { action, undoes, requestedBy, approvedBy } = first
  const approved = approvedBy === undefined ? "" : `, approved by ${withoutId(approvedBy)}`
  return {
    kind: undoes === undefined ? "fix" : "undo",
    at: Math.max(...together.map(({ finishedAt = 0 }) => finishedAt)),
    who: `${withoutId(requestedBy)}${approved}`,
    title: titleOf(undoes === undefined ? action : undoOf(action)),
    result: resultOf(together),
  }
}

function resultOf(together: readonly Remediation[]): string {
  const counted = Map.groupBy(together, ({ state }) => RUN_ENDED[state] ?? state)
  const [only, ...others] = counted.keys()
  if (only !== undefined && others.length === 0)
    return together.length === 1 ? only : `${only}, all ${together.length}`
  return [...counted].map(([words, some]) => `${some.length} ${words}`).join("; ")
}

const CLOSED: Readonly<Partial<Record<NonNullable<HistoryLine["kind"]>, string>>> = {
  expected: "Closed: it was expected",
  "not-a-threat": "Closed: not a threat",
}

function lineDeed({ kind, at, who, what }: HistoryLine): RunDeed | undefined {
  const closed = kind === undefined ? undefined : CLOSED[kind]
  if (closed !== undefined) return { kind: "closing", at, who, title: closed, result: what }
  return kind === "reopen" ? { kind: "reopening", at, who, title: "Opened again", result: "" } : undefined
}

export type DoneInput = {
  readonly deeds: readonly Deed[]
  /** As typed. */
  readonly period: string
  readonly scopeSentence: string
  readonly face: Face
  /** IANA name. */
  readonly zone: string
  /** Of several customers: each row says whose it is. */
  readonly isOfMany: boolean
}

export function answerDone(input: DoneInput): Answer {
  const { period } = input
  const deeds = input.deeds.toSorted((a, b) => b.at - a.at)
  const shown = deeds.slice(0, MOST_READ)
  return {
    title: `What was done, ${period}`,
    lines: [
      headOf(input),
      "What somebody changes by hand in Microsoft's admin centers isn't part of it: “what changed” tells that.",
    ],
    rows: shown.map((deed) => rowOf(deed, input)),
    ...(deeds.length > shown.length ? { more: deeds.length - shown.length } : {}),
    coverage: "From Watchpost's own record of every press and what came of it, of which nothing is dropped.",
  }
}

function headOf({ deeds, scopeSentence, period }: DoneInput): string {
  const start = `For ${scopeSentence}, ${period}:`
  if (deeds.length === 0) return `${start} nothing was fixed, taken back or closed.`
  const count = (kind: Deed["kind"]): number => deeds.filter((deed) => deed.kind === kind).length
  const [fixes, undone, closed, reopened] = [
    count("fix"),
    count("undo"),
    count("closing"),
    count("reopening"),
  ]
  const parts = [
    fixes === 0 ? "" : `${fixes} ${fixes === 1 ? "fix" : "fixes"}`,
    undone === 0 ? "" : `${undone} taken back`,
    closed === 0 ? "" : `${closed} closed without a fix`,
    reopened === 0 ? "" : `${reopened} opened again`,
  ]
  const order = deeds.length === 1 ? "" : ", newest first"
  return `${start} ${parts.filter((part) => part !== "").join(", ")}${order}.`
}

/** The reason of a closing is the technicians' own; the customer reads that it was looked at. */
function rowOf({ at, who, title, result, incident, customer, kind }: Deed, input: DoneInput): AnswerRow {
  const isTechnicians = input.face === "technician"
  const about = isTechnicians ? whatSentence(incident) : calmLine(incident)
  const told = kind === "closing" && !isTechnicians ? "looked at, nothing had to be changed" : result
  return {
    heading: `${localTimeText(at, input.zone)}: ${title}`,
    at,
    facts: [
      ...(input.isOfMany ? [{ label: "Customer", value: customer.displayName }] : []),
      { label: "About", value: `Incident ${incident.id}: ${about}` },
      { label: "By", value: who },
      ...(told === "" ? [] : [{ label: "Result", value: told }]),
    ],
  }
}
