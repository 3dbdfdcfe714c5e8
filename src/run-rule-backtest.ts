/** One rule by its name, tried on what is stored: as it is written now, with the filters that would hold for it. */
import { readAllRules } from "./adapters/files/read-rules.ts"
import { openCountryDatabase } from "./adapters/geo/country-database.ts"
import { openEventsForReading, openStoreForReading } from "./adapters/sqlite/open-for-reading.ts"
import { toldTogether } from "./alert/bursts.ts"
import { isHarmless } from "./alert/measure-noise.ts"
import { toldBefore } from "./alert/told-before.ts"
import { ruleCalled } from "./command/rule-called.ts"
import { filesFor, filterTitles, rulesIn, type WrittenRule, withFilters } from "./detect/backtest-files.ts"
import { FIRST_SEEN } from "./detect/facts/seen-things.ts"
import { operationsOf } from "./detect/rule-index.ts"
import { compileRuleSet, type RuleFile, type RuleSet } from "./detect/rule-set.ts"
import { DAY } from "./lib/time-units.ts"
import type { Alert, Incident, RuleInfo } from "./model/alert.ts"
import { ConfigError } from "./model/errors.ts"
import { kindOfRecord, RECORD_KINDS, type RecordKind } from "./model/storage-policy.ts"
import type { OwnIdentity, Tenant } from "./model/tenant.ts"
import { readRaw } from "./normalize/read-raw.ts"
import type { Backtest, BacktestOutcome, BacktestRow, BacktestWanted } from "./ports/backtest.ts"
import { judgeBack, type Reading, readBack } from "./run-backtest.ts"

export type BacktestData = {
  /** The main database's path. */
  readonly database: string
  readonly ruleFolders: readonly string[]
  readonly own: OwnIdentity
  /** Those that are wanted, as they are known now. */
  readonly tenants: readonly Tenant[]
  readonly wanted: BacktestWanted
}

/** As many rows as an answer can hold. */
const MOST_ROWS = 1_000

/** `isOver` ends the reading, not the judging of what was read. A rule that can't be used is an outcome, not an error. */
export async function backtestByName(
  data: BacktestData,
  isOver: NonNullable<Reading["isOver"]>,
): Promise<BacktestOutcome> {
  try {
    const pack = readAllRules(data.ruleFolders)
    const found = ruleCalled(data.wanted.rule, rulesIn(pack))
    if (!("rule" in found)) return { kind: "unclear", ...found }
    return { kind: "tried", backtest: await backtestOf(planOf(found.rule, pack), data, isOver) }
  } catch (thrown) {
    if (thrown instanceof ConfigError) return { kind: "broken", problems: thrown.problems }
    throw thrown
  }
}

type Plan = {
  readonly about: Pick<Backtest, "rule" | "isSilent" | "learns" | "isAcross" | "kinds">
  readonly isTold: (rule: RuleInfo) => boolean
  /** As it is written. */
  readonly bare: RuleSet
  /** With the filters of other files; missing where there is none. */
  readonly filtered?: { readonly rules: RuleSet; readonly titles: readonly string[] }
}

function planOf({ name, title, file }: WrittenRule, pack: readonly RuleFile[]): Plan {
  const isTold = (rule: RuleInfo): boolean => rule.name === name
  const needed = filesFor(file, pack)
  const all = withFilters(needed, pack)
  const bare = compileRuleSet(needed, isTold)
  const written = compileRuleSet(needed)
  const rule = [...written.rules, ...written.correlations].find(({ info }) => isTold(info))
  const learns = FIRST_SEEN.some((one) => one.operations.some((key) => bare.firstSeen(key).includes(one)))
  const isAcross = rule !== undefined && "everyTenant" in rule && rule.everyTenant
  return {
    about: {
      rule: { name, title, level: rule?.info.level ?? "informational" },
      ...{ isSilent: rule?.silent === true, learns, isAcross, kinds: kindsOf(bare) },
    },
    ...{ isTold, bare },
    ...(all === needed
      ? {}
      : { filtered: { rules: compileRuleSet(all, isTold), titles: filterTitles(needed, all) } }),
  }
}

function kindsOf({ rules }: RuleSet): readonly RecordKind[] {
  const kinds = operationsOf(rules)?.map((operationKey) => kindOfRecord({ operationKey }))
  return RECORD_KINDS.filter((kind) => kinds?.includes(kind) !== false)
}

async function backtestOf(
  { about, isTold, bare, filtered }: Plan,
  { database, own, tenants, wanted }: BacktestData,
  isOver: NonNullable<Reading["isOver"]>,
): Promise<Backtest> {
  const { country } = await openCountryDatabase()
  const events = openEventsForReading(database, readRaw)
  const ids = tenants.map(({ id }) => id)
  // With filters each record is judged twice.
  const times = filtered === undefined ? 1 : 2
  const { records, ...read } = readBack(ids, {
    ...{ events, rules: bare, period: wanted.period, isOver: (held) => isOver(held * times) },
  })
  const judge = (rules: RuleSet): readonly Alert[] =>
    tenants.flatMap((tenant) =>
      toldTogether(
        judgeBack(tenant, records.get(tenant.id) ?? [], {
          ...{ rules, own, country, isTold },
          now: wanted.now,
        }),
      ),
    )
  const alerts = judge(filtered?.rules ?? bare)
  return {
    ...{ ...about, ...read },
    ...(await countsOf(alerts, { database, tenants, from: read.from })),
    ...(filtered === undefined ? {} : { filters: { titles: filtered.titles, without: judge(bare).length } }),
  }
}

type Beside = Pick<BacktestData, "database" | "tenants"> & { readonly from: number }

async function countsOf(
  alerts: readonly Alert[],
  beside: Beside,
): Promise<Pick<Backtest, "levels" | "customers" | "became" | "rows">> {
  const told = await incidentFinder(alerts, beside)
  const newestFirst = alerts.toSorted((a, b) => b.happenedAt - a.happenedAt)
  const incidents = alerts.flatMap((alert) => told(alert) ?? [])
  const fixed = incidents.filter(({ state }) => state === "fixed").length
  const harmless = incidents.filter(isHarmless).length
  const levels: Partial<Record<Alert["level"], number>> = {}
  for (const { level } of alerts) levels[level] = (levels[level] ?? 0) + 1
  const customers = [...Map.groupBy(alerts, ({ tenantId }) => tenantId)]
    .map(([tenantId, own]) => ({ tenantId, count: own.length }))
    .toSorted((a, b) => b.count - a.count)
  return {
    ...{ levels, customers },
    became: { fixed, harmless, open: incidents.length - fixed - harmless },
    rows: newestFirst.slice(0, MOST_ROWS).map((alert) => rowOf(alert, told(alert))),
  }
}

/** An alert that grew for days may have begun before what is found again of it. */
const GROWS_MS = 7 * DAY
/** So many stored alerts of one customer are looked through, the newest ones. */
const MOST_TOLD = 20_000

async function incidentFinder(
  alerts: readonly Alert[],
  { database, tenants, from }: Beside,
): Promise<(alert: Alert) => Incident | undefined> {
  const store = openStoreForReading(database)
  try {
    const found = new Map<Alert["tenantId"], ReturnType<typeof toldBefore>>()
    for (const { id } of tenants.filter((tenant) => alerts.some(({ tenantId }) => tenantId === tenant.id)))
      found.set(id, toldBefore(await store.incidents.alertsSince(id, from - GROWS_MS, MOST_TOLD)))
    return (alert) => found.get(alert.tenantId)?.(alert)
  } finally {
    store.close()
  }
}

function rowOf(alert: Alert, told: Incident | undefined): BacktestRow {
  const { tenantId, happenedAt: at, level, actorName: who, summary: sentence } = alert
  if (told === undefined) return { tenantId, at, level, who, sentence }
  const { id, state, owner, customerAnswer, ownerQuestion } = told
  const incident = {
    ...{ id, state, rule: told.alert.rule.name },
    ...(owner === undefined ? {} : { owner }),
    ...(customerAnswer === undefined ? {} : { customerAnswer }),
    ...(ownerQuestion === undefined ? {} : { ownerQuestion }),
  }
  return { tenantId, at, level, who, sentence, incident }
}
