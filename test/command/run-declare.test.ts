/** What people say about a restore before it happens, in chat against a real store. */
import { describe, expect, it } from "vitest"
import { parseCommand } from "../../src/command/parse-command.ts"
import type { Caller } from "../../src/ports/bot.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { ALEX, CONTOSO, CONTOSO_CHANNEL, caller, FABRIKAM, NOW } from "./make.ts"
import { makeHandler } from "./make-handler.ts"

const DAY = 86_400_000
const CONTACT = caller({
  objectId: ALEX,
  teamsTenantId: CONTOSO,
  name: "Alex Brandt",
  conversationId: CONTOSO_CHANNEL,
})

function stage() {
  const { store } = openTemporaryStore()
  let at = NOW
  const handle = makeHandler({ store, now: () => at, domainsOf: () => ["contoso.com"] })
  return {
    store,
    pass: (ms: number) => {
      at += ms
    },
    ask: async (text: string, who: Caller = caller()): Promise<string> =>
      JSON.stringify(await handle({ text, caller: who })),
    declared: () => store.evidenceBook.between(CONTOSO, NOW, NOW + DAY),
  }
}

const RESTORE = { kind: "expect", what: "restore", target: "lena@contoso.com" }

describe("parseCommand()", () => {
  it.each([
    ["I will restore lena@contoso.com today #4711", { ...RESTORE, until: "today", ticket: "4711" }],
    ["i’ll restore mailbox lena@contoso.com", { ...RESTORE, until: "today" }],
    [
      "I will restore lena@contoso.com at contoso until friday",
      { ...RESTORE, until: "friday", customer: "contoso" },
    ],
    [
      "expect restore of lena@contoso.com until friday #4711",
      { ...RESTORE, until: "friday", ticket: "4711" },
    ],
  ])("reads %s", (text, command) => {
    expect(parseCommand(text)).toEqual(command)
  })

  it.each([
    "I will",
    "I will restore",
    "I will delete lena@contoso.com",
    "I restore lena@contoso.com",
    "expect forwarding of lena@contoso.com until friday",
  ])("doesn't read %s", (text) => {
    expect(parseCommand(text).kind).toBe("unknown")
  })
})

describe("I will restore", () => {
  it("is evidence of who it was, until the end of the day, and pages nobody meanwhile", async () => {
    const { store, ask, declared } = stage()
    const answer = await ask("I will restore Lena@contoso.com at contoso #4711")

    expect(answer).toContain("Mute 1 until")
    const [mute] = await store.mutes.active([CONTOSO], NOW)
    expect(mute).toMatchObject({ criteria: { kind: "restore", target: "lena@contoso.com" }, ticket: "4711" })
    expect(await declared()).toEqual([
      {
        kind: "declaration",
        id: "announced:1",
        person: "Kim Vega",
        mailbox: "lena@contoso.com",
        from: NOW,
        to: mute?.until,
      },
    ])
    expect(await store.evidenceBook.between(FABRIKAM, 0, NOW + DAY)).toEqual([])
  })

  it("ends when its mute is lifted", async () => {
    const { ask, declared, pass } = stage()
    await ask("expect restore of lena@contoso.com at contoso until in 3 days")
    pass(60_000)
    await ask("lift mute 1")

    expect(await declared()).toMatchObject([{ from: NOW, to: NOW + 60_000 }])
  })

  it("is taken from a contact as evidence, and alerts stay as they are", async () => {
    const { store, ask, declared } = stage()
    const answer = await ask("I will restore lena@contoso.com today #4711", CONTACT)

    expect(answer).toContain("Noted until")
    expect(await store.mutes.active([CONTOSO], NOW)).toEqual([])
    expect(await declared()).toMatchObject([
      { kind: "declaration", person: "Alex Brandt", mailbox: "lena@contoso.com", from: NOW },
    ])
    const entries = await store.trail.read(0, 9)
    expect(entries.map(({ kind, data }) => [kind, data])).toEqual([
      ["command", expect.anything()],
      ["evidence", { ticket: "4711" }],
    ])
  })

  it.each([
    ["expect forwarding for lena@contoso.com until friday", "Only technicians may do this"],
    ["I will restore lena@fabrikam.com today", "fabrikam.com"],
    ["I will restore lena@contoso.com until yesterday", "Until when?"],
  ])("doesn't take from a contact: %s", async (text, sentence) => {
    const { ask, store } = stage()

    expect(await ask(text, CONTACT)).toContain(sentence)
    expect(await store.evidenceBook.between(CONTOSO, 0, NOW * 2)).toEqual([])
  })

  it("says nothing of who it was for other changes that are expected", async () => {
    const { ask, declared } = stage()
    await ask("expect forwarding for lena@contoso.com at contoso until in 3 days")

    expect(await declared()).toEqual([])
  })
})
