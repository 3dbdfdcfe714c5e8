/**
 * What a backup server keeps and whom it tells: read every round, compared with the reading before. What changed is handed
 * over first and stored with the new reading, so that a crash in between finds the same change again.
 */
import type { BackupChange } from "../model/backup-change.ts"
import type { TenantId } from "../model/ids.ts"
import type { BackupBook, BackupSetting } from "../ports/backup-book.ts"
import type { BackupServer, HistorySettings } from "../ports/backup-server.ts"
import { settingChange } from "./backup-changes.ts"
import type { OrganizationTurn } from "./backup-round.ts"

export type SettingsDeps = {
  readonly server: BackupServer
  readonly book: BackupBook
  readonly onChange: (change: BackupChange) => Promise<void>
  readonly now: () => number
}

/** Organizations whose audit items, apps and roles are read in one round: hundreds must not be asked for every minute. */
const ORGANIZATIONS_A_ROUND = 10

/** How long the server keeps its sessions; undefined when it doesn't tell and never did. */
export async function readServerSettings(
  deps: SettingsDeps,
  signal: AbortSignal,
): Promise<HistorySettings | undefined> {
  const { history, auditMail } = await deps.server.settings(signal)
  if (history !== undefined) await keep(deps, { kind: "history", ...history })
  if (auditMail !== undefined) await keep(deps, { kind: "audit-mail", ...auditMail })
  if (history !== undefined) return history
  const known = await deps.book.setting(deps.server.name, { kind: "history" })
  return known?.setting.kind === "history" ? known.setting : undefined
}

/** `owners`: organizations of customers, by the server's id of them. */
export async function readOrganizationSettings(
  deps: SettingsDeps,
  owners: ReadonlyMap<string, TenantId>,
  turn: OrganizationTurn,
  signal: AbortSignal,
): Promise<void> {
  const all = [...owners]
  if (turn.next >= all.length) turn.next = 0
  for (const [organizationId, tenantId] of all.slice(turn.next, turn.next + ORGANIZATIONS_A_ROUND)) {
    const items = await deps.server.auditItems(organizationId, signal)
    if (items !== undefined) await keep(deps, { kind: "audit-items", organizationId, items }, tenantId)
    const apps = await deps.server.backupApps(organizationId, signal)
    turn.apps.set(
      organizationId,
      apps.map((appId) => ({ tenantId, appId })),
    )
    const roles = await deps.server.restoreRoles(organizationId, signal)
    if (roles !== undefined) await keep(deps, { kind: "restore-roles", organizationId, roles }, tenantId)
  }
  turn.next += ORGANIZATIONS_A_ROUND
}

async function keep(deps: SettingsDeps, setting: BackupSetting, tenantId?: TenantId): Promise<void> {
  const { server, book, onChange, now } = deps
  const before = await book.setting(server.name, setting)
  const at = now()
  const whose = tenantId === undefined ? {} : { tenantId }
  const place = {
    server: server.name,
    ...whose,
    since: before?.at ?? at,
    foundAt: at,
  }
  const change = before === undefined ? undefined : settingChange(before, setting, place)
  if (change !== undefined) await onChange(change)
  await book.saveSetting(server.name, { setting, at, ...whose }, change)
}
