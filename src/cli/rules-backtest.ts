/** `watchpost rules backtest RULE.yml --days 30`: what a rule would have alerted, on the records that are stored. */
import { readRules } from "../adapters/files/read-rules.ts"
import { openCountryDatabase } from "../adapters/geo/country-database.ts"
import { openEventsForReading, type StoredRecords } from "../adapters/sqlite/open-for-reading.ts"
import { toldTogether } from "../alert/bursts.ts"
import type { Config, CustomerConfig } from "../config/config.ts"
import { ownIdentity } from "../config/own-identity.ts"
import { domainsOfRecord } from "../detect/facts/destinations.ts"
import { operationsOf } from "../detect/rule-index.ts"
import { compileRuleSet } from "../detect/rule-set.ts"
import { DAY } from "../lib/time-units.ts"
import type { Alert } from "../model/alert.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { readRaw } from "../normalize/read-raw.ts"
import { type DecideContext, decideRecords, isWatched } from "../pipeline.ts"
import { filesFor, isTold } from "./backtest-files.ts"
import { customerNamed, readConfigFile } from "./config-file.ts"
import { readWhole } from "./named-file.ts"
import { type Output, write } from "./output.ts"
import { jsonLine, table } from "./scan-report.ts"

export type BacktestOptions = {
  readonly rule: string
  readonly days: number
  readonly configFile: string
  /** The short name of one customer; missing for all. */
  readonly tenant?: string | undefined
  readonly json: boolean
}

/**
 * Alerts of that file's rules as `scan` shows them, then one sentence of how much could be tried; with `json` a line an
 * alert, and the sentence on standard error. Answers 0 whatever was found. Throws a ConfigError for a rule,
 * configuration or database that can't be used.
 */
export async function runRulesBacktest(
  options: BacktestOptions,
  io: Output,
  now: number = Date.now(),
): Promise<number> {
  const config = readConfigFile(options.configFile)
  const customers = options.tenant === undefined ? config.customers : [customerNamed(config, options.tenant)]
  const tried = { path: options.rule, text: readWhole(options.rule) }
  const { country } = await openCountryDatabase()
  const trial: Trial = {
    ...{ config, country, from: now - options.days * DAY, now },
    rules: compileRuleSet(filesFor(tried, readRules())),
    events: openEventsForReading(config.database, readRaw),
  }
  const told = isTold(tried)
  const count: Count = { tried: 0, compact: 0 }
  const alerts = customers.flatMap((customer) => {
    const records = wholeRecords(customer, trial, count)
    return decideRecords(records, contextOf(customer, records, trial)).alerts.filter(({ rule }) => told(rule))
  })
  const asTold = toldTogether(alerts)
  await tell(asTold, closing(asTold.length, customers.length, options.days, count), options.json, io)
  return 0
}

/** What the rules are tried with at every customer; from `from` to `now`, milliseconds UTC. */
type Trial = Pick<DecideContext, "rules" | "country" | "now"> & {
  readonly config: Config
  readonly events: StoredRecords
  readonly from: number
}

type Count = { tried: number; compact: number }

/** Day by day, so that only what a rule may be about stays in memory. */
function wholeRecords(
  { id }: CustomerConfig,
  { rules, events, from, now }: Trial,
  count: Count,
): readonly AuditRecord[] {
  const operations = operationsOf(rules.rules)
  const kept: AuditRecord[] = []
  for (let day = from; day < now; day += DAY) {
    const wanted = {
      from: day,
      to: Math.min(day + DAY, now),
      ...(operations === undefined ? {} : { operations }),
    }
    const found = events.find(id, wanted)
    const whole = found.filter((record) => Object.keys(record.raw).length > 0)
    count.tried += whole.length
    count.compact += found.length - whole.length
    kept.push(...whole.filter((record) => isWatched(record, rules)))
  }
  return kept
}

function contextOf(
  customer: CustomerConfig,
  records: readonly AuditRecord[],
  { config, rules, country, now }: Trial,
): DecideContext {
  const exchange = records.filter(({ workload }) => /exchange/i.test(workload))
  const acceptedDomains = [...new Set([...customer.acceptedDomains, ...exchange.flatMap(domainsOfRecord)])]
  const tenant = { ...customer, acceptedDomains }
  return { tenant, source: "File", own: ownIdentity(config), rules, country, now }
}

async function tell(alerts: readonly Alert[], closing: string, json: boolean, io: Output): Promise<void> {
  const sorted = alerts.toSorted((a, b) => a.happenedAt - b.happenedAt)
  if (json) {
    for (const alert of sorted) await write(io.stdout, `${jsonLine(alert)}\n`)
    await write(io.stderr, `${closing}\n`)
    return
  }
  if (sorted.length > 0) await write(io.stdout, `${table(sorted)}\n`)
  await write(io.stdout, `${closing}\n`)
}

function closing(alerts: number, customers: number, days: number, { tried, compact }: Count): string {
  const found = alerts === 0 ? "No alert" : alerts === 1 ? "1 alert" : `${alerts} alerts`
  const who = customers === 1 ? "1 customer" : `${customers} customers`
  const left =
    compact === 0
      ? ""
      : ` ${compact} more are kept without their details and could not be tried: see storage in the configuration.`
  return `${found} in ${days} days of ${who}; ${tried} stored records were tried.${left}`
}
