/** Our own record of what was done, as the running product writes and reads it. */
import type { TrailEntry, TrailNote } from "../model/trail-entry.ts"
import type { TrailHead } from "./trail-reader.ts"

export interface TrailLog {
  /** Appends one entry in its own transaction. Notes that belong to another write go with that write instead. */
  append(note: TrailNote): Promise<TrailEntry>
  /** How many entries there are, and the hash of the last. Throws an IntegrityError when the head is gone. */
  head(): Promise<TrailHead>
  /** All entries in order, in pages, for verifying and export. */
  read(afterSeq: number, limit: number): Promise<readonly TrailEntry[]>
}
