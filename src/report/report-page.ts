/**
 * The monthly report for one customer as one page: no script, no outside part, fit for print, light and dark. It is for
 * the customer's eyes: no addresses, no machine of the provider's, nobody else's data.
 */
import { gradeText, whoSentence } from "../attribute/words.ts"
import { calmSentence } from "../card/customer-card.ts"
import { type Html, html } from "../lib/html-text.ts"
import type { Month } from "../lib/month.ts"
import { plainText, withoutAddresses } from "../lib/plain-text.ts"
import { durationText, localTimeText } from "../lib/time-text.ts"
import type { Incident } from "../model/alert.ts"
import type { Attribution } from "../model/restore-evidence.ts"
import type { Tenant } from "../model/tenant.ts"
import { barChart } from "./bar-chart.ts"
import type { MonthFigures } from "./measure-month.ts"

export type ReportRestore = {
  readonly at: number
  /** What was taken and where it went, in the customer's words. */
  readonly what: string
  readonly reason?: string
  readonly attribution: Attribution
}

export type ReportInput = {
  readonly tenant: Pick<Tenant, "displayName" | "timeZone">
  readonly mspName: string
  readonly month: Month
  readonly figures: MonthFigures
  readonly restores: readonly ReportRestore[]
  /** "complete from … to …, except …" */
  readonly coverage: string
  /** Undefined when mailboxes can't be read. */
  readonly mailboxes?: { readonly total: number; readonly withoutAudit: number }
  /** When the report is made, milliseconds UTC. */
  readonly now: number
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --accent: #4f52b2; }
@media (prefers-color-scheme: dark) { :root { --accent: #9b9dff; } }
body { max-width: 54rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin-bottom: .25rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; break-after: avoid; }
.quiet { opacity: .75; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; }
.tile { border: 1px solid #8886; border-radius: .5rem; padding: .6rem .8rem; }
.tile b { display: block; font-size: 1.5rem; line-height: 1.2; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid #8886; overflow-wrap: anywhere; }
tr { break-inside: avoid; }
.scroll { overflow-x: auto; }
td.short, td.when { white-space: nowrap; }
svg rect { fill: var(--accent); }
svg .axis { stroke: currentColor; opacity: .4; }
svg text { fill: currentColor; font-size: 11px; text-anchor: middle; }
svg .label { opacity: .7; }
@media (max-width: 36rem) { th { display: none; } tr, td { display: block; } td { border: 0; padding: 0; } tr { border-bottom: 1px solid #8886; padding: .5rem 0; } td.short, td.ended { display: inline-block; margin-right: .75rem; opacity: .75; } }
@media print { svg { max-width: 100%; height: auto; } body { margin: 0; max-width: none; } :root { color-scheme: light; --accent: #333; } }`

export function reportPage(input: ReportInput): string {
  const { tenant, month, mspName, figures, restores, coverage, now } = input
  const name = plainText(tenant.displayName, 120)
  const title = `${name}: security report for ${month.title}`
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
<body>
<h1>${title}</h1>
<p class="quiet">From ${plainText(mspName, 80)}, made ${localTimeText(now, tenant.timeZone)}. Times are those of ${tenant.timeZone}.</p>
<p>${summary(figures, restores.length)}</p>
<div class="tiles">${tiles(input)}</div>
<h2>Day by day</h2>
<div class="scroll">${dayChart(input)}</div>
${section("What was seen, and how it ended", incidentTable(input))}
${section("Restores from the backup", restoreTable(input))}
<h2>How well you are recorded</h2>
<p>${posture(input)}</p>
<h2>How complete this report is</h2>
<p>Audit records are ${coverage}. What Microsoft has not published can't be in it.</p>
</body>
</html>
`.html
}

const section = (title: string, body: Html | string): Html =>
  html`<h2>${title}</h2>${typeof body === "string" ? html`<p>${body}</p>` : body}`

function summary({ incidents, fixed, harmless, open }: MonthFigures, restores: number): string {
  const backup =
    restores === 0
      ? "No restore from the backup was recorded."
      : `${count(restores, "restore")} from the backup ${restores === 1 ? "was" : "were"} recorded.`
  if (incidents.length === 0) return `Nothing was seen that needed a person. ${backup}`
  const parts = [
    ...(fixed === 0 ? [] : [`${fixed} put right and checked`]),
    ...(harmless === 0 ? [] : [`${harmless} found harmless`]),
    ...(open === 0 ? [] : [`${open} still open`]),
  ]
  return `${count(incidents.length, "incident")}: ${parts.join(", ")}. ${backup}`
}

function tiles({ figures }: ReportInput): readonly Html[] {
  const { incidents, fixesVerified, fixesFailed, answered, toCard, toFix } = figures
  const tile = (value: string, label: string): Html => html`<div class="tile"><b>${value}</b>${label}</div>`
  return [
    tile(String(incidents.length), incidents.length === 1 ? "incident" : "incidents"),
    ...figures.byLevel
      .filter((one) => one.count > 0)
      .map((one) => tile(String(one.count), `of level ${one.level}`)),
    tile(
      String(fixesVerified),
      `${fixesVerified === 1 ? "fix" : "fixes"} proven${fixesFailed === 0 ? "" : `, ${fixesFailed} not`}`,
    ),
    ...(answered === 0 ? [] : [tile(String(answered), "answered by you")]),
    ...(toCard === undefined ? [] : [tile(durationText(toCard), "until you were told (median)")]),
    ...(toFix === undefined ? [] : [tile(durationText(toFix), "until it was fixed (median)")]),
  ]
}

function dayChart({ figures, tenant, month }: ReportInput): Html {
  const day = new Intl.DateTimeFormat("en-GB", { timeZone: tenant.timeZone, day: "numeric" })
  const date = new Intl.DateTimeFormat("en-GB", { timeZone: tenant.timeZone, day: "numeric", month: "long" })
  return barChart(
    `Incidents on each day of ${month.title}`,
    figures.byDay.map((one) => ({
      label: day.format(one.day),
      value: one.count,
      title: `${date.format(one.day)}: ${count(one.count, "incident")}`,
    })),
  )
}

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

function incidentTable({ figures, tenant }: ReportInput): Html | string {
  if (figures.incidents.length === 0) return "Nothing."
  const rows = figures.incidents.map(
    (
      incident,
    ) => html`<tr><td class="when">${localTimeText(incident.times.happenedAt, tenant.timeZone)}</td><td>${calm(calmSentence(incident.alert))}</td><td class="short">${incident.level}</td><td class="ended">${ENDED[incident.state]}</td></tr>
`,
  )
  return html`<table><thead><tr><th>When</th><th>What</th><th>Level</th><th>How it ended</th></tr></thead><tbody>${rows}</tbody></table>`
}

function restoreTable({ restores, tenant }: ReportInput): Html | string {
  if (restores.length === 0) return "None was recorded. That does not exclude a restore with another product."
  const rows = restores.map(
    ({
      at,
      what,
      reason,
      attribution,
    }) => html`<tr><td class="when">${localTimeText(at, tenant.timeZone)}</td><td>${calm(what)}</td><td>${calm(whoSentence(attribution, "customer"))} <span class="quiet">(${gradeText(attribution)})</span></td><td>${calm(reason ?? "") || "no reason given"}</td></tr>
`,
  )
  return html`<table><thead><tr><th>When</th><th>What</th><th>Who</th><th>Why</th></tr></thead><tbody>${rows}</tbody></table>`
}

function posture({ mailboxes }: ReportInput): string {
  if (mailboxes === undefined) return "Your mailboxes can't be read, so nothing is said about their auditing."
  const { total, withoutAudit } = mailboxes
  if (withoutAudit === 0) return `All ${count(total, "mailbox", "mailboxes")} are audited.`
  return `${withoutAudit} of ${count(total, "mailbox", "mailboxes")} ${withoutAudit === 1 ? "isn't" : "aren't"} audited: what happens there leaves no trace.`
}

const calm = (text: string): string => withoutAddresses(plainText(text, 400))

const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`
