/** Whose records must not go; said and ended at the command line. */
import type { LegalHold } from "../model/legal-hold.ts"

export interface LegalHolds {
  /** Those that stand, oldest first. One whose end has come stands until that is noted in the trail, within the hour. */
  standing(): Promise<readonly LegalHold[]>
}
