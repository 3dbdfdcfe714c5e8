/** Two readings of a backup server → what changed between them, in plain words. Pure. */
import { canonicalHash } from "../lib/canonical-json.ts"
import { DAY } from "../lib/time-units.ts"
import type { BackupChange } from "../model/backup-change.ts"
import type { TenantId } from "../model/ids.ts"
import type { BackupSetting, KeptSetting } from "../ports/backup-book.ts"
import type { HistorySettings } from "../ports/backup-server.ts"
import { rightsChange } from "./restore-rights.ts"

export type ChangePlace = {
  readonly server: string
  /** The customer that it concerns; missing: the whole server. */
  readonly tenantId?: TenantId
  /** Read before, and now; milliseconds UTC. */
  readonly since: number
  readonly foundAt: number
}

/** Undefined when both say the same, or are about different things. */
export function settingChange(
  before: KeptSetting,
  after: BackupSetting,
  place: ChangePlace,
): BackupChange | undefined {
  const old = before.setting
  if (old.kind === "history" && after.kind === "history") {
    const [had, has] = [weeksOf(old), weeksOf(after)]
    return had === has
      ? undefined
      : change("history", place, [historyText(old), historyText(after)], has < had)
  }
  if (old.kind === "audit-mail" && after.kind === "audit-mail") {
    const texts = [auditMailText(old), auditMailText(after)] as const
    const lost = old.enabled && (!after.enabled || old.to.some((address) => !after.to.includes(address)))
    return texts[0] === texts[1] ? undefined : change("audit-mail", place, texts, lost)
  }
  if (old.kind === "audit-items" && after.kind === "audit-items") {
    const gone = old.items.filter((item) => !after.items.includes(item))
    const added = after.items.filter((item) => !old.items.includes(item))
    if (gone.length + added.length === 0) return undefined
    return change("audit-items", place, [listText(gone, "no"), listText(added, "no")], gone.length > 0)
  }
  if (old.kind === "restore-roles" && after.kind === "restore-roles") {
    const rights = rightsChange(old.roles, after.roles)
    if (rights === undefined) return undefined
    const { worse, operators } = rights
    return { ...change("restore-roles", place, [rights.before, rights.after], worse), operators }
  }
  return undefined
}

/** `what`: the session in words. */
export const sessionDeleted = (sessionId: string, what: string, place: ChangePlace): BackupChange => ({
  ...change("session-deleted", place, [what, ""], true),
  id: `session-deleted ${place.server} ${sessionId}`,
  sessionId,
})

export const serverReplaced = (before: string, after: string, place: ChangePlace): BackupChange =>
  change("server-replaced", place, [`installation ${before}`, `installation ${after}`], true)

/**
 * From when on the server still has its sessions, unless somebody deleted them; milliseconds UTC. `history` undefined: not
 * known, so that Veeam's default is taken for it. Source: Veeam Backup for Microsoft 365 REST API reference, "History settings".
 */
export function keptSince(history: HistorySettings | undefined, now: number): number {
  const { weeks } = history ?? { weeks: 53 }
  return weeks === undefined ? 0 : now - weeks * WEEK_MS + GRACE_MS
}

/** A day of grace: nobody documents at which minute of a session's last day the server forgets it. */
const GRACE_MS = DAY
const WEEK_MS = 7 * DAY

function change(
  kind: BackupChange["kind"],
  place: ChangePlace,
  [before, after]: readonly [string, string],
  worse: boolean,
): BackupChange {
  const { server, tenantId, since, foundAt } = place
  // Found again after a crash it is still the same: what it follows upon was not stored anew.
  const id = `${kind} ${canonicalHash([server, tenantId ?? "", since, before, after]).slice(0, 24)}`
  return {
    id,
    kind,
    server,
    ...(tenantId === undefined ? {} : { tenantId }),
    since,
    foundAt,
    worse,
    before,
    after,
  }
}

const weeksOf = ({ weeks }: HistorySettings): number => weeks ?? Number.POSITIVE_INFINITY

const historyText = ({ weeks }: HistorySettings): string =>
  weeks === undefined ? "for good" : weeks === 1 ? "1 week" : `${weeks} weeks`

type AuditMail = Extract<BackupSetting, { kind: "audit-mail" }>

const auditMailText = ({ enabled, to, from, subject, sentBy }: AuditMail): string =>
  enabled
    ? `on, to ${listText(to, "nobody")}, from ${from || "nobody"}, sent by ${sentBy || "no server"}, subject “${subject}”`
    : "off"

const listText = (items: readonly string[], none: string): string =>
  items.length === 0 ? none : items.join(", ")
