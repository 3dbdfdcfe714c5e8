/**
 * "every monday at 8 who restored anything at contoso this week", "alerts every weekday at 7:30 if any": a question with the
 * time at which it is to be asked by itself. Whole or not at all: without a question that is understood nothing is set.
 */

import type { AskDays } from "../model/schedule.ts"
import { WEEKDAYS } from "../model/weekday.ts"
import type { Change, Command, ScheduleCommand } from "./command.ts"
import { parseWords, splitWords } from "./parse-line.ts"
import { isQuestion } from "./question-words.ts"

/** Words behind "every", in lower case. */
const DAYS: Readonly<Record<string, AskDays>> = {
  day: "day",
  weekday: "weekday",
  workday: "weekday",
  "working day": "weekday",
  ...Object.fromEntries(WEEKDAYS.map((day) => [day, day])),
  "first of the month": "first",
  "1st of the month": "first",
  "first of month": "first",
  "1st of month": "first",
  month: "first",
}
const LONGEST_DAYS = 4

const EIGHT = 8 * 60

/** Undefined where no time is said that repeats, no question is understood, or something is left over. */
export function parseSchedule(words: readonly string[]): ScheduleCommand | undefined {
  const { said, isAlert } = withoutIfAny(words)
  const at = isEvery(said[0]) ? 0 : said.findLastIndex(isEvery)
  const when = at === -1 ? undefined : whenIn(said.slice(at + 1))
  if (when === undefined) return undefined
  const { rest, ...time } = when
  // The time stands before the question, or ends the line.
  const question = at === 0 ? rest : rest.length === 0 ? said.slice(0, at) : []
  const ask = question.length === 0 ? undefined : parseWords(question)
  return ask !== undefined && mayBeScheduled(ask) ? { kind: "schedule", ...time, isAlert, ask } : undefined
}

/** A report comes by itself where the configuration says so; a rule is tried by somebody who waits for it. */
export const mayBeScheduled = (command: Command): command is ScheduleCommand["ask"] =>
  (isQuestion(command) && command.kind !== "test-rule") ||
  command.kind === "status" ||
  command.kind === "alerts"

const isEvery = (word: string | undefined): boolean => /^(?:every|each)$/i.test(word ?? "")

const IF_ANY = /(?:^| )(?:but )?(?:only )?if (?:any|(?:there(?: is| are|['’]s) )?(?:any|some)(?:thing)?)$/i

function withoutIfAny(words: readonly string[]) {
  const found = IF_ANY.exec(words.join(" "))?.[0].trim()
  const said = found === undefined ? words : words.slice(0, -found.split(" ").length)
  return { said, isAlert: found !== undefined }
}

type When = Pick<ScheduleCommand, "days" | "minutes"> & { readonly rest: readonly string[] }

/** The days, and the time of day where it is said; undefined where something else is repeated. */
function whenIn(words: readonly string[]): When | undefined {
  const lower = words.map((word) => word.toLowerCase().replace(/:$/, ""))
  for (let length = LONGEST_DAYS; length > 0; length -= 1) {
    const days = DAYS[lower.slice(0, length).join(" ")]
    if (days === undefined) continue
    const isAt = lower[length] === "at"
    const [first = "", second = ""] = lower.slice(isAt ? length + 1 : length)
    const minutes = isAt || /^\d/.test(first) ? minutesIn(first, second) : { minutes: EIGHT, length: 0 }
    if (minutes === undefined) return undefined
    const end = length + (isAt ? 1 : 0) + minutes.length
    return { days, minutes: minutes.minutes, rest: words.slice(end) }
  }
  return undefined
}

/** "8", "8:30", "08.30", "8am", "8 pm", "noon": minutes after midnight, and how many words say it. */
function minutesIn(first: string, second: string): { minutes: number; length: number } | undefined {
  if (first === "noon") return { minutes: 12 * 60, length: 1 }
  if (first === "midnight") return { minutes: 0, length: 1 }
  const [, hour, minute = "0", joined] = /^(\d{1,2})(?:[:.](\d\d))?([ap]m)?$/.exec(first) ?? []
  const half = joined ?? (/^[ap]m$/.test(second) ? second : undefined)
  const length = half !== undefined && joined === undefined ? 2 : 1
  const said = Number(hour)
  if (hour === undefined || Number(minute) > 59 || said > (half === undefined ? 23 : 12)) return undefined
  if (half === undefined) return { minutes: said * 60 + Number(minute), length }
  return said === 0
    ? undefined
    : { minutes: ((said % 12) + (half === "pm" ? 12 : 0)) * 60 + Number(minute), length }
}

/** How whoever wants a question asked again and again says it; `within` is the question in their words, where there is one. */
export function asSchedule(within = ""): Change {
  const say = `every day at 8 ${within}`
  const isOne = within !== "" && parseSchedule(splitWords(say)) !== undefined
  return { kind: "schedule", say: isOne ? say : "every monday at 8 who restored anything this week" }
}

const AGAIN_AND_AGAIN =
  /(?:^| )(?:(?:every|each) (?:\d|day|morning|evening|night|week|work|month|year|hour|minute|first|1st|mon|tue|wed|thu|fri|sat|sun)|(?:jed(?:e|er|en|es)) (?:tag|morgen|abend|nacht|woche|monat|werktag|mon|die|mit|don|fre|sam|son|ersten)|(?:daily|weekly|monthly|hourly|täglich|wöchentlich|monatlich|werktags)(?= |$)|schedul)/

/** Words that aren't understood and want something asked again and again, or speak of that. */
export const wantsSchedule = (words: readonly string[]): boolean => {
  const line = words.join(" ").toLowerCase()
  return AGAIN_AND_AGAIN.test(line) && !/^(?:stop|end|delete|cancel|remove|beende|lösch)/.test(line)
}
