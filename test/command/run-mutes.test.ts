/** Mutes in chat, against a real store. */
import { describe, expect, it } from "vitest"
import { parseCommand } from "../../src/command/parse-command.ts"
import type { Caller } from "../../src/ports/bot.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { record } from "./ask.ts"
import { ALEX, CONTOSO, CONTOSO_CHANNEL, caller, NOW } from "./make.ts"
import { makeHandler } from "./make-handler.ts"

function stage() {
  const { store } = openTemporaryStore()
  const handle = makeHandler({ store })
  const ask = async (text: string, who: Caller = caller()): Promise<string> =>
    JSON.stringify(await handle({ text, caller: who }))
  return { store, ask }
}

const EXPECT = "expect forwarding for kim@contoso.com at contoso until in 3 days #4711"

describe("expect", () => {
  it("is read with what, for whom, at which customer, until when and with which ticket", () => {
    expect(parseCommand(EXPECT)).toEqual({
      kind: "expect",
      what: "forwarding",
      target: "kim@contoso.com",
      customer: "contoso",
      until: "in 3 days",
      ticket: "4711",
    })
  })

  it.each(["expect", "expect forwarding", "expect forwarding for kim", "expect lunch for kim until friday"])(
    "is no command without all of it: %s",
    (text) => {
      expect(parseCommand(text).kind).toBe("unknown")
    },
  )

  it("keeps the mute with its ticket, says until when, and writes who announced it", async () => {
    const { store, ask } = stage()
    const answer = await ask(EXPECT)

    expect(answer).toContain("Mute 1 until")
    expect(await store.mutes.active([CONTOSO], NOW)).toMatchObject([
      { criteria: { kind: "forwarding", target: "kim@contoso.com" }, ticket: "4711", from: NOW },
    ])
    const entries = await store.trail.read(0, 9)
    expect(entries.map(({ kind }) => kind)).toEqual(["command", "mute"])
  })

  it.each([
    [undefined, "2026-12-01T17:00:00Z", "1 Dec 2026, 18:00 CET"],
    ["Europe/Vienna", "2026-12-01T17:00:00Z", "1 Dec 2026, 18:00 CET"],
    ["Pacific/Auckland", "2026-12-01T05:00:00Z", "18:00 GMT+13 (1 Dec 2026, 06:00 CET at Contoso Ltd)"],
  ])(
    "means the end by the asker's clock (%s), else by the customer's, and names both",
    async (timeZone, end, shown) => {
      const { store, ask } = stage()
      const who = caller(timeZone === undefined ? {} : { timeZone })

      const answer = await ask("expect forwarding for kim@contoso.com at contoso until 1 December 18:00", who)

      expect((await store.mutes.active([CONTOSO], NOW)).map(({ until }) => until)).toEqual([Date.parse(end)])
      expect(answer).toContain(shown)
      expect(answer.includes("at Contoso Ltd)")).toBe(timeZone === "Pacific/Auckland")
    },
  )

  it.each([
    ["expect forwarding for kim@contoso.com until friday", "For which customer?"],
    ["expect forwarding for kim@contoso.com at contoso until whenever", "Until when?"],
    ["expect forwarding for kim@contoso.com at contoso until 1 May 2029", "That is too long"],
  ])("asks back: %s", async (text, title) => {
    const { store, ask } = stage()

    expect(await ask(text)).toContain(title)
    expect(await store.mutes.active([CONTOSO], NOW)).toEqual([])
  })
})

describe("expect by a name", () => {
  const mailbox = (id: string, ...names: string[]) => ({ id, names, keepsCopy: false })

  it("means the address that alerts will name, and asks back where no mailbox is called so", async () => {
    const { store, ask } = stage()
    await store.snapshots.save(CONTOSO, NOW - 1, [mailbox("1", "lena", "lena@contoso.com")])

    expect(await ask("expect forwarding for lena at contoso until in 3 days")).toContain("Mute 1 until")
    expect(await store.mutes.active([CONTOSO], NOW)).toMatchObject([
      { criteria: { kind: "forwarding", target: "lena@contoso.com" } },
    ])
    expect(await ask("expect forwarding for nobody at contoso until in 3 days")).toContain("Say the address.")
    expect(await store.mutes.active([CONTOSO], NOW)).toHaveLength(1)
  })

  it("silences nobody of whom only the beginning was said", async () => {
    const { store, ask } = stage()
    const actor = { kind: "user", id: "anna.berg@contoso.com", upn: "anna.berg@contoso.com" } as const
    await store.records.addRecords({ tenantId: CONTOSO, fetchedAt: NOW }, [record({ actor })])

    expect(await ask("expect forwarding for anna at contoso until in 3 days")).toContain(
      "Say the address. Did you mean anna.berg@contoso.com?",
    )
    expect(await store.mutes.active([CONTOSO], NOW)).toEqual([])
    expect(await ask("expect forwarding for Anna Berg at contoso until in 3 days")).toContain("Mute 1 until")
  })
})

describe("mutes and lift", () => {
  it("lists what is muted, lifts it once, and then has nothing to list", async () => {
    const { ask } = stage()
    expect(await ask("mutes")).toContain("Nothing is muted")
    await ask(EXPECT)

    expect(await ask("mutes")).toContain("Forwarding of kim@contoso.com")
    expect(await ask("lift mute 1")).toContain("Mute 1 is lifted")
    expect(await ask("lift 1")).toContain("That mute is over")
    expect(await ask("mutes")).toContain("Nothing is muted")
    expect(await ask("lift mute 9")).toContain("There is no mute 9 here.")
  })
})

describe("a contact", () => {
  it("sees the mutes of the own company and changes nothing", async () => {
    const { store, ask } = stage()
    const alex = caller({ objectId: ALEX, name: "Alex Brandt", conversationId: CONTOSO_CHANNEL })
    await ask(EXPECT)

    expect(await ask("mutes", alex)).toContain("Contoso Ltd")
    expect(await ask("mutes", alex)).not.toContain("lift mute")
    expect(await ask("lift mute 1", alex)).toContain("Only technicians may do this")
    expect(await ask("expect forwarding for kim until friday", alex)).toContain(
      "Only technicians may do this",
    )
    expect(await store.mutes.active([CONTOSO], NOW)).toHaveLength(1)
    expect((await store.trail.read(0, 99)).slice(-2).map(({ kind }) => kind)).toEqual(["refusal", "refusal"])
  })
})
