/** Reads the trail for checking and export, while the product may be writing it. */
import type { TrailEntry } from "../model/trail-entry.ts"

/** A row that isn't a trail entry any more. */
export type UnreadableEntry = { readonly seq: number; readonly unreadable: string }

/** What the store noted with its last entry: how many there are, and the hash of the last one. */
export type TrailHead = { readonly entries: number; readonly hash: string }

export interface TrailReader {
  /** Undefined when the store has lost it. Head and entries are of one moment. */
  head(): TrailHead | undefined
  /** All entries in order of their number. */
  entries(): Iterable<TrailEntry | UnreadableEntry>
  /** As in the trail log: a page of entries in order. */
  read(afterSeq: number, limit: number): Promise<readonly TrailEntry[]>
  close(): void
}
