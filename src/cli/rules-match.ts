/**
 * `watchpost rules match RULE.yml EVENTS.jsonl`: what Sigma says about any JSON, without a word about Microsoft 365, so
 * that rules and engines can be compared from outside.
 */
import { ConfigError } from "../model/errors.ts"
import { applyFilters } from "../sigma/apply-filters.ts"
import { type CompiledRule, compileRule } from "../sigma/compile-rule.ts"
import {
  checkReferences,
  correlate,
  listAliases,
  type RuleMatch,
  standsAlone,
} from "../sigma/correlation-chain.ts"
import { instantOf } from "../sigma/date-part.ts"
import type { SigmaEvent } from "../sigma/event.ts"
import { jsonEvent, TIME_FIELDS } from "../sigma/json-event.ts"
import { parseRules } from "../sigma/parse-rules.ts"
import type { SigmaCorrelation } from "../sigma/rule.ts"
import { openFile, readWhole, shownName, unreadable } from "./named-file.ts"
import { type Output, SHOWN_PROBLEMS, write } from "./output.ts"
import { auditEvent } from "./rules-audit-event.ts"
import { type EventLine, readEvents, type ToEvent } from "./rules-events.ts"
import { readPlaceholders } from "./rules-placeholders.ts"

export type MatchOptions = {
  readonly rule: string
  /** A path; `-` is standard input. */
  readonly events: string
  /** A YAML or JSON file: name → values, for the modifier `expand`. */
  readonly placeholders?: string
  /** Where events say when they happened; the usual names are tried otherwise. */
  readonly timeField?: string
  /** Events are raw audit records: rules see facts, named parameters and SigmaHQ's field names. */
  readonly m365?: boolean
}

type RuleFile = {
  readonly rules: readonly CompiledRule[]
  readonly correlations: readonly SigmaCorrelation[]
}

/** Answers 0 whatever matched. Throws a ConfigError when the rule or the events can't be read. */
export async function runRulesMatch(options: MatchOptions, io: Output): Promise<number> {
  const file = await readRuleFile(options, io)
  const name = shownName(options.events)
  const input = openFile(options.events, io.stdin)
  const hint = options.m365 === true ? undefined : hintFor(jsonEvent)
  let [bad, matched] = [0, false]
  const onProblem = async (line: number, problem: string): Promise<void> => {
    bad += 1
    if (bad <= SHOWN_PROBLEMS) await write(io.stderr, `${name}:${line}: ${problem}\n`)
  }
  // Whoever reads may stop early, as `head` does; the failed write below says so.
  io.stdout.once("error", () => {})
  try {
    const lines = file.correlations.length > 0 ? matchTogether : matchEach
    const events = readEvents(input, hint?.toEvent ?? auditEvent)
    for await (const text of lines(file, events, onProblem, options.timeField)) {
      matched ||= text.startsWith(MATCHED)
      await write(io.stdout, text)
    }
  } catch (error) {
    if (isClosedPipe(error)) return 0
    throw unreadable(options.events, error)
  }
  if (bad > 0) await write(io.stderr, `${bad} ${bad === 1 ? "line" : "lines"} of ${name} can't be read.\n`)
  if (!matched && hint?.isWanted()) await write(io.stderr, M365_HINT)
  return 0
}

const MATCHED = '{"matched":true'
const M365_HINT =
  "Nothing matched, and these are Microsoft 365 audit records, which were taken as they are written. Rules of Watchpost and SigmaHQ need their facts and field names: try again with --m365.\n"

/** Watches what passes for audit records: rules about facts can't match those as they are written. */
function hintFor(toEvent: ToEvent): { readonly toEvent: ToEvent; readonly isWanted: () => boolean } {
  let isWanted = false
  return {
    toEvent: (value, line) => {
      isWanted ||= isAuditRecord(value)
      return toEvent(value, line)
    },
    isWanted: () => isWanted,
  }
}

/** By what every record has. Source: Management Activity API schema, "Common schema". */
const isAuditRecord = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  ["CreationTime", "Operation", "RecordType", "Workload"].every((name) => name in value)

const isClosedPipe = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "EPIPE"

/** Throws a ConfigError with every mistake. */
async function readRuleFile({ rule: path, placeholders }: MatchOptions, io: Output): Promise<RuleFile> {
  const text = readWhole(path)
  const parsed = parseRules(text, path, { placeholders: readPlaceholders(placeholders), plain: true })
  const { rules, correlations, filters } = parsed
  const problems = parsed.problems.length > 0 ? parsed.problems : checkReferences(rules, correlations, [])
  if (problems.length > 0) throw new ConfigError(problems)
  if (rules.length === 0)
    throw new ConfigError([
      `${path}:1: the file has no rule: filters and correlations need the rules that they name beside them`,
    ])
  // A file of filters may be meant for more rules than stand here: told, not refused.
  for (const stranger of checkReferences(rules, correlations, filters))
    await write(io.stderr, `${stranger}; the filter is left out\n`)
  const compiled = applyFilters(rules, filters).map((rule) => compileRule(rule))
  return { rules: compiled, correlations: listAliases(correlations, rules) }
}

type OnProblem = (line: number, problem: string) => Promise<void>

async function* matchEach(
  file: RuleFile,
  lines: AsyncGenerator<EventLine>,
  onProblem: OnProblem,
): AsyncGenerator<string> {
  for await (const line of lines) {
    if ("problem" in line) await onProblem(line.line, line.problem)
    else yield verdict(fieldsThatMatch(file.rules, line.event))
  }
}

/** The fields of every rule that matches; undefined when none does. */
function fieldsThatMatch(rules: readonly CompiledRule[], event: SigmaEvent): readonly string[] | undefined {
  const matching = rules.filter((rule) => rule.matches(event))
  return matching.length === 0 ? undefined : matching.flatMap((rule) => rule.fieldsOf(event))
}

const verdict = (fields: readonly string[] | undefined): string =>
  `${JSON.stringify({ matched: fields !== undefined, fields: [...new Set(fields)].sort() })}\n`

type Seen = {
  readonly id: string
  readonly alone: readonly string[] | undefined
  readonly fields: readonly string[]
}

/**
 * With correlations every event must be known before the first can be judged: a later line may have happened earlier.
 * Only what matched is kept.
 */
async function* matchTogether(
  file: RuleFile,
  lines: AsyncGenerator<EventLine>,
  onProblem: OnProblem,
  timeField: string | undefined,
): AsyncGenerator<string> {
  const alone = file.rules.filter(({ rule }) => standsAlone(rule, file.correlations))
  const seen: Seen[] = []
  const matches: RuleMatch[] = []
  let at = 0
  for await (const line of lines) {
    if ("problem" in line) {
      await onProblem(line.line, line.problem)
      continue
    }
    const { event } = line
    at = timeOf(event, timeField) ?? at
    const id = String(line.line).padStart(12, "0")
    const matching = file.rules.filter((rule) => rule.matches(event))
    for (const { rule } of matching) matches.push({ rule, id, at, event })
    const fields = matching.flatMap((rule) => rule.fieldsOf(event))
    seen.push({ id, alone: fieldsThatMatch(alone, event), fields })
  }
  const completing = new Set(
    correlate(file.correlations, matches)
      .filter(({ correlation }) => standsAlone(correlation, file.correlations))
      .map((firing) => firing.completedBy.id),
  )
  for (const one of seen) yield verdict(completing.has(one.id) ? one.fields : one.alone)
}

/** Undefined when the event doesn't say: it then counts as happening together with the line before it. */
function timeOf(event: SigmaEvent, timeField: string | undefined): number | undefined {
  for (const name of timeField === undefined ? TIME_FIELDS : [timeField]) {
    const at = instantOf(event.field(name))
    if (at !== undefined) return at
  }
  return undefined
}
