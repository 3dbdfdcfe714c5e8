/** `watchpost rules backtest RULE.yml --days 30`: what a rule would have alerted, on the records that are stored. */

import { readAllRules } from "../adapters/files/read-rules.ts"
import { openCountryDatabase } from "../adapters/geo/country-database.ts"
import { openEventsForReading } from "../adapters/sqlite/open-for-reading.ts"
import { toldTogether } from "../alert/bursts.ts"
import { ownIdentity } from "../config/own-identity.ts"
import { filesFor, isTold } from "../detect/backtest-files.ts"
import { compileRuleSet } from "../detect/rule-set.ts"
import { countText } from "../lib/count-text.ts"
import { DAY } from "../lib/time-units.ts"
import type { Alert } from "../model/alert.ts"
import { readRaw } from "../normalize/read-raw.ts"
import { judgeBack, readBack } from "../run-backtest.ts"
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
  const rules = compileRuleSet(filesFor(tried, readAllRules(config.ruleFolders)))
  const events = openEventsForReading(config.database, readRaw)
  const judging = { rules, own: ownIdentity(config), country, now, isTold: isTold(tried) }
  const count: Count = { tried: 0, compact: 0 }
  // One after the other: the records of all of them may be more than fit into memory.
  const alerts = customers.flatMap((customer) => {
    const period = { from: now - options.days * DAY, to: now }
    const { tried, compact, records } = readBack([customer.id], { events, rules, period })
    count.tried += tried
    count.compact += compact
    return judgeBack(customer, records.get(customer.id) ?? [], judging)
  })
  const asTold = toldTogether(alerts)
  await tell(asTold, closing(asTold.length, customers.length, options.days, count), options.json, io)
  return 0
}

type Count = { tried: number; compact: number }

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
  const found = alerts === 0 ? "No alert" : countText(alerts, "alert")
  const left =
    compact === 0
      ? ""
      : ` ${compact} more are kept without their details and could not be tried: see storage in the configuration.`
  return `${found} in ${days} days of ${countText(customers, "customer")}; ${tried} stored records were tried.${left}`
}
