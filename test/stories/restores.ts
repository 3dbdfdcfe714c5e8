/** Restores on the practice backup server, as the stories need them. */
import { expect } from "vitest"
import type { Practice } from "../../sandbox/practice.ts"
import {
  addRestoreEvent,
  endRestore,
  newestRestore,
  type Restore,
  startRestore,
} from "../../sandbox/stories/restore-session.ts"
import type { PracticeRestoreSession } from "../../sandbox/world/veeam-types.ts"

export type Restoring = Partial<Restore> & Pick<Restore, "alias">

/** Somebody of Fabrikam, unless told: Veeam recorded the organization instead of a person. */
export const restoreBy = ({ tenant = "fabrikam", ...over }: Restoring): Restore => ({
  tenant,
  initiatedBy: `${tenant}.onmicrosoft.com`,
  clientHost: "FABWS10 (via: 192.0.2.17)",
  ...over,
})

/** One mail is saved to a folder that is nobody's, in a session that is over before anybody can read it. */
export function saveOne({ cloud }: Practice, who: Restoring, item: string): PracticeRestoreSession {
  const restore = restoreBy(who)
  startRestore(cloud, restore)
  addRestoreEvent(cloud, restore, { type: "Save", itemType: "IPM.Note", item, target: "D:\\Handover" })
  endRestore(cloud, restore)
  return newestRestore(cloud, restore)
}

/** The product has read the session's events anew, and stored them: the next list is asked for after that. */
export async function readAnew({ cloud }: Practice, { id }: PracticeRestoreSession): Promise<void> {
  for (const path of [`/${id}/Events`, "?"]) {
    const asked = (): number =>
      cloud.requests.filter(({ target }) => target.includes(`/RestoreSessions${path}`)).length
    const before = asked()
    await expect.poll(asked, { timeout: 60_000 }).toBeGreaterThan(before)
  }
}
