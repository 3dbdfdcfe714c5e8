/** "Explain alert 42": why an incident is there, what was seen, what to ask, and what was done. The customer's face names no addresses. */

import { stateText } from "../alert/state-words.ts"
import { doneForThem } from "../card/customer-card.ts"
import { calmLine } from "../card/customer-words.ts"
import { historyRows, isOpening, type Row, whatSentence } from "../card/incident-text.ts"
import { countryName } from "../lib/country-name.ts"
import { plainText, withoutAddresses } from "../lib/plain-text.ts"
import { instantText } from "../lib/time-text.ts"
import { type Incident, isForTechnicians } from "../model/alert.ts"
import type { Face } from "../model/delivery.ts"
import type { Tenant } from "../model/tenant.ts"
import { type Answer, type AnswerRow, sentenceAnswer } from "./answer.ts"

export type ExplainInput = {
  readonly number: number
  /** Missing when there is none. */
  readonly incident: Incident | undefined
  /** Those who may be told about here. */
  readonly customers: readonly Tenant[]
  readonly face: Face
  /** Milliseconds UTC. */
  readonly now: number
}

/** Whose incident it is. Another customer's, and one for technicians alone, are answered as one that isn't there. */
export function ownerHere({
  incident,
  customers,
  face,
}: Omit<ExplainInput, "number" | "now">): Tenant | undefined {
  if (incident === undefined || (face === "customer" && isForTechnicians(incident))) return undefined
  return customers.find(({ id }) => id === incident.tenantId)
}

export const noSuchAlert = (number: number): Answer =>
  sentenceAnswer(
    "There is no such incident",
    `There is no incident ${number} here. “board” lists the open ones.`,
  )

export function answerExplain(input: ExplainInput): Answer {
  const { number, incident, face } = input
  const customer = ownerHere(input)
  if (incident === undefined || customer === undefined) return noSuchAlert(number)
  const { alert } = incident
  const { rule } = alert
  const hidden = face === "customer" ? withoutAddresses : (text: string): string => text
  const seen = face === "technician" ? whatSentence(incident) : calmLine(incident)
  const act = {
    "What was seen": seen,
    "What changed": hidden(changesText(incident)),
    From: face === "technician" ? fromText(incident) : "",
    State: stateText(incident, face),
  }
  const meaning = {
    Why: rule.why,
    "Ask first": rule.question,
    "Harmless when": rule.falsePositives.join("; "),
    Rule: face === "technician" ? [rule.name, ...rule.techniques].join(", ") : "",
  }
  return {
    title: `Incident ${incident.id}: ${rule.title}`,
    lines: [
      `${customer.displayName}, ${incident.level}, ${instantText(alert.happenedAt, customer.timeZone)}, ${recordsText(incident)}.`,
    ],
    rows: [block("What happened", act), block("What it means", meaning), ...done(incident, customer, input)],
    coverage: "The records behind an incident are kept whole, whatever else is dropped.",
  }
}

/** The newest of it; nothing where nobody did anything yet. */
function done(
  incident: Incident,
  { timeZone }: Tenant,
  { face, now }: ExplainInput,
): readonly [AnswerRow] | readonly [] {
  const lines =
    face === "technician" ? incident.history.filter((one) => !isOpening(one)) : doneForThem(incident)
  const facts: readonly Row[] = historyRows(lines, timeZone, now, DONE)
  return facts.length === 0 ? [] : [{ heading: "What was done", facts }]
}

/** With the count of earlier ones as many as a row holds. */
const DONE = { max: 5, earlier: (count: number) => (count === 1 ? "1 more step" : `${count} more steps`) }

/** What Watchpost found out by itself rests on none. */
function recordsText({ alert, count }: Incident): string {
  if (alert.recordIds.length === 0) return "no record behind it"
  return count === 1 ? "1 record" : `${count} records`
}

const block = (heading: string, facts: Readonly<Record<string, string>>): AnswerRow => ({
  heading,
  facts: Object.entries(facts).flatMap(([label, value]) => (value === "" ? [] : [{ label, value }])),
})

const changesText = ({ alert }: Incident): string =>
  alert.changes
    .slice(0, 6)
    .map(
      ({ what, before, after }) =>
        `${what}: ${before === undefined ? "" : `${plainText(before, 60)} → `}${plainText(after, 80)}`,
    )
    .join("; ")

function fromText({ alert }: Incident): string {
  if (alert.ip === undefined) return ""
  return `${alert.ip}, ${countryName(alert.country) ?? "country unknown"}`
}
