/** Rule files → the rules of this product: Sigma's logic plus what an alert must say, indexed by operation. */
import { z } from "zod"
import { foldName } from "../lib/fold.ts"
import { SUBJECT_KINDS, type SubjectKind } from "../model/act.ts"
import { ACTION_NAMES } from "../model/action.ts"
import type { RuleInfo } from "../model/alert.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { ConfigError } from "../model/errors.ts"
import { isLevel } from "../model/level.ts"
import { type CompiledRule, compileRule, requiredValues } from "../sigma/compile-rule.ts"
import { parseRules } from "../sigma/parse-rules.ts"
import type { Search, SigmaRule } from "../sigma/rule.ts"
import { FACTS } from "./facts/all-facts.ts"

export type RuleFile = { readonly path: string; readonly text: string }

/** Records that most rules must not see: what failed changed nothing, and what Microsoft does itself is no attack. */
const EXCEPTIONS = ["failed", "microsoft"] as const
type Exception = (typeof EXCEPTIONS)[number]

export type Rule = {
  readonly info: RuleInfo
  readonly compiled: CompiledRule
  readonly subject: SubjectKind
  /** Facts of which any raises (or lowers) the level by one. */
  readonly raise: readonly string[]
  readonly lower: readonly string[]
  /** It alerts nobody by itself: it only feeds correlations. */
  readonly silent: boolean
  readonly also: readonly Exception[]
  /** Entries of the detection catalog that it covers: `EXO-FWD-EXT`. */
  readonly catalog: readonly string[]
}

export type RuleSet = {
  readonly rules: readonly Rule[]
  /** The rules that can match such a record, without trying them. */
  candidates(record: Pick<AuditRecord, "operationKey" | "outcome" | "actor">): readonly Rule[]
}

const Catalog = z
  .union([z.string(), z.array(z.string())])
  .transform((ids) => (typeof ids === "string" ? [ids] : ids))
  .default([])
const Feeding = { also: z.array(z.enum(EXCEPTIONS)).default([]), catalog: Catalog }

const SilentCustom = z.strictObject({ silent: z.literal(true), ...Feeding })
const AlertingCustom = z.strictObject({
  silent: z.literal(false).default(false),
  subject: z.enum(SUBJECT_KINDS),
  why: z.string().min(1),
  question: z.string().min(1),
  actions: z.array(z.enum(ACTION_NAMES)).min(1),
  raise: z.array(z.string()).default([]),
  lower: z.array(z.string()).default([]),
  ...Feeding,
})
type Custom = z.infer<typeof SilentCustom> | z.infer<typeof AlertingCustom>

/** What a silent rule says of itself; nobody ever reads it. */
const UNSAID = { subject: "other", why: "", question: "", actions: [], raise: [], lower: [] } as const

function readCustom(custom: unknown): z.ZodSafeParseResult<Custom> {
  const isSilent =
    typeof custom === "object" && custom !== null && "silent" in custom && custom.silent === true
  return isSilent ? SilentCustom.safeParse(custom) : AlertingCustom.safeParse(custom)
}

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
  const custom = readCustom(sigma.custom)
  if (!custom.success) {
    for (const issue of custom.error.issues) problem(`custom.${issue.path.join(".")}: ${issue.message}`)
  }
  const { id, name, level = "" } = sigma
  if (id === undefined) problem("the rule has no id")
  if (name === undefined) problem("the rule has no name")
  if (!isLevel(level)) problem("the rule has no level")
  const said = { ...UNSAID, ...custom.data }
  const named = [...factsOf(sigma), ...said.raise, ...said.lower]
  const unknown = named.filter((fact) => !FACTS.has(fact))
  for (const fact of unknown) problem(`there is no fact "${fact}"`)
  if (!custom.success || id === undefined || name === undefined || !isLevel(level) || unknown.length > 0)
    return undefined
  const { subject, why, question, actions, raise, lower } = said
  const { silent, also, catalog } = custom.data
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
  return { info, compiled: compileRule(sigma), subject, raise, lower, silent, also, catalog }
}

/** Names of the facts that a rule's searches use. */
const factsOf = (sigma: SigmaRule): readonly string[] =>
  [...sigma.searches.values()]
    .flatMap(fieldsOf)
    .flatMap((field) => /^(?:facts|evidence)\.(.*)$/.exec(field)?.[1] ?? [])

function fieldsOf(search: Search): readonly string[] {
  if (search.kind !== "item") return search.of.flatMap(fieldsOf)
  return search.item.field === undefined ? [] : [search.item.field]
}

function indexRules(rules: readonly Rule[]): RuleSet {
  const plain = indexOperations(rules.filter(sees([])))
  const failed = indexOperations(rules.filter(sees(["failed"])))
  const microsoft = indexOperations(rules.filter(sees(["microsoft"])))
  const both = indexOperations(rules.filter(sees(["failed", "microsoft"])))
  return {
    rules,
    candidates: ({ operationKey, outcome, actor }) => {
      const byMicrosoft = actor.kind === "microsoft"
      if (outcome === "failed") return (byMicrosoft ? both : failed)(operationKey)
      return (byMicrosoft ? microsoft : plain)(operationKey)
    },
  }
}

const sees =
  (exceptions: readonly Exception[]) =>
  ({ also }: Rule): boolean =>
    exceptions.every((one) => also.includes(one))

/** From an operation (folded) to the rules that ask for it, and those that ask for none in particular. */
function indexOperations(rules: readonly Rule[]): (operationKey: string) => readonly Rule[] {
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
  return (operationKey) => index.get(operationKey) ?? always
}
