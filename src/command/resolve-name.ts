/** Whom a typed name means, among the names that a customer's records hold. Never a guess: several are asked back. */
import Fuse from "fuse.js"
import { foldText, lettersOf } from "../lib/fold.ts"

export type Resolved = {
  /** Those that fit; none, one or several. */
  readonly names: readonly string[]
  /** What may have been meant when none fits, best first. */
  readonly suggestions: readonly string[]
}

const MOST_SUGGESTIONS = 3
/** In fewer letters than these, every name is like every other. */
const LEAST_LETTERS = 4
/** Shorter ones begin too many names. */
const LEAST_BEGINNING = 3

/** By address, else by the part before the at sign ("anna berg" is anna.berg@…), else by its beginning, else by a last name. */
export function resolveName(typed: string, known: readonly string[]): Resolved {
  const names = fitting(typed, known)
  return { names, suggestions: names.length > 0 ? [] : closest(typed, known) }
}

/** Those that fit, without looking for others: costs little for many names. */
export function fitting(typed: string, known: readonly string[]): readonly string[] {
  const wanted = foldText(typed)
  const exact = known.filter((name) => foldText(name) === wanted)
  const local = lettersOf(typed)
  if (exact.length > 0 || typed.includes("@") || local === "") return exact
  const spellings = spellingsOf(typed)
  const begun = known.filter((name) =>
    spellingsOf(beforeAt(name)).some((one) => spellings.some((wanted) => one.startsWith(wanted))),
  )
  const whole = begun.filter((name) => spellingsOf(beforeAt(name)).some((one) => spellings.includes(one)))
  if (whole.length > 0 || local.length < LEAST_BEGINNING) return whole
  return begun.length > 0 ? begun : known.filter((name) => isPartOf(spellings, name))
}

/** "siciliani" is diego.siciliani@…. */
const isPartOf = (spellings: readonly string[], name: string): boolean =>
  beforeAt(name)
    .split(/[._-]/)
    .some((part) => spellingsOf(part).some((one) => spellings.includes(one)))

const UMLAUTS: Readonly<Record<string, string>> = {
  ä: "ae",
  ö: "oe",
  ü: "ue",
  ß: "ss",
  ø: "oe",
  æ: "ae",
  å: "aa",
}

/** "Müller" is muller and mueller, whichever of them an address has: the letters of each. */
export function spellingsOf(text: string): readonly string[] {
  const plain = lettersOf(text)
  const folded = text.normalize("NFC").toLowerCase()
  const spoken = lettersOf(folded.replace(/[äöüßøæå]/g, (letter) => UMLAUTS[letter] ?? letter))
  return plain === spoken ? [plain] : [plain, spoken]
}

/** True where all of the name was typed, not only its beginning. */
export const isWholeName = (typed: string, name: string): boolean =>
  lettersOf(beforeAt(name)) === lettersOf(typed)

export function closest(typed: string, known: readonly string[]): readonly string[] {
  // All of a customer's addresses end alike: that says nothing about whom is meant.
  const wanted = beforeAt(typed)
  if (lettersOf(wanted).length < LEAST_LETTERS)
    return known.filter((name) => foldText(beforeAt(name)) === foldText(wanted)).slice(0, MOST_SUGGESTIONS)
  // Of those that fit equally well, the one of about the same length comes first.
  const odd = (local: string): number => Math.abs(local.length - wanted.length)
  const names = known
    .map((name) => ({ name, local: beforeAt(name) }))
    .toSorted((a, b) => odd(a.local) - odd(b.local))
  const fuse = new Fuse(names, { keys: ["local"], threshold: 0.35, ignoreLocation: true })
  return fuse.search(wanted.slice(0, 32), { limit: MOST_SUGGESTIONS }).map(({ item }) => item.name)
}

/** " Did you mean a or b?", or nothing. */
export const didYouMean = (suggestions: readonly string[]): string =>
  suggestions.length === 0 ? "" : ` Did you mean ${suggestions.join(" or ")}?`

/** What stands before the @; the whole text where there is none. */
export const beforeAt = (address: string): string => address.split("@", 1)[0] ?? ""
