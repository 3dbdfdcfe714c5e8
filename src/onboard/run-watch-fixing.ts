/** Looks whether the customers that may be fixed let the Respond app in, and tells where they don't. Asks nobody: the hourly readings of mailboxes know. */
import type { IncidentStore } from "../ports/incident-store.ts"
import { changeNoFixes, type FixingLook, NO_FIXES_SUBJECT, noFixesAlert } from "./no-fixes.ts"
import { changeOwn, closedByPeople, type OwnIncidentDeps, openOwn } from "./run-watch-tenants.ts"

export type FixingDeps = OwnIncidentDeps & {
  readonly incidents: Pick<IncidentStore, "openAbout" | "change" | "list">
}

/** One look. After a crash the next look finds the same. */
export async function watchFixing(look: FixingLook, deps: FixingDeps): Promise<void> {
  const { id } = look.us
  const known = await deps.incidents.openAbout(id, NO_FIXES_SUBJECT)
  for (const incident of known) await changeOwn(incident, (now) => changeNoFixes(now, look), deps)
  if (known.length > 0) return
  const alert = noFixesAlert(look, await closedByPeople(id, deps))
  if (alert !== undefined) await openOwn(alert, "fixes are refused", deps)
}
