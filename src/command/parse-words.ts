/** The parts that many questions share: a time, a customer, a mailbox's or a person's name. Works on words. */
import { isPeriod } from "./period.ts"

/** Words that are told apart from others, as they are written in a line. */
export const setOf = (words: string): ReadonlySet<string> => new Set(words.split(" "))

export type Taken<Name extends string> = { readonly [name in Name]?: string } & {
  readonly rest: readonly string[]
}

const PLACES: readonly string[] = ["at", "for"]

/** `… at contoso` or `… for Contoso Manufacturing` at the end: everything after the last such word. An address is no customer. */
export function takeCustomer(words: readonly string[], places = PLACES): Taken<"customer"> {
  const at = words.findLastIndex((word) => places.includes(word.toLowerCase()))
  const customer = words.slice(at + 1).join(" ")
  if (at === -1 || customer === "" || customer.includes("@")) return { rest: words }
  return { customer, rest: words.slice(0, at) }
}

const MOST_WORDS = 8

/** The longest end of the words that is a time, in lower case. */
function takePeriod(words: readonly string[]): Taken<"period"> {
  for (let start = Math.max(0, words.length - MOST_WORDS); start < words.length; start += 1) {
    const period = words.slice(start).join(" ").toLowerCase()
    if (isPeriod(period)) return { period, rest: words.slice(0, start) }
  }
  return { rest: words }
}

export type Where = { readonly period?: string; readonly customer?: string }

/** Time and customer come last, in either order. */
export function takeWhere(
  words: readonly string[],
  places = PLACES,
): Where & { readonly rest: readonly string[] } {
  const late = takePeriod(words)
  const { customer, rest } = takeCustomer(late.rest, places)
  const early = late.period === undefined ? takePeriod(rest) : { rest }
  const unread = late.period === undefined && early.period === undefined ? takeNoTime(early.rest) : undefined
  const period = late.period ?? early.period ?? unread?.period
  return {
    rest: unread?.rest ?? early.rest,
    ...(period === undefined ? {} : { period }),
    ...(customer === undefined ? {} : { customer }),
  }
}

const TIME_WORDS = /^(?:since|last|previous|between|during|today|yesterday|tonight|tomorrow)$/i

/** "anything since forever": what stands where a time is said is none that is understood, and nobody's name either. */
function takeNoTime(words: readonly string[]): Taken<"period"> | undefined {
  const at = words.findIndex(
    (word, index) =>
      index > 0 && (TIME_WORDS.test(word) || (/^on$/i.test(word) && /^\d/.test(words[index + 1] ?? ""))),
  )
  return at === -1 ? undefined : { period: words.slice(at).join(" ").toLowerCase(), rest: words.slice(0, at) }
}

/** "mailbox kim", "kim's mailbox", "the mailbox of kim", "kim": the name alone; empty when there is none. */
export function nameIn(words: readonly string[]): string {
  const named = words.filter((word) => word.toLowerCase() !== "the")
  const inner = named.at(-1)?.toLowerCase() === "mailbox" ? named.slice(0, -1) : named
  const [first, second] = inner.map((word) => word.toLowerCase())
  const start = first !== "mailbox" ? 0 : second === "of" ? 2 : 1
  return inner
    .slice(start)
    .join(" ")
    .replace(/['’]s$/iu, "")
}

/** People say "alert 42", "incident 42" and "#42" for the number on the card; undefined when anything else is said. */
export function numberIn(words: readonly string[]): number | undefined {
  const [number, ...others] = /^(?:alert|incident)$/i.test(words[0] ?? "") ? words.slice(1) : words
  const digits = /^#?(\d{1,9})$/.exec(number ?? "")?.[1]
  return digits === undefined || others.length > 0 ? undefined : Number(digits)
}
