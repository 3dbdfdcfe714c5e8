/**
 * The lines of Veeam's log files, which Explorers, the service and the REST service write alike, and the clock behind them.
 * Source: Ben Young, "Veeam Backup for Microsoft 365 restore auditing"; lines of later versions may differ, and whatever
 * isn't understood is counted and stays in the stored text.
 */
import { dateOrder, inZone, utcOffset, WINDOWS_TIME, wallClock } from "./windows-time.ts"

/** `thread` is what ties the lines of one operation together for a few seconds: `22 (12892)`. */
export type LogLine = { readonly time: string; readonly thread: string; readonly message: string }

/** After its time, a line has a thread's two numbers and an indented message. */
const REST = /^\s+(\d+ \(\d+\))(?: (.*))?$/
const UTC = /^UTC Date & Time: (.+)$/

/** Whoever can write a log could make one that is slow to read, or large in an answer. Real lines have a few hundred characters. */
const LONGEST_LINE = 1_000

/** `text`: all of the file that has arrived; a line that is cut off at its end is left for next time. */
export function readLogLines(text: string): { readonly lines: readonly LogLine[]; readonly all: number } {
  const whole = text.slice(0, text.lastIndexOf("\n") + 1)
  const raw = whole.split(/\r?\n/).filter((line) => line.trim() !== "")
  return { lines: raw.flatMap(readLine), all: raw.length }
}

function readLine(text: string): readonly LogLine[] {
  if (text.length > LONGEST_LINE) return []
  const time = WINDOWS_TIME.exec(text)?.[0]
  const [, thread, message = ""] = (time === undefined ? null : REST.exec(text.slice(time.length))) ?? []
  return time === undefined || thread === undefined ? [] : [{ time, thread, message: message.trim() }]
}

export const valuesOf = (lines: readonly LogLine[], pattern: RegExp): readonly string[] =>
  lines.flatMap(({ message }) => pattern.exec(message)?.[1] ?? [])

/**
 * When a line was written, milliseconds UTC. The file's name tells the order of day and month; the offset is that of
 * `timeZone` (IANA name) where it is given, else that of the header.
 */
export function clockOf(
  fileName: string,
  lines: readonly LogLine[],
  timeZone?: string,
): { readonly timeOf: (line: LogLine) => number } | { readonly problem: string } {
  const order = dateOrder(fileName, [...new Set(lines.map(({ time }) => time))])
  if (order === undefined)
    return { problem: "Its dates fit no order of day and month together with its name." }
  const wall = ({ time }: LogLine): number => wallClock(time, order) ?? 0
  if (timeZone !== undefined) return { timeOf: (line) => inZone(wall(line), timeZone) }
  const utc = lines.find(({ message }) => UTC.test(message))
  const offset = utc && utcOffset(utc.time, UTC.exec(utc.message)?.[1] ?? "", order)
  if (offset === undefined) return { problem: "The header with the time in UTC hasn't arrived." }
  return { timeOf: (line) => wall(line) - offset }
}
