/**
 * The chat grammar: a few words in a fixed order, no guessing. Whatever doesn't fit becomes a suggestion,
 * never an answer to a question that nobody asked. Works on words, so that no input can make it slow.
 */
import Fuse from "fuse.js"
import { plainText } from "../lib/plain-text.ts"
import { type Command, EXAMPLES, type PeriodName, type UnknownCommand } from "./command.ts"
import { parseExpect, parseLift } from "./parse-expect.ts"

/** Longer texts aren't questions of this grammar. */
const MAX_LENGTH = 300

export function parseCommand(text: string): Command | UnknownCommand {
  const line = plainText(text, MAX_LENGTH)
  // A cut question is another question: it is never answered.
  const whole = text.trim().length <= MAX_LENGTH
  const command = whole ? parseWords(splitWords(line)) : undefined
  return command ?? { kind: "unknown", unknown: line, suggestion: suggest(line) }
}

/** Quotes keep a name with blanks together: "Ben Young". The quotes of phones and word processors count too. */
function splitWords(line: string): readonly string[] {
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

function parseWords(words: readonly string[]): Command | undefined {
  const [first, ...rest] = words
  switch (first?.toLowerCase()) {
    case undefined:
      return { kind: "help" }
    case "help":
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
      return { kind: "freeze", reason: rest.join(" ") }
    case "unfreeze":
      return rest.length === 0 ? { kind: "unfreeze" } : undefined
    case "expect":
      return parseExpectAt(rest)
    case "who":
      return rest[0]?.toLowerCase() === "restored" ? parseWhoRestored(rest.slice(1)) : undefined
    default:
      return undefined
  }
}

/** `… at contoso` stands before "until": what is expected may hold the word "for" itself. */
function parseExpectAt(words: readonly string[]): Command | undefined {
  const until = words.findLastIndex((word) => word.toLowerCase() === "until")
  const at = words.slice(0, Math.max(0, until)).findLastIndex((word) => word.toLowerCase() === "at")
  if (at === -1) return parseExpect(words)
  const command = parseExpect([...words.slice(0, at), ...words.slice(until)])
  return command && { ...command, customer: words.slice(at + 1, until).join(" ") }
}

function parseListing(kind: "status" | "alerts" | "mutes", words: readonly string[]): Command | undefined {
  const { customer, rest } = takeCustomer(words)
  if (rest.length > 0) return undefined
  return customer === undefined ? { kind } : { kind, customer }
}

function parseWhoRestored(words: readonly string[]): Command | undefined {
  const beforeCustomer = takePeriod(words)
  const { customer, rest } = takeCustomer(beforeCustomer.rest)
  const afterCustomer = takePeriod(rest)
  const named =
    afterCustomer.rest[0]?.toLowerCase() === "mailbox" ? afterCustomer.rest.slice(1) : afterCustomer.rest
  const mailbox = named.join(" ")
  if (mailbox === "") return undefined
  const period = beforeCustomer.period ?? afterCustomer.period ?? "this week"
  const command = { kind: "who-restored", mailbox, period } as const
  return customer === undefined ? command : { ...command, customer }
}

/** `… at contoso` or `… for Contoso Manufacturing` at the end: everything after the last such word. */
function takeCustomer(words: readonly string[]): {
  readonly customer?: string
  readonly rest: readonly string[]
} {
  const at = words.findLastIndex((word) => ["at", "for"].includes(word.toLowerCase()))
  const customer = words.slice(at + 1).join(" ")
  if (at === -1 || customer === "") return { rest: words }
  return { customer, rest: words.slice(0, at) }
}

function takePeriod(words: readonly string[]): {
  readonly period?: PeriodName
  readonly rest: readonly string[]
} {
  const last = words.at(-1)?.toLowerCase()
  const pair = `${words.at(-2)?.toLowerCase()} ${last}`
  if (last === "today" || last === "yesterday") return { period: last, rest: words.slice(0, -1) }
  if (pair === "this week" || pair === "last week") return { period: pair, rest: words.slice(0, -2) }
  return { rest: words }
}

const examples = new Fuse(EXAMPLES, { keys: ["ask"], threshold: 0.5, ignoreLocation: true })

/** The closest example; `help` when nothing is close. Fuse takes patterns of at most 32 characters without slowing down. */
function suggest(line: string): string {
  const whole = examples.search(line.slice(0, 32))[0]?.item.ask
  const firstWord = line.split(" ", 1)[0] ?? ""
  return whole ?? examples.search(firstWord.slice(0, 32))[0]?.item.ask ?? "help"
}
