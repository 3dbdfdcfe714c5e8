/** A time in which the backup server isn't read, on the running product: what nobody can know then is said everywhere. */
import Database from "better-sqlite3"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { answerTo, cardText, channelOf, until } from "../../sandbox/observe.ts"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { sendMessage } from "../../sandbox/services/connector-send.ts"
import { addRestoreEvent, newestRestore, startRestore } from "../../sandbox/stories/restore-session.ts"
import type { World } from "../../sandbox/world/types.ts"
import { personNamed } from "./press.ts"

let practice: Practice
let world: World

beforeAll(async () => {
  practice = await startPractice()
  world = practice.cloud.world
})
afterAll(() => practice.close())

const restore = {
  tenant: "fabrikam",
  alias: "henrietta.moss",
  initiatedBy: "NORTHWIND\\lou.hart",
  clientHost: "FABWS16",
}

const asked = (path: string): number =>
  practice.cloud.requests.filter(({ target }) => target.includes(`/RestoreSessions${path}`)).length

const moreOf = async (path: string): Promise<void> => {
  const before = asked(path)
  await expect.poll(() => asked(path), { timeout: 60_000 }).toBeGreaterThan(before)
}

/** As if it had been off for forty minutes: its last reading of the backup server is so long ago. */
async function offForFortyMinutes(meanwhile: () => void): Promise<void> {
  await practice.product().stop()
  meanwhile()
  const db = new Database(practice.database)
  db.prepare("UPDATE backup_server SET read_at = read_at - 40 * 60000").run()
  db.close()
  await practice.restartProduct()
}

const textsIn = (channel: ReturnType<typeof channelOf>): readonly string[] =>
  channel.messages.map((message) => cardText(message.cards[0] ?? {}))

describe("a session that was deleted while the backup server wasn't read", () => {
  it("is unknown, because of that time: on the card, and in chat for technicians and the customer", async () => {
    startRestore(practice.cloud, restore)
    addRestoreEvent(practice.cloud, restore, { type: "View", item: "Partners", itemType: "Folder" })
    const session = newestRestore(practice.cloud, restore)
    await moreOf(`/${session.id}/Events`)
    // The next list is asked for when what was read is stored.
    await moreOf("?")

    const { sessions } = world.veeam
    await offForFortyMinutes(() => sessions.splice(sessions.indexOf(session), 1))

    const because =
      "the session was deleted before it could be read again: whether anything was restored isn't known"
    const card = await until(
      world,
      () => textsIn(channelOf(world, "triage")).find((text) => text.includes(because)),
      "a card that says why it isn't known",
    )
    expect(card).toContain("U, unknown")
    expect(card).toMatch(/vb365-01 was not read from .*: Watchpost was not running/)
    expect(card).toContain("Veeam recorded “NORTHWIND\\lou.hart” as who opened it.")
    expect(card).not.toContain("Restored by")

    const question = "who restored anything at fabrikam today"
    for (const [channel, person] of [
      [channelOf(world, "triage"), personNamed(world, "technician")],
      [channelOf(world, "customer", "fabrikam"), personNamed(world, "technician")],
    ] as const) {
      await sendMessage(practice.cloud, { channel, person, text: question, mention: true })
      const answer = await until(world, () => answerTo(channel, question), "an answer")
      const text = cardText(answer.cards[0] ?? {})
      expect(text).toContain(because)
      expect(text).toContain("was not read from")
      expect(text).not.toContain("opened, not restored")
    }
    const told = textsIn(channelOf(world, "customer", "fabrikam")).join("\n")
    expect(told).toContain(because)
    expect(told).not.toMatch(/FABWS16|vb365-01|lou\.hart|Watchpost was not running/)
  })
})
