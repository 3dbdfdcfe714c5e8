/**
 * What detection remembers from one batch to the next: matches that correlations may still need, which of them became
 * which alert, and when something was seen for the first time. Records come late and in any order, so that nothing here
 * is a state that moves on: the same records leave the same memory, whatever their order and however often they come.
 */
import type { SubjectKind } from "./act.ts"
import type { Alert } from "./alert.ts"
import type { Actor, Target } from "./audit-record.ts"
import type { AlertId, RecordId, TenantId } from "./ids.ts"
import type { JudgedAlert } from "./judged-alert.ts"
import type { Level } from "./level.ts"

/** Entries and bursts with the same group are looked at together. */
export type MemoryGroup = {
  /** A tenant's id, or EVERY_TENANT. */
  readonly scope: TenantId | typeof EVERY_TENANT
  /** A correlation's id, or what else makes groups. */
  readonly rule: string
  /** What the group has in common, in one text. */
  readonly key: string
}
export const EVERY_TENANT = "*"

/** One record (or one firing of an inner correlation) that takes part in a correlation. */
export type MemoryEntry = MemoryGroup & {
  /** The record's id, or the alert's of the inner firing. Unique together with `listed` in its group. */
  readonly id: string
  /** The rule as the correlation lists it. */
  readonly listed: string
  /** When it happened, milliseconds UTC. */
  readonly at: number
  readonly tenantId: TenantId
  /** The values that the group has in common. */
  readonly group: readonly string[]
  /** What is counted or added up. */
  readonly value?: string | number
  /** Nobody can ask for it after this, milliseconds UTC. */
  readonly keepUntil: number
  readonly about: EntryAbout
}

/** What correlating asks of an entry. Nearly always that is all: what an alert would say is read when there is one. */
export type EntryMark = Pick<MemoryEntry, "id" | "listed" | "at" | "tenantId" | "value">

/** What an alert must say of an entry when its record is long stored away. */
export type EntryAbout = {
  readonly actor: Actor
  readonly actorName: string
  readonly target: Target
  readonly ip?: string
  readonly operation: string
  /** True when its rule alerts nobody by itself. */
  readonly silent: boolean
  readonly kind: SubjectKind
  readonly level: Level
  readonly subject: string
  readonly object: Readonly<Record<string, string>>
  readonly sentence: string
  /** Those facts that raise or lower the correlation's level. */
  readonly facts: readonly string[]
  /** Of an inner firing: the records that it stands for. */
  readonly records?: RecordsTogether
}

/** Several records, the first of them by their ids; the time of the first and of the last, milliseconds UTC. */
export type RecordsTogether = {
  readonly count: number
  readonly ids: readonly RecordId[]
  readonly from: number
  readonly to: number
}

/** The time in which records of a group became one alert. */
export type Burst = MemoryGroup & {
  readonly alertId: AlertId
  readonly from: number
  readonly to: number
  /** When its entries were counted (milliseconds UTC, by our clock), and how many there were. Missing: nobody counts them. */
  readonly counted?: { readonly at: number; readonly entries: number }
  /** What came since then and isn't in its alert yet: how many, and the time of the newest. */
  readonly waiting?: { readonly entries: number; readonly to: number }
}

/** Its last entry, with what waits. */
export const burstEnd = ({ to, waiting }: Burst): number => Math.max(to, waiting?.to ?? to)

/** Something that was seen: first and last time of a run without a pause that would make it new again. */
export type Trace = {
  /** Tenant, definition and values in one text. */
  readonly key: string
  readonly firstAt: number
  readonly firstRecord: RecordId
  readonly lastAt: number
}

/** What an account is called, as a directory record said. */
export type AccountName = {
  readonly tenantId: TenantId
  /** Lower case. */
  readonly objectId: string
  /** Lower-cased user principal name. */
  readonly upn: string
  /** When the record happened, milliseconds UTC. */
  readonly at: number
}

export type DetectMemory = {
  /** Entries of a group with times in [from, to], in any order. */
  entries(group: MemoryGroup, from: number, to: number): readonly MemoryEntry[]
  /** The same entries, without what an alert would say of them. */
  marks(group: MemoryGroup, from: number, to: number): readonly EntryMark[]
  /** Bursts of a group that overlap [from, to] with what waits for them, oldest first. */
  bursts(group: MemoryGroup, from: number, to: number): readonly Burst[]
  /** Bursts of a scope for which something waits, and that were counted at this time (milliseconds UTC) or before; the first of them. */
  waitingBursts(scope: MemoryGroup["scope"], countedBy: number): readonly Burst[]
  trace(key: string): Trace | undefined
  /** The address of a tenant's mailbox of this name, alias or GUID; undefined when there is none or several. */
  mailboxNamed(tenant: TenantId, name: string): string | undefined
  /** What the account with this object id (lower case) is called; undefined when no record said it. */
  accountName(tenant: TenantId, objectId: string): AccountName | undefined
  /** Alerts of which people said since `since` (milliseconds UTC) what they were; none while none of them was an attack. */
  judged(tenant: TenantId, since: number): readonly JudgedAlert[]
  /** An alert as it was last decided; undefined when it was never stored. */
  alert(id: AlertId): Alert | undefined
  /** All that `work` asks is of one moment: a third of what asking one by one would cost. */
  readTogether<T>(work: () => T): T
}

/** What a batch leaves: each row replaces the one of the same identity. */
export type MemoryWrites = {
  readonly entries: readonly MemoryEntry[]
  readonly bursts: readonly Burst[]
  readonly traces: readonly Trace[]
  readonly names: readonly AccountName[]
}

/** A memory that takes writes: what was written is read first, then what lies beneath. */
export type WritableMemory = DetectMemory & {
  keepEntry(entry: MemoryEntry): void
  keepBurst(burst: Burst): void
  keepTrace(trace: Trace): void
  keepName(name: AccountName): void
  keepAlert(alert: Alert): void
  /** Everything that was kept here, and nothing from beneath. */
  writes(): MemoryWrites
}
