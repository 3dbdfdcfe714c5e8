/** Words of the grammar that were mistyped: "resotred", "yesteday". What is put right is only ever suggested. */
import { EXAMPLES } from "./examples.ts"
import { LISTING_NAMES } from "./parse-questions.ts"
import { BEGINNING_WORDS } from "./question-beginnings.ts"

const TIMES =
  "today yesterday tonight last this week month year night morning evening weekend hours minutes days since between monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december"

/** A name in an example is no word of the grammar. */
const isWord = (word: string): boolean => /^[a-z-]+$/.test(word) && word !== "contoso"

const VOCABULARY = [
  ...new Set([
    ...TIMES.split(" "),
    ...BEGINNING_WORDS,
    ...LISTING_NAMES,
    ...EXAMPLES.flatMap(({ ask }) => ask.toLowerCase().split(" ")),
  ]),
].filter(isWord)
const KNOWN: ReadonlySet<string> = new Set(VOCABULARY)

export const isOfGrammar = (word: string): boolean => KNOWN.has(word.toLowerCase())

/** Shorter ones are like too many others. */
const SHORTEST = 4

/** Who writes one word of many large means a name: "Augusta" is no month. */
const NAME = /^\p{Lu}\p{Ll}/u

/** Undefined where every word is as it should be, or no word of the grammar is close. */
export function withoutSlips(words: readonly string[]): readonly string[] | undefined {
  const fixed = words.map((word, index) =>
    index > 0 && NAME.test(word) ? word : (closest(word.toLowerCase()) ?? word),
  )
  return fixed.every((word, index) => word === words[index]) ? undefined : fixed
}

function closest(word: string): string | undefined {
  if (KNOWN.has(word) || word.length < SHORTEST || !/^[\p{L}-]+$/u.test(word)) return undefined
  const allowed = word.length < 7 ? 1 : 2
  const near = VOCABULARY.filter(
    (known) => Math.abs(known.length - word.length) <= allowed && known.length >= SHORTEST,
  )
    .map((known) => ({ known, slips: slipsBetween(word, known) }))
    .filter(({ slips }) => slips <= allowed)
    .toSorted((a, b) => a.slips - b.slips)
  return near[0]?.known
}

/** A letter that is missing, too many, another one, or two that changed places: one slip each (optimal string alignment). */
function slipsBetween(a: string, b: string): number {
  let [older, old]: [readonly number[], readonly number[]] = [
    [],
    Array.from({ length: b.length + 1 }, (_, index) => index),
  ]
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      next.push(
        Math.min(
          (old[column] ?? 0) + 1,
          (next[column - 1] ?? 0) + 1,
          (old[column - 1] ?? 0) + same,
          isSwapped ? (older[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    ;[older, old] = [old, next]
  }
  return old[b.length] ?? 0
}
