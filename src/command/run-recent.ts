/** "more" and "export": about the answer before, of the same person in the same place, both judged again before. */
import { MAX_ROWS } from "../card/answer-card.ts"
import type { BotReply, Caller } from "../ports/bot.ts"
import { answerFile, type FileFormat } from "./answer-file.ts"
import { type FileLinks, LINK_MS, type LinkFor } from "./file-links.ts"
import type { Recent, RecentAnswers } from "./recent-answers.ts"
import { NO_LINKS, renderAnswer, renderLink, renderSentence } from "./render-answer.ts"

type Deps = { readonly recent: RecentAnswers; readonly files?: Pick<FileLinks, "offer"> }

export async function nextPage(caller: Caller, { recent }: Deps): Promise<BotReply> {
  const before = recent.of(caller)
  if (before === undefined)
    return renderSentence("More of what?", "I don't remember a question of yours here; please ask it again.")
  const { shown } = before
  const now = shown >= before.answer.rows.length ? await wholeOf(before) : before
  if (shown >= now.answer.rows.length)
    return renderSentence("That was all", `Nothing more was read for “${now.answer.title}”.`)
  recent.keep(caller, { ...now, shown: shown + MAX_ROWS })
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
  { recent, files }: Deps,
): Promise<BotReply> {
  const before = recent.of(caller)
  if (before === undefined || before.answer.rows.length === 0)
    return renderSentence(
      "Export what?",
      "I don't remember an answer with rows here; please ask for it first.",
    )
  const { answer } = await wholeOf(before)
  const url = files?.offer(answerFile(answer, format), given)
  if (url === undefined) return NO_LINKS
  const { rows, more = 0 } = answer
  const missing = more > 0 ? ` ${more} more were not read: ask for a shorter time to get them.` : ""
  return renderLink(
    answer.title,
    `${rows.length} rows as ${format.toUpperCase()}.${missing} The link works for ${LINK_MS / 60_000} minutes, for everybody who has it.`,
    url,
  )
}
