/** What is known beside incidents: administrators, restores, how well is recorded, and how complete all this is. */

import { gradeText, whoSentence } from "../attribute/words.ts"
import { countText } from "../lib/count-text.ts"
import { type Html, html } from "../lib/html-text.ts"
import { durationText, localTimeText } from "../lib/time-text.ts"
import type { ActTally } from "../ports/record-store.ts"
import { timeStrip } from "./bar-chart.ts"
import { auditSentence } from "./key-figures.ts"
import { calm, type ReportInput, type ReportProof } from "./report-input.ts"

const MOST_PEOPLE = 15
const MOST_OPERATIONS = 3

type Doer = { readonly name: string; readonly count: number; readonly mostly: string }

/** People of the customer by name; apps, services and people of other companies together, without one. */
export function adminSection({ admins, tenant }: ReportInput): Html {
  const { globalAdmins, tally } = admins
  const isOwn = ({ actor }: ActTally): boolean =>
    tenant.acceptedDomains.includes(actor.toLowerCase().split("@").at(1) ?? "")
  const isNamed = (one: ActTally): boolean =>
    isOwn(one) && (globalAdmins === undefined || globalAdmins.includes(one.actor.toLowerCase()))
  const people = doersOf(tally.filter(isNamed))
  const silent = (globalAdmins ?? [])
    .filter((name) => !people.some((one) => one.name.toLowerCase() === name))
    .map((name): Doer => ({ name, count: 0, mostly: "" }))
  const rows = [...people, ...silent].slice(0, MOST_PEOPLE)
  const more = people.length + silent.length - rows.length
  const others = sumOf(tally.filter((one) => !isNamed(one)))
  const head =
    globalAdmins === undefined
      ? "People who changed settings. Which of them is a global administrator was not read."
      : `${countText(globalAdmins.length, "person holds", "people hold")} the role of global administrator now.`
  const rest = `${more > 0 ? `${countText(more, "more person", "more people")} not shown. ` : ""}Everybody else (${globalAdmins === undefined ? "" : "other people, "}apps, services, providers): ${countText(others, "change")}.`
  if (rows.length === 0) return html`<p>${head} ${rest}</p>`
  return html`<p>${head}</p><table><thead><tr><th>Who</th><th>Changes</th><th>Mostly</th></tr></thead><tbody>
${rows.map(
  ({
    name,
    count,
    mostly,
  }) => html`<tr><td class="when">${calm(name)}</td><td class="short" data-name="Changes">${count === 0 ? "none" : count}</td><td data-name="Mostly">${mostly}</td></tr>
`,
)}</tbody></table><p>${rest}</p>`
}

const sumOf = (tally: readonly ActTally[]): number => tally.reduce((sum, { count }) => sum + count, 0)

function doersOf(tally: readonly ActTally[]): readonly Doer[] {
  return [...Map.groupBy(tally, ({ actor }) => actor.toLowerCase()).values()]
    .map((acts) => {
      const most = acts.toSorted((a, b) => b.count - a.count).slice(0, MOST_OPERATIONS)
      return {
        name: acts[0]?.actor ?? "",
        count: sumOf(acts),
        mostly: most.map(({ operation, count }) => `${count} × ${calm(operation)}`).join(", "),
      }
    })
    .toSorted((a, b) => b.count - a.count)
}

export function restoreSection({ restores, tenant, backup }: ReportInput): Html {
  const open = [...(backup.unread ?? []), ...backup.doubts]
  const doubts =
    open.length === 0 ? html`` : html`<ul>${open.map((words) => html`<li>${calm(words)}</li>`)}</ul>`
  if (restores.length === 0 && !backup.isRead)
    return html`<p>Unknown: no backup server of yours was read since the month began.</p>${doubts}`
  if (restores.length === 0)
    return html`<p>None was recorded. That does not exclude a restore with another product.</p>${doubts}`
  const rows = restores.map(
    ({ at, what, reason, attribution }) =>
      html`<tr><td class="when">${localTimeText(at, tenant.timeZone)}</td><td data-name="What">${calm(what)}</td><td data-name="Who">${calm(whoSentence(attribution, "customer"))} <span class="quiet">(${gradeText(attribution)})</span></td><td data-name="Why">${calm(reason ?? "") || "no reason given"}</td></tr>
`,
  )
  return html`<table><thead><tr><th>When</th><th>What</th><th>Who</th><th>Why</th></tr></thead><tbody>
${rows}</tbody></table><p class="quiet">Grades: A confirmed, B strong, C probable, D machine only, E organization only, U unknown.</p>${doubts}`
}

const MOST_MAILBOXES = 20

export function postureSection({ mailboxes, coverage, records }: ReportInput): Html {
  const log =
    coverage.complete === undefined
      ? "Your organization's audit log could not be read in this month."
      : records === 0
        ? "Your organization's audit log was read, and it holds nothing of this month: it may be off."
        : "What your organization's audit log recorded was read."
  if (mailboxes === undefined)
    return html`<p>${log} Your mailboxes can't be read, so nothing is said about their auditing.</p>`
  const names = mailboxes.withoutAudit
  const more = names.length - MOST_MAILBOXES
  const listed = names.slice(0, MOST_MAILBOXES).map((name) => html`<li>${calm(name)}</li>`)
  const rest = more > 0 ? html`<li>and ${countText(more, "more", "more")}</li>` : html``
  const list = names.length === 0 ? html`` : html`<ul>${listed}${rest}</ul>`
  return html`<p>${log} ${auditSentence(mailboxes)}</p>${list}`
}

const MOST_HOLES = 20

export function coverageSection({ coverage, month, proof }: ReportInput): Html {
  const { complete, holes, sentence } = coverage
  const share = (at: number): number => Math.min(1, Math.max(0, (at - month.from) / (month.to - month.from)))
  const more = holes.length - MOST_HOLES
  const gaps = holes.slice(0, MOST_HOLES).map(({ words }) => html`<li>${calm(words)}</li>`)
  const list =
    holes.length === 0
      ? html``
      : html`<p>Missing:</p><ul>${gaps}${more > 0 ? html`<li>and ${countText(more, "more gap")}</li>` : html``}</ul>`
  const strip = timeStrip(`Audit records are ${calm(sentence)}`, {
    there:
      complete === undefined
        ? []
        : [{ from: share(complete.from), to: share(complete.to), title: "complete, but for the gaps" }],
    holes: holes.map(({ from, to, words }) => ({ from: share(from), to: share(to), title: calm(words) })),
  })
  return html`<figure>${strip}</figure>
<p>Audit records are ${calm(sentence)}. What Microsoft has not published yet can't be in it.${proofText(proof)}</p>${list}`
}

const proofText = (proof: ReportProof | undefined): string =>
  proof === undefined
    ? ""
    : ` That they arrive was tried ${countText(proof.written, "time")} with a line of our own in your audit log: it came back ${countText(proof.toArrive.count, "time")}, in ${durationText(proof.toArrive.median)} as a rule.`
