/** Cards that answer a question: plain lines, or rows that fit a phone. */
import { plainText } from "../lib/plain-text.ts"
import type { RenderedCard } from "../model/delivery.ts"
import type { Row } from "./incident-text.ts"
import { row } from "./incident-text.ts"
import { renderCard } from "./template.ts"

const MAX_LINES = 30
/** More rows than this are no answer any more; the rest is counted. */
export const MAX_ROWS = 10
const MAX_FACTS = 6

/** A title and lines below it. Lines after the thirtieth are counted. */
export function textCard(title: string, lines: readonly string[]): RenderedCard {
  const shown = lines.slice(0, MAX_LINES).map((line) => ({ text: plainText(line, 500) || " " }))
  const more = moreSentence(lines.length - shown.length)
  const view = {
    title: plainText(title, 150),
    lines: more === "" ? shown : [...shown, { text: more }],
  }
  return renderCard("text", view, `${title}. ${lines.join(" ")}`)
}

export type AnswerTable = {
  readonly title: string
  /** The answer in one sentence; it is also what a phone's toast shows. */
  readonly intro?: string
  /** Each row is a heading with facts below it, so that nothing has to be scrolled sideways. */
  readonly rows: readonly { readonly heading: string; readonly facts: readonly Row[] }[]
  /** Rows that exist but were not handed over. */
  readonly more?: number
  /** How to see those. */
  readonly moreNote?: string
  /** How complete the answer is. */
  readonly footer?: string
}

export function tableCard(table: AnswerTable): RenderedCard {
  const shown = table.rows.slice(0, MAX_ROWS)
  const count = moreSentence(table.rows.length - shown.length + Math.max(0, table.more ?? 0))
  const note = plainText(table.moreNote, 100)
  const more = count === "" || note === "" ? count : `${count}: ${note}`
  const intro = plainText(table.intro, 500)
  const footer = plainText(table.footer, 500)
  const view = {
    title: plainText(table.title, 150),
    intro,
    hasIntro: intro !== "",
    rows: shown.map((item) => ({
      heading: plainText(item.heading, 150) || "unknown",
      facts: item.facts.slice(0, MAX_FACTS).map((fact) => row(fact.label, fact.value, 200)),
    })),
    more,
    hasMore: more !== "",
    footer,
    hasFooter: footer !== "",
  }
  return renderCard("table", view, intro === "" ? table.title : `${table.title}: ${intro}`)
}

const moreSentence = (count: number): string => (count <= 0 ? "" : `… and ${count} more`)
