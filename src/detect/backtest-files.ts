/** The rule files that a backtest needs: the one that is tried, those that it names, and the filters over them. Pure. */

import { perObject } from "../lib/per-object.ts"
import { parseRules } from "../sigma/parse-rules.ts"
import { isNamed, type Named } from "../sigma/rule.ts"
import { nameFromTitle } from "./rule-custom.ts"
import type { RuleFile } from "./rule-set.ts"

/** The tried file and those whose rules its correlations and filters name. `pack` may hold the tried file itself, under another path: what it defines wins. */
export function filesFor(tried: RuleFile, pack: readonly RuleFile[]): readonly RuleFile[] {
  const others = withoutCopies(tried, pack)
  return withNamed(filtersOf(tried).includes("any") ? [tried, ...others] : [tried], others)
}

/** The files of `needed`, with those of filters over their rules. The same files where no other one has such a filter. */
export function withFilters(needed: readonly RuleFile[], pack: readonly RuleFile[]): readonly RuleFile[] {
  const names = needed.flatMap(namesIn)
  const filters = pack.filter((file) => !needed.includes(file) && filtersOver(file, names).length > 0)
  return filters.length === 0 ? needed : withNamed([...needed, ...filters], pack)
}

/** Titles of the filters over rules of `needed` in other files. */
export const filterTitles = (needed: readonly RuleFile[], all: readonly RuleFile[]): readonly string[] =>
  all
    .filter((file) => !needed.includes(file))
    .flatMap((file) => filtersOver(file, needed.flatMap(namesIn)).map(({ title }) => title))

/** A rule or correlation by what people call it, and where it is written. */
export type WrittenRule = { readonly name: string; readonly title: string; readonly file: RuleFile }

/** What is written in these files; of two with one name the last. One without a name is called after its title. */
export function rulesIn(files: readonly RuleFile[]): readonly WrittenRule[] {
  const all = files.flatMap((file) => {
    const { rules, correlations } = parsed(file)
    return [...rules, ...correlations].map(({ name, title }) => ({
      ...{ name: name ?? nameFromTitle(title), title, file },
    }))
  })
  return [...new Map(all.map((one) => [one.name, one])).values()]
}

/**
 * Whose alerts the backtest tells: those of the file's own rules, which may have no name, else (a file of filters alone)
 * those of the rules that it filters: what still alerts.
 */
export function isTold(tried: RuleFile): (rule: { readonly id: string; readonly name: string }) => boolean {
  const own = namesIn(tried)
  if (own.length > 0) return (rule) => own.some((one) => isSame(one, rule))
  const filtered = filtersOf(tried)
  return (rule) => filtered.includes("any") || filtered.some((reference) => isNamed(rule, reference))
}

/** A pack is looked through several times. */
const parsed = perObject(({ text, path }: RuleFile) => parseRules(text, path))

/** The files, and of `others` whatever their correlations and filters name, to the end. */
function withNamed(files: readonly RuleFile[], others: readonly RuleFile[]): readonly RuleFile[] {
  const needed = [...files]
  for (const file of needed) {
    for (const reference of referencesIn(file)) {
      const found = others.find((other) => namesIn(other).some((one) => isNamed(one, reference)))
      if (found !== undefined && !needed.includes(found)) needed.push(found)
    }
  }
  return needed
}

const withoutCopies = (tried: RuleFile, pack: readonly RuleFile[]): readonly RuleFile[] =>
  pack.filter((file) => !definesOneOf(file, [tried]))

function definesOneOf(file: RuleFile, others: readonly RuleFile[]): boolean {
  const known = others.flatMap(namesIn)
  return namesIn(file).some((one) => known.some((own) => isSame(own, one)))
}

const filtersOver = (file: RuleFile, names: readonly Named[]) =>
  parsed(file).filters.filter(
    ({ rules }) => rules === "any" || rules.some((reference) => names.some((one) => isNamed(one, reference))),
  )

const filtersOf = (file: RuleFile): readonly string[] => parsed(file).filters.flatMap(({ rules }) => rules)

const isSame = (one: Named, other: Named): boolean =>
  (one.id !== undefined && one.id === other.id) || (one.name !== undefined && one.name === other.name)

function namesIn(file: RuleFile): readonly Named[] {
  const { rules, correlations } = parsed(file)
  return [...rules, ...correlations].map(({ id, name }) => ({
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
  }))
}

function referencesIn(file: RuleFile): readonly string[] {
  const { correlations, filters } = parsed(file)
  return [...correlations, ...filters].flatMap(({ rules }) => (rules === "any" ? [] : rules))
}
