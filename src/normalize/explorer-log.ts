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
  /^Validating if any of the required roles \([^)]*\) is assigned to the current user: (\S+@\S+?)\.\.\.$/
const OPENED = /^Restore session successfully created$/
const FILE_MADE = /^Exporting item to file '(.+)\\([^\\]+)'\.\.\.$/
const ITEM_STARTED =
  /^Starting item export: [^,]+, (.*), [\d.,]+ [KMGT]?B, [^,]+, ([A-Za-z]:\\.*|\\\\.*)\.\.\.$/

/** One of them proves as much as all: an export of a whole mailbox must not become a megabyte of evidence for each question. */
const MOST_ITEMS = 2_000

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
    upns: [...new Set(valuesOf(lines, ROLE).map((upn) => upn.toLowerCase()))],
    openedAt: lines.filter(({ message }) => OPENED.test(message)).map(timeOf),
    items: lines.flatMap((line) => itemOf(line.message, timeOf(line))).slice(0, MOST_ITEMS),
  }
  return { run, lines: raw.length, notUnderstood: raw.length - lines.length }
}

function readLine(text: string): readonly Line[] {
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

function itemOf(message: string, at: number): readonly ExplorerItem[] {
  const [, folder, file] = FILE_MADE.exec(message) ?? []
  if (folder !== undefined && file !== undefined)
    return [{ at, name: file.replace(/\.[^.]{1,5}$/, ""), folder }]
  const [, name, target] = ITEM_STARTED.exec(message) ?? []
  return name === undefined || target === undefined ? [] : [{ at, name, folder: target }]
}
