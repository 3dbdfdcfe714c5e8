/** Rule files → the rules, correlations and filters of this product, checked together and indexed by operation. */
import type { RuleInfo } from "../model/alert.ts"
import { ConfigError } from "../model/errors.ts"
import { isLevel } from "../model/level.ts"
import { applyFilters } from "../sigma/apply-filters.ts"
import { compileRule } from "../sigma/compile-rule.ts"
import { checkReferences, listAliases, standsAlone } from "../sigma/correlation-chain.ts"
import { fieldsOfRule } from "../sigma/lint-rules.ts"
import { parseRules } from "../sigma/parse-rules.ts"
import {
  type Heading,
  isNamed,
  type SigmaCorrelation,
  type SigmaFilter,
  type SigmaRule,
} from "../sigma/rule.ts"
import { FACTS } from "./facts/all-facts.ts"
import { FIRST_SEEN, type FirstSeen } from "./facts/seen-things.ts"
import type { Alerting, Candidates, Correlation, Feed, Rule } from "./rule.ts"
import { type Custom, nameFromTitle, readCustom } from "./rule-custom.ts"
import { indexRules } from "./rule-index.ts"

export type RuleFile = { readonly path: string; readonly text: string }

export type RuleSet = {
  readonly rules: readonly Rule[]
  /** Inner ones before those that stand on them. */
  readonly correlations: readonly Correlation[]
  readonly candidates: Candidates
  /** The correlations that list a rule or a correlation. */
  feedsOf(one: Alerting): readonly Feed[]
  /** What to remember of records of an operation (folded), for the facts that some rule asks for. */
  firstSeen(operationKey: string): readonly FirstSeen[]
}

type Documents = {
  readonly rules: readonly SigmaRule[]
  readonly correlations: readonly SigmaCorrelation[]
  readonly filters: readonly SigmaFilter[]
}
type Problem = (heading: Heading) => (message: string) => void

/** Throws ConfigError with every mistake of every file. Rules that `isAloud` names alert whatever their files say: who tries a rule wants to hear it. */
export function compileRuleSet(
  files: readonly RuleFile[],
  isAloud: (rule: RuleInfo) => boolean = () => false,
): RuleSet {
  const parsed = files.map((file) => parseRules(file.text, file.path))
  const problems = parsed.flatMap((one) => one.problems)
  const sigmaRules = parsed.flatMap(({ rules }) => rules)
  const documents: Documents = {
    rules: sigmaRules,
    correlations: listAliases(
      parsed.flatMap(({ correlations }) => correlations),
      sigmaRules,
    ),
    filters: parsed.flatMap(({ filters }) => filters),
  }
  const problem: Problem =
    ({ path, line }) =>
    (message) =>
      void problems.push(`${path}:${line}: ${message}`)
  // A name that a broken file would have given isn't missing.
  const whole = problems.length === 0
  if (whole) problems.push(...checkReferences(documents.rules, documents.correlations, documents.filters))
  const spoken = <One extends Rule | Correlation>(one: One | undefined): readonly One[] =>
    one === undefined ? [] : [isAloud(one.info) ? { ...one, silent: false } : one]
  const rules = applyFilters(documents.rules, documents.filters).flatMap((sigma) =>
    spoken(readRule(sigma, documents, problem(sigma))),
  )
  const correlations = documents.correlations.flatMap((sigma) =>
    spoken(readCorrelation(sigma, documents, problem(sigma))),
  )
  const all = [...rules, ...correlations]
  for (const name of repeated(all.map(({ info }) => info.name)))
    problems.push(`two rules are named "${name}"`)
  for (const id of repeated(all.map(({ info }) => info.id))) problems.push(`two rules have the id "${id}"`)
  if (problems.length > 0) throw new ConfigError(problems)
  const inOrder = innerFirst(correlations)
  return {
    rules,
    correlations: inOrder,
    candidates: indexRules(rules),
    feedsOf: feedsOf(all, inOrder),
    firstSeen: rememberedOf(new Set(all.flatMap(namedFacts))),
  }
}

const repeated = (texts: readonly string[]): readonly string[] => [
  ...new Set(texts.filter((text, index) => texts.indexOf(text) !== index)),
]

function readRule(
  sigma: SigmaRule,
  { correlations }: Documents,
  problem: (message: string) => void,
): Rule | undefined {
  const custom = readCustom(sigma, problem)
  const info = readInfo(sigma, custom, problem)
  const unknown = unknownFacts([...fieldsOfRule(sigma).flatMap(factOf), ...customFacts(custom)], problem)
  if (custom === undefined || info === undefined || unknown) return undefined
  if (custom.unless.length > 0)
    problem("custom.unless is for correlations; a rule says it in its condition, with not")
  const foreign = isForeign(sigma)
  const { also, repeat } = custom
  return {
    ...alerting(sigma, custom, info),
    // Sigma's own default: what only a correlation lists alerts nobody. Our rules say so themselves.
    silent: custom.silent || (foreign && !standsAlone(sigma, correlations)),
    compiled: compileRule(sigma),
    also,
    ...(repeat === undefined ? {} : { repeatMs: repeat }),
    foreign,
  }
}

function readCorrelation(
  sigma: SigmaCorrelation,
  { correlations }: Documents,
  problem: (message: string) => void,
): Correlation | undefined {
  const custom = readCustom(sigma, problem)
  const info = readInfo(sigma, custom, problem)
  const unknown = unknownFacts([...correlationFacts(sigma), ...customFacts(custom)], problem)
  if (custom === undefined || info === undefined || unknown) return undefined
  return {
    ...alerting(sigma, custom, info),
    silent: custom.silent || (isForeign(sigma) && !standsAlone(sigma, correlations)),
    sigma,
    unless: custom.unless,
    everyTenant: custom.across === "customers",
  }
}

const isForeign = ({ custom }: Heading): boolean => custom === undefined || custom === null

const alerting = ({ path }: Heading, custom: Custom, info: RuleInfo): Alerting => {
  const { subject, raise, lower, silent, catalog } = custom
  return { info, subject, raise, lower, silent, catalog, path }
}

function readInfo(
  sigma: Heading,
  custom: Custom | undefined,
  problem: (message: string) => void,
): RuleInfo | undefined {
  const { id, title } = sigma
  const name = sigma.name ?? (isForeign(sigma) ? nameFromTitle(title) : undefined)
  const level = sigma.level ?? (custom?.silent === true ? "informational" : "")
  if (id === undefined) problem("the rule has no id")
  if (name === undefined) problem("the rule has no name")
  if (!isLevel(level)) problem("the rule has no level")
  if (id === undefined || name === undefined || !isLevel(level) || custom === undefined) return undefined
  const { why, question, actions } = custom
  const techniques = sigma.tags.flatMap(
    (tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase() ?? [],
  )
  return { id, name, title, level, techniques, why, falsePositives: sigma.falsePositives, question, actions }
}

const factOf = (field: string): readonly string[] => {
  const name = /^(?:facts|evidence)\.(.*)$/.exec(field)?.[1]
  return name === undefined ? [] : [name]
}

const customFacts = (custom: Custom | undefined): readonly string[] => [
  ...(custom?.raise ?? []),
  ...(custom?.lower ?? []),
  ...(custom?.unless ?? []),
]

const correlationFacts = ({ groupBy, fields, aliases }: SigmaCorrelation): readonly string[] =>
  [...groupBy, ...fields, ...[...aliases.values()].flatMap((alias) => [...alias.values()])].flatMap(factOf)

const namedFacts = (one: Rule | Correlation): readonly string[] => [
  ...one.raise,
  ...one.lower,
  ...("compiled" in one
    ? fieldsOfRule(one.compiled.rule).flatMap(factOf)
    : [...one.unless, ...correlationFacts(one.sigma)]),
]

function unknownFacts(names: readonly string[], problem: (message: string) => void): boolean {
  const unknown = names.filter((fact) => !FACTS.has(fact))
  for (const fact of unknown) problem(`there is no fact "${fact}"`)
  return unknown.length > 0
}

function rememberedOf(facts: ReadonlySet<string>): RuleSet["firstSeen"] {
  const byOperation = new Map<string, readonly FirstSeen[]>()
  for (const definition of FIRST_SEEN.filter((one) => facts.has(one.name) || facts.has(one.usual ?? ""))) {
    for (const operation of definition.operations)
      byOperation.set(operation, [...(byOperation.get(operation) ?? []), definition])
  }
  return (operationKey) => byOperation.get(operationKey) ?? NOTHING
}

const NOTHING: readonly FirstSeen[] = []

/** References have been checked, so that this comes to an end. */
function innerFirst(correlations: readonly Correlation[]): readonly Correlation[] {
  const done = new Set<Correlation>()
  const add = (one: Correlation): void => {
    if (done.has(one)) return
    for (const inner of correlations) {
      if (inner !== one && one.sigma.rules.some((listed) => isNamed(inner.info, listed))) add(inner)
    }
    done.add(one)
  }
  correlations.forEach(add)
  return [...done]
}

function feedsOf(all: readonly Alerting[], correlations: readonly Correlation[]): RuleSet["feedsOf"] {
  const feeds = new Map<string, readonly Feed[]>()
  for (const { info } of all) {
    const fed = correlations.flatMap((correlation): readonly Feed[] => {
      const listed = correlation.sigma.rules.find((reference) => isNamed(info, reference))
      return listed === undefined ? [] : [{ correlation, listed }]
    })
    if (fed.length > 0) feeds.set(info.id, fed)
  }
  return ({ info }) => feeds.get(info.id) ?? []
}
