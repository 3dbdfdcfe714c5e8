/** The rule files that a backtest needs: the one that is tried, and those whose rules its correlations and filters name. Pure. */
import type { RuleFile } from "../detect/rule-set.ts"
import { isNamed } from "../sigma/correlation-chain.ts"
import { parseRules } from "../sigma/parse-rules.ts"

/** `pack` may hold the tried file itself, under another path: what it defines wins. */
export function filesFor(tried: RuleFile, pack: readonly RuleFile[]): readonly RuleFile[] {
  const defined = namesIn(tried)
  const others = pack
    .map((file) => ({ file, names: namesIn(file) }))
    .filter(({ names }) => !names.some((one) => defined.some((own) => isSame(own, one))))
  const needed: RuleFile[] = [tried]
  for (const file of needed) {
    for (const reference of referencesIn(file)) {
      const found = others.find(({ names }) => names.some((one) => isNamed(one, reference)))
      if (found !== undefined && !needed.includes(found.file)) needed.push(found.file)
    }
  }
  return needed
}

type Named = { readonly id?: string; readonly name?: string }

const isSame = (one: Named, other: Named): boolean =>
  (one.id !== undefined && one.id === other.id) || (one.name !== undefined && one.name === other.name)

export function namesIn({ text, path }: RuleFile): readonly Named[] {
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
