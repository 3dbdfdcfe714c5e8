/** "more" and "export": about the answer before, of the same person in the same place, both judged again before. */
import { MAX_ROWS, textCard } from "../card/answer-card.ts"
import type { BotReply, Caller } from "../ports/bot.ts"
import { answerFile, type FileFormat } from "./answer-file.ts"
import { type FileLinks, LINK_TERMS, type LinkFor } from "./file-links.ts"
import type { OfferedFiles } from "./offered-files.ts"
import type { Recent, RecentAnswers } from "./recent-answers.ts"
import { NO_LINKS, pageEnd, renderAnswer, renderLink, renderSentence } from "./render-answer.ts"

export type HandOver = {
  /** Missing: no link can be given. */
  readonly files?: Pick<FileLinks, "offer">
  /** Missing: no file can be offered in a personal chat. */
  readonly offers?: Pick<OfferedFiles, "offer">
}
type Deps = HandOver & { readonly recent: RecentAnswers }

export async function nextPage(caller: Caller, { recent }: Deps): Promise<BotReply> {
  const before = recent.of(caller)
  if (before === undefined)
    return renderSentence(
      "More of what?",
      "I don't remember a question of yours here; please ask it again. Under one that came by itself, press “Ask it now” first.",
    )
  const { shown } = before
  // A page that isn't full is read anew rather than shown.
  const now = shown + MAX_ROWS >= before.answer.rows.length ? await wholeOf(before) : before
  if (shown >= now.answer.rows.length)
    return renderSentence("That was all", `Nothing more was read for “${now.answer.title}”.`)
  recent.keep(caller, { ...now, shown: pageEnd(now.answer, shown) })
  return renderAnswer(now.answer, shown)
}

/** With all rows that can be had, which are not read before somebody wants them. */
const wholeOf = async ({ answer, shown, whole }: Recent): Promise<Recent> => ({
  answer: whole === undefined ? answer : await whole(),
  shown,
})

export async function exportAnswer(
  format: FileFormat,
  caller: Caller,
  given: LinkFor,
  { recent, files, offers }: Deps,
): Promise<BotReply> {
  const before = recent.of(caller)
  if (before === undefined || before.answer.rows.length === 0)
    return renderSentence(
      "Export what?",
      "I don't remember an answer with rows here; please ask for it first. Under one that came by itself, press “Ask it now” first.",
    )
  const { answer } = await wholeOf(before)
  const { rows, more = 0 } = answer
  const missing = more > 0 ? ` ${more} more were not read: ask for a shorter time to get them.` : ""
  const counted = `${rows.length} ${rows.length === 1 ? "row" : "rows"} as ${format.toUpperCase()}.${missing}`
  const file = answerFile(answer, format)
  // Only there may a bot hand over files. Source: Teams, "Send and receive files through a bot".
  if (caller.kind === "personal" && offers !== undefined) {
    const lines = [counted, "Allow it below, and Teams puts the file into your OneDrive."]
    return { card: textCard(answer.title, lines), offer: offers.offer(file, { caller, given }, counted) }
  }
  const url = files?.offer(file, given)
  if (url === undefined) return NO_LINKS
  return renderLink(answer.title, `${counted} ${LINK_TERMS}`, url)
}
