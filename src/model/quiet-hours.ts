/** When nobody is told of what can wait until the morning. */
import type { Level } from "./level.ts"

export type QuietHours = {
  /** Only incidents of these levels wait. */
  readonly levels: readonly Level[]
  /** Minutes after midnight by the customer's clocks; `to` may be the next morning. */
  readonly from: number
  readonly to: number
  /** Saturday and Sunday are quiet all day. */
  readonly weekend: boolean
}
