/** A calendar month as people in a time zone mean it. */
import { firstInstantOf } from "./time-zone.ts"

export type Month = {
  /** `2026-10` */
  readonly name: string
  /** `October 2026` */
  readonly title: string
  /** Milliseconds UTC, `to` exclusive. */
  readonly from: number
  readonly to: number
}

/** `2026-10` in an IANA time zone; undefined when the text is no month. */
export function monthOf(text: string, zone: string): Month | undefined {
  const [, yearText, monthText] = /^(\d{4})-(\d{2})$/.exec(text.trim()) ?? []
  const [year, month] = [Number(yearText), Number(monthText)]
  if (yearText === undefined || month < 1 || month > 12) return undefined
  const title = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(
    Date.UTC(year, month - 1, 1),
  )
  return {
    name: text.trim(),
    title,
    from: firstInstantOf({ year, month, day: 1 }, zone),
    to: firstInstantOf(
      month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 },
      zone,
    ),
  }
}
