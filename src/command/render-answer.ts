/** An answer as Teams shows it. */
import { markdownSafe } from "../lib/plain-text.ts"
import type { BotReply } from "../ports/bot.ts"
import type { Answer } from "./answer.ts"

export function renderAnswer(answer: Answer): BotReply {
  const { title, lines, table, coverage } = answer
  const rows = table === undefined ? [] : [table.columns, ...table.rows].map((cells) => cells.join(" · "))
  return { text: [title, ...lines, ...rows, ...coverage].map(markdownSafe).join("\n\n") }
}

export const renderSentence = (title: string, sentence: string): BotReply =>
  renderAnswer({ title, lines: [sentence], coverage: [] })
