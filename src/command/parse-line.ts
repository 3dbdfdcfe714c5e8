/** One line of the chat grammar: a few words in a fixed order, no guessing. Works on words, so that no input can make it slow. */
import { monthMeant } from "../lib/month.ts"
import { FILE_FORMATS } from "./answer-file.ts"
import type { Command } from "./command.ts"
import { parseFreeze, parseUnfreeze } from "./parse-brake.ts"
import { parseExpect, parseIWill, parseLift } from "./parse-expect.ts"
import { parseQuestion } from "./parse-questions.ts"
import { numberIn, takeCustomer } from "./parse-words.ts"
import { isQuestion, questionWords } from "./question-words.ts"

/** The words that ask it; undefined for what changes something, and for what is about the answer before. */
export function askOf(command: Command | undefined): string | undefined {
  if (command === undefined) return undefined
  if (isQuestion(command)) return questionWords(command)
  const at = "customer" in command && command.customer !== undefined ? ` at ${command.customer}` : ""
  switch (command.kind) {
    case "status":
    case "alerts":
    case "mutes":
      return `${command.kind}${at}`
    case "report":
      return isMonth([command.month]) ? `report ${command.month}${at}` : undefined
    default:
      return undefined
  }
}

/** Quotes keep a name with blanks together: "Ben Young". The quotes of phones and word processors count too. */
export function splitWords(line: string): readonly string[] {
  const words = line.match(/"[^"]*"|“[^”]*”|„[^“”]*[“”]|[^\s"“”„]+/gu) ?? []
  return words.map(bare).filter((word) => word !== "")
}

const QUOTES = new Set(['"', "“", "”", "„", "'", "’", "‘"])

/** A word without its quotes, its closing punctuation and the `mailto:` that Teams puts before addresses. */
function bare(word: string): string {
  const characters = [...word]
  while (QUOTES.has(characters[0] ?? "")) characters.shift()
  while (QUOTES.has(characters.at(-1) ?? "") || ["?", "!", ".", ","].includes(characters.at(-1) ?? "")) {
    characters.pop()
  }
  const inner = characters.join("").trim()
  return inner.toLowerCase().startsWith("mailto:") ? inner.slice("mailto:".length) : inner
}

const HELP = new Set([
  "help",
  "what can you do",
  "what can i ask",
  "what can i do",
  "who are you",
  "help me",
  "can you help",
  "can you help me",
  "commands",
  "menu",
  "hilfe",
  "was kannst du",
  "was kann ich fragen",
  "hilf mir",
  "are you there",
  "ping",
  "test",
  "hallo",
  "moin",
  "servus",
  "good morning",
  "good evening",
  "guten morgen",
  "guten abend",
  "ayuda",
  "aide",
])

/** Words that stand alone, and those that say the same. */
const ALONE = {
  more: "more",
  next: "more",
  "next page": "more",
  weiter: "more",
  unlink: "unlink",
  schedules: "schedules",
  schedule: "schedules",
  "show schedules": "schedules",
  "list schedules": "schedules",
  "my schedules": "schedules",
} as const
const isAlone = (said: string): said is keyof typeof ALONE => said in ALONE

export function parseWords(words: readonly string[]): Command | undefined {
  const said = words.join(" ").toLowerCase()
  if (isAlone(said)) return { kind: ALONE[said] }
  if (HELP.has(said)) return { kind: "help" }
  const [first, ...rest] = words
  switch (first?.toLowerCase().replace(/:$/, "")) {
    case undefined:
      return { kind: "help" }
    case "hi":
    case "hello":
      return rest.length === 0 ? { kind: "help" } : undefined
    case "status":
      return parseListing("status", rest)
    case "alerts":
      return parseListing("alerts", rest)
    case "mutes":
      return parseListing("mutes", rest)
    case "lift":
      return parseLift(rest)
    case "freeze":
      return parseFreeze(words)
    case "unfreeze":
      return parseUnfreeze(rest)
    case "link":
      return rest.length === 0 ? undefined : { kind: "link", to: rest.join(" ") }
    case "expect":
      return parseExpectAt(rest)
    case "evidence":
      return parseEvidence(rest)
    case "i":
    case "i'll":
    case "i’ll":
      return parseIWill(words)
    case "export":
      return rest[0]?.toLowerCase() === "evidence" ? parseEvidence(rest.slice(1)) : parseExport(rest)
    case "report":
      return parseReport(rest)
    case "monthly":
      return rest[0]?.toLowerCase() === "report" ? parseReport(rest.slice(1)) : undefined
    default:
      return parseStop(words) ?? parseQuestion(words)
  }
}

/** `… at contoso` stands before "until": what is expected may hold the word "for" itself. */
function parseExpectAt(words: readonly string[]): Command | undefined {
  const until = words.findLastIndex((word) => word.toLowerCase() === "until")
  const at = words.slice(0, Math.max(0, until)).findLastIndex((word) => word.toLowerCase() === "at")
  if (at === -1) return parseExpectEnd(words)
  const command = parseExpect([...words.slice(0, at), ...words.slice(until)])
  return command && { ...command, customer: words.slice(at + 1, until).join(" ") }
}

/** The customer may stand at the end, too, where no time of day follows the "at"; a ticket may come after it. */
function parseExpectEnd(words: readonly string[]): Command | undefined {
  const at = words.findLastIndex((word) => word.toLowerCase() === "at")
  const end = words.slice(at + 1)
  const ticket = /^#/.test(end.at(-1) ?? "") ? end.slice(-1) : []
  const customer = end.slice(0, end.length - ticket.length).join(" ")
  if (at === -1 || customer === "" || /^(?:\d|noon|midnight)/i.test(customer)) return parseExpect(words)
  const command = parseExpect([...words.slice(0, at), ...ticket])
  return command && { ...command, customer }
}

function parseListing(kind: "status" | "alerts" | "mutes", words: readonly string[]): Command | undefined {
  const { customer, rest } = takeCustomer(words)
  if (rest.length > 0) return undefined
  return customer === undefined ? { kind } : { kind, customer }
}

/** "stop schedule 3". */
function parseStop([stop = "", what = "", ...rest]: readonly string[]): Command | undefined {
  const isStop = /^(?:stop|end|delete) schedule$/i.test(`${stop} ${what}`) && rest.length === 1
  const number = isStop ? numberIn(rest) : undefined
  return number === undefined ? undefined : { kind: "stop-schedule", number }
}

/** "evidence 42", "export evidence of incident 42 at contoso". */
function parseEvidence(words: readonly string[]): Command | undefined {
  const said = words[0]?.toLowerCase() === "pack" ? words.slice(1) : words
  const isOf = /^(?:of|for)$/i.test(said[0] ?? "") && numberIn(said.slice(1, 3)) !== undefined
  const { rest, customer } = takeCustomer(isOf ? said.slice(1) : said)
  const number = numberIn(rest[0]?.toLowerCase() === "of" ? rest.slice(1) : rest)
  if (number === undefined) return undefined
  return { kind: "evidence", number, ...(customer === undefined ? {} : { customer }) }
}

/**
 * "report", "report october", "report for october", "report 2026-10 at contoso", "report contoso october": which words are
 * the month, they say themselves.
 */
function parseReport(words: readonly string[]): Command {
  const isOf = ["for", "of", "from"].includes(words[0]?.toLowerCase() ?? "")
  const { customer, rest } = takeCustomer(isOf && isMonth(words.slice(1, 2)) ? words.slice(1) : words)
  const said = customer === undefined ? splitMonth(rest) : { month: rest }
  const month = said.month.join(" ").toLowerCase() || "last month"
  const named = customer ?? said.customer
  return { kind: "report", month, ...(named === undefined ? {} : { customer: named }) }
}

/** A month at the beginning or the end, and a customer for the rest; all of it, where no month is in it. */
function splitMonth(words: readonly string[]): {
  readonly month: readonly string[]
  readonly customer?: string
} {
  if (words.length === 0 || isMonth(words)) return { month: words }
  for (const length of [2, 1]) {
    const [head, tail] = [words.slice(0, length), words.slice(-length)]
    if (words.length > length && isMonth(tail))
      return { month: tail, customer: words.slice(0, -length).join(" ") }
    if (words.length > length && isMonth(head))
      return { month: head, customer: words.slice(length).join(" ") }
  }
  return { month: words }
}

const isMonth = (words: readonly string[]): boolean =>
  monthMeant(words.join(" "), "UTC", Date.UTC(2026, 0, 15)) !== undefined

/** "export", "export csv", "export that as json". */
function parseExport(words: readonly string[]): Command | undefined {
  const named = words
    .map((word) => word.toLowerCase())
    .filter((word) => !["that", "this", "it", "as", "to", "a", "file"].includes(word))
  const [said = "csv", ...others] = named
  // Excel opens it.
  const format = ["excel", "xlsx", "xls"].includes(said) ? "csv" : said
  const known = FILE_FORMATS.find((one) => one === format)
  return known === undefined || others.length > 0 ? undefined : { kind: "export", format: known }
}
