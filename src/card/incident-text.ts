/** The sentences and rows that both faces of an incident share. Pure: `now` and the time zone come in. */

import { countryName } from "../lib/country-name.ts"
import { firstFew } from "../lib/first-few.ts"
import { plainText } from "../lib/plain-text.ts"
import { durationText, instantText, shortInstantText, withLocalTimes } from "../lib/time-text.ts"
import {
  type Alert,
  type HistoryLine,
  type Incident,
  type IncidentTimes,
  isAboutOurselves,
  isAboutSight,
} from "../model/alert.ts"
import type { Level } from "../model/level.ts"
import { OWNER_SAID } from "../model/owner-question.ts"
import { unconfirmedIn } from "../model/standing.ts"

export type Row = { readonly label: string; readonly value: string }

/** A row whose value is never empty: what isn't known is said. */
export const row = (label: string, value: unknown, max?: number): Row => ({
  label: plainText(label, 40),
  value: plainText(value, max) || "unknown",
})

export const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
  informational: "For information",
}

/** Colors only support the word. */
const LEVEL_STYLES: Readonly<Record<Level, string>> = {
  critical: "attention",
  high: "attention",
  medium: "warning",
  low: "accent",
  informational: "emphasis",
}

/** The headline in words; how it ended matters more than how it began. */
export function headline(incident: Incident): { readonly words: string; readonly style: string } {
  const { level, state } = incident
  const severity = level === "informational" ? LEVEL_WORDS[level] : `${LEVEL_WORDS[level]} severity`
  if (state === "fixed") return { words: `${endedWord(incident)} · ${severity.toLowerCase()}`, style: "good" }
  if (state === "expected") return { words: `Expected · ${severity.toLowerCase()}`, style: "emphasis" }
  if (state === "not-a-threat")
    return { words: `Not a threat · ${severity.toLowerCase()}`, style: "emphasis" }
  if (incident.customerAnswer?.answer === "unknown")
    return { words: `${severity} · the customer doesn't know this`, style: "attention" }
  const said = incident.ownerQuestion?.answer?.word
  if (said === "it-was-not-me" || said === "i-dont-know")
    return { words: `${severity} · ${OWNER_SAID[said]}`, style: "attention" }
  return { words: severity, style: LEVEL_STYLES[level] }
}

/** Nobody fixed anything at the customer where we told of ourselves. */
export const endedWord = (incident: Incident): string => (isAboutOurselves(incident) ? "Over" : "Fixed")

/** One sentence of what happened; of a summary, what it stands for. */
export function whatSentence({ alert, more }: Pick<Incident, "alert" | "more">): string {
  if (more === undefined) return alert.summary
  const count = more.reduce((sum, kind) => sum + kind.count, 0)
  const [only, ...others] = more
  if (only !== undefined && alert.wasThere === true)
    return `${count} things that were there before, found by one look: “${only.title}”. The one that tells most: ${alert.summary}`
  if (only !== undefined && others.length === 0)
    return `${count} times “${only.title}”, in a burst. The one that tells most: ${alert.summary}`
  return `${count} more alerts came at once than can be shown one by one, of ${more.length} kinds. The one that tells most: ${alert.summary}`
}

/** Nobody has to do anything any more. */
export const isOver = ({ state }: Incident): boolean =>
  state === "fixed" || state === "expected" || state === "not-a-threat"

export function stateSentence(incident: Incident): string {
  const owner = plainText(incident.owner, 80)
  switch (incident.state) {
    case "new":
      return unconfirmedIn(incident).length === 0
        ? "New: nobody has taken it yet."
        : "New: a fix ran by itself. Nobody has taken it yet."
    case "claimed":
      return owner === "" ? "Claimed." : `${owner} is on it.`
    case "working":
      return owner === "" ? "Working: a fix is running …" : `Working: a fix is running for ${owner} …`
    case "fixed":
      return endSentence(incident)
    case "failed":
      return (incident.standing ?? []).some(({ half }) => half)
        ? "Not all of the fix is proven. Press it again for the rest, or take back what worked; below is what was seen."
        : "The fix did not work. See below why, and what to do."
    case "not-a-threat":
      return "Closed: not a threat."
    case "expected":
      return "Closed: it was expected."
    case "reopened":
      return "Open again: nobody has taken it yet."
  }
}

function endSentence(incident: Incident): string {
  if (isAboutSight(incident)) return "Over: seen again."
  return isAboutOurselves(incident) ? "Over: put right." : "Fixed and verified: read back from the service."
}

/** `203.0.113.7, Netherlands`; what isn't known stays unknown. A restore names the machine that it was started from. */
export function fromWhere(alert: Alert): string {
  const ip = plainText(alert.ip, 60)
  if (ip !== "") return `${ip}, ${countryName(alert.country) ?? "country unknown"}`
  const machine = plainText(alert.object.clientHost, 120)
  return machine === "" ? "unknown: the record names no address" : `the computer ${machine}`
}

/** When it happened, and how long the card took. Before the first post, `now` is when it is posted. */
export function whenText(times: IncidentTimes, timeZone: string, now: number): string {
  const happened = instantText(times.happenedAt, timeZone)
  return `${happened}, on this card ${afterText((times.postedAt ?? now) - times.happenedAt)}`
}

/** The way to the card, each step counted from when it happened. */
export function deliveryText(times: IncidentTimes, now: number): string {
  const { happenedAt, publishedAt, fetchedAt, postedAt } = times
  const published =
    publishedAt === undefined ? "" : `published by Microsoft ${afterText(publishedAt - happenedAt)}, `
  const text = `${published}fetched ${afterText(fetchedAt - happenedAt)}, posted ${afterText((postedAt ?? now) - happenedAt)}`
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

const afterText = (milliseconds: number): string =>
  milliseconds < 1_000 ? "at once" : `after ${durationText(milliseconds)}`

/** The line that opened the incident says nothing that the card doesn't say itself. */
export const isOpening = ({ kind }: HistoryLine): boolean => kind === "opened"

/** What the customer answered has its own row. */
export const isCustomersWord = ({ kind }: HistoryLine): boolean =>
  kind === "that-was-us" || kind === "we-dont-know-this"

/** The newest lines, oldest of them first; older ones are counted. */
export function historyRows(
  lines: readonly HistoryLine[],
  timeZone: string,
  now: number,
  { max, earlier }: HistoryLook = TECHNICIANS,
): readonly Row[] {
  const shown = firstFew(lines.toReversed(), max).toReversed()
  const older = lines.length - shown.length
  const rows = shown.map((line) =>
    row(
      shortInstantText(line.at, timeZone, now),
      `${plainText(line.who, 80) || "unknown"}: ${plainText(withLocalTimes(line.what, timeZone))}`,
      400,
    ),
  )
  return older === 0 ? rows : [row("Earlier", earlier(older)), ...rows]
}

type HistoryLook = { readonly max: number; readonly earlier: (count: number) => string }
const TECHNICIANS: HistoryLook = { max: 8, earlier: (count) => `${count} more lines in the trail` }

export function answerSentence(incident: Incident, timeZone: string, now: number): string {
  const given = incident.customerAnswer
  if (given === undefined) return ""
  const words = given.answer === "expected" ? "That was us" : "We don't know this"
  const reason = plainText(given.reason, 200)
  const quoted = reason === "" ? words : `${words}: ${reason}`
  return `“${quoted}”, ${plainText(given.by, 80) || "unknown"}, ${shortInstantText(given.at, timeZone, now)}`
}
