/** Days by UTC, as people write them: `2027-03-31`. */

/** The day in which an instant (milliseconds UTC) lies. */
export const utcDay = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** The first moment of a day, milliseconds UTC; undefined for what is no day of the calendar. */
export function readUtcDay(text: string): number | undefined {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  // @NOTE Date.parse takes the 31st of February for the 3rd of March.
  return Number.isNaN(at) || utcDay(at) !== text ? undefined : at
}
