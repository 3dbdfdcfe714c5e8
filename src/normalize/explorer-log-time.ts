/**
 * Times in a Veeam Explorer's log are local and in the machine's own spelling: `12/04/2022 11:22:29 AM`,
 * `20/11/2020 09:23:53`, `14.07.2021 17:45:22`. The file's name tells the order of day and month, the header's
 * "UTC Date & Time" line the offset.
 */

type DateOrder = "dmy" | "mdy" | "ymd"

/** A reading of the wall clock as if it were UTC, milliseconds; undefined when the text is no date in that order. */
export function wallClock(text: string, order: DateOrder): number | undefined {
  const match = /^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4}) (\d{1,2}):(\d{2}):(\d{2})(?: ?([AP])M)?$/i.exec(
    text.trim(),
  )
  if (match === null) return undefined
  const [first = 0, second = 0, third = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1, 7)
    .map(Number)
  const [year, month, day] = inOrder([first, second, third], order)
  const hour = match[7] === undefined ? hours : (hours % 12) + (match[7].toUpperCase() === "P" ? 12 : 0)
  const at = Date.UTC(year, month - 1, day, hour, minutes, seconds)
  const date = new Date(at)
  const exists =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return exists && hour < 24 && minutes < 60 && seconds < 60 ? at : undefined
}

function inOrder(
  [first, second, third]: readonly [number, number, number],
  order: DateOrder,
): readonly [year: number, month: number, day: number] {
  if (order === "dmy") return [third, second, first]
  return order === "mdy" ? [third, first, second] : [first, second, third]
}

const FILE_TIME = /_(\d{4})_(\d{2})_(\d{2})_\d{2}_\d{2}_\d{2}\.log$/i
const DAY = 86_400_000

/**
 * The order in which all times of a file make sense: the first lies within a day of the file's name, and none lies
 * before it or more than a month after it. Undefined when none or, with different meanings, more than one does.
 */
export function dateOrder(fileName: string, times: readonly string[]): DateOrder | undefined {
  const [, year, month, day] = FILE_TIME.exec(fileName) ?? []
  if (year === undefined || times.length === 0) return undefined
  const named = Date.UTC(Number(year), Number(month) - 1, Number(day))
  const fitting = (["dmy", "mdy", "ymd"] as const).flatMap((order) => {
    const clocks = times.map((time) => wallClock(time, order))
    const [first] = clocks
    const fits =
      first !== undefined &&
      Math.abs(first - named) < 2 * DAY &&
      clocks.every((at) => at !== undefined && at >= first - DAY && at < first + 31 * DAY)
    return fits ? [{ order, clocks: clocks.join() }] : []
  })
  return new Set(fitting.map(({ clocks }) => clocks)).size === 1 ? fitting[0]?.order : undefined
}

/** Offsets of time zones are whole quarters of an hour. */
const QUARTER = 15 * 60_000

/** How far the machine's local time is ahead of UTC, milliseconds, from one header line that tells both. */
export function utcOffset(local: string, utc: string, order: DateOrder): number | undefined {
  const [one, other] = [wallClock(local, order), wallClock(utc, order)]
  if (one === undefined || other === undefined) return undefined
  const offset = Math.round((one - other) / QUARTER) * QUARTER
  return Math.abs(offset) <= 14 * 3_600_000 ? offset : undefined
}
