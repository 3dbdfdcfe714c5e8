/** Veeam's audit notification about one item, as it lies in the provider's mailbox a minute later. */
import type { PracticeMail } from "../world/audit-mailbox.ts"
import { customer, mailboxOf, type Stage } from "./story.ts"

/** Whom the practice Veeam server sends as. */
export const VEEAM_SENDER = "vb365@northwind.example"

/** What Exchange Online says of a mail that it checked. Source: "Anti-spam message headers in Microsoft 365". */
export const CHECKED =
  "spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=northwind.example; dkim=none (message not signed) header.d=none;dmarc=pass action=none header.from=northwind.example;compauth=pass reason=100"

export type AuditRow = {
  readonly account: string
  readonly item: string
  readonly operation: string
  readonly target: string
  /** As the backup server writes it. */
  readonly start: string
  readonly by: string
}

/** Source: Ben Young, "Veeam Backup for Microsoft 365 restore auditing" (mails of version 5). */
const COLUMNS = [
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

export const auditMailHtml = (rows: readonly AuditRow[], organization: string): string => `
<html><head><style>td { color: red }</style></head><body>
<table><tr><td bgcolor="#00b050">Audit: ${organization} - Lena Roth<br/>Veeam Backup for Microsoft 365</td></tr></table>
<p>Details</p><table>${tableRow(COLUMNS.map((name) => `<b>${name}</b>`))}
${rows
  .map(({ account, item, operation, target, start, by }) =>
    tableRow(["", account, "mailbox", item, "Lena Roth\\Inbox", target, operation, start, by]),
  )
  .join("\n")}
</table><p>Veeam Backup for Microsoft 365 8.1.0.305</p></body></html>`

/** The server's clock shows UTC. `headers` as somebody else's mail would have them. */
export function sendAuditMail(
  cloud: Stage,
  mail: {
    readonly tenant: string
    readonly alias: string
    readonly item: string
    readonly by: string
    readonly at: number
    readonly headers?: PracticeMail["headers"]
  },
): void {
  const { world } = cloud
  const { tenant, alias, item, by, at } = mail
  const { upn } = mailboxOf(customer(cloud, tenant), alias)
  const organization = customer(cloud, tenant).initialDomain
  const number = world.auditMailbox.mails.length + 1
  const start = `${new Date(at).toISOString().slice(0, 16).replace("T", " ")}`
  const row = { account: upn, item, operation: "save", target: "D:\\Handover", start, by }
  world.auditMailbox.mails.push({
    id: `AAMk${number}=`,
    internetMessageId: `<${number}@backup.northwind.example>`,
    from: VEEAM_SENDER,
    subject: `[Audit] ${organization} - ${alias} - save initiated by ${by} at ${start}`,
    receivedAt: at + 60_000,
    html: auditMailHtml([row], organization),
    headers: mail.headers ?? [{ name: "Authentication-Results", value: CHECKED }],
  })
}
