/** Detection's memory inside the process: for scans, samples and backtests, and as the layer over a store while a batch is decided. */
import type { Alert } from "../model/alert.ts"
import {
  type AccountName,
  type Burst,
  burstEnd,
  type DetectMemory,
  type EntryMark,
  type MemoryEntry,
  type MemoryGroup,
  type Trace,
  type WritableMemory,
} from "../model/detect-memory.ts"
import type { AlertId } from "../model/ids.ts"

/** Of whom nothing is known yet. */
export const EMPTY_MEMORY: DetectMemory = {
  entries: () => [],
  marks: () => [],
  bursts: () => [],
  waitingBursts: () => [],
  trace: () => undefined,
  mailboxNamed: () => undefined,
  accountName: () => undefined,
  judged: () => [],
  alert: () => undefined,
  readTogether: (work) => work(),
}

export function createMemory(beneath: DetectMemory = EMPTY_MEMORY): WritableMemory {
  const entries = new Map<string, Map<string, MemoryEntry>>()
  const bursts = new Map<string, Map<AlertId, Burst>>()
  const traces = new Map<string, Trace>()
  const alerts = new Map<AlertId, Alert>()
  const names = new Map<string, AccountName>()
  return {
    entries: (group, from, to) =>
      merged(beneath.entries(group, from, to), entries.get(keyOf(group)), from, to),
    marks: (group, from, to) => merged(beneath.marks(group, from, to), entries.get(keyOf(group)), from, to),
    bursts: (group, from, to) => {
      const own = bursts.get(keyOf(group)) ?? new Map<AlertId, Burst>()
      const older = beneath.bursts(group, from, to).filter(({ alertId }) => !own.has(alertId))
      const newer = [...own.values()].filter((burst) => burst.from <= to && burstEnd(burst) >= from)
      return [...older, ...newer].sort((a, b) => a.from - b.from)
    },
    waitingBursts: (scope, countedBy) => {
      const own = [...bursts.values()].flatMap((group) => [...group.values()])
      const known = new Set(own.map(({ alertId }) => alertId))
      return [
        ...beneath.waitingBursts(scope, countedBy).filter(({ alertId }) => !known.has(alertId)),
        ...own.filter((burst) => burst.scope === scope && waitsSince(burst) <= countedBy),
      ]
    },
    trace: (key) => traces.get(key) ?? beneath.trace(key),
    mailboxNamed: beneath.mailboxNamed,
    accountName: (tenant, objectId) =>
      names.get(`${tenant} ${objectId}`) ?? beneath.accountName(tenant, objectId),
    judged: beneath.judged,
    alert: (id) => alerts.get(id) ?? beneath.alert(id),
    readTogether: beneath.readTogether,
    keepEntry: (entry) => void within(entries, keyOf(entry)).set(entryKey(entry), entry),
    keepBurst: (burst) => void within(bursts, keyOf(burst)).set(burst.alertId, burst),
    keepTrace: (trace) => void traces.set(trace.key, trace),
    keepName: (name) => void names.set(`${name.tenantId} ${name.objectId}`, name),
    keepAlert: (alert) => void alerts.set(alert.id, alert),
    writes: () => ({
      entries: [...entries.values()].flatMap((group) => [...group.values()]),
      bursts: [...bursts.values()].flatMap((group) => [...group.values()]),
      traces: [...traces.values()],
      names: [...names.values()],
    }),
  }
}

const waitsSince = ({ waiting, counted }: Burst): number =>
  waiting === undefined || counted === undefined ? Number.POSITIVE_INFINITY : counted.at

/** A line each: neither a scope nor what makes groups has a line break. */
const keyOf = ({ scope, rule, key }: MemoryGroup): string => `${scope}\n${rule}\n${key}`
const entryKey = ({ listed, id, tenantId }: EntryMark): string => `${tenantId} ${listed} ${id}`

/** What lies beneath, and over it what was written here. */
function merged<Mark extends EntryMark>(
  older: readonly Mark[],
  own: ReadonlyMap<string, Mark> | undefined,
  from: number,
  to: number,
): readonly Mark[] {
  if (own === undefined) return older
  const newer = [...own.values()].filter(({ at }) => at >= from && at <= to)
  return older.length === 0 ? newer : [...older.filter((one) => !own.has(entryKey(one))), ...newer]
}

function within<Key, Value>(outer: Map<string, Map<Key, Value>>, key: string): Map<Key, Value> {
  const known = outer.get(key)
  if (known !== undefined) return known
  const fresh = new Map<Key, Value>()
  outer.set(key, fresh)
  return fresh
}
