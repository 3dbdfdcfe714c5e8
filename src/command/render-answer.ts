/** An answer as an Adaptive Card. Outside text goes through the cards' own escaping. */
import { MAX_ROWS, tableCard, textCard } from "../card/answer-card.ts"
import type { BotReply } from "../ports/bot.ts"
import type { Answer } from "./answer.ts"

/** The page that begins at row `from`. */
export function renderAnswer(answer: Answer, from = 0): BotReply {
  const { title, lines, rows, more = 0, coverage, next = [] } = answer
  if (rows.length === 0) {
    return { card: textCard(title, coverage === "" ? lines : [...lines, coverage], { next }) }
  }
  const page = rows.slice(from, from + MAX_ROWS)
  const left = rows.length - from - page.length
  return {
    card: tableCard({
      title: from === 0 ? title : `${title}, from row ${from + 1}`,
      intro: lines.join(" "),
      rows: page,
      more: left + more,
      moreNote: moreNote(left, more),
      footer: coverage,
      next: [...(left > 0 ? [{ title: "More", ask: "more" }] : []), ...next],
    }),
  }
}

/** Where a page ends, how to go on; where all that was read is shown, how to see the rest. */
function moreNote(left: number, unread: number): string {
  if (left > 0) return "write “more” for the next ones"
  return unread > 0 ? "ask for a shorter time to see them" : ""
}

export const renderSentence = (title: string, sentence: string): BotReply => ({
  card: textCard(title, [sentence]),
})

/** A link to a file, which opens in the browser. */
export const renderLink = (title: string, sentence: string, url: string): BotReply => ({
  card: textCard(title, [sentence], { link: { title: "Download", url } }),
})
