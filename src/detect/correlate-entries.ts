/**
 * Entries of correlations → what happened together. Everything that a group holds around the new entries is looked at
 * again, so that the answer is the same whatever order records arrived in, and however often. Firings of one group that
 * follow one another closely are one burst, and one burst is one alert: its id comes from the first entry, and stays
 * when a late one turns out to be earlier.
 */
import { canonicalHash, wellFormed } from "../lib/canonical-json.ts"
import type { Burst, EntryMark, MemoryEntry, MemoryGroup, WritableMemory } from "../model/detect-memory.ts"
import { alertId, recordId } from "../model/ids.ts"
import { firingsOf } from "../sigma/correlate.ts"
import { type Entry, entryOf } from "../sigma/correlation-entry.ts"
import { memoryEntry, pauseOf } from "./correlation-entries.ts"
import type { Correlation } from "./rule.ts"
import type { RuleSet } from "./rule-set.ts"

/** One alert tells of a day at most; what goes on after that is worth a new one. */
const LONGEST_BURST_MS = 24 * 3_600_000
/** More records than this are counted, not named. */
export const MAX_NAMED_RECORDS = 2_000

export type CorrelationBurst = {
  readonly correlation: Correlation
  readonly burst: Burst
  /** All of the group in this time, oldest first. */
  readonly entries: readonly MemoryEntry[]
  /** The entry with which the condition first held. */
  readonly completedBy: MemoryEntry
}

/** Says of the entries of an inner burst, of which there are `count` records, what happened. No full stop. */
export type TellMany = (entries: readonly MemoryEntry[], count: number) => string

/** Every burst that a new entry belongs to. Keeps entries and bursts in `memory`; `fresh` are in it already. */
export function correlateEntries(
  fresh: readonly MemoryEntry[],
  rules: RuleSet,
  memory: WritableMemory,
  tellMany: TellMany,
): readonly CorrelationBurst[] {
  const waiting = new Map<string, MemoryEntry[]>()
  const wait = (entry: MemoryEntry): void => {
    const entries = waiting.get(entry.rule)
    if (entries === undefined) waiting.set(entry.rule, [entry])
    else entries.push(entry)
  }
  fresh.forEach(wait)
  return rules.correlations.flatMap((correlation) =>
    groupsOf(waiting.get(correlation.info.id) ?? []).flatMap((group) => {
      const found = burstsOfGroup(correlation, group, memory)
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

type FreshGroup = MemoryGroup & { readonly fresh: readonly MemoryEntry[] }

function groupsOf(entries: readonly MemoryEntry[]): readonly FreshGroup[] {
  const groups = Map.groupBy(entries, ({ scope, key }) => `${scope} ${key}`)
  return [...groups.values()].flatMap((fresh) => {
    const [first] = fresh
    return first === undefined ? [] : [{ scope: first.scope, rule: first.rule, key: first.key, fresh }]
  })
}

function burstsOfGroup(
  correlation: Correlation,
  { fresh, ...group }: FreshGroup,
  memory: WritableMemory,
): readonly CorrelationBurst[] {
  const pause = pauseOf(correlation)
  const reach = correlation.sigma.timespan + pause
  const times = fresh.map(({ at }) => at)
  const [from, to] = [Math.min(...times) - reach, Math.max(...times) + reach]
  const near = memory.marks(group, from, to)
  // Nearly always: a few entries that mean nothing yet.
  if (firingsOf(correlation.sigma, near.map(sigmaEntryOf(correlation))).length === 0) return []
  const known = memory.bursts(group, from, to)
  const entries = memory.entries(
    group,
    known.reduce((earliest, burst) => Math.min(earliest, burst.from), from),
    known.reduce((latest, burst) => Math.max(latest, burst.to), to),
  )
  const isFresh = new Set(fresh.map(identity))
  const runs = runsOf(correlation, entries, pause)
  const free = [...known]
  return runs
    .filter((run) => run.entries.some((entry) => isFresh.has(identity(entry))))
    .map((run) => ({ correlation, ...run, burst: burstOf(run, group, free, pause) }))
}

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
function burstOf(run: Run, group: MemoryGroup, free: Burst[], pause: number): Burst {
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
    const { ids, count } = recordsOf(entries)
    const about = {
      ...completedBy.about,
      ...(type.startsWith("temporal") ? {} : { sentence: `${tellMany(entries, count)}.` }),
      silent: correlation.silent,
      kind: correlation.subject,
      records: { ids, count },
    }
    return [memoryEntry(feed.correlation, completedBy.tenantId, entry, about)]
  })
}

/** The records behind entries: all counted, the first of them named. */
export function recordsOf(entries: readonly MemoryEntry[]): NonNullable<MemoryEntry["about"]["records"]> {
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
  return { count: Math.max(count, ids.length), ids }
}
