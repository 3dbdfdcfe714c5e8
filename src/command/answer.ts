/** An answer before it is drawn: plain text in a fixed shape, no markup. */

import type { NextQuestion, Term } from "../card/answer-card.ts"

export type AnswerRow = {
  readonly heading: string
  /** When what the row tells happened, milliseconds UTC; in a file it has a column that can be sorted. */
  readonly at?: number
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  /** What a file has instead of `facts`, where it is calculated with: numbers alone, one a column. */
  readonly columns?: AnswerRow["facts"]
}

/** What may have been meant: with any of them the question can be asked again. */
export type Instead = {
  /** Short names. */
  readonly customers?: readonly string[]
  /** Of mailboxes or people. */
  readonly names?: readonly string[]
}

/** What was found to be meant, where the words said less: what is asked next is about that. */
export type About = {
  /** Short name. */
  readonly customer?: string
  /** A mailbox or a person. */
  readonly name?: string
  /** Nobody goes by the name: nothing more can be asked of it. */
  readonly isNobody?: true
}

export type Answer = {
  readonly title: string
  readonly lines: readonly string[]
  /** Words with what they mean, drawn where there are no rows. */
  readonly terms?: readonly Term[]
  readonly rows: readonly AnswerRow[]
  /** Rows that exist and are not in `rows`. */
  readonly more?: number
  /** There may be more of them than that. */
  readonly isAtLeast?: boolean
  /** How complete the data behind the answer is, in one line. Empty only where no data is behind it. */
  readonly coverage: string
  /** Not all was read that could be in it: that it has no rows says little. */
  readonly isPart?: true
  readonly about?: About
  readonly instead?: Instead
  /** What is likely asked next; only questions. */
  readonly next?: readonly NextQuestion[]
}

/** An answer without data: a refusal, or a question back. */
export const sentenceAnswer = (title: string, text: string, instead?: Instead): Answer => ({
  title,
  lines: [text],
  rows: [],
  coverage: "",
  ...(instead === undefined ? {} : { instead }),
})
