/** `watchpost rules check DIR`: every mistake of every rule file at once, and how well the rules can be indexed. */
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { FACTS } from "../detect/facts/all-facts.ts"
import { compileRuleSet } from "../detect/rule-set.ts"
import { ConfigError } from "../model/errors.ts"
import { requiredValues } from "../sigma/compile-rule.ts"
import { checkReferences, standsAlone } from "../sigma/correlation-chain.ts"
import type { Placeholders } from "../sigma/expand.ts"
import {
  type Finding,
  fieldsOfRule,
  lintAttributes,
  lintHeading,
  lintLevel,
  lintSearches,
  lintUnique,
} from "../sigma/lint-rules.ts"
import { didYouMean } from "../sigma/nearest.ts"
import { type ParsedRules, parseRules } from "../sigma/parse-rules.ts"
import type { SigmaRule } from "../sigma/rule.ts"
import { reasonOf, unreadable } from "./named-file.ts"
import { type Output, write } from "./output.ts"
import { readPlaceholders } from "./rules-placeholders.ts"

export type CheckOptions = { readonly path: string; readonly json: boolean; readonly placeholders?: string }

type File = { readonly path: string; readonly text: string }
type Unread = { readonly path: string; readonly reason: string }
type Report = {
  readonly files: number
  readonly rules: number
  readonly correlations: number
  readonly filters: number
  /** Rules that every record must be tried against, because they ask for no exact Operation. */
  readonly ungated: readonly string[]
  readonly problems: readonly Finding[]
  readonly warnings: readonly Finding[]
}

/** Answers 0 without a problem (warnings don't count), 1 otherwise. Throws a ConfigError when there is nothing to check. */
export async function runRulesCheck(options: CheckOptions, io: Output): Promise<number> {
  const report = checkRules(readTree(options.path), readPlaceholders(options.placeholders))
  await write(io.stdout, options.json ? `${JSON.stringify(report)}\n` : reportText(report))
  return report.problems.length === 0 ? 0 : 1
}

/** Every `.yml` and `.yaml` file below a folder, in order, or the one file. Throws a ConfigError when there is none. */
function readTree(path: string): readonly (File | Unread)[] {
  const paths = pathsIn(path)
  if (paths.length === 0) throw new ConfigError([`${path} has no .yml file.`])
  return paths.filter((one) => one === path || !isFolder(one)).map(readOne)
}

function pathsIn(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path]
    const names = readdirSync(path, { recursive: true, encoding: "utf8" })
    return names
      .filter((name) => /\.ya?ml$/i.test(name))
      .sort()
      .map((name) => join(path, name))
  } catch (thrown) {
    throw unreadable(path, thrown)
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** One file that can't be read is one problem among those of the others. */
function readOne(path: string): File | Unread {
  try {
    return { path, text: readFileSync(path, "utf8") }
  } catch (error) {
    return { path, reason: reasonOf(error) }
  }
}

/** The whole check of files that belong together. */
function checkRules(tree: readonly (File | Unread)[], placeholders: Placeholders): Report {
  const files = tree.filter((one) => "text" in one)
  const parsed = files.map((file) => parseRules(file.text, file.path, { placeholders }))
  const rules = parsed.flatMap((one) => one.rules)
  const correlations = parsed.flatMap((one) => one.correlations)
  const filters = parsed.flatMap((one) => one.filters)
  const findings: readonly Finding[] = [
    ...tree.filter((one) => "reason" in one).map(asUnread),
    ...parsed.flatMap((one) => one.problems.map(asFinding)),
    ...checkReferences(rules, correlations, filters).map(asFinding),
    ...files.flatMap((file) => lintAttributes(file.text, file.path)),
    ...[...rules, ...correlations, ...filters].flatMap(lintHeading),
    ...[...rules, ...correlations].filter((one) => standsAlone(one, correlations)).flatMap(lintLevel),
    ...[...rules, ...filters].flatMap(lintSearches),
    ...lintUnique([...rules, ...correlations, ...filters]),
    ...rules.flatMap(lintFields),
  ]
  const problems = findings.filter(({ kind }) => kind === "problem")
  return {
    files: tree.length,
    rules: rules.length,
    correlations: correlations.length,
    filters: filters.length,
    ungated: rules
      .filter((rule) => requiredValues(rule, "Operation") === undefined)
      .map(({ title }) => title),
    problems: problems.length > 0 ? problems : productProblems(files, parsed),
    warnings: findings.filter(({ kind }) => kind === "warning"),
  }
}

const asUnread = ({ path, reason }: Unread): Finding => ({
  path,
  line: 1,
  kind: "problem",
  message: `the file can't be read: ${reason}`,
})

/** `rules/x.yml:7: what is wrong`, taken apart. */
function asFinding(problem: string): Finding {
  const [, path = "", line = "1", message = problem] = /^(.*?):(\d+): ([\s\S]*)$/.exec(problem) ?? []
  return { path, line: Number(line), kind: "problem", message }
}

/** Facts that don't exist, and fields of ours in the wrong case: Sigma's fields keep upper and lower case apart. */
const lintFields = (rule: SigmaRule): readonly Finding[] =>
  fieldsOfRule(rule).flatMap((field): Finding[] => {
    const { path, line } = rule
    const fact = /^facts\.(.*)$/i.exec(field)?.[1]
    if (fact !== undefined && !(field.startsWith("facts.") && FACTS.has(fact))) {
      const message = `there is no fact "${fact}"${didYouMean(fact, FACTS.keys())}; facts are written facts.<Name>`
      return [{ path, line, kind: "problem", message }]
    }
    const meant = SPELLINGS.find((one) => one !== field && one.toLowerCase() === field.toLowerCase())
    if (meant === undefined) return []
    return [{ path, line, kind: "warning", message: `audit records write "${field}" as "${meant}"` }]
  })

/** Common fields of audit records. Source: Office 365 Management Activity API schema, "Common schema". */
const SPELLINGS = [
  "CreationTime",
  "Id",
  "Operation",
  "OrganizationId",
  "RecordType",
  "ResultStatus",
  "UserKey",
  "UserType",
  "Workload",
  "ClientIP",
  "ObjectId",
  "UserId",
  "ParamNames",
]

/** Rules with a `custom` block are meant for this product, which wants more of them. */
function productProblems(files: readonly File[], parsed: readonly ParsedRules[]): readonly Finding[] {
  const own = files.filter((_, index) => parsed[index]?.rules.some((rule) => rule.custom !== undefined))
  if (own.length === 0) return []
  try {
    compileRuleSet(own)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(asFinding)
    throw error
  }
}

function reportText(report: Report): string {
  const lines = [...report.problems, ...report.warnings].map(
    ({ path, line, kind, message }) =>
      `${path === "" ? "" : `${path}:${line}: `}${kind === "warning" ? "warning: " : ""}${message}`,
  )
  const { files, rules, correlations, filters, ungated, problems, warnings } = report
  return [
    ...lines,
    `${files} files: ${rules} rules, ${correlations} correlations, ${filters} filters. ${ungated.length} rules ask for no exact Operation and meet every record.`,
    `${problems.length} problems, ${warnings.length} warnings.`,
    "",
  ].join("\n")
}
