/** "This week" as a span of time: weeks begin on Monday 00:00 in the customer's zone. */
import { startOfDay, startOfWeek } from "../lib/time-zone.ts"
import type { PeriodName } from "./command.ts"

/** Milliseconds UTC, `to` exclusive. */
export type Period = { readonly from: number; readonly to: number }

/** A period that hasn't ended ends at `now`, which is included. */
export function periodOf(name: PeriodName, zone: string, now: number): Period {
  switch (name) {
    case "today":
      return { from: startOfDay(now, zone), to: now + 1 }
    case "yesterday":
      return { from: startOfDay(now, zone, -1), to: startOfDay(now, zone) }
    case "this week":
      return { from: startOfWeek(now, zone), to: now + 1 }
    case "last week":
      return { from: startOfWeek(now, zone, -1), to: startOfWeek(now, zone) }
  }
}
