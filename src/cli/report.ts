/** `watchpost report contoso 2026-10`: the month of one customer as a page to print or send. */
import { writeFileSync } from "node:fs"
import {
  openEventsForReading,
  openStoreForReading,
  type StoredRecords,
  type StoreReader,
} from "../adapters/sqlite/open-for-reading.ts"
import { type Month, monthOf } from "../lib/month.ts"
import { makeReport, type ReportSources } from "../make-report.ts"
import { ConfigError, coerceError } from "../model/errors.ts"
import { readRaw } from "../normalize/read-raw.ts"
import { customerNamed, readConfigFile } from "./config-file.ts"
import { noteView } from "./note-view.ts"
import type { Teller } from "./output.ts"

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

/**
 * Writes the page, with an entry in the trail, and says where, with `json` as one line of figures. Answers 0. Throws a
 * ConfigError for an unknown customer, a month that is none or hasn't begun, and a file that can't be written.
 */
export async function runReport(
  options: ReportOptions,
  io: { readonly stdout: Teller },
  now: number = Date.now(),
): Promise<number> {
  const config = readConfigFile(options.configFile)
  const customer = customerNamed(config, options.customer)
  const month = monthIn(options.month, customer.timeZone, now)
  const reader = openStoreForReading(config.database)
  try {
    const asked = { customer, month, mspName: config.mspName, now }
    const { page, figures } = await makeReport(asked, sourcesOf(config.database, reader))
    const file = options.out ?? `${customer.name}-${month.name}.html`
    const what = `Writes the report of ${month.title} into a file.`
    await noteView(config.database, now, { tenantId: customer.id, what, data: {} })
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

function sourcesOf(database: string, reader: StoreReader): ReportSources {
  return {
    ...reader,
    records: withPromises(openEventsForReading(database, readRaw)),
    ledgers: async (tenant) => reader.ledgers(tenant),
  }
}

const withPromises = ({ tally, count }: StoredRecords): ReportSources["records"] => ({
  tally: async (tenant, query) => tally(tenant, query),
  count: async (tenant, query) => count(tenant, query),
})

function writePage(file: string, page: string): void {
  try {
    writeFileSync(file, page, { mode: 0o600 })
  } catch (thrown) {
    throw new ConfigError([`${file} can't be written: ${coerceError(thrown).message}.`])
  }
}
