/** What a technician's card shows beside the buttons: the customer's word, what was done last, and what to ask before acting. Pure. */
import { plainText } from "../lib/plain-text.ts"
import type { HistoryLine } from "../model/alert.ts"
import { isWaiting } from "../model/approval.ts"
import { bulkRuns, playbookSteps } from "../model/playbook.ts"
import { titleOf } from "./button-labels.ts"
import type { IncidentInput } from "./incident-input.ts"
import {
  answerSentence,
  historyRows,
  isCustomersWord,
  isOpening,
  isOver,
  type Row,
  row,
} from "./incident-text.ts"
import { isAboutOwner } from "./owner-rows.ts"

/** None of it tells what has a row of its own. */
export function latestRows(input: IncidentInput): readonly Row[] {
  const { incident, runs = [], tenant, now } = input
  const { history, customerAnswer, alert, approval } = incident
  // A step tells its own end, below.
  const isStep = ({ what }: HistoryLine): boolean => playbookSteps(runs).some(({ result }) => result === what)
  // What waits for a second person says above who asked for it.
  const isAsk = ({ at }: HistoryLine): boolean => isWaiting(approval, now) && at === approval.at
  const done = history.filter(
    (line) =>
      !isOpening(line) && !isCustomersWord(line) && !isAboutOwner(line) && !isStep(line) && !isAsk(line),
  )
  const last = historyRows(done.slice(-1).map(withoutCount(input)), tenant.timeZone, now)
  const question = plainText(alert.rule.question, 300)
  return [
    ...(customerAnswer === undefined
      ? []
      : [row("Customer", answerSentence(incident, tenant.timeZone, now))]),
    ...last.map(({ label, value }) => row("Last", `${label} ${value}`, 400)),
    ...(question === "" || isOver(incident) ? [] : [row("Ask first", question)]),
    ...beforeRows(input),
  ]
}

/** How many of a burst were fixed is told below, also while it goes on; here who did it, and when. */
function withoutCount({ runs = [] }: IncidentInput): (line: HistoryLine) => HistoryLine {
  const [bulk] = bulkRuns(runs)
  if (bulk === undefined) return (line) => line
  const [title, back] = [`“${titleOf(bulk.action)}”`, / taken back$/]
  return (line) =>
    line.what.startsWith(`${title}: `)
      ? { ...line, what: back.test(line.what) ? `${title} taken back` : title }
      : line
}

/** It may still be real: the line says what was, and where more of it is told. */
function beforeRows({ tenant, harmlessBefore }: IncidentInput): readonly Row[] {
  if (harmlessBefore !== true) return []
  const where = plainText(tenant.displayName, 80) || plainText(tenant.name, 80)
  const text = `The last 10 of this rule at ${where} were expected or harmless; “noise at ${plainText(tenant.name, 80)}” says more.`
  return [row("Before", text, 300)]
}
