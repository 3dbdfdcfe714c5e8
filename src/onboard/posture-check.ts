/** One point of a tenant's posture, and how a read becomes one. Pure. What couldn't be read, or isn't said, is unknown, never good. */
import { andMore } from "../lib/list-text.ts"
import type { FixName } from "../model/action.ts"
import type { Read } from "./posture-rows.ts"

export type Check = {
  readonly title: string
  readonly state: "good" | "bad" | "unknown"
  /** How it is, in plain words. */
  readonly now: string
  /** Of a bad one, for technicians: names of the trade that `now` leaves out. */
  readonly detail?: string
  /** Of a bad one, for technicians: what to run in Exchange Online PowerShell. */
  readonly run?: string
  /** The fix that puts it right, where one is on a card. */
  readonly fix?: FixName
  /** How much a bad one weighs beside others: without the log nothing else can be told. */
  readonly weight: number
}

export const NOT_SAID = "Exchange didn't say."

export type Judged = Omit<Check, "title" | "weight">

/** The first row, judged by `judge`; undefined from it is unknown. */
export function ofFirst<Row>(read: Read<Row>, judge: (row: Row) => Judged | undefined): Judged {
  if ("problem" in read) return { state: "unknown", now: read.problem }
  const [first] = read.rows
  return (first && judge(first)) ?? { state: "unknown", now: NOT_SAID }
}

/**
 * How many of all are bad, and which; `isBad` is undefined where Exchange doesn't say. An empty list says nothing: every
 * organization has mailboxes.
 */
export function ofMany<Row>(
  read: Read<Row>,
  isBad: (row: Row) => boolean | undefined,
  words: { readonly nameOf: (row: Row) => string; readonly good: string; readonly bad: string },
): Pick<Check, "state" | "now"> {
  if ("problem" in read) return { state: "unknown", now: read.problem }
  const all = read.rows.length
  const known = read.rows.filter((row) => isBad(row) !== undefined)
  const bad = known.filter((row) => isBad(row)).map(words.nameOf)
  if (bad.length > 0) return { state: "bad", now: `${words.bad}: ${bad.length} of ${all}: ${fewOf(bad)}` }
  if (known.length === 0) return { state: "unknown", now: NOT_SAID }
  const good = `${words.good} (${known.length} looked at)`
  return known.length === all
    ? { state: "good", now: good }
    : { state: "unknown", now: `${good}; of ${all - known.length} more Exchange didn't say` }
}

const MOST_NAMED = 8
export const fewOf = (names: readonly string[]): string => andMore(names.slice(0, MOST_NAMED), names.length)
