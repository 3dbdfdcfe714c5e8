/**
 * A Veeam Explorer's own log file → one run: who opened it on which machine, when it opened restore sessions, and
 * which items it took out. One process writes one file, so the account is a property of the file.
 * Source: Ben Young, "Veeam Backup for Microsoft 365 restore auditing" (excerpts of a version 5 Explorer); lines of
 * later versions may differ, and whatever isn't understood is counted and stays in the stored text.
 */
import { sha256Hex } from "../lib/sha256.ts"
import { EXPLORER_LOG_NAME } from "../model/explorer-log-name.ts"
import type { ExplorerItem, ExplorerRun } from "../model/restore-evidence.ts"
import { dateOrder, utcOffset, WINDOWS_TIME, wallClock } from "./windows-time.ts"

/** Raised whenever more is understood: every log that was kept is then read again. */
export const EXPLORER_LOG_READER = 1

export type ParsedLog =
  | { readonly run: ExplorerRun; readonly lines: number; readonly notUnderstood: number }
  /** One plain sentence: what is missing so far. */
  | { readonly problem: string }

type Line = { readonly time: string; readonly message: string }

/** After its time, a line has a thread's two numbers and an indented message. */
const REST = /^\s+\d+ \(\d+\)(?: (.*))?$/
const ACCOUNT = /^Account: ([^\\]+\\.+)$/
const SERVER = /^Server: (\S+) \(CPUs: /
const UTC = /^UTC Date & Time: (.+)$/
const ROLE =
  /^Validating if any of the required roles \([^)]*\) is assigned to the current user: (\S+)\.\.\.$/
const UPN = /^[^\s@]+@[^\s@]+$/
const OPENED = /^Restore session successfully created$/
const FILE_MADE = /^Exporting item to file '(.+)\\([^\\]+)'\.\.\.$/
const ITEM_STARTED = "Starting item export: "
const ITEM_SIZE = /^[\d.,]+ [KMGT]?B$/
const FOLDER = /^(?:[A-Za-z]:\\|\\\\)/

/** Whoever can write a log could make one that is slow to read, or large in an answer. Real lines have a few hundred characters. */
const LONGEST_LINE = 1_000
const MOST_UPNS = 20

const MOST_SESSIONS = 1_000
/** A few prove as much as all: an export of a whole mailbox must not become megabytes of evidence. */
const MOST_ITEMS = { ofSession: 500, inAll: 5_000 }

/** The names that people and logs use, whatever their case in the file's name. */
const PRODUCTS = ["Exchange", "SharePoint", "OneDrive", "Teams"] as const

/** `text`: all of the file that has arrived; a line that is cut off at its end is left for next time. */
export function parseExplorerLog(fileName: string, text: string): ParsedLog {
  const baseName = fileName.split(/[\\/]/).at(-1) ?? ""
  const named = EXPLORER_LOG_NAME.exec(baseName)?.[1]?.toLowerCase()
  const product = PRODUCTS.find((one) => one.toLowerCase() === named)
  if (product === undefined) return { problem: "The file's name isn't that of a Veeam Explorer's log." }
  const whole = text.slice(0, text.lastIndexOf("\n") + 1)
  const raw = whole.split(/\r?\n/).filter((line) => line.trim() !== "")
  const lines = raw.flatMap(readLine)
  const header = readHeader(fileName, lines)
  if ("problem" in header) return header
  const { account, machine, order, offset } = header
  const timeOf = ({ time }: Line): number => (wallClock(time, order) ?? 0) - offset
  const run: ExplorerRun = {
    kind: "explorer-run",
    id: `explorer-log:${sha256Hex(`${machine.toLowerCase()} ${baseName}`)}`,
    machine,
    account,
    product,
    upns: [...new Set(valuesOf(lines, ROLE).map((upn) => upn.toLowerCase()))]
      .filter((upn) => UPN.test(upn))
      .slice(0, MOST_UPNS),
    openedAt: lines
      .filter(({ message }) => OPENED.test(message))
      .slice(0, MOST_SESSIONS)
      .map(timeOf),
    items: itemsOf(lines, timeOf),
  }
  return { run, lines: raw.length, notUnderstood: raw.length - lines.length }
}

function readLine(text: string): readonly Line[] {
  if (text.length > LONGEST_LINE) return []
  const time = WINDOWS_TIME.exec(text)?.[0]
  const rest = time === undefined ? null : REST.exec(text.slice(time.length))
  return time === undefined || rest === null ? [] : [{ time, message: (rest[1] ?? "").trim() }]
}

const valuesOf = (lines: readonly Line[], pattern: RegExp): readonly string[] =>
  lines.flatMap(({ message }) => pattern.exec(message)?.[1] ?? [])

type Header = {
  readonly account: string
  readonly machine: string
  readonly order: NonNullable<ReturnType<typeof dateOrder>>
  readonly offset: number
}

function readHeader(fileName: string, lines: readonly Line[]): Header | { readonly problem: string } {
  const [account] = valuesOf(lines, ACCOUNT)
  const [server] = valuesOf(lines, SERVER)
  if (account === undefined) return { problem: "The header with the Windows account hasn't arrived." }
  const times = [...new Set(lines.map(({ time }) => time))]
  const order = dateOrder(fileName, times)
  if (order === undefined)
    return { problem: "Its dates fit no order of day and month together with its name." }
  const utc = lines.find(({ message }) => UTC.test(message))
  const offset = utc && utcOffset(utc.time, UTC.exec(utc.message)?.[1] ?? "", order)
  if (offset === undefined) return { problem: "The header with the time in UTC hasn't arrived." }
  const machine = (server ?? account.split("\\", 1)[0] ?? "").split(".", 1)[0] ?? ""
  return { account, machine, order, offset }
}

/** The first ones after each session was opened. */
function itemsOf(lines: readonly Line[], timeOf: (line: Line) => number): readonly ExplorerItem[] {
  const items: ExplorerItem[] = []
  let ofSession = 0
  for (const line of lines) {
    if (OPENED.test(line.message)) ofSession = 0
    const [item] = itemOf(line.message, timeOf(line))
    if (item === undefined || ofSession >= MOST_ITEMS.ofSession) continue
    if (items.length >= MOST_ITEMS.inAll) break
    items.push(item)
    ofSession += 1
  }
  return items
}

function itemOf(message: string, at: number): readonly ExplorerItem[] {
  const [, folder, file] = FILE_MADE.exec(message) ?? []
  if (folder !== undefined && file !== undefined)
    return [{ at, name: file.replace(/\.[^.]{1,5}$/, ""), folder }]
  return startedItem(message, at)
}

/** `class, name, size, source, target...`: a name may hold commas, and so may the target; the size tells them apart. */
function startedItem(message: string, at: number): readonly ExplorerItem[] {
  if (!message.startsWith(ITEM_STARTED) || !message.endsWith("...")) return []
  const fields = message.slice(ITEM_STARTED.length, -3).split(", ")
  const size = fields.findLastIndex((field) => ITEM_SIZE.test(field))
  if (size < 2) return []
  const name = fields.slice(1, size).join(", ")
  const folder = fields.slice(size + 2).join(", ")
  return name === "" || !FOLDER.test(folder) ? [] : [{ at, name, folder }]
}
