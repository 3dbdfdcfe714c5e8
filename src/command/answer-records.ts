/** Any question that stored audit records answer: the range, the count, the rows and how complete they are. */
import { MAX_ROWS } from "../card/answer-card.ts"
import { countText } from "../lib/count-text.ts"
import { instantText } from "../lib/time-text.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { Period } from "../model/period.ts"
import type { OperationTally } from "../ports/record-store.ts"
import type { Answer } from "./answer.ts"
import { type RowWords, recordRow } from "./record-rows.ts"

export type RecordsInput = {
  readonly title: string
  /** "change", "sign-in": what is counted. */
  readonly noun: string
  /** Whose records were asked. */
  readonly place: string
  readonly period: Period
  /** Newest first. */
  readonly records: readonly AuditRecord[]
  /** How many there are; `MOST_COUNTED` stands for "or more". */
  readonly total: number
  /** There may be more than `total`. */
  readonly isAtLeast?: boolean
  /** What they are, most first; missing where `records` are all of them. */
  readonly kinds?: readonly OperationTally[]
  readonly words: RowWords
  /** Sentences that the question brings along. */
  readonly notes?: readonly string[]
  readonly coverage: string
}

/** So many are counted. */
export const MOST_COUNTED = 10_000
/** So many are read for an answer: a page, and the one after it, which alone would be shown, too. Who pages on, or wants a file, has more of them read. */
export const FIRST_READ = MAX_ROWS + 1
export const MOST_READ = 1_000

/** "None is stored" never becomes "it didn't happen". */
export function answerRecords(input: RecordsInput): Answer {
  const { title, place, period, records, total, words, notes = [], coverage, kinds } = input
  const range = `${place.charAt(0).toUpperCase()}${place.slice(1)}, ${rangeText(period, words.zone)}`
  const found =
    total === 0
      ? `${range}: no ${input.noun} is stored. What wasn't recorded, or hasn't been published yet, can't be seen.`
      : `${range}: ${totalText(total, input)}, newest first.`
  const unread = total - records.length
  return {
    title,
    lines: [found, ...summaryLines(kinds ?? kindsOf(records)), ...notes],
    rows: records.map((record) => recordRow(record, words)),
    ...(unread > 0 ? { more: unread, isAtLeast: input.isAtLeast === true || total >= MOST_COUNTED } : {}),
    coverage,
  }
}

const rangeText = ({ from, to }: Period, zone: string): string =>
  `${instantText(from, zone)} to ${instantText(to - 1, zone)}`

const totalText = (total: number, { noun, isAtLeast }: RecordsInput): string => {
  const atLeast = isAtLeast || total >= MOST_COUNTED ? "at least " : ""
  return `${atLeast}${countText(total, noun)}`
}

const MOST_SUMMED = 5

/** What it was mostly, where there is more than fits a look. */
function summaryLines(kinds: readonly OperationTally[]): readonly string[] {
  if (kinds.reduce((sum, { count }) => sum + count, 0) <= MOST_SUMMED) return []
  // Where each is there once, the rows say as much.
  if (kinds.every(({ count }) => count === 1)) return []
  const named = kinds
    .slice(0, MOST_SUMMED)
    .map(({ operation, count }) => `${count} × ${operation.replace(/\.$/, "")}`)
  const more = kinds.length > MOST_SUMMED ? " and others" : ""
  return [`Mostly: ${named.join(", ")}${more}.`]
}

const kindsOf = (records: readonly AuditRecord[]): readonly OperationTally[] =>
  [...Map.groupBy(records, ({ operation }) => operation)]
    .map(([operation, some]) => ({ operation, count: some.length }))
    .toSorted((a, b) => b.count - a.count)
