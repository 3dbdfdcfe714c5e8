/**
 * Entries of correlations → what happened together. Everything that a group holds around the new entries is looked at
 * again, so that the answer is the same whatever order records arrived in, and however often. Firings of one group that
 * follow one another closely are one burst, and one burst is one alert: its id comes from the first entry, and stays
 * when a late one turns out to be earlier.
 */
import { canonicalHash, wellFormed } from "../lib/canonical-json.ts"
import { MAX_NAMED_RECORDS } from "../model/alert.ts"
import {
  type Burst,
  burstEnd,
  type EntryMark,
  type MemoryEntry,
  type MemoryGroup,
  type RecordsTogether,
  type WritableMemory,
} from "../model/detect-memory.ts"
import { alertId, recordId, type TenantId } from "../model/ids.ts"
import { firingsOf } from "../sigma/correlate.ts"
import { type Entry, entryOf } from "../sigma/correlation-entry.ts"
import { memoryEntry, pauseOf } from "./correlation-entries.ts"
import type { Correlation } from "./rule.ts"
import type { RuleSet } from "./rule-set.ts"
import { COUNT_AGAIN_MS, LONGEST_BURST_MS, letWait } from "./wait-with-burst.ts"

export type CorrelationBurst = {
  readonly correlation: Correlation
  readonly burst: Burst
  /** All of the group in this time, oldest first. */
  readonly entries: readonly MemoryEntry[]
  /** The entry with which the condition first held. */
  readonly completedBy: MemoryEntry
}

/** Says of the entries of an inner burst, and of the records behind them, what happened. No full stop. */
export type TellMany = (entries: readonly MemoryEntry[], records: RecordsTogether) => string

export type CorrelateContext = {
  readonly tenantId: TenantId
  readonly rules: RuleSet
  readonly memory: WritableMemory
  readonly tellMany: TellMany
  /** Now, milliseconds UTC by our clock, where what joins a large burst may wait; missing: nothing waits. */
  readonly patientAt?: number
}

/**
 * Every burst that a new entry belongs to, and those for which something has waited long enough. Keeps entries and bursts
 * in the memory; `fresh` are in it already.
 */
export function correlateEntries(
  fresh: readonly MemoryEntry[],
  context: CorrelateContext,
): readonly CorrelationBurst[] {
  const { tenantId, rules, memory, tellMany, patientAt } = context
  const overdue = patientAt === undefined ? [] : memory.waitingBursts(tenantId, patientAt - COUNT_AGAIN_MS)
  const waiting = new Map<string, MemoryEntry[]>()
  const wait = (entry: MemoryEntry): void => {
    const entries = waiting.get(entry.rule)
    if (entries === undefined) waiting.set(entry.rule, [entry])
    else entries.push(entry)
  }
  fresh.forEach(wait)
  return rules.correlations.flatMap((correlation) =>
    groupsOf(waiting.get(correlation.info.id) ?? [], ofRule(overdue, correlation)).flatMap((group) => {
      const found = burstsOfGroup(correlation, group, context)
      for (const one of found) {
        memory.keepBurst(one.burst)
        for (const entry of outerEntries(one, rules, tellMany)) {
          memory.keepEntry(entry)
          wait(entry)
        }
      }
      return found
    }),
  )
}

const ofRule = (bursts: readonly Burst[], { info }: Correlation): readonly Burst[] =>
  bursts.filter(({ rule }) => rule === info.id)

/** A group with new entries, or with a burst for which something has waited long enough. */
type FreshGroup = MemoryGroup & { readonly fresh: readonly MemoryEntry[]; readonly overdue: readonly Burst[] }

function groupsOf(entries: readonly MemoryEntry[], overdue: readonly Burst[]): readonly FreshGroup[] {
  const keyOf = ({ scope, key }: MemoryGroup): string => `${scope} ${key}`
  const fresh = Map.groupBy(entries, keyOf)
  const bursts = Map.groupBy(overdue, keyOf)
  return [...new Set([...fresh.keys(), ...bursts.keys()])].flatMap((name) => {
    const group = { fresh: fresh.get(name) ?? [], overdue: bursts.get(name) ?? [] }
    const first = group.fresh[0] ?? group.overdue[0]
    return first === undefined ? [] : [{ scope: first.scope, rule: first.rule, key: first.key, ...group }]
  })
}

function burstsOfGroup(
  correlation: Correlation,
  { fresh, overdue, ...group }: FreshGroup,
  { memory, patientAt }: CorrelateContext,
): readonly CorrelationBurst[] {
  // Whatever becomes of them: nothing waits for them any more.
  for (const { waiting: _waiting, ...burst } of overdue) memory.keepBurst(burst)
  const pause = pauseOf(correlation)
  const reach = correlation.sigma.timespan + pause
  const times = fresh.map(({ at }) => at)
  const [from, to] = spanOf([...times, ...overdue.flatMap((burst) => [burst.from, burstEnd(burst)])], reach)
  const known = memory.bursts(group, from, to)
  const mayWait = patientAt !== undefined && overdue.length === 0 && !correlation.everyTenant
  const waits = mayWait ? letWait(times, known, { now: patientAt, pause }) : undefined
  if (waits !== undefined) {
    memory.keepBurst(waits)
    return []
  }
  const near = memory.marks(group, from, to)
  // Nearly always: a few entries that mean nothing yet.
  if (firingsOf(correlation.sigma, near.map(sigmaEntryOf(correlation))).length === 0) return []
  const span = known.flatMap((burst) => [burst.from, burstEnd(burst)])
  const entries = memory.entries(group, ...spanOf([from, to, ...span], 0))
  const isFresh = new Set(fresh.map(identity))
  const waitedFor = [...known, ...overdue]
  const free = [...known]
  return runsOf(correlation, entries, pause)
    .filter(
      (run) => run.entries.some((entry) => isFresh.has(identity(entry))) || waitedFor.some(waitsFor(run)),
    )
    .map((run) => ({ correlation, ...run, burst: burstOf(run, group, free, { pause, patientAt }) }))
}

const spanOf = (times: readonly number[], reach: number): [from: number, to: number] => [
  times.reduce((earliest, at) => Math.min(earliest, at), Number.POSITIVE_INFINITY) - reach,
  times.reduce((latest, at) => Math.max(latest, at), Number.NEGATIVE_INFINITY) + reach,
]

/** Something that waits for the burst may be in this run. */
const waitsFor =
  (run: Run) =>
  (burst: Burst): boolean =>
    burst.waiting !== undefined && run.from <= burstEnd(burst) && run.to >= burst.from

const identity = ({ tenantId, listed, id }: EntryMark): string => `${tenantId} ${listed} ${id}`

type Run = Pick<CorrelationBurst, "entries" | "completedBy"> & { readonly from: number; readonly to: number }

/** Firings close together, with everything of the group between their first and last entry. */
function runsOf(correlation: Correlation, entries: readonly MemoryEntry[], pause: number): readonly Run[] {
  const sigmaEntry = sigmaEntryOf(correlation)
  const bySigma = new Map(entries.map((entry): [Entry, MemoryEntry] => [sigmaEntry(entry), entry]))
  const runs: { from: number; to: number; completedBy: MemoryEntry }[] = []
  for (const firing of firingsOf(correlation.sigma, [...bySigma.keys()])) {
    const completedBy = bySigma.get(firing.completedBy)
    const from = firing.entries[0]?.at ?? firing.at
    const to = firing.entries.at(-1)?.at ?? firing.at
    const last = runs.at(-1)
    if (completedBy === undefined) continue
    if (last === undefined) runs.push({ from, to, completedBy })
    else if (from - last.to <= pause && to - last.from <= LONGEST_BURST_MS) last.to = Math.max(last.to, to)
    else if (to > last.to) runs.push({ from: Math.max(from, last.to + 1), to, completedBy })
  }
  const inOrder = entries.toSorted((a, b) => a.at - b.at || compare(identity(a), identity(b)))
  return runs.map((run) => ({ ...run, entries: inOrder.filter(({ at }) => at >= run.from && at <= run.to) }))
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

/** All of one group, so that its key and its values needn't be told. Ids are one tenant's own. */
const sigmaEntryOf =
  ({ everyTenant }: Correlation) =>
  ({ listed, tenantId, id: own, at, value }: EntryMark): Entry => {
    const id = everyTenant ? `${tenantId} ${own}` : own
    const entry = { rule: listed, id, at, key: "", group: NO_VALUES }
    return value === undefined ? entry : { ...entry, value }
  }

const NO_VALUES: readonly string[] = []

/** A known burst that this run continues, taken out of `free`; otherwise a new one that is keyed by its first entry. */
function burstOf(
  run: Run,
  group: MemoryGroup,
  free: Burst[],
  { pause, patientAt }: { readonly pause: number; readonly patientAt: number | undefined },
): Burst {
  const index = free.findIndex(
    (burst) =>
      burst.from - pause <= run.to &&
      run.from <= burst.to + pause &&
      Math.max(run.to, burst.to) - Math.min(run.from, burst.from) <= LONGEST_BURST_MS + pause,
  )
  const [known] = index < 0 ? [] : free.splice(index, 1)
  const [first = run.completedBy] = run.entries
  return {
    ...group,
    alertId:
      known?.alertId ??
      alertId(`alr_${canonicalHash(wellFormed([group, first.tenantId, first.id])).slice(0, 32)}`),
    from: Math.min(run.from, known?.from ?? run.from),
    to: Math.max(run.to, known?.to ?? run.to),
    ...(patientAt === undefined ? {} : { counted: { at: patientAt, entries: run.entries.length } }),
  }
}

/** For the correlations that list this one, a burst is one entry at the time when it was complete, with its group's fields. */
function outerEntries(
  { correlation, burst, entries, completedBy }: CorrelationBurst,
  rules: RuleSet,
  tellMany: TellMany,
): readonly MemoryEntry[] {
  const { groupBy, type } = correlation.sigma
  const fields = new Map(groupBy.map((name, index) => [name, completedBy.group[index]]))
  const event = { field: (name: string) => fields.get(name), texts: () => completedBy.group }
  return rules.feedsOf(correlation).flatMap((feed) => {
    const seen = { rule: feed.listed, id: burst.alertId, at: completedBy.at, event }
    const entry = entryOf(feed.correlation.sigma, seen)
    if (entry === undefined) return []
    const records = recordsOf(entries)
    const about = {
      ...completedBy.about,
      ...(type.startsWith("temporal") ? {} : { sentence: `${tellMany(entries, records)}.` }),
      silent: correlation.silent,
      kind: correlation.subject,
      records,
    }
    return [memoryEntry(feed.correlation, completedBy.tenantId, entry, about)]
  })
}

/** The records behind entries: all counted, the first of them named. An inner firing began before it was complete. */
export function recordsOf(entries: readonly MemoryEntry[]): RecordsTogether {
  const own = new Set(entries.filter(({ about }) => about.records === undefined).map(({ id }) => id))
  const inner = new Map(
    entries.flatMap(({ id, about }) => (about.records === undefined ? [] : [[id, about.records] as const])),
  )
  const named = [...own, ...[...inner.values()].flatMap(({ ids }) => ids)]
  const once = [...new Set(named)]
  // Two inner bursts may count the same records; those beyond the named ones can't be told apart.
  const count =
    own.size + [...inner.values()].reduce((sum, one) => sum + one.count, 0) - (named.length - once.length)
  const ids = once.slice(0, MAX_NAMED_RECORDS).map((id) => recordId(id))
  const times = entries.flatMap(({ at, about }) => [about.records?.from ?? at, about.records?.to ?? at])
  const [from, to] = spanOf(times, 0)
  return { count: Math.max(count, ids.length), ids, from, to }
}
