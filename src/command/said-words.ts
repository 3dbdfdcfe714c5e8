/** What a line that is no question of the grammar names besides what it is about: times, a month, an address, a number. Pure. */
import { bareIp } from "../lib/ip-text.ts"
import { monthMeant } from "../lib/month.ts"
import { inEnglish } from "./german-times.ts"
import { isPeriod } from "./period.ts"

export type Said = {
  /** In the words of the grammar. */
  readonly period?: string
  /** For a report: "october", "2026-10". */
  readonly month?: string
  /** An address. */
  readonly name?: string
  /** Who is named is asked about as the one who restored. */
  readonly isDoer?: true
  readonly ip?: string
  /** Of an incident. */
  readonly number?: string
}

const MOST_WORDS = 8
/** "restored by joni", "what did joni restore". */
const DOES = /\b(?:restor|recover)\S* (?:\S+ )?(?:by|durch)\b|\bdid \S+(?: \S+)? (?:restore|recover)\b/i

export function saidIn(line: string): Said {
  const words = line.split(/[\s,;]+/).map((word) => word.replace(/^mailto:|['’]s$|[?!:]+$/gi, ""))
  const bare = words.map((word) => word.replace(/\.+$/, ""))
  const name = bare.find((word) => /^[^@"“”]+@[^@"“”]+\.[^@"“”]+$/.test(word))
  const ip = bare.map((word) => bareIp(word)).find((found) => found !== undefined)
  const period = periodIn(words.map((word) => word.toLowerCase()))
  const month = bare.map(monthNamed).find((found) => found !== undefined)
  const number = /(?:^|[\s#])(\d{1,6})(?=$|[\s?!.,])/.exec(line)?.[1]
  return {
    ...(name === undefined ? {} : { name }),
    ...(DOES.test(line) ? { isDoer: true as const } : {}),
    ...(ip === undefined ? {} : { ip }),
    ...(period === undefined ? {} : { period }),
    ...(month === undefined ? {} : { month }),
    ...(number === undefined ? {} : { number }),
  }
}

const periodIn = (words: readonly string[]): string | undefined => timeIn(words)?.period

/** The longest words in a row that are a time, lower case, and where they stand; a bare number is none. */
export function timeIn(
  words: readonly string[],
): { readonly from: number; readonly to: number; readonly period: string } | undefined {
  for (let length = Math.min(MOST_WORDS, words.length); length > 0; length -= 1) {
    for (let start = 0; start + length <= words.length; start += 1) {
      const said = inEnglish(words.slice(start, start + length).join(" "))
      if (/^\d+$/.test(said) || !isPeriod(said)) continue
      const period = isPeriod(withoutIn(said)) ? withoutIn(said) : said
      return { from: start, to: start + length, period }
    }
  }
  return undefined
}

/** "log in today": the word belongs to what stands before it. */
const withoutIn = (said: string): string => said.replace(/^(?:in|on|at) /, "")

/** Any time: whether it is a month doesn't depend on when it is asked. */
const SOME_TIME = Date.UTC(2026, 0, 15)

function monthNamed(word: string): string | undefined {
  const said = inEnglish(word.toLowerCase())
  return /[a-z]{3}|-/.test(said) && monthMeant(said, "UTC", SOME_TIME) !== undefined ? said : undefined
}
