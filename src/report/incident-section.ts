/** What was seen, what was done about it, how fast, and what the customer was told. */

import { titleOf } from "../card/button-labels.ts"
import { calmSentence } from "../card/customer-words.ts"
import { RUN_ENDED } from "../card/done-words.ts"
import { isOver } from "../card/incident-text.ts"
import { countText } from "../lib/count-text.ts"
import { type Html, html } from "../lib/html-text.ts"
import { durationText, localTimeText } from "../lib/time-text.ts"
import type { Incident } from "../model/alert.ts"
import type { Remediation } from "../model/remediation.ts"
import { barChart, rowChart } from "./bar-chart.ts"
import { fixesOf, type Pace } from "./measure-month.ts"
import { calm, type ReportInput } from "./report-input.ts"

/** More than this is no reading any more; the figures count all of them. */
const MOST_ROWS = 300

const ENDED: Readonly<Record<Incident["state"], string>> = {
  new: "open",
  claimed: "being looked at",
  working: "being put right",
  fixed: "put right and checked",
  failed: "the first try was not enough",
  expected: "expected",
  "not-a-threat": "harmless",
  reopened: "open again",
}

export function dayFigure({ figures, tenant, month }: ReportInput): Html {
  const { timeZone } = tenant
  const day = new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric" })
  const date = new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "long" })
  const chart = barChart(
    `Incidents on each day of ${month.title}`,
    figures.byDay.map((one) => ({
      label: day.format(one.day),
      value: one.count,
      title: `${date.format(one.day)}: ${countText(one.count, "incident")}`,
    })),
  )
  return html`<figure>${chart}</figure>`
}

export function incidentTable(input: ReportInput): Html {
  const { incidents } = input.figures
  const shown = incidents.slice(0, MOST_ROWS)
  const more = incidents.length - shown.length
  const rest = more === 0 ? html`` : html`<p>And ${countText(more, "more", "more")}, counted above.</p>`
  return html`<table><thead><tr><th>When</th><th>What</th><th>Level</th><th>What was done</th><th>How it ended</th></tr></thead><tbody>
${shown.map((incident) => incidentRow(incident, input))}</tbody></table>${rest}`
}

function incidentRow(incident: Incident, { tenant, fixes }: ReportInput): Html {
  const { alert, alertIds, more } = incident
  const alike = more === undefined || alertIds.length < 2 ? "" : ` And ${alertIds.length - 1} more like it.`
  return html`<tr><td class="when">${localTimeText(incident.times.happenedAt, tenant.timeZone)}</td><td data-name="What">${calm(calmSentence(alert))}${alike}</td><td class="short" data-name="Level">${incident.level}</td><td data-name="Done">${doneWords(incident, fixes)}</td><td data-name="Ended">${ENDED[incident.state]}${answerWords(incident)}</td></tr>
`
}

function doneWords(incident: Incident, fixes: readonly Remediation[]): string {
  const runs = fixesOf(incident.id, fixes).flatMap(({ action, state }) => {
    const end = RUN_ENDED[state]
    return end === undefined ? [] : [`${titleOf(action)}: ${end}`]
  })
  if (runs.length > 0) return runs.join("; ")
  if (incident.state === "fixed") return "put right without Watchpost"
  return isOver(incident) ? "nothing had to be changed" : "nothing yet"
}

const answerWords = ({ customerAnswer }: Incident): string =>
  customerAnswer === undefined
    ? ""
    : `; you said: ${customerAnswer.answer === "expected" ? "that was us" : "we don't know this"}`

/** Three steps, half of which were faster. */
export function paceFigure({ figures }: ReportInput): Html {
  const steps: readonly (readonly [string, Pace | undefined])[] = [
    ["from the record to the report", figures.toCard],
    ["until a technician took it", figures.toClaim],
    ["until it was put right and checked", figures.toFix],
  ]
  const known = steps.flatMap(([label, pace]) => (pace === undefined ? [] : [{ label, pace }]))
  if (known.length === 0) return html`<p>Nothing had to be reported.</p>`
  const chart = rowChart(
    `How fast: ${known.map(({ label, pace }) => `${label} ${durationText(pace.median)}`).join(", ")}`,
    known.map(({ label, pace }) => ({ label, value: pace.median, text: durationText(pace.median) })),
  )
  const words = known.map(
    ({ label, pace }) =>
      html`<li>${label}: half within ${durationText(pace.median)}, all within ${durationText(pace.slowest)} (${countText(pace.count, "incident")})</li>`,
  )
  return html`<figure class="said-below">${chart}</figure><ul>${words}</ul>`
}

export function toldSentence({ figures }: ReportInput): string {
  const { incidents, told, answered } = figures
  if (incidents.length === 0) return "There was nothing to tell."
  const answers = answered === 0 ? "None of them was answered" : `You answered ${answered} of them`
  return told === 0
    ? "None was reported in your channel; your technicians worked on them."
    : `${told} of ${countText(incidents.length, "incident")} ${told === 1 ? "was" : "were"} reported in your channel. ${answers}.`
}
