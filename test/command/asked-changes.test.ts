/** Whoever asks about a change is told what it would do and how it is said; nothing is changed. Against a real store. */
import { describe, expect, it } from "vitest"
import type { Caller } from "../../src/ports/bot.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { ALEX, CONTOSO, CONTOSO_CHANNEL, caller, NOW, SAM } from "./make.ts"
import { makeHandler } from "./make-handler.ts"

const NEW_CHANNEL = "19:fabrikam-alerts@thread.tacv2"

function stage() {
  const { store } = openTemporaryStore()
  const handle = makeHandler({ store })
  const ask = async (text: string, who: Partial<Caller> = {}): Promise<string> =>
    JSON.stringify(await handle({ text, caller: caller(who) }))
  const changeable = async () => ({
    frozen: await store.brake.frozen(),
    linked: (await store.channels.linked()).map(({ channel }) => channel.conversationId),
    mutes: (await store.mutes.active([CONTOSO], NOW)).map(({ id }) => id),
  })
  return { store, ask, changeable }
}

const sam = { objectId: SAM, name: "Sam Ortiz" }
const alex = { objectId: ALEX, name: "Alex Brandt", conversationId: CONTOSO_CHANNEL }

describe("a question about a change", () => {
  it.each([
    ["freeze?", "To stop all fixes of all customers at once"],
    ["freeze: stolen laptop?", "write: freeze: stolen laptop"],
    [
      "freeze contoso?",
      "To stop all fixes at one customer at once, also those that are running, write: freeze contoso",
    ],
    ["should I freeze", "write: freeze"],
    ["freeze, oder nicht", "write: freeze"],
    ["nicht einfrieren", "write: freeze"],
    ["link contoso?", "write: link contoso"],
    ["expect forwarding for kim@contoso.com until friday?", "To page nobody for a change that is planned"],
    ["I will restore kim@contoso.com tomorrow?", "To say before a restore that it will be yours"],
  ])("is answered with what %j would do, and nothing is changed", async (text, sentence) => {
    const { ask, changeable } = stage()

    const answer = await ask(text)

    expect(answer).toContain("Nothing was changed")
    expect(answer).toContain(sentence)
    expect(await changeable()).toEqual({ frozen: undefined, linked: [], mutes: [] })
  })

  it("takes nothing back either", async () => {
    const { ask, changeable } = stage()
    await ask("freeze: stolen laptop")
    await ask("link fabrikam", { conversationId: NEW_CHANNEL })
    await ask("expect forwarding for kim@contoso.com at contoso until friday")
    const before = await changeable()
    expect(before).toMatchObject({ frozen: { reason: "stolen laptop" }, linked: [NEW_CHANNEL], mutes: [1] })

    for (const text of ["unfreeze?", "how do I unfreeze", "don't unfreeze", "lift mute 1?", "lift 1?"])
      expect(await ask(text)).toContain("Nothing was changed")
    for (const text of ["unlink?", "how do I unlink", "nicht unlinken"])
      expect(await ask(text, { conversationId: NEW_CHANNEL })).toContain("Nothing was changed")

    expect(await changeable()).toEqual(before)
  })

  it("is in the trail as a question", async () => {
    const { store, ask } = stage()

    await ask("freeze?", sam)

    expect(await store.trail.read(0, 9)).toMatchObject([
      { kind: "command", who: `Sam Ortiz (${SAM})`, what: "Asked: freeze?", data: { command: "unknown" } },
    ])
  })

  it("tells a contact nothing but what contacts may do", async () => {
    const { ask } = stage()

    const answer = await ask("freeze?", alex)

    expect(answer).toContain("Nothing was changed")
    expect(answer).not.toContain("all customers")
    expect(await ask("I will restore kim?", alex)).toContain("write: I will restore kim")
  })

  it("tells a technician in a channel that is nobody's how it is linked, and a stranger nothing", async () => {
    const { ask, changeable } = stage()

    expect(await ask("how do I link this channel?", { conversationId: NEW_CHANNEL })).toContain(
      "write: link contoso",
    )
    expect(await ask("link contoso?", { ...alex, conversationId: NEW_CHANNEL })).not.toContain("write:")
    expect((await changeable()).linked).toEqual([])
  })
})

describe("two addresses in one announcement", () => {
  it("mute nothing: such a mute would look like one and cover neither", async () => {
    const { ask, changeable } = stage()

    await ask("expect forwarding for kim@contoso.com and ben@contoso.com at contoso until friday")
    await ask("expect forwarding for not kim@contoso.com at contoso until friday")

    expect((await changeable()).mutes).toEqual([])
  })
})
