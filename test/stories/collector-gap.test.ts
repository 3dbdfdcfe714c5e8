/** A time in which the backup server isn't read, on the running product: what nobody can know then is said everywhere. */
import Database from "better-sqlite3"
import { describe, expect, it } from "vitest"
import { channelOf } from "../../sandbox/observe.ts"
import { addRestoreEvent, newestRestore, startRestore } from "../../sandbox/stories/restore-session.ts"
import { ask, cardSaying, textOf } from "./in-teams.ts"
import { readAnew, restoreBy } from "./restores.ts"
import { practiceForAll } from "./running-practice.ts"

const practice = practiceForAll()

/** As if it had been off for forty minutes: its last reading of the backup server is so long ago. */
async function offForFortyMinutes(meanwhile: () => void): Promise<void> {
  await practice.product().stop()
  meanwhile()
  const db = new Database(practice.database)
  db.prepare("UPDATE backup_server SET read_at = read_at - 40 * 60000").run()
  db.close()
  await practice.restartProduct()
}

describe("a session that was deleted while the backup server wasn't read", () => {
  it("is unknown, because of that time: on the card, and in chat for technicians and the customer", async () => {
    const who = { alias: "henrietta.moss", initiatedBy: "NORTHWIND\\lou.hart", clientHost: "FABWS16" }
    const restore = restoreBy(who)
    startRestore(practice.cloud, restore)
    addRestoreEvent(practice.cloud, restore, { type: "View", item: "Partners", itemType: "Folder" })
    const session = newestRestore(practice.cloud, restore)
    await readAnew(practice, session)

    const { sessions } = practice.world.veeam
    await offForFortyMinutes(() => sessions.splice(sessions.indexOf(session), 1))

    const because =
      "the session was deleted before it could be read again: whether anything was restored isn't known"
    const card = textOf(await cardSaying(practice, because))
    expect(card).toContain("U, unknown")
    expect(card).toMatch(/vb365-01 was not read from .*: Watchpost was not running/)
    expect(card).toContain("Veeam recorded “NORTHWIND\\lou.hart” as who opened it.")
    expect(card).not.toContain("Restored by")

    const theirs = channelOf(practice.world, "customer", "fabrikam")
    for (const channel of [channelOf(practice.world, "triage"), theirs]) {
      const answer = textOf(await ask(practice, "who restored anything at fabrikam today", { channel }))
      expect(answer).toContain(because)
      expect(answer).toContain("was not read from")
      expect(answer).not.toContain("opened, not restored")
    }
    const told = theirs.messages.map(textOf).join("\n")
    expect(told).toContain(because)
    expect(told).not.toMatch(/FABWS16|vb365-01|lou\.hart|Watchpost was not running/)
  })
})
