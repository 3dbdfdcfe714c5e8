/** Chats of people of customers are remembered and forgotten, and the cards that ask about them say so. */
import { describe, expect, it } from "vitest"
import type { Caller } from "../../src/ports/bot.ts"
import { createChatMemory } from "../../src/respond/run-remember-chats.ts"
import { CONTOSO, FABRIKAM, makeAlert, makeCase, NOW } from "./make-case.ts"

const OWNER = {
  objectId: "33333333-cccc-4ccc-8ccc-000000000001",
  name: "Joe Doe",
  names: ["joe@contoso.example"],
}
const caller = (fields: Partial<Caller> = {}): Caller => ({
  ...{ objectId: OWNER.objectId, teamsTenantId: CONTOSO, name: "Joe Doe", timeZone: "Europe/Berlin" },
  ...{ conversationId: "a:joe", kind: "personal", serviceUrl: "https://smba.example.test/" },
  ...fields,
})

async function chatCase() {
  const one = await makeCase(makeAlert({ subject: "forwarding:joe@contoso.example" }))
  await one.store.incidents.noteLive(one.incidentId, { at: NOW, lines: [], owner: OWNER })
  let wakes = 0
  const tell = createChatMemory({
    store: one.store,
    isCustomer: (tenant) => tenant === CONTOSO,
    wakeJobs: () => {
      wakes += 1
    },
  })
  const wanted = async () => (await one.store.outbox.due(NOW, 9)).map(({ wanted: version }) => version)
  return { ...one, tell, wanted, wakes: () => wakes, chat: () => one.store.chats.of(CONTOSO, OWNER.objectId) }
}

describe("createChatMemory()", () => {
  it("remembers the chat once, and draws the cards again that are about this person", async () => {
    const one = await chatCase()

    await one.tell(caller(), "here")
    await one.tell(caller(), "here")

    expect(await one.chat()).toMatchObject({ conversationId: "a:joe", timeZone: "Europe/Berlin" })
    expect(await one.wanted()).toEqual([2, 2])
    expect(one.wakes()).toBe(1)
  })

  it("forgets it when the app is removed, and says so on the cards", async () => {
    const one = await chatCase()
    await one.tell(caller(), "here")

    await one.tell(caller(), "gone")

    expect(await one.chat()).toBeUndefined()
    expect(await one.wanted()).toEqual([3, 3])
  })

  it.each<[string, Partial<Caller>]>([
    ["somebody of no customer", { teamsTenantId: FABRIKAM }],
    ["a channel", { kind: "channel", conversationId: "19:contoso@thread.tacv2" }],
  ])("keeps nothing of %s", async (_what, fields) => {
    const one = await chatCase()

    await one.tell(caller(fields), "here")

    expect(await one.store.chats.of(caller(fields).teamsTenantId, OWNER.objectId)).toBeUndefined()
  })
})
