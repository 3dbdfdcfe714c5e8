/** `watchpost explain RECORD.json`: every stage for each record of a small file, with the reason of every yes and no. */
import { type ReadRecord, readRecords } from "../adapters/files/read-records.ts"
import { RULES_FOLDER, readRules } from "../adapters/files/read-rules.ts"
import { openCountryDatabase } from "../adapters/geo/country-database.ts"
import { readFacts } from "../detect/facts/all-facts.ts"
import { domainsOfRecord } from "../detect/facts/destinations.ts"
import { projectEvent } from "../detect/project-event.ts"
import type { Rule } from "../detect/rule.ts"
import { compileRuleSet, type RuleSet } from "../detect/rule-set.ts"
import { plainText } from "../lib/plain-text.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { ConfigError } from "../model/errors.ts"
import { normalizeRecord } from "../normalize/normalize-record.ts"
import { type DecideContext, decideRecords } from "../pipeline.ts"
import type { SigmaEvent } from "../sigma/event.ts"
import { fileTenant, NOBODY, organizationOf } from "./file-tenant.ts"
import { openFile, shownName, unreadable } from "./named-file.ts"
import { type Output, write } from "./output.ts"
import { iso } from "./utc-text.ts"

/** Answers 0 whatever the records are. Throws a ConfigError when the file can't be read or holds none. */
export async function runExplain(file: string, io: Output): Promise<number> {
  const rules = compileRuleSet(readRules(RULES_FOLDER))
  const { country } = await openCountryDatabase()
  let seen = 0
  for await (const { line, ...piece } of piecesOf(file, io)) {
    seen += 1
    const text =
      "problem" in piece
        ? `Can't be read: ${plainText(piece.problem)}`
        : explainRecord(piece.raw, line, rules, country)
    await write(io.stdout, `${seen > 1 ? "\n" : ""}Record ${seen} (line ${line})\n${text}\n`)
  }
  if (seen === 0) throw new ConfigError([`${shownName(file)} holds no record.`])
  return 0
}

async function* piecesOf(file: string, io: Output): AsyncGenerator<ReadRecord> {
  try {
    yield* readRecords(openFile(file, io.stdin))
  } catch (thrown) {
    throw unreadable(file, thrown)
  }
}

/** All stages of one raw record as text. */
function explainRecord(
  raw: unknown,
  position: number,
  rules: RuleSet,
  country: (ip: string) => string | undefined,
): string {
  const id = organizationOf(raw)
  const result = normalizeRecord(raw, { tenantId: id, source: "File", position })
  if ("rejected" in result) return section("Normalized", [`rejected: ${result.rejected.reason}`])
  const { record } = result
  const context: DecideContext = {
    tenant: fileTenant(id, domainsOfRecord(record)),
    source: "File",
    own: NOBODY,
    rules,
    country,
    recentFixes: [],
    now: record.happenedAt,
  }
  const facts = readFacts(record, context)
  const event = projectEvent(record, facts)
  const ids = new Set(rules.candidates(record).rules.map(({ info }) => info.id))
  const tried = rules.rules.filter(({ info }) => ids.has(info.id))
  const others = rules.rules.length - tried.length
  return [
    section("Normalized", normalizedLines(record)),
    section(`Own domains: ${context.tenant.acceptedDomains.join(", ") || "none known"}`, []),
    section(
      "Facts",
      [...facts.all()].map(([fact, evidence]) => `${fact}: ${evidence}`),
    ),
    section("Rules", [
      ...tried.map((rule) => ruleLine(rule, event)),
      `${others} other rules: not tried, they are about other operations, actors or outcomes`,
    ]),
    section("Alert", alertLines(record, context)),
  ].join("\n")
}

const LONGEST_LINE = 10_000

/** What a record holds is only ever text, in a terminal, too. */
const section = (title: string, lines: readonly string[]): string =>
  [`\n${plainText(title, LONGEST_LINE)}`, ...lines.map((line) => `  ${plainText(line, LONGEST_LINE)}`)].join(
    "\n",
  )

function normalizedLines({ raw: _, happenedAt, ...rest }: AuditRecord): readonly string[] {
  return [
    `happenedAt: ${iso(happenedAt)}`,
    ...Object.entries(rest).map(
      ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
    ),
  ]
}

function ruleLine({ info, compiled }: Rule, event: SigmaEvent): string {
  const searches = [...compiled.searches].map(([search, test]) => `${search} ${test(event) ? "yes" : "no"}`)
  return `${info.name}: ${compiled.matches(event) ? "matches" : "doesn't match"} (${searches.join(", ")})`
}

function alertLines(record: AuditRecord, context: DecideContext): readonly string[] {
  const [alert] = decideRecords([record], context).alerts
  if (alert !== undefined) {
    return [
      alert.summary,
      `rule: ${alert.rule.name}`,
      `level: ${alert.level} (the rule's own: ${alert.rule.level})`,
      `subject: ${alert.subject}`,
      `object: ${JSON.stringify(alert.object)}`,
      `from: ${alert.ip ?? "unknown"}${alert.country === undefined ? "" : ` (${alert.country})`}`,
      `id: ${alert.id}`,
    ]
  }
  if (record.actor.kind === "microsoft") return ["none: Microsoft's own actor"]
  if (record.outcome === "failed") return ["none: the operation failed"]
  return ["none: no rule matches"]
}
