/** `watchpost explain RECORD.json`: every stage for each record of a small file, with the reason of every yes and no. */
import { createReadStream } from "node:fs"
import { readRecords } from "../adapters/files/read-records.ts"
import { RULES_FOLDER, readRules } from "../adapters/files/read-rules.ts"
import { openCountryDatabase } from "../adapters/geo/country-database.ts"
import { readFacts } from "../detect/facts/all-facts.ts"
import { domainsOfRecord } from "../detect/facts/destinations.ts"
import { projectEvent } from "../detect/project-event.ts"
import type { Rule } from "../detect/rule.ts"
import { compileRuleSet, type RuleSet } from "../detect/rule-set.ts"
import { plainText } from "../lib/plain-text.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { coerceError } from "../model/errors.ts"
import { tenantId } from "../model/ids.ts"
import { normalizeRecord } from "../normalize/normalize-record.ts"
import { type DecideContext, decideRecords } from "../pipeline.ts"
import type { SigmaEvent } from "../sigma/event.ts"
import { type Output, write } from "./output.ts"

/** The exit code: 1 when the file can't be read or holds no record. `-` is standard input. */
export async function runExplain(file: string, io: Output): Promise<number> {
  const name = file === "-" ? "standard input" : file
  try {
    const rules = compileRuleSet(readRules(RULES_FOLDER))
    const { country } = await openCountryDatabase()
    let seen = 0
    for await (const piece of readRecords(file === "-" ? io.stdin : createReadStream(file))) {
      seen += 1
      const text =
        "problem" in piece
          ? `Can't be read: ${piece.problem}`
          : explainRecord(piece.raw, piece.line, rules, country)
      await write(io.stdout, `${seen > 1 ? "\n" : ""}Record ${seen} (line ${piece.line})\n${text}\n`)
    }
    if (seen > 0) return 0
    await write(io.stderr, `${name} holds no record.\n`)
  } catch (error) {
    await write(io.stderr, `${name} can't be explained: ${coerceError(error).message}\n`)
  }
  return 1
}

/** All stages of one raw record as text. */
export function explainRecord(
  raw: unknown,
  position: number,
  rules: RuleSet,
  country: (ip: string) => string | undefined,
): string {
  const organization =
    typeof raw === "object" && raw !== null && "OrganizationId" in raw
      ? String(raw.OrganizationId)
      : "unknown"
  const id = tenantId(organization)
  const result = normalizeRecord(raw, { tenantId: id, source: "File", position })
  if ("rejected" in result) return `\nNormalized\n  rejected: ${result.rejected.reason}`
  const { record } = result
  const context: DecideContext = {
    tenant: { id, name: id, displayName: id, acceptedDomains: domainsOfRecord(record), timeZone: "UTC" },
    source: "File",
    own: { appIds: [], technicians: {} },
    rules,
    country,
    recentFixes: [],
    now: record.happenedAt,
  }
  const facts = readFacts(record, context)
  const event = projectEvent(record, facts)
  return [
    section("Normalized", normalizedLines(record)),
    section(`Own domains: ${context.tenant.acceptedDomains.join(", ") || "none known"}`, []),
    section(
      "Facts",
      [...facts.all()].map(([fact, evidence]) => `${fact}: ${evidence}`),
    ),
    section(
      "Rules",
      rules.rules.map((rule) => ruleLine(rule, event, rules, record)),
    ),
    section("Alert", alertLines(record, context)),
  ].join("\n")
}

const section = (title: string, lines: readonly string[]): string =>
  [`\n${title}`, ...lines.map((line) => `  ${line}`)].join("\n")

function normalizedLines(record: AuditRecord): readonly string[] {
  const { raw: _raw, ...shown } = record
  const { happenedAt, ...rest } = shown
  return [
    `happenedAt: ${new Date(happenedAt).toISOString()}`,
    ...Object.entries(rest).map(
      ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
    ),
  ]
}

function ruleLine(rule: Rule, event: SigmaEvent, rules: RuleSet, record: AuditRecord): string {
  const { name } = rule.info
  if (!rules.candidates(record).some(({ info }) => info.id === rule.info.id))
    return `${name}: not tried, it is about other operations, actors or outcomes`
  const searches = [...rule.compiled.searches].map(
    ([search, test]) => `${search} ${test(event) ? "yes" : "no"}`,
  )
  return `${name}: ${rule.compiled.matches(event) ? "matches" : "doesn't match"} (${searches.join(", ")})`
}

function alertLines(record: AuditRecord, context: DecideContext): readonly string[] {
  const [alert] = decideRecords([record], context).alerts
  if (alert !== undefined) {
    return [
      alert.summary,
      `rule: ${alert.rule.name}`,
      `level: ${alert.level} (the rule's own: ${alert.rule.level})`,
      `subject: ${plainText(alert.subject)}`,
      `object: ${JSON.stringify(alert.object)}`,
      `from: ${alert.ip ?? "unknown"}${alert.country === undefined ? "" : ` (${alert.country})`}`,
      `id: ${alert.id}`,
    ]
  }
  if (record.actor.kind === "microsoft") return ["none: Microsoft's own actor"]
  if (record.outcome === "failed") return ["none: the operation failed"]
  return ["none: no rule matches"]
}
