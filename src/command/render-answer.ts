/** An answer as Teams shows it. */
import type { BotReply } from "../ports/bot.ts"
import type { Answer } from "./answer.ts"

export function renderAnswer(answer: Answer): BotReply {
  const { title, lines, table, coverage } = answer
  const rows = table === undefined ? [] : [table.columns, ...table.rows].map((cells) => cells.join(" · "))
  return { text: [title, ...lines, ...rows, ...coverage].map(withoutMarkup).join("\n\n") }
}

export const renderSentence = (title: string, sentence: string): BotReply =>
  renderAnswer({ title, lines: [sentence], coverage: [] })

/** A reply without a card is read as Markdown: the marks that it knows become look-alikes that mean nothing. */
const withoutMarkup = (text: string): string =>
  text.replace(/[[\]<>*_`~#|\\&]/g, (mark) => String.fromCodePoint((mark.codePointAt(0) ?? 0) + 0xfee0))
