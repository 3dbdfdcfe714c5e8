/** `watchpost report contoso 2026-10`: the month of one customer as a page to print or send. */
import { writeFileSync } from "node:fs"
import { openStoreForReading, type StoreReader } from "../adapters/sqlite/open-for-reading.ts"
import { attribute, SHARED_ACCOUNTS } from "../attribute/attribute.ts"
import { isTaken } from "../command/match-restores.ts"
import { whatText } from "../command/restore-words.ts"
import type { Config, CustomerConfig } from "../config/config.ts"
import { type Month, monthOf } from "../lib/month.ts"
import { ConfigError, coerceError } from "../model/errors.ts"
import { measureMonth } from "../report/measure-month.ts"
import { type ReportRestore, reportPage } from "../report/report-page.ts"
import { coverageOf, coverageText } from "../source/coverage.ts"
import { customerNamed, readConfigFile } from "./config-file.ts"

export type ReportOptions = {
  readonly configFile: string
  /** The customer's short name. */
  readonly customer: string
  /** `2026-10` */
  readonly month: string
  /** Where the page goes; missing for `<customer>-<month>.html` in the working folder. */
  readonly out?: string | undefined
  readonly json: boolean
}

/** More incidents than this in a store aren't told apart by a person any more. */
const MAX_INCIDENTS = 100_000

/**
 * Writes the page and says where, with `json` as one line of figures. Answers 0. Throws a ConfigError for an unknown
 * customer, a month that is none or hasn't begun, and a file that can't be written.
 */
export async function runReport(
  options: ReportOptions,
  io: { readonly stdout: { write(text: string): unknown } },
  now: number = Date.now(),
): Promise<number> {
  const config = readConfigFile(options.configFile)
  const customer = customerNamed(config, options.customer)
  const month = monthIn(options.month, customer.timeZone, now)
  const reader = openStoreForReading(config.database)
  try {
    const { page, figures } = await makeReport(config, customer, month, reader, now)
    const file = options.out ?? `${customer.name}-${month.name}.html`
    writePage(file, page)
    const { incidents, byDay: _days, ...rest } = figures
    const line = { file, incidents: incidents.length, ...rest }
    io.stdout.write(
      options.json ? `${JSON.stringify(line)}\n` : `${file}: ${customer.displayName}, ${month.title}.\n`,
    )
    return 0
  } finally {
    reader.close()
  }
}

function monthIn(text: string, zone: string, now: number): Month {
  const month = monthOf(text, zone)
  if (month === undefined) throw new ConfigError([`${text} is no month. Write it as 2026-10.`])
  if (month.from > now) throw new ConfigError([`${month.title} hasn't begun.`])
  return month
}

async function makeReport(
  config: Config,
  customer: CustomerConfig,
  month: Month,
  reader: StoreReader,
  now: number,
) {
  const incidents = await reader.incidents.list({ tenants: [customer.id], limit: MAX_INCIDENTS })
  const fixes = await Promise.all(incidents.map(({ id }) => reader.journal.ofIncident(id)))
  const figures = measureMonth(month, customer.timeZone, incidents, fixes.flat())
  const asked = { from: month.from, to: Math.min(month.to, now) }
  const coverage = coverageOf(
    reader.ledgers().filter((ledger) => ledger.tenantId === customer.id),
    customer.contentTypes,
    asked,
  )
  const mailboxes = reader.mailboxAudit(customer.id)
  const page = reportPage({
    tenant: customer,
    mspName: config.mspName,
    month,
    figures,
    restores: await restoresIn(customer, asked, reader),
    coverage: coverageText(coverage, customer.timeZone),
    ...(mailboxes === undefined ? {} : { mailboxes }),
    now,
  })
  return { page, figures }
}

async function restoresIn(
  customer: CustomerConfig,
  { from, to }: { readonly from: number; readonly to: number },
  reader: StoreReader,
): Promise<readonly ReportRestore[]> {
  const stored = await reader.restores.between(customer.id, from, to)
  return stored
    .flatMap(({ session, events }): readonly ReportRestore[] => {
      const taken = events.filter(
        (event) => isTaken(event) && event.startedAt >= from && event.startedAt < to,
      )
      if (taken.length === 0) return []
      const context = { sharedAccounts: SHARED_ACCOUNTS, skewMs: () => 0 }
      return [
        {
          at: session.createdAt,
          what: whatText({ session, events: taken }, "customer"),
          ...(session.reason === undefined ? {} : { reason: session.reason }),
          attribution: attribute(session, events, [], context),
        },
      ]
    })
    .toSorted((a, b) => a.at - b.at)
}

function writePage(file: string, page: string): void {
  try {
    writeFileSync(file, page, { mode: 0o600 })
  } catch (thrown) {
    throw new ConfigError([`${file} can't be written: ${coerceError(thrown).message}.`])
  }
}
