import { describe, expect, it } from "vitest"
import type { BotMessage, BotReply } from "../../src/ports/bot.ts"
import { createThreadNotes } from "../../src/respond/run-thread-note.ts"
import { ANNA, callerOf, KIM, LEE, MSP, makeCase, NOW, silentLog, TRIAGE } from "./make-case.ts"

const THREAD = `${TRIAGE};messageid=1700000000001`
const ANSWERED: BotReply = { text: "answered" }

/** A case whose technicians' card began a thread, and the handler of messages. */
async function makeThread() {
  const one = await makeCase()
  for (const card of await one.store.outbox.due(NOW, 10)) {
    const threadId = card.face === "technician" ? THREAD : "19:contoso@thread.tacv2;messageid=2"
    const note = { at: NOW, kind: "delivery" as const, who: "watchpost", what: "Posted.", data: {} }
    await one.store.outbox.sent(card, { threadId, activityId: "1" }, NOW, note)
  }
  const handle = createThreadNotes({
    store: one.store,
    people: [KIM, LEE, ANNA],
    mspTenantId: MSP,
    isQuestion: (text) => text === "status",
    answer: async () => ANSWERED,
    wakeJobs: () => undefined,
    now: () => NOW,
    log: silentLog,
  })
  const say = (text: string, fields: Partial<BotMessage> = {}) =>
    handle({ caller: callerOf(KIM), text, threadId: THREAD, ...fields })
  return { ...one, say }
}

describe("createThreadNotes()", () => {
  it.each(["called the customer", "note: called the customer"])(
    "keeps %j as a note with its trail",
    async (text) => {
      const one = await makeThread()

      expect(await one.say(text)).toEqual({ text: `Noted on incident ${one.incidentId}.` })

      expect((await one.incident()).history.at(-1)).toMatchObject({
        who: "Kim Vega",
        what: "called the customer",
        kind: "note",
        customerSafe: false,
      })
      expect((await one.trail()).at(-1)).toMatchObject({ who: `Kim Vega (${KIM.objectId})` })
      expect(await one.store.outbox.due(NOW, 10)).toHaveLength(2)
    },
  )

  it("keeps the beginning of a very long note, and says so", async () => {
    const one = await makeThread()

    const reply = await one.say(`note: called the customer ${"x".repeat(10_000)}`)

    expect(reply).toEqual({
      text: `Noted on incident ${one.incidentId}. Only its first 300 characters are kept.`,
    })
    expect((await one.incident()).history.at(-1)?.what).toMatch(/^called the customer x+…$/)
  })

  it("answers a question in a thread instead of keeping it", async () => {
    const one = await makeThread()

    expect(await one.say("status")).toEqual(ANSWERED)
    expect((await one.incident()).history).toHaveLength(1)
  })

  it.each([
    ["outside a thread", { threadId: `${TRIAGE};messageid=99` }],
    [
      "in the same thread of another channel",
      { caller: callerOf(KIM, { conversationId: "19:other@thread.tacv2" }) },
    ],
    ["from a contact", { caller: callerOf(ANNA) }],
    [
      "with a technician's id from another tenant's Teams",
      { caller: callerOf(KIM, { teamsTenantId: ANNA.homeTenantId }) },
    ],
  ])("keeps nothing %s", async (_where, fields) => {
    const one = await makeThread()

    expect(await one.say("called the customer", fields)).toEqual(ANSWERED)
    expect((await one.incident()).history).toHaveLength(1)
  })

  it("says so when the note can't be written", async () => {
    const one = await makeThread()
    one.store.close()

    expect(await one.say("called the customer")).toEqual({ text: expect.stringContaining("wasn't kept") })
  })
})
