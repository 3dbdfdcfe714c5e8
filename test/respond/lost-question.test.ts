/** A question that may not have reached its owner: told, owed no more, and asked again as a new one. */
import { describe, expect, it } from "vitest"
import type { Caller } from "../../src/ports/bot.ts"
import { createQuestionLoss } from "../../src/respond/run-end-questions.ts"
import { CONTOSO, callerOf, KIM, makeAlert, makeCase, NOW } from "./make-case.ts"

const JOE = { objectId: "33333333-cccc-4ccc-8ccc-000000000001", name: "Joe Doe", names: [] }
const CHAT = {
  ...{ teamsTenantId: CONTOSO, objectId: JOE.objectId },
  ...{ conversationId: "a:joe", serviceUrl: "https://smba.example.test/" },
}
const joe: Caller = { ...CHAT, name: "Joe Doe", kind: "personal" }

async function lostCase() {
  const one = await makeCase(makeAlert({ subject: "forwarding:joe@contoso.example" }), {
    lookForOwner: async () => ({ owner: JOE, chat: CHAT }),
  })
  const ask = async () =>
    one.press(callerOf(KIM), await one.button("ask-owner"), { inputs: { plan: "send" } })
  const owed = async () =>
    (await one.store.outbox.due(NOW + 60_000, 9)).filter(({ face }) => face === "mailbox-owner")
  const lose = createQuestionLoss({ incidents: one.store.incidents, wake: () => {}, now: () => NOW })
  const no = () => one.button("it-was-not-me", "mailbox-owner", CHAT.conversationId)
  await ask()
  const [card] = await owed()
  if (card === undefined) throw new Error("nothing is owed")
  await one.store.outbox.sending(card, NOW, NOW)
  return { ...one, ask, owed, no, lose: () => lose(one.incidentId, "Teams gave no clear answer.") }
}

describe("a question that may not have arrived", () => {
  it("is owed no more, and card and trail say why", async () => {
    const one = await lostCase()

    await one.lose()

    expect(await one.owed()).toEqual([])
    expect((await one.incident()).history.at(-1)?.what).toContain("may not have reached Joe Doe")
    expect((await one.trail()).at(-1)).toMatchObject({
      kind: "delivery",
      what: expect.stringContaining("isn't sent again: Teams gave no clear answer."),
    })
    expect(await one.store.incidents.questionOver(NOW + 1e9, 9)).toEqual([])
  })

  it("can be asked again, as a new card that nobody began to send", async () => {
    const one = await lostCase()
    await one.lose()

    await one.ask()

    const [card, ...others] = await one.owed()
    expect(others).toEqual([])
    expect(card?.sendingSince).toBeUndefined()
    expect(card?.activityId).toBeUndefined()
  })

  it("is answered by its own buttons alone: those of the first do nothing when it was asked again", async () => {
    const one = await lostCase()
    const first = await one.no()
    await one.lose()
    await one.ask()

    await one.press(joe, first)
    expect((await one.incident()).ownerQuestion?.answer).toBeUndefined()
    await one.press(joe, await one.no())

    expect((await one.incident()).ownerQuestion?.answer?.word).toBe("it-was-not-me")
  })

  it("is answered all the same when it did arrive, and then isn't asked again", async () => {
    const one = await lostCase()
    await one.lose()

    await one.press(joe, await one.no())

    expect(await one.incident()).toMatchObject({
      level: "critical",
      ownerQuestion: { answer: { word: "it-was-not-me" } },
    })
    await one.ask()
    expect(await one.owed()).toEqual([])
  })

  it("keeps the answer that came all the same", async () => {
    const one = await lostCase()
    await one.press(joe, await one.no())

    await one.lose()

    expect(await one.owed()).toEqual([])
    expect((await one.incident()).ownerQuestion?.answer?.word).toBe("it-was-not-me")
  })
})
