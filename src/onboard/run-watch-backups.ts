/** Looks at every backup server: is it read? Opens, changes and closes the incidents about that, as for customers. */
import type { BackupBook } from "../ports/backup-book.ts"
import { type BackupLook, backupAlert, backupSubject, changeBlindBackup } from "./blind-backup.ts"
import { changeOwn, type OwnIncidentDeps, openOwn, type WatchDeps } from "./run-watch-tenants.ts"

export type BackupWatchDeps = OwnIncidentDeps &
  Pick<WatchDeps, "us"> & {
    readonly book: Pick<BackupBook, "all">
    /** When this process began, milliseconds UTC. */
    readonly startedAt: number
  }

/** `servers` are the names in the configuration: what was taken out of it is nobody's concern any more. */
export async function watchBackups(servers: readonly string[], deps: BackupWatchDeps): Promise<void> {
  const { book, incidents, us, startedAt } = deps
  for (const status of await book.all()) {
    if (!servers.includes(status.server)) continue
    const look: BackupLook = { status, us, startedAt, now: deps.now() }
    const known = await incidents.openAbout(us.id, backupSubject(status.server))
    const alert = known.length === 0 ? backupAlert(look) : undefined
    if (alert !== undefined) await openOwn(alert, "a backup server can't be read", deps)
    for (const incident of known) await changeOwn(incident, (now) => changeBlindBackup(now, look), deps)
  }
}
