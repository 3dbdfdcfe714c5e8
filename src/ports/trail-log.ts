import type { TrailEntry, TrailNote } from "../model/trail-entry.ts"

export interface TrailLog {
  /** Appends one entry in its own transaction. Notes that belong to another write go with that write instead. */
  append(note: TrailNote): Promise<TrailEntry>
  /** All entries in order, in pages, for verifying and export. */
  read(afterSeq: number, limit: number): Promise<readonly TrailEntry[]>
}
