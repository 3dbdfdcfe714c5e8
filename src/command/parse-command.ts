/**
 * The chat grammar as a person meets it: one line is understood whole, or it becomes a suggestion, never an answer to a
 * question that nobody asked. What is said around a question out of courtesy doesn't count.
 */
import { plainText } from "../lib/plain-text.ts"
import type { Command, Following, UnknownCommand } from "./command.ts"
import { inGrammar } from "./german-questions.ts"
import { changeSpokenOf, doubtIn, isWrite } from "./parse-doubt.ts"
import { askOf, parseWords, splitWords } from "./parse-line.ts"
import { asSchedule, parseSchedule, wantsSchedule } from "./parse-schedule.ts"
import { setOf } from "./parse-words.ts"
import { askedOfEach } from "./several-names.ts"
import { withoutSlips } from "./typing-slips.ts"

/** Longer texts aren't questions of this grammar. */
export const MAX_LENGTH = 300

export function parseCommand(text: string): Command | UnknownCommand {
  const said = text.trim()
  const line = plainText(said, MAX_LENGTH)
  // A cut question is another question: it is never answered.
  if (said.length > MAX_LENGTH) return { kind: "unknown", unknown: line, isTooLong: true }
  const parts = partsOf(said)
  if (parts.length > 0)
    return { kind: "unknown", unknown: line, several: parts.flatMap((part) => askIn(part) ?? []) }
  const words = splitWords(line)
  const polite = withoutCourtesy(words)
  const schedule = parseSchedule(polite)
  if (schedule !== undefined) return schedule
  const asked = polite.length === 0 ? undefined : (parseWords(polite) ?? parseGerman(polite))
  const isHarmless =
    askOf(asked) !== undefined ||
    (asked !== undefined && ["help", "more", "export", "schedules"].includes(asked.kind))
  const command = isHarmless ? asked : parseWords(words)
  if (command !== undefined) {
    const several = askedOfEach(command, words)
    if (several.length > 0) return { kind: "unknown", unknown: line, several }
    const doubt = isWrite(command) ? doubtIn(said, command) : undefined
    return doubt === undefined ? command : { kind: "unknown", unknown: line, change: doubt }
  }
  if (wantsSchedule(words))
    return { kind: "unknown", unknown: line, change: asSchedule(questionWithin(words)) }
  const fixed = withoutSlips(words)
  if (fixed?.join(" ").toLowerCase() === "help") return { kind: "help" }
  const within = questionWithin(words) ?? (fixed && questionWithin(fixed)) ?? abridged(polite)
  const change =
    within === undefined ? (changeSpokenOf(words) ?? (fixed && changeSpokenOf(fixed))) : undefined
  if (change !== undefined) return { kind: "unknown", unknown: line, change }
  const follows = followIn(polite, /^(?:and|und|then)$/i.test(words[0] ?? ""))
  return {
    kind: "unknown",
    unknown: line,
    ...(within === undefined ? {} : { within }),
    ...(follows === undefined ? {} : { follows }),
  }
}

/** True for words that a button may say in somebody's name. */
export const onlyAsks = (ask: string): boolean => askOf(parseWords(splitWords(ask))) !== undefined

/** Said before or after a question. */
const COURTESY = setOf("please pls plz thanks thank thx cheers now then also asap bitte danke merci")
/** Said before one alone: behind a name they may be a part of it, as in "Anna So". */
const BEFORE = setOf("you ty hey hi hello hallo ok okay so and und bot watchpost")

const isCourtesy = (word: string): boolean => COURTESY.has(word.toLowerCase())
const isBefore = (word: string): boolean => isCourtesy(word) || BEFORE.has(word.toLowerCase())

function withoutCourtesy(said: readonly string[]): readonly string[] {
  const from = said.findIndex((word) => !isBefore(word))
  const end = endOfQuestion(said)
  return from === -1 || from >= end ? [] : said.slice(from, end)
}

/** "until now". */
const isEndOfTime = (before = ""): boolean => /^(?:to|until|till?|bis)$/i.test(before)

/** The place after the last word that is no courtesy; "thank you" is one. */
function endOfQuestion(said: readonly string[]): number {
  const isThanks = /^thank you$/i.test(said.slice(-2).join(" "))
  return (
    said
      .slice(0, isThanks ? -2 : undefined)
      .findLastIndex((word, index) => !isCourtesy(word) || isEndOfTime(said[index - 1])) + 1
  )
}

/** A name in quotes is taken whole. */
const OUTSIDE_QUOTES = `(?=[^"“”„]*(?:["“„][^"“”„]*["“”][^"“”„]*)*$)`
const MARK = new RegExp(String.raw`\?${OUTSIDE_QUOTES}`, "u")
const BETWEEN = new RegExp(String.raw`(?:[?;\n]|\s(?:and|und|then)\s)${OUTSIDE_QUOTES}`, "iu")

/**
 * Several questions of one message. Question marks always part them; line breaks, "and" and semicolons where each part is
 * a question by itself.
 */
function partsOf(text: string): readonly string[] {
  const isSaying = (part: string): boolean =>
    splitWords(plainText(part, MAX_LENGTH)).some((word) => !isBefore(word))
  const marked = text.split(MARK).filter(isSaying)
  if (marked.length > 1 && marked.some((part) => askIn(part) !== undefined)) return marked
  const parted = text.split(BETWEEN).filter(isSaying)
  return parted.length > 1 && parted.every((part) => askIn(part) !== undefined) ? parted : []
}

function askIn(part: string): string | undefined {
  const words = withoutCourtesy(splitWords(plainText(part, MAX_LENGTH)))
  return askOf(parseWords(words) ?? parseGerman(words))
}

/** Never what changes something. */
function parseGerman(words: readonly string[]): Command | undefined {
  const ask = inGrammar(words)
  const command = ask === undefined ? undefined : parseWords(splitWords(ask))
  return askOf(command) === undefined ? undefined : command
}

const MOST_SKIPPED = 12

/** Also of words whose slips were put right: "who resotred kim yesteday". "Hey, can you tell me who can read kim's mailbox please": what is asked stands behind the first words. */
function questionWithin(words: readonly string[]): string | undefined {
  const end = endOfQuestion(words)
  const starts = Array.from({ length: Math.min(end, MOST_SKIPPED) }, (_, start) => start)
  return starts.map((start) => askOf(parseWords(words.slice(start, end)))).find((ask) => ask !== undefined)
}

/** What people leave out of a question. */
const ABRIDGED: readonly (readonly [first: RegExp, said: string])[] = [
  [/^(?:sign-?ins?|log-?ins?|logons?)$/i, "sign-ins of"],
  [/^(?:rules?|inboxrules?)$/i, "show inbox rules of"],
  [/^(?:forwards?|forwardings?|forwarding|redirects?)$/i, "show forwards of"],
  [/^(?:delegates?|delegations?)$/i, "show delegates of"],
  [/^(?:access|readers?|rights)$/i, "who can read"],
  [/^(?:restore|restored|backup)$/i, "who restored"],
]

/** "logins megan at contoso": said in full. */
function abridged([first = "", ...rest]: readonly string[]): string | undefined {
  const said = ABRIDGED.find(([word]) => word.test(first))?.[1]
  const isPlace = /^(?:at|of|for|in|by)$/i.test(rest[0] ?? "")
  return said === undefined || rest.length === 0 || rest.length > MOST_FOLLOWING || isPlace
    ? undefined
    : askOf(parseWords([...said.split(" "), ...rest]))
}

const FOLLOWS = /^(?:(?:what|how) about|same for|for|or)$/i
const PLACES = /^(?:same at|at)$/i

/** "and yesterday?", "what about fabrikam": the part of the question before that is another one now. */
function followIn(words: readonly string[], isAnd: boolean): Following | undefined {
  const begins = (start: RegExp) => [2, 1].find((length) => start.test(words.slice(0, length).join(" ")))
  const [begun, place] = [begins(FOLLOWS), begins(PLACES)]
  const rest = words.slice(place ?? begun ?? 0)
  if (rest.length === 0 || words.length > MOST_FOLLOWING) return undefined
  const said = place === undefined ? rest : ["at", ...rest]
  return { words: said.join(" "), mayName: begun !== undefined || isAnd }
}

const MOST_FOLLOWING = 7
