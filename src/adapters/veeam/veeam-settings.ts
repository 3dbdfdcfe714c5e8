/**
 * What the server keeps of its past, and whom it tells about restores.
 * Source: Veeam Backup for Microsoft 365 REST API reference, "History settings", "Audit email settings", "Audit items".
 */
import { z } from "zod"
import type { AuditMailSettings, BackupSettings, HistorySettings } from "../../ports/backup-server.ts"
import { optional, PAGE_SIZE, part, rowsOf, type Where } from "./veeam-pages.ts"

const text = z.string().nullish()
const flag = z.union([z.boolean(), z.stringbool()])

const History = z.object({ keepAllsessions: flag, keeponlyLast: z.coerce.number().nullish() })

/** The password is never in an answer, and would not be read. */
const AuditMail = z.object({
  enableNotification: flag,
  to: text,
  from: text,
  subject: text,
  smtpServer: text,
  authenticationType: text,
})

const Named = z.object({ name: text, displayName: text }).nullish()
const AuditItem = z.object({ type: z.string(), user: Named, group: Named })

export async function readSettings(where: Where, signal: AbortSignal): Promise<BackupSettings> {
  const history = toHistory(await optional(where, "HistorySettings", signal))
  const auditMail = toAuditMail(await optional(where, "AuditEmailSettings", signal))
  return {
    ...(history === undefined ? {} : { history }),
    ...(auditMail === undefined ? {} : { auditMail }),
  }
}

function toHistory(raw: unknown): HistorySettings | undefined {
  const parsed = History.safeParse(raw)
  if (!parsed.success) return undefined
  const { keepAllsessions, keeponlyLast } = parsed.data
  if (keepAllsessions) return {}
  return typeof keeponlyLast === "number" && keeponlyLast > 0 ? { weeks: keeponlyLast } : undefined
}

function toAuditMail(raw: unknown): AuditMailSettings | undefined {
  const parsed = AuditMail.safeParse(raw)
  if (!parsed.success) return undefined
  const { enableNotification: enabled, to, from, subject, smtpServer, authenticationType } = parsed.data
  const addresses = (to ?? "").split(/[;,]/).map((one) => one.trim().toLowerCase())
  return {
    enabled,
    to: [...new Set(addresses.filter((one) => one !== ""))].sort(),
    from: from ?? "",
    subject: subject ?? "",
    sentBy: [authenticationType, smtpServer].filter((one) => one).join(" "),
  }
}

const BackupApp = z.object({ applicationId: z.string().min(1) })

/** Version 8 alone has them. A certificate beside them is not read. */
export async function readBackupApps(
  where: Where,
  organizationId: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if ((await where.veeam.version(signal)) !== "v8") return []
  const path = `Organizations/${part(organizationId)}/BackupApplications?limit=${PAGE_SIZE}`
  const rows = rowsOf(await optional(where, path, signal))
  return rows.flatMap((row) => BackupApp.safeParse(row).data?.applicationId.toLowerCase() ?? [])
}

export async function readAuditItems(
  where: Where,
  organizationId: string,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const body = await optional(where, `Organizations/${part(organizationId)}/AuditItems`, signal)
  const parsed = z.array(AuditItem).safeParse(body)
  if (!parsed.success) return undefined
  const names = parsed.data.map(({ type, user, group }) => {
    const name = user?.name || group?.name || user?.displayName || group?.displayName || "unnamed"
    return type === "Group" ? `group ${name}` : name.toLowerCase()
  })
  return [...new Set(names)].sort()
}
