/** "Report october": the month in a few sentences, and a link to the page. In a customer's channel as in ours: it is made for the customer. */
import { textCard } from "../card/answer-card.ts"
import type { CustomerConfig } from "../config/config.ts"
import { type Month, monthMeant } from "../lib/month.ts"
import { plainText } from "../lib/plain-text.ts"
import type { BotReply } from "../ports/bot.ts"
import type { Command } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { type FileLinks, LINK_MS, type LinkedFile, type LinkFor } from "./file-links.ts"
import { isAnswer, oneCustomer } from "./one-customer.ts"
import type { QuestionDeps } from "./question-deps.ts"
import { renderAnswer, renderSentence } from "./render-answer.ts"

export type MonthReport = {
  /** The month in a few sentences. */
  readonly lines: readonly string[]
  /** HTML that needs nothing beside it. */
  readonly page: string
}

export type ReportDeps = {
  /** `globalAdmins` are sign-in names, lower case; undefined when they can't be read. */
  readonly reportOf: (
    customer: CustomerConfig,
    month: Month,
    globalAdmins: readonly string[] | undefined,
  ) => Promise<MonthReport>
  /** Missing: no file can be handed over. */
  readonly files?: Pick<FileLinks, "offer">
}

type Asked = Extract<Command, { kind: "report" }>
type Deps = ReportDeps & Pick<QuestionDeps, "globalAdmins" | "domainsOf" | "now">

export async function offerReport(asked: Asked, scope: Scope, given: LinkFor, deps: Deps): Promise<BotReply> {
  const customer = oneCustomer(scope, "", deps.domainsOf)
  if (isAnswer(customer)) return renderAnswer(customer)
  const month = monthMeant(asked.month, customer.timeZone, deps.now())
  if (month === undefined)
    return renderSentence(
      "Which month?",
      `“${plainText(asked.month, 60)}” is no month that I understand. Write “report october”, or “report 2026-10”; the customer comes last: “… at ${customer.name}”.`,
    )
  if (month.from > deps.now()) return renderSentence("Which month?", `${month.title} hasn't begun.`)
  const admins = await deps.globalAdmins(customer)
  const report = await deps.reportOf(customer, month, typeof admins === "string" ? undefined : admins.names)
  const url = deps.files?.offer(fileOf(customer, month, report), given)
  const title = `${customer.displayName}, ${month.title}`
  if (url === undefined)
    return {
      card: textCard(title, [
        ...report.lines,
        "The page itself can't be handed over: the operator has to set publicUrl first.",
      ]),
    }
  const note = `The page is made for ${customer.displayName}, to read, to print and to send on. The link works for ${LINK_MS / 60_000} minutes, for everybody who has it.`
  return {
    card: textCard(title, [...report.lines, note], {
      link: { title: "Open the report", url },
      next: [{ title: "Board", ask: `board at ${customer.name}` }],
    }),
  }
}

const fileOf = ({ name }: CustomerConfig, month: Month, { page }: MonthReport): LinkedFile => ({
  name: `${name}-${month.name}.html`,
  type: "text/html; charset=utf-8",
  body: page,
  shown: true,
})
