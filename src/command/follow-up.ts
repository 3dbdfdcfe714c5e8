/**
 * What only the place and the question before make clear: "and yesterday?", "what about fabrikam", "alerts contoso".
 * Nothing is guessed: a customer is one by its very name, a time by the grammar, and only questions are asked anew.
 */

import { closestCustomer, customerCalled } from "./closest-customer.ts"
import type { Command, Question, ScheduleCommand, UnknownCommand } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { mayBeName } from "./no-names.ts"
import { askOf, parseWords, splitWords } from "./parse-line.ts"
import { mayBeScheduled } from "./parse-schedule.ts"
import { nameIn, takeWhere } from "./parse-words.ts"
import { askedOf, isQuestion } from "./question-words.ts"

/** What may be asked again in other words: all that only asks. */
export type Asked = Question | Extract<Command, { kind: "status" | "alerts" | "mutes" | "report" }>

export const isAsked = (command: Command | UnknownCommand): command is Asked =>
  command.kind !== "unknown" && askOf(command) !== undefined

/** What a line means here, after `before`; itself where that isn't clear. */
export function meantHere<Parsed extends Command | UnknownCommand>(
  parsed: Parsed,
  scope: Scope,
  before: Asked | undefined,
): Parsed | Asked | ScheduleCommand {
  if (parsed.kind === "schedule") {
    const meant = ofCustomer(parsed.ask, scope)
    return meant !== undefined && mayBeScheduled(meant) ? { ...parsed, ask: meant } : parsed
  }
  return (parsed.kind === "unknown" ? understood(parsed, scope, before) : ofCustomer(parsed, scope)) ?? parsed
}

/** After these one goes on with the question before. */
export const goesOn = (command: Command | UnknownCommand): boolean =>
  command.kind === "unknown"
    ? command.follows?.mayName === true && command.within === undefined
    : ["help", "more", "export"].includes(command.kind)

/** "restores of contoso": the customer's very name is no mailbox's, where all of theirs can be asked for. */
function ofCustomer(command: Command, { customers }: Scope): Question | undefined {
  const isNone = command.kind === "show" && command.mailbox === undefined && isNoCustomer(command, customers)
  if (command.kind === "test-rule") return ofRule(command, customers)
  if (isNone) return { kind: "show", what: command.what, mailbox: command.customer ?? "" }
  if (command.kind !== "who-restored" && command.kind !== "show") return undefined
  const { mailbox, ...rest } = command
  if (mailbox === undefined || rest.customer !== undefined) return undefined
  return customerCalled(mailbox, customers) && { ...rest, customer: mailbox }
}

/** "test rule forwarding for contoso": a title may have a "for" in it, and a customer's very name is none. */
function ofRule(
  command: Extract<Question, { kind: "test-rule" }>,
  customers: Scope["customers"],
): Question | undefined {
  const [, rule, customer] = /^(.+) for (.+)$/i.exec(command.rule) ?? []
  const isCustomer = customer !== undefined && customerCalled(customer, customers) !== undefined
  return rule === undefined || !isCustomer || command.customer !== undefined
    ? undefined
    : { ...command, rule, customer }
}

/** "show rules for kim": whom is said where a customer may be, and none is called so, nor nearly so. */
const isNoCustomer = ({ customer }: { readonly customer?: string }, customers: Scope["customers"]): boolean =>
  customer !== undefined &&
  !/^(?:all|every)\b/i.test(customer) &&
  customerCalled(customer, customers) === undefined &&
  closestCustomer(customer, customers) === undefined

function understood(
  { unknown, follows, within }: UnknownCommand,
  { customers }: Scope,
  before: Asked | undefined,
): Asked | undefined {
  // A whole question in it is offered as it stands.
  const isFollowing = follows !== undefined && before !== undefined && within === undefined
  return (
    (isFollowing ? followed(before, follows, customers) : undefined) ?? withAt(splitWords(unknown), customers)
  )
}

/** "alerts contoso", "what changed contoso yesterday": the customer's very name needs no "at". */
function withAt(words: readonly string[], customers: Scope["customers"]): Asked | undefined {
  for (const name of customers.flatMap((one) => [one.name, one.displayName])) {
    const [length, wanted] = [splitWords(name).length, name.toLowerCase()]
    const at = words.findIndex(
      (_word, index) =>
        words
          .slice(index, index + length)
          .join(" ")
          .toLowerCase() === wanted,
    )
    if (at === -1) continue
    const before = /^(?:at|of|for|in|by|on|bei|von)$/i.test(words[at - 1] ?? "")
      ? words.slice(0, at - 1)
      : words.slice(0, at)
    const [head, tail] = [before, words.slice(at + length)]
    const command = parseWords([...head, ...tail, "at", name])
    // What stands around a customer's name may be anybody's only where no name is looked for.
    if (command !== undefined && isAsked(command) && !("mailbox" in command || "person" in command))
      return command
  }
  return undefined
}

function followed(
  before: Asked,
  { words, mayName }: NonNullable<UnknownCommand["follows"]>,
  customers: Scope["customers"],
): Asked | undefined {
  if (before.kind === "report") return ofMonth(before, splitWords(words), customers)
  const { rest, period, customer } = takeWhere(splitWords(words))
  // "in contoso", "in may": where or when.
  const said = nameIn(rest).replace(/^in /i, "")
  const isCustomer = customerCalled(said, customers) !== undefined
  const named = said === "" || isCustomer ? undefined : said
  const place = customer ?? (isCustomer ? said : undefined)
  if (named !== undefined && !(mayName && mayBeName(rest))) return undefined
  const timed = period === undefined ? before : inTime(before, period)
  const about = named === undefined || timed === undefined ? timed : ofName(timed, named)
  return about === undefined || place === undefined ? about : { ...about, customer: place }
}

/** "and september?", "and at fabrikam". */
function ofMonth(
  before: Extract<Asked, { kind: "report" }>,
  words: readonly string[],
  customers: Scope["customers"],
): Asked | undefined {
  const customer = customerCalled(words.join(" "), customers)?.name
  if (customer !== undefined) return { ...before, customer }
  const said = parseWords(["report", ...words])
  if (said === undefined || !isAsked(said) || said.kind !== "report") return undefined
  const isPlace = /^at$/i.test(words[0] ?? "")
  return { ...before, ...said, ...(isPlace ? { month: before.month } : {}) }
}

const inTime = (before: Asked, period: string): Asked | undefined =>
  "period" in before ? { ...before, period } : undefined

/** About somebody else, at the same customer. */
function ofName(before: Asked, name: string): Question | undefined {
  return isQuestion(before) ? askedOf(before, name) : undefined
}
