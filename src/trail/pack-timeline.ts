/** The timeline of an evidence pack as one page without scripts or outside parts: readable, printable, in light and dark. */
import { type Html, html } from "../lib/html-text.ts"
import { plainText } from "../lib/plain-text.ts"
import { durationText, instantText } from "../lib/time-text.ts"
import type { Alert } from "../model/alert.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { Remediation } from "../model/remediation.ts"
import type { TrailEntry } from "../model/trail-entry.ts"
import type { Evidence } from "../ports/evidence-reader.ts"
import { type PackContext, recordFile } from "./pack-context.ts"

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; }
h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid #8886; overflow-wrap: anywhere; }
td:first-child { white-space: nowrap; }
code, pre { font: .85rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
.kind { display: inline-block; min-width: 6rem; font-weight: 600; }
.quiet { opacity: .75; }
@media (max-width: 40rem) { td:first-child { white-space: normal; } }
@media print { details > * { display: block; } body { margin: 0; max-width: none; } }`

export function timelinePage(evidence: Evidence, context: PackContext): string {
  const { incident, alerts, records, fixes, entries, head } = evidence
  const title = `Incident ${incident.id}: ${plainText(incident.alert.rule.title)}`
  const page = html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
<body>
<h1>${title}</h1>
<p class="quiet">${plainText(context.tenant.displayName)} · made ${at(context.now, context)}</p>
<p>${plainText(incident.alert.summary, 1_000)}</p>
${table(facts(evidence, context))}
<h2>What happened, and what was done</h2>
<table>${entries.map((entry) => entryRow(entry, context))}</table>
${section(
  "Alerts",
  alerts.map((alert) => alertPart(alert, context)),
)}
${section(
  "Fixes",
  fixes.map((fix) => fixPart(fix, context)),
)}
${section("Audit records as the service delivered them", recordTable(records, context))}
<h2>How to check this pack</h2>
<p>Run <code>node verify.mjs</code> in this folder. It needs nothing but Node, and names every byte that was changed, removed, added or moved.</p>
<p>The trail's head when this pack was made: entry ${head.entries}, <code>${head.hash}</code>. Compare it with the head that Watchpost posts to the provider's channel every day.</p>
</body>
</html>
`
  return page.html
}

const at = (instant: number | undefined, { tenant }: PackContext): string =>
  instantText(instant, tenant.timeZone)

const section = (title: string, parts: readonly Html[]): Html =>
  parts.length === 0 ? html`` : html`<h2>${title}</h2>${parts}`

const table = (rows: readonly (readonly [string, string])[]): Html =>
  html`<table>${rows.map(([name, value]) => html`<tr><td>${name}</td><td>${value}</td></tr>`)}</table>`

function facts({ incident }: Evidence, context: PackContext): readonly (readonly [string, string])[] {
  const { happenedAt, publishedAt, fetchedAt, postedAt } = incident.times
  const later = (instant: number | undefined): string =>
    instant === undefined ? "unknown" : `${at(instant, context)}, ${durationText(instant - happenedAt)} later`
  return [
    ["Level", incident.level],
    ["State", incident.state],
    ["Owner", plainText(incident.owner) || "nobody"],
    ["Happened", at(happenedAt, context)],
    ["Published by the service", later(publishedAt)],
    ["Fetched", later(fetchedAt)],
    ["Card posted", later(postedAt)],
    ["Times seen", String(incident.count)],
  ]
}

function entryRow(entry: TrailEntry, context: PackContext): Html {
  return html`<tr><td>${at(entry.at, context)}</td><td><span class="kind">${entry.kind}</span> ${plainText(entry.what, 2_000)}
<br><span class="quiet">${plainText(entry.who)}; entry ${entry.seq}</span>${details(entry.data)}</td></tr>`
}

const details = (data: TrailEntry["data"]): Html =>
  Object.keys(data).length === 0
    ? html``
    : html`<details><summary class="quiet">details</summary><pre>${JSON.stringify(data, undefined, 2)}</pre></details>`

function alertPart(alert: Alert, context: PackContext): Html {
  const rows: readonly (readonly [string, string])[] = [
    ["When", at(alert.happenedAt, context)],
    ["Who", plainText(alert.actorName)],
    ["From", [alert.ip, alert.country].flatMap((part) => part ?? []).join(", ") || "not in the record"],
    ...alert.changes.map(
      (change) =>
        [
          plainText(change.what),
          `${change.before === undefined ? "unknown" : plainText(change.before)} → ${plainText(change.after)}`,
        ] as const,
    ),
    ["Rule", `${alert.rule.name} (${[alert.level, ...alert.rule.techniques].join(", ")})`],
    ["Why it matters", alert.rule.why],
  ]
  return html`<p>${plainText(alert.summary, 1_000)}</p>${table(rows)}`
}

function fixPart(fix: Remediation, context: PackContext): Html {
  const rows: readonly (readonly [string, string])[] = [
    ["Asked by", `${plainText(fix.requestedBy)}, ${at(fix.requestedAt, context)}`],
    ["State", fix.state],
    ["Result", plainText(fix.result, 1_000) || "none yet"],
    ["Ended", fix.finishedAt === undefined ? "not yet" : at(fix.finishedAt, context)],
  ]
  const { before, plan, after } = fix
  return html`<p><strong>${fix.action}</strong></p>${table(rows)}<details><summary class="quiet">before, plan, after</summary><pre>${JSON.stringify({ before, plan, after }, undefined, 2)}</pre></details>`
}

const recordTable = (records: readonly AuditRecord[], context: PackContext): readonly Html[] =>
  records.length === 0
    ? []
    : [
        html`<table>${records.map(
          (record, index) =>
            html`<tr><td>${at(record.happenedAt, context)}</td><td>${plainText(record.operation)} by ${plainText(record.actor.id)}<br><span class="quiet">${plainText(record.id)}: <a href="${recordFile(index)}">${recordFile(index)}</a></span></td></tr>`,
        )}</table>`,
      ]
