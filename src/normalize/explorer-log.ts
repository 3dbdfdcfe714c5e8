/**
 * A Veeam Explorer's own log file → one run: who opened it on which machine, when it opened restore sessions, and
 * which items it took out. One process writes one file, so the account is a property of the file.
 * Source: Ben Young, "Veeam Backup for Microsoft 365 restore auditing" (excerpts of a version 5 Explorer); lines of
 * later versions may differ, and whatever isn't understood is counted and stays in the stored text.
 */
import { sha256Hex } from "../lib/sha256.ts"
import { EXPLORER_LOG_NAME } from "../model/explorer-log-name.ts"
import type { ExplorerItem, ExplorerRun } from "../model/restore-evidence.ts"
import { clockOf, type LogLine, readLogLines, valuesOf } from "./veeam-log-lines.ts"

/** Raised whenever more is understood: every log that was kept is then read again. */
export const EXPLORER_LOG_READER = 1

export type ParsedLog =
  | { readonly run: ExplorerRun; readonly lines: number; readonly notUnderstood: number }
  /** One plain sentence: what is missing so far. */
  | { readonly problem: string }

const ACCOUNT = /^Account: ([^\\]+\\.+)$/
const SERVER = /^Server: (\S+) \(CPUs: /
const ROLE =
  /^Validating if any of the required roles \([^)]*\) is assigned to the current user: (\S+)\.\.\.$/
const UPN = /^[^\s@]+@[^\s@]+$/
const OPENED = /^Restore session successfully created$/
const FILE_MADE = /^Exporting item to file '(.+)\\([^\\]+)'\.\.\.$/
const ITEM_STARTED = "Starting item export: "
const ITEM_SIZE = /^[\d.,]+ [KMGT]?B$/
const FOLDER = /^(?:[A-Za-z]:\\|\\\\)/

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
  const { lines, all } = readLogLines(text)
  const header = readHeader(fileName, lines)
  if ("problem" in header) return header
  const { account, machine, timeOf } = header
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
  return { run, lines: all, notUnderstood: all - lines.length }
}

type Header = {
  readonly account: string
  readonly machine: string
  readonly timeOf: (line: LogLine) => number
}

function readHeader(fileName: string, lines: readonly LogLine[]): Header | { readonly problem: string } {
  const [account] = valuesOf(lines, ACCOUNT)
  const [server] = valuesOf(lines, SERVER)
  if (account === undefined) return { problem: "The header with the Windows account hasn't arrived." }
  const clock = clockOf(fileName, lines)
  if ("problem" in clock) return clock
  const machine = (server ?? account.split("\\", 1)[0] ?? "").split(".", 1)[0] ?? ""
  return { account, machine, ...clock }
}

/** The first ones after each session was opened. */
function itemsOf(lines: readonly LogLine[], timeOf: (line: LogLine) => number): readonly ExplorerItem[] {
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
