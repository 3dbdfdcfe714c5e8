/** Whom a typed name means, among the names that a customer's records hold. Never a guess: several are asked back. */
import Fuse from "fuse.js"

export type Resolved = {
  /** Those that fit; none, one or several. */
  readonly names: readonly string[]
  /** What may have been meant when none fits, best first. */
  readonly suggestions: readonly string[]
}

const MOST_SUGGESTIONS = 3
/** In fewer letters than these, every name is like every other. */
const LEAST_LETTERS = 4

/** By address, else by the part before the at sign ("anna berg" is anna.berg@…), else by its beginning. */
export function resolveName(typed: string, known: readonly string[]): Resolved {
  const wanted = fold(typed)
  const fits = (test: (name: string) => boolean): Resolved | undefined => {
    const names = known.filter(test)
    return names.length === 0 ? undefined : { names, suggestions: [] }
  }
  const exact = fits((name) => fold(name) === wanted)
  if (exact !== undefined) return exact
  const local = letters(typed)
  const byLocal =
    typed.includes("@") || local === ""
      ? undefined
      : (fits((name) => letters(beforeAt(name)) === local) ??
        fits((name) => local.length > 2 && letters(beforeAt(name)).startsWith(local)) ??
        // "lynnes mailbox" is Lynne's.
        fits((name) => /\w{3}s$/.test(local) && letters(beforeAt(name)).startsWith(local.slice(0, -1))))
  return byLocal ?? { names: [], suggestions: closest(typed, known) }
}

function closest(typed: string, known: readonly string[]): readonly string[] {
  // All of a customer's addresses end alike: that says nothing about whom is meant.
  const wanted = beforeAt(typed)
  if (letters(wanted).length < LEAST_LETTERS)
    return known.filter((name) => fold(beforeAt(name)) === fold(wanted)).slice(0, MOST_SUGGESTIONS)
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

const fold = (text: string): string => text.normalize("NFKC").trim().toLowerCase()
const beforeAt = (address: string): string => address.split("@", 1)[0] ?? ""
const letters = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "")
