/** The chats in which the bot can write to people of customers. */
import { describe, expect, it } from "vitest"
import { tenantId } from "../../../src/model/ids.ts"
import { openTemporaryStore } from "./temporary-store.ts"

const CONTOSO = tenantId("7a4be0d7-3d5e-4ee4-8a6c-51f7e0c0d102")
const FABRIKAM = tenantId("c2f9f5a3-91b5-4a0e-8b38-2a6d1e3f4b03")
const CHAT = {
  teamsTenantId: CONTOSO,
  objectId: "33333333-cccc-4ccc-8ccc-000000000001",
  conversationId: "a:joe",
  serviceUrl: "https://smba.example.test/emea/",
  timeZone: "Europe/Berlin",
}

describe("sqlitePersonalChats()", () => {
  it("gives back what was remembered, after a restart, too", async () => {
    const { store, path } = openTemporaryStore()
    await store.chats.remember(CHAT)
    store.close()

    const { store: again } = openTemporaryStore(path)

    expect(await again.chats.of(CONTOSO, CHAT.objectId)).toEqual(CHAT)
    expect(await again.chats.of(FABRIKAM, CHAT.objectId)).toBeUndefined()
  })

  it("tells news from what is known, and keeps the clock that was told before", async () => {
    const { store } = openTemporaryStore()
    const { timeZone: _, ...silent } = CHAT
    const moved = { ...silent, conversationId: "a:joe2" }

    const news = [
      await store.chats.remember(CHAT),
      await store.chats.remember(CHAT),
      await store.chats.remember(silent),
      await store.chats.remember(moved),
      await store.chats.remember({ ...moved, timeZone: "Europe/Rome" }),
    ]

    expect(news).toEqual([true, false, false, true, true])
    expect(await store.chats.of(CONTOSO, CHAT.objectId)).toEqual({ ...moved, timeZone: "Europe/Rome" })
  })

  it("forgets a chat, and not the newer one of the same person", async () => {
    const { store } = openTemporaryStore()
    await store.chats.remember(CHAT)

    await store.chats.forget({ ...CHAT, conversationId: "a:old" })
    expect(await store.chats.of(CONTOSO, CHAT.objectId)).toEqual(CHAT)
    await store.chats.forget(CHAT)

    expect(await store.chats.of(CONTOSO, CHAT.objectId)).toBeUndefined()
  })
})
