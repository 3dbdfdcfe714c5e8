/** An answer as an Adaptive Card. Outside text goes through the cards' own escaping. */
import { tableCard, textCard } from "../card/answer-card.ts"
import type { BotReply } from "../ports/bot.ts"
import type { Answer } from "./answer.ts"

export function renderAnswer(answer: Answer): BotReply {
  const { title, lines, rows, more, coverage } = answer
  if (rows.length === 0) {
    return { card: textCard(title, coverage === "" ? lines : [...lines, coverage]) }
  }
  const table = { title, intro: lines.join(" "), rows, footer: coverage }
  return { card: tableCard(more === undefined ? table : { ...table, more }) }
}

export const renderSentence = (title: string, sentence: string): BotReply => ({
  card: textCard(title, [sentence]),
})
