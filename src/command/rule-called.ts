/** Which rule somebody means by a name or a title, among those that are written. Never a guess: several are asked back. Pure. */
import Fuse from "fuse.js"
import { foldText } from "../lib/fold.ts"

type Called = { readonly name: string; readonly title: string }

export type RuleFound<Rule extends Called> =
  | { readonly rule: Rule }
  /** `fits`: what was typed is a part of each; else they are only near. */
  | { readonly names: readonly string[]; readonly fits: boolean }

/** More than these are no "did you mean". */
const MOST_NEAR = 4

/** By name or title, else the only one whose name or title has all the words that were typed. */
export function ruleCalled<Rule extends Called>(typed: string, rules: readonly Rule[]): RuleFound<Rule> {
  const wanted = folded(typed)
  if (wanted === "") return { names: [], fits: false }
  const called = (fits: (text: string) => boolean): readonly Rule[] =>
    rules.filter(({ name, title }) => fits(folded(name)) || fits(folded(title)))
  const words = wanted.split(" ")
  const whole = called((text) => text === wanted)
  const found = whole.length > 0 ? whole : called((text) => words.every((word) => text.includes(word)))
  const [only, ...others] = found
  if (only !== undefined && others.length === 0) return { rule: only }
  const fits = only !== undefined
  return { names: (fits ? found : near(wanted, rules)).map(({ name }) => name), fits }
}

/** A name has dashes where a title has blanks. */
const folded = (text: string): string =>
  foldText(text)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()

/** Fuse takes patterns of at most 32 characters without slowing down. */
const near = <Rule extends Called>(wanted: string, rules: readonly Rule[]): readonly Rule[] => {
  const texts = rules.map((rule) => ({ rule, name: folded(rule.name), title: folded(rule.title) }))
  const fuse = new Fuse(texts, { keys: ["name", "title"], threshold: 0.4, ignoreLocation: true })
  return fuse.search(wanted.slice(0, 32), { limit: MOST_NEAR }).map(({ item }) => item.rule)
}
