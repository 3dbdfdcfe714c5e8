/**
 * What rules would have told on the records that are stored; for the command line and for chat. Records are read back day
 * by day, all customers of a day before the day before it: whoever runs out of time has tried the last days of everybody.
 */
import type { StoredRecords } from "./adapters/sqlite/open-for-reading.ts"
import { domainsOfRecord } from "./detect/facts/destinations.ts"
import { operationsOf } from "./detect/rule-index.ts"
import type { RuleSet } from "./detect/rule-set.ts"
import { DAY } from "./lib/time-units.ts"
import type { Alert, RuleInfo } from "./model/alert.ts"
import type { AuditRecord } from "./model/audit-record.ts"
import type { TenantId } from "./model/ids.ts"
import type { Period } from "./model/period.ts"
import type { Tenant } from "./model/tenant.ts"
import { type DecideContext, decideRecords, isWatched } from "./pipeline.ts"

export type Reading = {
  readonly events: StoredRecords
  readonly rules: RuleSet
  readonly period: Period
  /** Asked before each look into the files, with how many records are held; true ends the reading. Missing: never. */
  readonly isOver?: (held: number) => boolean
}

export type ReadBack = {
  /** Milliseconds UTC: from here on everybody's records were read; the period's end where not even one day was. */
  readonly from: number
  /** How many rules can look at, and how many are kept without what a rule needs. */
  readonly tried: number
  readonly compact: number
  /** Those that a rule may be about. */
  readonly records: ReadonlyMap<TenantId, readonly AuditRecord[]>
}

/** A day that could not be read for all of the tenants counts for none. */
export function readBack(tenants: readonly TenantId[], reading: Reading): ReadBack {
  const { from, to } = reading.period
  const records = new Map<TenantId, AuditRecord[]>()
  const count = { tried: 0, compact: 0 }
  let [end, held] = [to, 0]
  while (end > from) {
    const start = Math.max(from, end - DAY)
    const day = readDay(tenants, { ...reading, period: { from: start, to: end } }, held)
    if (day === undefined) break
    for (const [tenant, some] of day.records) keep(records, tenant, some)
    count.tried += day.tried
    count.compact += day.compact
    held += day.held
    end = start
  }
  return { ...count, from: end, records }
}

/** What is read of a day so far. */
type Hand = { tried: number; compact: number; held: number; readonly records: Map<TenantId, AuditRecord[]> }

function readDay(tenants: readonly TenantId[], reading: Reading, held: number): Hand | undefined {
  const hand: Hand = { tried: 0, compact: 0, held: 0, records: new Map() }
  const isOver = (): boolean => reading.isOver?.(held + hand.held) === true
  return tenants.every((tenant) => readSpan(tenant, { ...reading, isOver }, hand)) ? hand : undefined
}

/** So many at once in memory before those that no rule is about are dropped. */
const MOST_AT_ONCE = 5_000
/** Shorter times aren't halved, milliseconds. */
const SHORTEST_MS = 1_000

/** False when it is over. */
function readSpan(tenant: TenantId, reading: Reading, hand: Hand): boolean {
  const { events, rules, period, isOver } = reading
  if (isOver?.(hand.held)) return false
  const { from, to } = period
  const operations = operationsOf(rules.rules)
  const wanted = { from, to, ...(operations === undefined ? {} : { operations }) }
  const isMany = (): boolean => events.count(tenant, { ...wanted, limit: MOST_AT_ONCE + 1 }) > MOST_AT_ONCE
  if (to - from > SHORTEST_MS && isMany()) {
    const middle = Math.floor((from + to) / 2)
    const halves = [
      { from: middle, to },
      { from, to: middle },
    ]
    return halves.every((half) => readSpan(tenant, { ...reading, period: half }, hand))
  }
  const found = events.find(tenant, wanted)
  const whole = found.filter((record) => Object.keys(record.raw).length > 0)
  const watched = whole.filter((record) => isWatched(record, rules))
  hand.tried += whole.length
  hand.compact += found.length - whole.length
  hand.held += watched.length
  keep(hand.records, tenant, watched)
  return true
}

function keep(records: Map<TenantId, AuditRecord[]>, tenant: TenantId, more: readonly AuditRecord[]): void {
  const kept = records.get(tenant) ?? []
  for (const record of more) kept.push(record)
  records.set(tenant, kept)
}

export type Judging = Pick<DecideContext, "rules" | "own" | "country" | "now"> & {
  readonly isTold: (rule: RuleInfo) => boolean
}

/** The alerts of one tenant's records; known is what these records tell alone. Domains that they name as accepted count as its own. */
export function judgeBack(
  tenant: Tenant,
  records: readonly AuditRecord[],
  { isTold, ...judging }: Judging,
): readonly Alert[] {
  const exchange = records.filter(({ workload }) => /exchange/i.test(workload))
  const acceptedDomains = [...new Set([...tenant.acceptedDomains, ...exchange.flatMap(domainsOfRecord)])]
  const context: DecideContext = { ...judging, tenant: { ...tenant, acceptedDomains }, source: "File" }
  return decideRecords(records, context).alerts.filter(({ rule }) => isTold(rule))
}
