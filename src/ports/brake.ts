/** The emergency brake of all fixes. */
import type { Freeze } from "../model/freeze.ts"
import type { TrailNote } from "../model/trail-entry.ts"

export interface Brake {
  frozen(): Promise<Freeze | undefined>
  /** One transaction with its trail entry; holds at once, also for fixes that are running. False when it was frozen before. */
  freeze(freeze: Freeze, note: TrailNote): Promise<boolean>
  /** False when nothing was frozen. */
  release(by: string, at: number, note: TrailNote): Promise<boolean>
}
