/**
 * The monthly report for one customer as one page: no script, no outside part, fit for print, light and dark. It is for
 * the customer's eyes: no addresses, no machine of the provider's, nobody else's data.
 */
import { type Html, html } from "../lib/html-text.ts"
import { plainText } from "../lib/plain-text.ts"
import { durationText, localTimeText } from "../lib/time-text.ts"
import { dayFigure, incidentTable, paceFigure, toldSentence } from "./incident-section.ts"
import { incidentSentence, restoreSentence, wasWatched, watchedSentences } from "./key-figures.ts"
import { PAGE_STYLE } from "./page-style.ts"
import { adminSection, coverageSection, postureSection, restoreSection } from "./record-sections.ts"
import type { ReportInput } from "./report-input.ts"

export function reportPage(input: ReportInput): string {
  const { tenant, month, mspName, now } = input
  const title = `${plainText(tenant.displayName, 120)}: security report for ${month.title}`
  const unknown = watchedSentences(input)
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${PAGE_STYLE}</style>
<body>
<h1>${title}</h1>
<p class="quiet">From ${plainText(mspName, 80)}, made ${localTimeText(now, tenant.timeZone)}. Times are those of ${tenant.timeZone}.</p>
${wasWatched(input) ? html`<p>${incidentSentence(input)} ${restoreSentence(input)}</p>` : html``}
${unknown.length === 0 ? html`` : html`<p>${unknown.join(" ")}</p>`}
${wasWatched(input) ? watchedParts(input) : html``}
${section("Restores from the backup", restoreSection(input))}
${section("How well you are recorded", postureSection(input))}
${section("How complete this report is", coverageSection(input))}
</body>
</html>
`.html
}

const section = (title: string, body: Html): Html => html`<h2>${title}</h2>${body}`

const watchedParts = (input: ReportInput): readonly Html[] => [
  html`<div class="tiles">${tiles(input)}</div>`,
  ...(input.figures.incidents.length === 0 ? [] : incidentParts(input)),
  section("What administrators did", adminSection(input)),
]

/** A quiet month needs no empty charts. */
const incidentParts = (input: ReportInput): readonly Html[] => [
  section("Day by day", dayFigure(input)),
  section("What was seen, what was done, how it ended", incidentTable(input)),
  section("How fast", paceFigure(input)),
  section("What you were told", html`<p>${toldSentence(input)}</p>`),
]

function tiles({ figures, restores, records }: ReportInput): readonly Html[] {
  const { incidents, fixesVerified, fixesFailed, fixesUndone, answered, toCard, toFix } = figures
  const tile = (value: string, label: string): Html => html`<div class="tile"><b>${value}</b>${label}</div>`
  const count = (number: number): string => number.toLocaleString("en-GB")
  const failed = fixesFailed === 0 ? "" : `, ${fixesFailed} not`
  const undone = fixesUndone === 0 ? "" : `, ${fixesUndone} taken back`
  return [
    tile(count(incidents.length), incidents.length === 1 ? "incident" : "incidents"),
    ...figures.byLevel
      .filter((one) => one.count > 0)
      .map((one) => tile(count(one.count), `of level ${one.level}`)),
    ...(incidents.length === 0
      ? []
      : [tile(count(fixesVerified), `${fixesVerified === 1 ? "fix" : "fixes"} proven${failed}${undone}`)]),
    tile(count(restores.length), restores.length === 1 ? "restore" : "restores"),
    ...(answered === 0 ? [] : [tile(count(answered), "answered by you")]),
    ...(toCard === undefined ? [] : [tile(durationText(toCard.median), "until it was reported (median)")]),
    ...(toFix === undefined ? [] : [tile(durationText(toFix.median), "until it was put right (median)")]),
    ...(records === 0
      ? []
      : [tile(count(records), `${records === 1 ? "record" : "records"} looked through`)]),
  ]
}
