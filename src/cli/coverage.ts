/** `watchpost coverage`: what is complete, what is open, what is lost and why. Reads beside the running product. */
import { openLedgerForReading } from "../adapters/sqlite/feed-ledger-reader.ts"
import { readHolds } from "../adapters/sqlite/legal-holds.ts"
import type { CustomerConfig } from "../config/config.ts"
import { columns } from "../lib/columns.ts"
import type { ContentType } from "../model/audit-record.ts"
import { holdSentence, type LegalHold } from "../model/legal-hold.ts"
import type { TypeLedger } from "../ports/feed-ledger.ts"
import { type Hole, holesOf, holeText } from "../source/coverage.ts"
import { customerNamed, readConfigFile } from "./config-file.ts"
import { accountJson, accountText, readAccountCoverage } from "./coverage-accounts.ts"
import { backupJson, backupTable, readBackupCoverage } from "./coverage-backups.ts"
import { canaryJson, canaryText, readCanaryCoverage } from "./coverage-canaries.ts"
import type { Teller } from "./output.ts"
import { iso, minute } from "./utc-text.ts"

export type CoverageOptions = {
  readonly configFile: string
  /** The short name of one customer; missing for all. */
  readonly tenant?: string | undefined
  readonly json: boolean
}

/** One content type of one customer; `ledger` is missing when it was never listed. */
type Line = {
  readonly customer: CustomerConfig
  readonly type: ContentType
  readonly ledger: TypeLedger | undefined
  readonly holes: readonly Hole[]
  /** Why it isn't well, one sentence; missing when it is. */
  readonly trouble: string | undefined
}

/**
 * A table and one sentence for every exception, or with `json` one line for each customer and content type; then the
 * accounts that are protected and can't be found; what canaries prove; who is on legal hold; and without `tenant` the same
 * of the backup servers. Times of content are arrival at Microsoft's feed, in UTC. Answers 0, also when something is
 * incomplete. Throws a ConfigError when the configuration or the database can't be read.
 */
export async function runCoverage(
  options: CoverageOptions,
  io: { readonly stdout: Teller },
): Promise<number> {
  const config = readConfigFile(options.configFile)
  const customers = options.tenant === undefined ? config.customers : [customerNamed(config, options.tenant)]
  const reader = openLedgerForReading(config.database)
  try {
    const ledgers = reader.ledgers()
    const known = {
      ledgers: new Map(ledgers.map((one) => [`${one.tenantId} ${one.type}`, one])),
      troubles: new Map(reader.troubles().map((one) => [`${one.tenantId} ${one.source}`, one.sentence])),
    }
    const lines = customers.flatMap((customer) => linesOf(customer, known))
    io.stdout.write(options.json ? jsonText(lines) : tableText(lines))
    const accounts = await readAccountCoverage(config, customers)
    const text = options.json ? accountJson(accounts) : accountText(accounts)
    if (text !== "") io.stdout.write(options.json ? text : `\n${text}`)
    const canaries = await readCanaryCoverage(config, customers, ledgers, Date.now())
    const proved = options.json ? canaryJson(canaries) : canaryText(canaries)
    if (proved !== "") io.stdout.write(options.json ? proved : `\n${proved}`)
    const holds = readHolds(config.database).filter(
      ({ tenantId }) => options.tenant === undefined || customers.some(({ id }) => id === tenantId),
    )
    if (holds.length > 0) io.stdout.write(options.json ? holdJson(holds) : `\n${holdText(holds)}`)
    const backups = options.tenant === undefined ? await readBackupCoverage(config) : []
    if (backups.length > 0)
      io.stdout.write(options.json ? backupJson(backups) : `\n${backupTable(backups)}\n`)
    return 0
  } finally {
    reader.close()
  }
}

/** Both by tenant and source. */
type Known = {
  readonly ledgers: ReadonlyMap<string, TypeLedger>
  readonly troubles: ReadonlyMap<string, string>
}

const linesOf = (customer: CustomerConfig, { ledgers, troubles }: Known): readonly Line[] =>
  customer.contentTypes.map((type) => {
    const key = `${customer.id} ${type}`
    const ledger = ledgers.get(key)
    const holes = ledger === undefined ? [] : holesOf(ledger)
    return { customer, type, ledger, holes, trouble: troubles.get(key) }
  })

function tableText(lines: readonly Line[]): string {
  const rows = lines.map(({ customer, type, ledger, holes }) => [
    customer.name,
    type,
    ledger === undefined ? "never read" : minute(ledger.cursor.since),
    ledger === undefined ? "never read" : minute(ledger.cursor.watermark),
    count(holes, "open"),
    count(holes, "lost"),
  ])
  const head = ["customer", "content type", "since (UTC)", "complete to", "open", "lost"]
  const table = columns([head, ...rows]).join("\n")
  const summary = firstContact(lines)
  const exceptions = lines.flatMap(({ customer, type, ledger, holes, trouble }) => [
    ...holes.map((hole) => `${customer.name}: ${holeText(hole, "UTC", ledger?.cursor.watermark ?? hole.to)}`),
    ...(trouble === undefined ? [] : [`${customer.name}: ${type}: ${trouble}`]),
  ])
  const parts = [table, ...summary, ...(exceptions.length === 0 ? [] : [`Except:\n${exceptions.join("\n")}`])]
  return `${parts.join("\n\n")}\n`
}

/** How far the first contact is, which takes minutes with thousands of customers; nothing once it is over. */
function firstContact(lines: readonly Line[]): readonly string[] {
  const unread = lines.filter(({ ledger }) => ledger === undefined).length
  const isPartly = ({ ledger }: Line): boolean =>
    ledger !== undefined && ledger.cursor.weekListedAt === undefined
  const partly = lines.filter(isPartly).length
  if (unread + partly === 0) return []
  const read = lines.length - unread
  return [
    `First contact: ${read} of ${lines.length} content types were read, ${read - partly} of them with the whole week before.`,
  ]
}

const count = (holes: readonly Hole[], state: Hole["state"]): string =>
  String(holes.filter((hole) => hole.state === state).length)

function jsonText(lines: readonly Line[]): string {
  return lines
    .map(({ customer, type, ledger, holes, trouble }) => ({
      tenant: customer.name,
      tenantId: customer.id,
      type,
      completeFrom: ledger === undefined ? null : iso(ledger.cursor.since),
      completeTo: ledger === undefined ? null : iso(ledger.cursor.watermark),
      except: holes.map(({ from, to, state, why }) => ({ from: iso(from), to: iso(to), state, why })),
      trouble: trouble ?? null,
    }))
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("")
}

/** Former customers, too: where none is asked for by name, a hold is told however long they are gone. */
const holdText = (holds: readonly LegalHold[]): string =>
  holds.map((hold) => `${holdSentence(hold)}\n`).join("")

const holdJson = (holds: readonly LegalHold[]): string =>
  holds
    .map(({ tenantId, customer, at, until, reason, by }) => ({
      tenantId,
      customer,
      heldSince: iso(at),
      heldUntil: until === undefined ? null : iso(until),
      reason,
      by,
    }))
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("")
