/** How far fixes look back from an incident: what prepares a theft is done days before the theft is seen. */
import { DAY } from "../lib/time-units.ts"
import type { Subject } from "./action-contract.ts"

/** Milliseconds. What was told of longer ago has had its own time. */
export const LOOK_BACK_MS = 7 * DAY

/** When the look back begins, milliseconds UTC; NaN where the subject doesn't say when the incident began. */
export const lookBackFrom = ({ firstAt = "" }: Subject): number => Date.parse(firstAt) - LOOK_BACK_MS
