/**
 * `watchpost rules quality DIR`: how good are the rules on records that somebody has labeled? The folder holds records
 * in any form that `scan` reads, and `labels.jsonl`, one line a record: `{"id","label","kind"}`; see docs/rules.md.
 */
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { readRecords } from "../adapters/files/read-records.ts"
import { RULES_FOLDER, readRules } from "../adapters/files/read-rules.ts"
import { openCountryDatabase } from "../adapters/geo/country-database.ts"
import { compileRuleSet } from "../detect/rule-set.ts"
import { columns } from "../lib/columns.ts"
import type { Alert } from "../model/alert.ts"
import { ConfigError } from "../model/errors.ts"
import { type Output, write } from "./output.ts"
import { type LabelLine, measureQuality, type Quality, readLabelLine, type Share } from "./quality-count.ts"
import { TenantSorter } from "./scan-tenants.ts"

export type QualityOptions = {
  readonly folder: string
  /** The folder of rules; the product's own when missing. */
  readonly rules?: string | undefined
  readonly json: boolean
  /** Own domains; when empty they are taken from the records. */
  readonly acceptedDomains: readonly string[]
  /** Show the ids of attack records that are in no alert. */
  readonly missed: boolean
}

const LABELS_FILE = "labels.jsonl"
const RECORD_FILE = /\.(?:jsonl?|ndjson|csv)(?:\.gz)?$/i

/** Answers 0 whatever the figures are. Throws a ConfigError when folder, labels or rules can't be read. */
export async function runRulesQuality(options: QualityOptions, io: Output): Promise<number> {
  const labels = readLabels(options.folder)
  const { alerts, read, rejected } = await scanFolder(options)
  const quality = measureQuality(alerts, labels)
  const text = options.json
    ? `${JSON.stringify({ read, rejected, ...quality })}\n`
    : report(quality, { read, rejected, missed: options.missed })
  await write(io.stdout, text)
  return 0
}

function readLabels(folder: string): readonly LabelLine[] {
  const path = join(folder, LABELS_FILE)
  if (!existsSync(path)) throw new ConfigError([`There is no ${LABELS_FILE} in ${folder}.`])
  const problems: string[] = []
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .flatMap((text, index): readonly LabelLine[] => {
      if (text.trim() === "") return []
      const line = readLabelLine(text)
      if (!("problem" in line)) return [line]
      problems.push(`${path}:${index + 1}: ${line.problem}`)
      return []
    })
  if (problems.length > 0) throw new ConfigError(problems)
  return lines
}

type Scanned = { readonly alerts: readonly Alert[]; readonly read: number; readonly rejected: number }

async function scanFolder({ folder, rules, acceptedDomains }: QualityOptions): Promise<Scanned> {
  const files = readdirSync(folder)
    .filter((name) => RECORD_FILE.test(name) && name !== LABELS_FILE)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
  if (files.length === 0) throw new ConfigError([`There is no file of records in ${folder}.`])
  const sorter = new TenantSorter(compileRuleSet(readRules(rules ?? RULES_FOLDER)), acceptedDomains)
  let read = 0
  let rejected = 0
  for (const file of files) {
    for await (const piece of readRecords(createReadStream(file))) {
      read += 1
      if ("problem" in piece) rejected += 1
      else if (typeof sorter.add(piece.raw, piece.line) === "object") rejected += 1
    }
  }
  const { country } = await openCountryDatabase()
  return { alerts: sorter.alerts(country, Date.now()), read, rejected }
}

function report(
  quality: Quality,
  { read, rejected, missed }: { readonly read: number; readonly rejected: number; readonly missed: boolean },
): string {
  const { inAlert, atMedium, alerts, rightAlerts, falseOnHonest, falseOnSystem, unlabeledAlerts } = quality
  const kinds = quality.byKind.map((one) => [one.kind, shareText(one), String(one.atMedium)])
  const rules = quality.byRule.map((one) => [
    one.rule,
    String(one.alerts),
    String(one.attackRecords),
    String(one.falseAlerts),
  ])
  return [
    `${read} records read${rejected === 0 ? "" : `, ${rejected} of them could not be read`}.`,
    "",
    `Attack records inside an alert   ${shareText(inAlert)}`,
    `  at medium or above             ${shareText(atMedium)}`,
    `Alerts                           ${alerts}`,
    `  about an attack                ${rightAlerts}`,
    `  about honest work              ${falseOnHonest}`,
    `  about the service's own acts   ${falseOnSystem}`,
    `  about unlabeled records        ${unlabeledAlerts}`,
    "",
    ...columns([["attack", "in an alert", "at medium or above"], ...kinds]),
    "",
    ...columns([["rule", "alerts", "attack records", "false alerts"], ...rules]),
    ...(missed && quality.missed.length > 0 ? ["", "In no alert:", ...quality.missed] : []),
    "",
  ].join("\n")
}

const shareText = ({ found, of }: Share): string =>
  of === 0 ? "none labeled" : `${found} of ${of} (${Math.floor((found / of) * 1_000) / 10} %)`
