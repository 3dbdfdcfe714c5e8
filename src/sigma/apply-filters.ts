/**
 * Filters take away: a rule with a filter matches what the rule matches and the filter doesn't. When a filter ends is
 * its keeper's business; what is given here applies.
 * Source: Sigma filters specification v2.1.0.
 */
import { type Condition, onlyNegates } from "./condition.ts"
import { isNamed, type Search, type SigmaFilter, type SigmaRule } from "./rule.ts"

/** Every rule with the filters that name it (or any rule) and whose logsource it satisfies. */
export const applyFilters = (
  rules: readonly SigmaRule[],
  filters: readonly SigmaFilter[],
): readonly SigmaRule[] =>
  rules.map((rule) => filters.filter((filter) => concerns(filter, rule)).reduce(withFilter, rule))

/** The filter's category, product and service must all be the rule's; what the filter leaves out fits everything. */
function concerns(filter: SigmaFilter, rule: SigmaRule): boolean {
  const fits = ["category", "product", "service"].every((key) => {
    const wanted = filter.logsource[key]
    return wanted === undefined || wanted.toLowerCase() === rule.logsource[key]?.toLowerCase()
  })
  if (!fits || filter.rules === "any") return fits
  return filter.rules.some((name) => isNamed(rule, name))
}

function withFilter(rule: SigmaRule, filter: SigmaFilter): SigmaRule {
  // No identifier of a rule has a blank, so that the filter's searches can't replace the rule's own.
  const prefix = `filter ${rule.searches.size} `
  const renamed = [...filter.searches].map(([name, search]): [string, Search] => [prefix + name, search])
  return {
    ...rule,
    searches: new Map([...rule.searches, ...renamed]),
    condition: { kind: "and", of: [rule.condition, kept(filter.condition, prefix)] },
  }
}

/**
 * What stays. The specification's own example silences `selection` with `condition: selection`; other tools write
 * `condition: not selection` for the same. A condition that only negates is read as theirs: nobody writes a filter
 * that silences everything but one thing.
 */
function kept(condition: Condition, prefix: string): Condition {
  const own = rename(condition, prefix)
  return onlyNegates(condition) ? own : { kind: "not", of: own }
}

function rename(condition: Condition, prefix: string): Condition {
  if (condition.kind === "search") return { kind: "search", name: prefix + condition.name }
  if (condition.kind === "not") return { kind: "not", of: rename(condition.of, prefix) }
  return { kind: condition.kind, of: condition.of.map((part) => rename(part, prefix)) }
}
