/** An audit notification as Veeam's server sends it and Exchange Online receives it; our own values. */
import type { ReceivedMail } from "../../src/model/received-mail.ts"

export const VEEAM_SENDER = "vb365@northwind.example"
export const RECEIVED_AT = Date.UTC(2026, 10, 6, 8, 58, 20)

export const PASSED =
  "spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=northwind.example; dkim=none (message not signed) header.d=none;dmarc=pass action=none header.from=northwind.example;compauth=pass reason=100"

export type AuditRow = {
  readonly account?: string
  readonly item?: string
  readonly operation?: string
  readonly start?: string
  readonly by?: string
}

const HEAD = [
  "Group",
  "Account name",
  "Type",
  "Item name",
  "Source path",
  "Target path",
  "Operation",
  "Start time",
  "Initiated by",
]

const tableRow = (cells: readonly string[]): string =>
  `<tr>${cells.map((cell) => `<td style="padding:2px">${cell}</td>`).join("\n")}</tr>`

/** Times of the server are in Vienna. */
export const auditHtml = (
  rows: readonly AuditRow[] = [{}],
  organization = "contoso.onmicrosoft.example",
): string => `
<html><head><style>td { color: red }</style></head><body>
<table><tr><td bgcolor="#00b050">Audit: ${organization} - Lena Roth<br/>Veeam Backup for Microsoft 365</td></tr></table>
<p>Details</p><table>${tableRow(HEAD.map((name) => `<b>${name}</b>`))}
${rows
  .map(
    ({
      account = "lena@contoso.example",
      item = "Offer &amp; price",
      operation = "save",
      start = "6/11/2026 9:57 AM",
      by = "BACKUP01\\mara",
    }) =>
      tableRow([
        "",
        account,
        "mailbox",
        item,
        "Lena Roth\\Inbox",
        "C:\\Users\\mara\\Desktop",
        operation,
        start,
        by,
      ]),
  )
  .join("\n")}
</table><p>Veeam Backup for Microsoft 365 8.1.0.305</p></body></html>`

export const makeAuditMail = (change: Partial<ReceivedMail> = {}): ReceivedMail => ({
  id: "<1@backup.northwind.example>",
  from: VEEAM_SENDER,
  subject:
    "[Audit] contoso.onmicrosoft.example - Lena Roth - save initiated by BACKUP01\\mara at 6/11/2026 9:57 AM",
  receivedAt: RECEIVED_AT,
  html: auditHtml(),
  headers: [{ name: "Authentication-Results", value: PASSED }],
  ...change,
})
