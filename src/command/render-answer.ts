/** An answer as an Adaptive Card. Outside text goes through the cards' own escaping. */
import { MAX_ROWS, type NextQuestion, tableCard, textCard } from "../card/answer-card.ts"
import { firstFew } from "../lib/first-few.ts"
import type { RenderedCard } from "../model/delivery.ts"
import type { BotReply } from "../ports/bot.ts"
import type { Answer } from "./answer.ts"
import { MOST_READ } from "./answer-records.ts"

/** Up to which row the page shows that begins at row `from`. */
export const pageEnd = ({ rows, more = 0 }: Answer, from = 0): number =>
  from + (more > 0 ? MAX_ROWS : firstFew(rows.slice(from), MAX_ROWS).length)

/** The page that begins at row `from`. */
export const renderAnswer = (answer: Answer, from = 0): BotReply => ({ card: answerCard(answer, from) })

/** `again` asks for the whole answer, where nobody is known who could ask for more of it. */
export function answerCard(answer: Answer, from = 0, again?: NextQuestion): RenderedCard {
  const { title, lines, terms = [], rows, more = 0, coverage, next = [] } = answer
  if (rows.length === 0) {
    const asks = again === undefined ? next : [again, ...next]
    return textCard(title, coverage === "" ? lines : [...lines, coverage], { next: asks, terms })
  }
  const page = rows.slice(from, pageEnd(answer, from))
  const left = rows.length - from - page.length
  const isPart = left > 0 || (more > 0 && rows.length < MOST_READ)
  return tableCard({
    title: from === 0 ? title : `${title}, from row ${from + 1}`,
    // What was said with the first page needs no second time.
    lines: from === 0 ? lines : lines.slice(0, 1),
    rows: page,
    more: left + more,
    isAtLeast: answer.isAtLeast === true,
    moreNote: again
      ? `“${again.title}” and “more” show them`
      : moreNote({ left, unread: more, shown: from + page.length }),
    footer: coverage,
    next: [...(again ? [again] : isPart ? [{ title: "More", ask: "more" }] : []), ...next],
  })
}

/** Where a page ends, how to go on; where all that was read is shown, how to see the rest. */
function moreNote({
  left,
  unread,
  shown,
}: {
  readonly left: number
  readonly unread: number
  readonly shown: number
}): string {
  if (left > 0 || (unread > 0 && shown < MOST_READ)) return "write “more” for the next ones"
  return unread > 0 ? "ask for a shorter time to see them" : ""
}

export const renderSentence = (title: string, sentence: string): BotReply => ({
  card: textCard(title, [sentence]),
})

/** A link to a file, which opens in the browser. */
export const renderLink = (title: string, sentence: string, url: string): BotReply => ({
  card: textCard(title, [sentence], { link: { title: "Download", url } }),
})

export const NO_LINKS: BotReply = renderSentence(
  "I can't hand over files",
  "The operator has to set publicUrl first: the address at which people reach Watchpost.",
)
