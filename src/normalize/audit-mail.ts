/**
 * Veeam's audit notification → what it proves: who did what to which item of which mailbox. The mail's table is read by
 * the names of its columns; its times are local to the backup server and have no seconds.
 * Source: Veeam Backup for Microsoft 365 REST API guide, "Auditing"; Ben Young, "Veeam Backup for Microsoft 365 restore
 * auditing" (mails of version 5).
 */
import { sha256Hex } from "../lib/sha256.ts"
import { DAY, MINUTE } from "../lib/time-units.ts"
import type { ReceivedMail } from "../model/received-mail.ts"
import type { AuditMail } from "../model/restore-evidence.ts"
import { htmlRows, htmlText } from "./html-rows.ts"
import { senderProblem } from "./mail-sender.ts"
import { DATE_ORDERS, inZone, wallClock } from "./windows-time.ts"

export type AuditMailRead =
  /** `organization` as Veeam calls it, where the mail says it. */
  | { readonly kind: "evidence"; readonly organization?: string; readonly items: readonly AuditMail[] }
  /** It only says that notifications were switched on. */
  | { readonly kind: "notice" }
  /** Whoever sent it, it isn't believed. One plain sentence. */
  | { readonly kind: "forged"; readonly problem: string }
  | { readonly kind: "not-understood"; readonly problem: string }

export type AuditMailSource = {
  /** The address that Veeam sends from. */
  readonly sender: string
  /** IANA name: where the backup server's clock is. */
  readonly timeZone: string
}

const NOTICE = /^veeam backup for microsoft (?:office )?365 audit notifications$/i
const COLUMNS = {
  account: "account name",
  item: "item name",
  start: "start time",
  by: "initiated by",
} as const

export function readAuditMail(mail: ReceivedMail, { sender, timeZone }: AuditMailSource): AuditMailRead {
  const problem = senderProblem(mail, sender)
  if (problem !== undefined) return { kind: "forged", problem }
  if (NOTICE.test(mail.subject.trim())) return { kind: "notice" }
  const rows = htmlRows(mail.html)
  const head = rows.findIndex((row) => Object.values(COLUMNS).every((name) => columnOf(row, name) >= 0))
  const names = rows[head]
  if (names === undefined)
    return { kind: "not-understood", problem: "It has no table of an audit notification." }
  const items: AuditMail[] = []
  for (const row of rows.slice(head + 1).filter(({ length }) => length === names.length)) {
    const read = readRow(mail, items.length, (name) => row[columnOf(names, name)] ?? "", timeZone)
    if (typeof read === "string") return { kind: "not-understood", problem: read }
    items.push(read)
  }
  if (items.length === 0) return { kind: "not-understood", problem: "Its table names no item." }
  const organization = /\bAudit: (\S+) - /.exec(htmlText(mail.html))?.[1]?.toLowerCase()
  return { kind: "evidence", items, ...(organization === undefined ? {} : { organization }) }
}

const columnOf = (row: readonly string[], name: string): number =>
  row.findIndex((cell) => cell.toLowerCase() === name)

function readRow(
  mail: ReceivedMail,
  index: number,
  cell: (name: string) => string,
  timeZone: string,
): AuditMail | string {
  const mailbox = cell(COLUMNS.account).toLowerCase()
  const at = mailTime(cell(COLUMNS.start), mail.receivedAt, timeZone)
  if (!/^[^\s@]+@[^\s@]+$/.test(mailbox)) return "Its account is no address."
  if (at === undefined) return "Its time fits neither order of day and month, or isn't near the mail's own."
  const id = `audit-mail:${sha256Hex(mail.id)}:${index}`
  return { kind: "audit-mail", id, initiatedBy: cell(COLUMNS.by), at, mailbox, itemName: cell(COLUMNS.item) }
}

/** A mail server may have kept it back so long. Any other order of day and month is further away. */
const LATEST_MS = 7 * DAY
const CLOCKS_APART_MS = 10 * MINUTE

/** The order of day and month is the one in which the mail arrived soon after. */
function mailTime(text: string, receivedAt: number, timeZone: string): number | undefined {
  const times = DATE_ORDERS.flatMap((order) => {
    const wall = wallClock(text, order)
    return wall === undefined ? [] : [inZone(wall, timeZone)]
  })
  return times.find((at) => at <= receivedAt + CLOCKS_APART_MS && at > receivedAt - LATEST_MS)
}
