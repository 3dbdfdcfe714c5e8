/** Rule files → the rules of this product: Sigma's logic plus what an alert must say, indexed by operation. */
import { z } from "zod"
import { foldName } from "../lib/fold.ts"
import { SUBJECT_KINDS, type SubjectKind } from "../model/act.ts"
import { ACTION_NAMES } from "../model/action.ts"
import type { RuleInfo } from "../model/alert.ts"
import { ConfigError } from "../model/errors.ts"
import { isLevel } from "../model/level.ts"
import { type CompiledRule, compileRule, requiredValues } from "../sigma/compile-rule.ts"
import { parseRules } from "../sigma/parse-rules.ts"
import type { Search, SigmaRule } from "../sigma/rule.ts"
import { FACTS } from "./facts/all-facts.ts"

export type RuleFile = { readonly path: string; readonly text: string }

export type Rule = {
  readonly info: RuleInfo
  readonly compiled: CompiledRule
  readonly subject: SubjectKind
  /** Facts of which any raises (or lowers) the level by one. */
  readonly raise: readonly string[]
  readonly lower: readonly string[]
}

export type RuleSet = {
  readonly rules: readonly Rule[]
  /** The rules that can match an operation (folded), without trying them. */
  candidates(operationKey: string): readonly Rule[]
}

const Custom = z.object({
  subject: z.enum(SUBJECT_KINDS),
  why: z.string().min(1),
  question: z.string().min(1),
  actions: z.array(z.enum(ACTION_NAMES)).min(1),
  raise: z.array(z.string()).default([]),
  lower: z.array(z.string()).default([]),
})

/** Throws ConfigError with every mistake of every file. */
export function compileRuleSet(files: readonly RuleFile[]): RuleSet {
  const problems: string[] = []
  const rules: Rule[] = []
  for (const file of files) {
    const parsed = parseRules(file.text, file.path)
    problems.push(...parsed.problems)
    for (const sigma of parsed.rules) {
      const rule = readRule(sigma, (message) => problems.push(`${sigma.path}:${sigma.line}: ${message}`))
      if (rule !== undefined) rules.push(rule)
    }
  }
  for (const name of repeated(rules.map((rule) => rule.info.name)))
    problems.push(`two rules are named "${name}"`)
  for (const id of repeated(rules.map((rule) => rule.info.id))) problems.push(`two rules have the id "${id}"`)
  if (problems.length > 0) throw new ConfigError(problems)
  return indexRules(rules)
}

const repeated = (texts: readonly string[]): readonly string[] => [
  ...new Set(texts.filter((text, index) => texts.indexOf(text) !== index)),
]

function readRule(sigma: SigmaRule, problem: (message: string) => void): Rule | undefined {
  const custom = Custom.safeParse(sigma.custom)
  if (!custom.success) {
    for (const issue of custom.error.issues) problem(`custom.${issue.path.join(".")}: ${issue.message}`)
  }
  const { id, name, level = "" } = sigma
  if (id === undefined) problem("the rule has no id")
  if (name === undefined) problem("the rule has no name")
  if (!isLevel(level)) problem("the rule has no level")
  const named = [...factsOf(sigma), ...(custom.data?.raise ?? []), ...(custom.data?.lower ?? [])]
  const unknown = named.filter((fact) => !FACTS.has(fact))
  for (const fact of unknown) problem(`there is no fact "${fact}"`)
  if (!custom.success || id === undefined || name === undefined || !isLevel(level) || unknown.length > 0)
    return undefined
  const { subject, why, question, actions, raise, lower } = custom.data
  const info: RuleInfo = {
    id,
    name,
    title: sigma.title,
    level,
    techniques: sigma.tags.flatMap(
      (tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase() ?? [],
    ),
    why,
    falsePositives: sigma.falsePositives,
    question,
    actions,
  }
  return { info, compiled: compileRule(sigma), subject, raise, lower }
}

/** Names of the facts that a rule's searches use. */
const factsOf = (sigma: SigmaRule): readonly string[] =>
  [...sigma.searches.values()].flatMap(fieldsOf).flatMap((field) => /^facts\.(.*)$/.exec(field)?.[1] ?? [])

function fieldsOf(search: Search): readonly string[] {
  if (search.kind !== "item") return search.of.flatMap(fieldsOf)
  return search.item.field === undefined ? [] : [search.item.field]
}

function indexRules(rules: readonly Rule[]): RuleSet {
  const keyed = rules.map((rule) => ({
    rule,
    keys: requiredValues(rule.compiled.rule, "Operation")?.map(foldName),
  }))
  const always = keyed.filter(({ keys }) => keys === undefined).map(({ rule }) => rule)
  const index = new Map<string, readonly Rule[]>()
  for (const key of new Set(keyed.flatMap(({ keys }) => keys ?? []))) {
    index.set(
      key,
      keyed.filter(({ keys }) => keys === undefined || keys.includes(key)).map(({ rule }) => rule),
    )
  }
  return { rules, candidates: (operationKey) => index.get(operationKey) ?? always }
}
