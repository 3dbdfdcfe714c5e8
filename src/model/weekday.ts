/** As weeks are counted here, and as people write them. Source: ISO 8601, Monday is the first. */
export const WEEKDAYS = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const
