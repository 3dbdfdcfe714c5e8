/** Rows of the store that can't be read any more and were left out, for people who ask. */
export interface DamagedRows {
  /** One sentence for each that was met since the start, naming table and row. */
  damaged(): readonly string[]
}
