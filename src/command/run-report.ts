/** "Report october": the month in a few sentences, and a link to the page. In a customer's channel as in ours: it is made for the customer. */
import { textCard } from "../card/answer-card.ts"
import type { CustomerConfig } from "../config/config.ts"
import { type Month, monthMeant } from "../lib/month.ts"
import { plainText } from "../lib/plain-text.ts"
import type { BotReply, Caller } from "../ports/bot.ts"
import { sentenceAnswer } from "./answer.ts"
import type { Command } from "./command.ts"
import { narrowScope, type Scope } from "./command-scope.ts"
import { LINK_TERMS, type LinkFor } from "./file-links.ts"
import { isAnswer, oneCustomer } from "./one-customer.ts"
import type { QuestionDeps } from "./question-deps.ts"
import { renderAnswer, renderSentence } from "./render-answer.ts"
import type { HandOver } from "./run-recent.ts"
import { withoutSlips } from "./typing-slips.ts"

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
}

type Asked = Extract<Command, { kind: "report" }>
type Deps = ReportDeps & HandOver & Pick<QuestionDeps, "globalAdmins" | "domainsOf" | "now">
/** Who asked, and for whom a file would be. */
type Asker = { readonly caller: Caller; readonly given: LinkFor }

export async function offerReport(asked: Asked, scope: Scope, asker: Asker, deps: Deps): Promise<BotReply> {
  const customer = oneCustomer(scope, "", deps.domainsOf)
  const month = monthMeant(asked.month, isAnswer(customer) ? "UTC" : customer.timeZone, deps.now())
  const named = month === undefined ? narrowScope(scope, asked.month) : undefined
  // "report contoso": no month, but a customer.
  if (named?.allowed && asked.customer === undefined)
    return offerReport({ ...asked, month: "last month" }, named, asker, deps)
  if (month === undefined) return whichMonth(asked, scope)
  if (isAnswer(customer)) {
    const next = (customer.instead?.customers ?? []).map((name) => ({
      title: name,
      ask: `report ${asked.month} at ${name}`,
    }))
    return renderAnswer({ ...customer, next })
  }
  if (month.from > deps.now()) return renderSentence("Which month?", `${month.title} hasn't begun.`)
  const admins = await deps.globalAdmins(customer)
  const report = await deps.reportOf(customer, month, typeof admins === "string" ? undefined : admins.names)
  return handOver(report.lines, { customer, month, page: report.page }, asker, deps)
}

function whichMonth({ month, customer }: Asked, { customers }: Scope): BotReply {
  const answer = sentenceAnswer(
    "Which month?",
    `“${plainText(month, 60)}” is no month that I understand. Write “report october”, or “report 2026-10”; the customer comes last: “… at ${customers[0]?.name ?? "contoso"}”.`,
  )
  const meant = withoutSlips(month.split(" "))?.join(" ")
  const at = customer === undefined ? "" : ` at ${customer}`
  const isMonth = meant !== undefined && monthMeant(meant, "UTC", 0) !== undefined
  return renderAnswer({
    ...answer,
    ...(isMonth ? { next: [{ title: `Report ${meant}`, ask: `report ${meant}${at}` }] } : {}),
  })
}

type Page = { readonly customer: CustomerConfig; readonly month: Month; readonly page: string }

/** A page is read in a browser: a link comes before a file in one's OneDrive, which would show its text. */
function handOver(
  figures: readonly string[],
  { customer, month, page }: Page,
  { caller, given }: Asker,
  { files, offers }: HandOver,
): BotReply {
  const title = `${customer.displayName}, ${month.title}`
  const next = [{ title: "Board", ask: `board at ${customer.name}` }]
  const file = { name: `${customer.name}-${month.name}.html`, type: "text/html; charset=utf-8", body: page }
  const made = `The page is made for ${customer.displayName}, to read, to print and to send on.`
  const url = files?.offer({ ...file, shown: true }, given)
  if (url !== undefined) {
    const note = `${made} ${LINK_TERMS}`
    return { card: textCard(title, [...figures, note], { link: { title: "Open the report", url }, next }) }
  }
  if (caller.kind === "personal" && offers !== undefined) {
    const note = `${made} Allow it below, and Teams puts it into your OneDrive; open it from there with a browser.`
    const offer = offers.offer(file, { caller, given }, `${title}, as a page.`)
    return { card: textCard(title, [...figures, note], { next }), offer }
  }
  const note = "The page itself can't be handed over: the operator has to set publicUrl first."
  return { card: textCard(title, [...figures, note], { next }) }
}
