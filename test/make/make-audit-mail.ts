/** An audit notification as Veeam's server sends it and Exchange Online receives it; our own values. */
import { type AuditRow, auditMailHtml, CHECKED, VEEAM_SENDER } from "../../sandbox/stories/audit-mail.ts"
import type { ReceivedMail } from "../../src/model/received-mail.ts"

export const RECEIVED_AT = Date.UTC(2026, 10, 6, 8, 58, 20)

/** Times of the server are in Vienna. */
export const auditHtml = (
  rows: readonly Partial<AuditRow>[] = [{}],
  organization = "contoso.onmicrosoft.example",
): string =>
  auditMailHtml(
    rows.map((row) => ({
      account: "lena@contoso.example",
      item: "Offer &amp; price",
      operation: "save",
      target: "C:\\Users\\mara\\Desktop",
      start: "6/11/2026 9:57 AM",
      by: "BACKUP01\\mara",
      ...row,
    })),
    organization,
  )

export const makeAuditMail = (change: Partial<ReceivedMail> = {}): ReceivedMail => ({
  id: "<1@backup.northwind.example>",
  from: VEEAM_SENDER,
  subject:
    "[Audit] contoso.onmicrosoft.example - Lena Roth - save initiated by BACKUP01\\mara at 6/11/2026 9:57 AM",
  receivedAt: RECEIVED_AT,
  html: auditHtml(),
  headers: [{ name: "Authentication-Results", value: CHECKED }],
  ...change,
})
