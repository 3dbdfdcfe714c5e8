/** Everything that is kept about one incident, read for an evidence pack while the product may be writing. */
import type { Alert, Incident } from "../model/alert.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { IncidentId } from "../model/ids.ts"
import type { Remediation } from "../model/remediation.ts"
import type { TrailEntry } from "../model/trail-entry.ts"
import type { TrailHead } from "./trail-reader.ts"

/** A link of the chain whose content belongs to another customer or another matter. */
export type SealedEntry = Pick<TrailEntry, "seq" | "prev" | "hash">

export type Evidence = {
  readonly incident: Incident
  /** Oldest first. */
  readonly alerts: readonly Alert[]
  /** The whole records behind the alerts, oldest first. */
  readonly records: readonly AuditRecord[]
  readonly fixes: readonly Remediation[]
  /** The incident's own trail entries, oldest first. */
  readonly entries: readonly TrailEntry[]
  /**
   * The trail from the incident's first entry to its end: its own entries whole, all others as links. It may be long, so
   * that it is read while somebody goes through it.
   */
  readonly chain: Iterable<TrailEntry | SealedEntry>
  readonly head: TrailHead
}

export interface EvidenceReader {
  /** Undefined when there is no such incident. All parts are of one moment, and can be read until `close`. */
  evidence(id: IncidentId): Promise<Evidence | undefined>
  close(): void
}
