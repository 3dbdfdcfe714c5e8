/** Cards that answer a question: plain lines, or rows that fit a phone. */
import { firstFew } from "../lib/first-few.ts"
import { plainText } from "../lib/plain-text.ts"
import type { RenderedCard } from "../model/delivery.ts"
import type { Row } from "./incident-text.ts"
import { row } from "./incident-text.ts"
import { renderCard, type View } from "./template.ts"

const MAX_LINES = 30
/** Words of a list that is looked up in. */
const MAX_TERMS = 40
/** Above rows, so that those are still seen. */
const MAX_TABLE_LINES = 8
/** More rows than this are no answer any more; the rest is counted, unless it is a single one. */
export const MAX_ROWS = 10
const MAX_FACTS = 6
/** Characters of a line, and of what stands below a table; what is longer is cut. */
export const MAX_LINE = 500

/** A question that a button asks in the name of who presses it. Never one that changes something. */
export type NextQuestion = { readonly title: string; readonly ask: string }

/** Teams shows up to six buttons; more than four don't fit a phone. */
const MAX_ASKS = 4
/** What a chat takes as one message. A cut question is another question: it gets no button. */
const MAX_ASK = 150

const asksOf = (next: readonly NextQuestion[] = []) =>
  next
    .filter(({ ask }) => ask.length <= MAX_ASK && plainText(ask, MAX_ASK) === ask)
    .slice(0, MAX_ASKS)
    .map(({ title, ask }) => ({ title: plainText(title, 40), ask }))

/** Words that are written, and what they mean or do. */
export type Term = {
  /** Of these and of those that follow without one. */
  readonly heading?: string
  readonly said: string
  readonly tells: string
}

export type TextExtras = {
  /** Below the lines. */
  readonly terms?: readonly Term[]
  readonly next?: readonly NextQuestion[]
  /** A page of our own that opens in the browser. */
  readonly link?: { readonly title: string; readonly url: string }
}

/** A title and lines below it. Lines after the thirtieth are counted. */
export const textCard = (title: string, lines: readonly string[], extras: TextExtras = {}): RenderedCard =>
  renderCard("text", textView(title, lines, extras), `${title}. ${lines.join(" ")}`)

export function textView(
  title: string,
  lines: readonly string[],
  { next, link, terms = [] }: TextExtras,
): View {
  return {
    title: plainText(title, 150),
    lines: shownLines(lines, MAX_LINES),
    terms: terms.slice(0, MAX_TERMS).map(({ heading, said, tells }) => ({
      heading: plainText(heading, 150),
      hasHeading: heading !== undefined,
      said: plainText(said, 150),
      tells: `: ${plainText(tells, 300)}`,
    })),
    asks: asksOf(next),
    links: link === undefined ? [] : [link],
  }
}

export type AnswerTable = {
  readonly title: string
  /** The answer, then what is to be known of it; the first is also what a phone's toast shows. */
  readonly lines?: readonly string[]
  /** Each row is a heading with facts below it, so that nothing has to be scrolled sideways. */
  readonly rows: readonly { readonly heading: string; readonly facts: readonly Row[] }[]
  /** Rows that exist but were not handed over. */
  readonly more?: number
  /** There may be more of them than that: no number is told. */
  readonly isAtLeast?: boolean
  /** How to see those. */
  readonly moreNote?: string
  /** How complete the answer is. */
  readonly footer?: string
  readonly next?: readonly NextQuestion[]
}

export function tableCard(table: AnswerTable): RenderedCard {
  const { title, lines = [] } = table
  return renderCard("table", tableView(table), lines.length === 0 ? title : `${title}: ${lines.join(" ")}`)
}

export function tableView(table: AnswerTable): View {
  const shown = firstFew(table.rows, MAX_ROWS)
  const left = table.rows.length - shown.length + Math.max(0, table.more ?? 0)
  const count = left > 0 && table.isAtLeast === true ? "… and more" : moreSentence(left)
  const note = plainText(table.moreNote, 100)
  const more = count === "" || note === "" ? count : `${count}: ${note}`
  const { lines = [] } = table
  const footer = plainText(table.footer, MAX_LINE)
  return {
    title: plainText(table.title, 150),
    lines: shownLines(lines, MAX_TABLE_LINES),
    rows: shown.map((item) => ({
      heading: plainText(item.heading, 150) || "unknown",
      facts: item.facts.slice(0, MAX_FACTS).map((fact) => row(fact.label, fact.value, 400)),
    })),
    more,
    hasMore: more !== "",
    footer,
    hasFooter: footer !== "",
    asks: asksOf(table.next),
  }
}

/** The rest is counted. */
function shownLines(lines: readonly string[], most: number): readonly { readonly text: string }[] {
  const shown = firstFew(lines, most).map((line) => ({ text: plainText(line, MAX_LINE) || " " }))
  const more = moreSentence(lines.length - shown.length)
  return more === "" ? shown : [...shown, { text: more }]
}

const moreSentence = (count: number): string => (count <= 0 ? "" : `… and ${count} more`)
