/** Whose a reading of a backup server's settings is: it goes with its customer when that one is erased. */
import { expect, it } from "vitest"
import type { BackupServer } from "../../src/ports/backup-server.ts"
import { readOrganizationSettings, readServerSettings } from "../../src/source/run-backup-settings.ts"
import { CONTOSO, FABRIKAM, NOW } from "../adapters/sqlite/make-rows.ts"
import { openRaw, openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"

const server = {
  name: "vb365-01",
  settings: async () => ({ history: { weeks: 53 } }),
  auditItems: async (organization: string) => (organization === "o1" ? ["ceo@contoso.example"] : undefined),
  restoreRoles: async () => [],
  backupApps: async () => [],
} as unknown as BackupServer

it("is stored with what was read of an organization, and isn't with what is the whole server's", async () => {
  const { store, path } = openTemporaryStore()
  const deps = { server, book: store.backups, onChange: async () => {}, now: () => NOW }
  const { signal } = new AbortController()
  await readServerSettings(deps, signal)

  const owners = new Map([
    ["o1", CONTOSO],
    ["o2", FABRIKAM],
  ])
  await readOrganizationSettings(deps, owners, { next: 0, apps: new Map() }, signal)

  const rows = openRaw(path).prepare("SELECT name, tenant_id FROM backup_setting ORDER BY name").raw().all()
  expect(rows).toEqual([
    ["audit-items o1", CONTOSO],
    ["history", null],
    ["restore-roles o1", CONTOSO],
    ["restore-roles o2", FABRIKAM],
  ])
})
