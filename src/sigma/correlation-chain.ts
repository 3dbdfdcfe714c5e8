/** Correlations of rules and of other correlations: what they refer to, and all of them evaluated together. */
import { type Firing, firingsOf } from "./correlate.ts"
import { type Entry, entryOf } from "./correlation-entry.ts"
import type { SigmaEvent } from "./event.ts"
import { didYouMean } from "./nearest.ts"
import { isNamed, type Named, type SigmaCorrelation, type SigmaFilter, type SigmaRule } from "./rule.ts"

/** Correlations on top of one another: far above any sane rule. */
const MAX_CHAIN = 10

/** Problems of references between documents, in all files at once: unknown names, circles, chains that are too long. */
export function checkReferences(
  rules: readonly SigmaRule[],
  correlations: readonly SigmaCorrelation[],
  filters: readonly SigmaFilter[],
): readonly string[] {
  const names = [...rules, ...correlations].flatMap(({ id, name }) => [id, name])
  const known = new Set(names.filter((name) => name !== undefined))
  const unknown = [...correlations, ...filters].flatMap((document) => {
    const references = document.rules === "any" ? [] : document.rules
    return references
      .filter((reference) => !known.has(reference))
      .map(
        (reference) =>
          `${document.path}:${document.line}: there is no rule "${reference}"${didYouMean(reference, known)}`,
      )
  })
  const tooDeep = [...chainDepths(correlations)].filter(([, depth]) => depth > MAX_CHAIN)
  const circles = tooDeep.map(
    ([{ path, line, title }]) =>
      `${path}:${line}: the correlation "${title}" refers to itself or stands on more than ${MAX_CHAIN} others`,
  )
  const twice = correlations.flatMap((correlation) => listedTwice(correlation, [...rules, ...correlations]))
  const strangers = correlations.flatMap((correlation) =>
    strangeAliases(correlation, [...rules, ...correlations]),
  )
  return [...unknown, ...twice, ...strangers, ...circles]
}

/** By its id and by its name: the second would never be met, because one event counts for the first. */
function listedTwice(correlation: SigmaCorrelation, documents: readonly Named[]): readonly string[] {
  const { path, line, rules } = correlation
  return documents.flatMap((one) => {
    const [first, second] = rules.filter((reference) => isNamed(one, reference))
    return second === undefined
      ? []
      : [`${path}:${line}: the correlation lists one rule twice, as "${first}" and as "${second}"`]
  })
}

/** As the correlation lists it, what an alias may call by its id and the list by its name, or the other way round. */
function listedAs(
  name: string,
  { rules }: SigmaCorrelation,
  documents: readonly Named[],
): string | undefined {
  if (rules.includes(name)) return name
  const meant = documents.filter((one) => isNamed(one, name))
  return rules.find((reference) => meant.some((one) => isNamed(one, reference)))
}

function strangeAliases(correlation: SigmaCorrelation, documents: readonly Named[]): readonly string[] {
  const { path, line, rules, aliases } = correlation
  const names = new Set([...aliases.values()].flatMap((fields) => [...fields.keys()]))
  return [...names]
    .filter((name) => listedAs(name, correlation, documents) === undefined)
    .map(
      (name) =>
        `${path}:${line}: the alias names "${name}", which isn't in "rules"${didYouMean(name, rules)}`,
    )
}

/** The correlations with rules named in their aliases as they are listed, which is how entries name them. */
export function listAliases(
  correlations: readonly SigmaCorrelation[],
  rules: readonly SigmaRule[],
): readonly SigmaCorrelation[] {
  const documents = [...rules, ...correlations]
  return correlations.map((correlation) => {
    if (correlation.aliases.size === 0) return correlation
    const aliases = [...correlation.aliases].map(([alias, fields]) => {
      const listed = [...fields].map(
        ([name, field]) => [listedAs(name, correlation, documents) ?? name, field] as const,
      )
      return [alias, new Map(listed)] as const
    })
    return { ...correlation, aliases: new Map(aliases) }
  })
}

/** How many correlations stand on one another, each counted in as many rounds as may stand: a circle never settles. */
function chainDepths(correlations: readonly SigmaCorrelation[]): ReadonlyMap<SigmaCorrelation, number> {
  const inner = correlations.map((correlation) => ({
    correlation,
    on: correlations.filter((one) => correlation.rules.some((reference) => isNamed(one, reference))),
  }))
  let depths = new Map(correlations.map((correlation) => [correlation, 1]))
  for (let round = 0; round <= MAX_CHAIN; round += 1) {
    const before = depths
    depths = new Map(
      inner.map(({ correlation, on }) => [
        correlation,
        1 + on.reduce((deepest, one) => Math.max(deepest, before.get(one) ?? 0), 0),
      ]),
    )
  }
  return depths
}

/** True when a rule or correlation alerts on its own: nothing refers to it, or something that does says `generate`. */
export function standsAlone(one: Named, correlations: readonly SigmaCorrelation[]): boolean {
  const users = correlations.filter((correlation) => correlation.rules.some((rule) => isNamed(one, rule)))
  return users.length === 0 || users.some((correlation) => correlation.generate)
}

/** One rule that matched one event. */
export type RuleMatch = {
  readonly rule: Named
  readonly id: string
  readonly at: number
  readonly event: SigmaEvent
}

type CorrelationFiring = Firing & { readonly correlation: SigmaCorrelation }

/**
 * All firings of all correlations, inner ones before those that stand on them. References must have been checked.
 * A firing counts for an outer correlation as one event at the time when it was completed, with the fields of its group.
 */
export function correlate(
  correlations: readonly SigmaCorrelation[],
  matches: readonly RuleMatch[],
): readonly CorrelationFiring[] {
  const done = new Map<SigmaCorrelation, readonly CorrelationFiring[]>()
  const evaluate = (correlation: SigmaCorrelation): readonly CorrelationFiring[] => {
    const known = done.get(correlation)
    if (known !== undefined) return known
    const inner = correlations
      .filter((one) => correlation.rules.some((reference) => isNamed(one, reference)))
      .flatMap(evaluate)
      .map(asMatch)
    const entries = [...matches, ...inner].flatMap((match) => entriesOf(correlation, match))
    const firings = firingsOf(correlation, entries).map((firing) => ({ ...firing, correlation }))
    done.set(correlation, firings)
    return firings
  }
  return correlations.flatMap(evaluate)
}

function entriesOf(correlation: SigmaCorrelation, match: RuleMatch): readonly Entry[] {
  const rule = correlation.rules.find((reference) => isNamed(match.rule, reference))
  if (rule === undefined) return []
  const entry = entryOf(correlation, { rule, id: match.id, at: match.at, event: match.event })
  return entry === undefined ? [] : [entry]
}

/** The id names the event that completed the firing, so that a chain ends at a real event. */
function asMatch(firing: CorrelationFiring): RuleMatch {
  const { groupBy } = firing.correlation
  const fields = new Map(groupBy.map((name, index) => [name, firing.group[index]]))
  return {
    rule: firing.correlation,
    id: firing.completedBy.id,
    at: firing.at,
    event: { field: (name) => fields.get(name), texts: () => firing.group },
  }
}
