/** The rule files that a backtest needs: the one that is tried, and those whose rules its correlations and filters name. Pure. */
import type { RuleFile } from "../detect/rule-set.ts"
import { parseRules } from "../sigma/parse-rules.ts"
import { isNamed, type Named } from "../sigma/rule.ts"

/** `pack` may hold the tried file itself, under another path: what it defines wins. */
export function filesFor(tried: RuleFile, pack: readonly RuleFile[]): readonly RuleFile[] {
  const defined = namesIn(tried)
  const others = pack
    .map((file) => ({ file, names: namesIn(file) }))
    .filter(({ names }) => !names.some((one) => defined.some((own) => isSame(own, one))))
  const needed: RuleFile[] = [tried]
  if (filtersOf(tried).includes("any")) needed.push(...others.map(({ file }) => file))
  for (const file of needed) {
    for (const reference of referencesIn(file)) {
      const found = others.find(({ names }) => names.some((one) => isNamed(one, reference)))
      if (found !== undefined && !needed.includes(found.file)) needed.push(found.file)
    }
  }
  return needed
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

const filtersOf = ({ text, path }: RuleFile): readonly string[] =>
  parseRules(text, path).filters.flatMap(({ rules }) => rules)

const isSame = (one: Named, other: Named): boolean =>
  (one.id !== undefined && one.id === other.id) || (one.name !== undefined && one.name === other.name)

function namesIn({ text, path }: RuleFile): readonly Named[] {
  const { rules, correlations } = parseRules(text, path)
  return [...rules, ...correlations].map(({ id, name }) => ({
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
  }))
}

function referencesIn({ text, path }: RuleFile): readonly string[] {
  const { correlations, filters } = parseRules(text, path)
  return [...correlations, ...filters].flatMap(({ rules }) => (rules === "any" ? [] : rules))
}
