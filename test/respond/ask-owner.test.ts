/** "Ask the owner": what the technician sees, who may answer, and what no answer can do. */
import { describe, expect, it } from "vitest"
import type { BotReply, Caller } from "../../src/ports/bot.ts"
import { endQuestions } from "../../src/respond/run-end-questions.ts"
import { shownTexts } from "../card/make-incident.ts"
import {
  ANNA,
  CONTOSO,
  CONTOSO_CHANNEL,
  callerOf,
  FABRIKAM,
  KIM,
  LEE,
  MSP,
  makeAlert,
  makeCase,
  NOW,
  TRIAGE,
} from "./make-case.ts"

const JOE = {
  objectId: "33333333-cccc-4ccc-8ccc-000000000001",
  name: "Joe Doe",
  names: ["joe@contoso.example"],
}
const CHAT = {
  teamsTenantId: CONTOSO,
  objectId: JOE.objectId,
  conversationId: "a:joe",
  serviceUrl: "https://smba.example.test/",
  timeZone: "Europe/Berlin",
}
const joe = (fields: Partial<Caller> = {}): Caller => ({
  ...{ objectId: JOE.objectId, teamsTenantId: CONTOSO, name: "Joe Doe" },
  ...{ conversationId: CHAT.conversationId, kind: "personal", serviceUrl: CHAT.serviceUrl },
  ...fields,
})
const forwarding = makeAlert({ subject: "forwarding:joe@contoso.example" })
const SEND = { inputs: { plan: "send" } }
const textsOf = (reply: BotReply): string =>
  "card" in reply ? shownTexts(reply.card.content).join("\n") : reply.text

async function askCase(overrides: Parameters<typeof makeCase>[1] = {}) {
  let now = NOW
  const one = await makeCase(forwarding, {
    lookForOwner: async () => ({ owner: JOE, chat: CHAT }),
    now: () => now,
    ...overrides,
  })
  const ask = async (who: Caller = callerOf(KIM)) => one.press(who, await one.button("ask-owner"), SEND)
  const answer = (action: "it-was-me" | "it-was-not-me" | "i-dont-know") =>
    one.button(action, "mailbox-owner", CHAT.conversationId)
  const owed = async () => (await one.store.outbox.due(now, 9)).filter(({ face }) => face === "mailbox-owner")
  const at = (next: number): void => {
    now = next
  }
  return { ...one, ask, answer, owed, at }
}

describe("pressing “Ask the owner”", () => {
  it("shows whom the question goes to and what it says, and sends nothing yet", async () => {
    const one = await askCase()

    const form = await one.press(callerOf(KIM), await one.button("ask-owner"))

    expect(textsOf(form)).toContain("Joe Doe gets this in their own chat")
    expect(textsOf(form)).toMatch(/4 Mar 2026, 15:07 CET: joe@contoso.example forwards all mail/)
    expect(await one.owed()).toEqual([])
    expect((await one.incident()).ownerQuestion).toBeUndefined()
  })

  it("owes the question to that chat, with its entry in the trail, in one transaction", async () => {
    const one = await askCase()

    await one.ask()

    expect(await one.owed()).toMatchObject([{ channel: { conversationId: "a:joe", teamsTenantId: CONTOSO } }])
    expect((await one.incident()).ownerQuestion).toMatchObject({ owner: JOE, by: "Kim Vega", at: NOW })
    expect((await one.trail()).at(-1)).toMatchObject({
      kind: "click",
      what: expect.stringContaining("the question goes to Joe Doe"),
    })
    expect(one.wakes()).toBe(1)
  })

  it("asks once, whoever presses at the same time", async () => {
    const one = await askCase()

    await Promise.all([one.ask(), one.ask(callerOf(LEE))])

    expect(await one.owed()).toHaveLength(1)
    expect((await one.incident()).history.filter(({ kind }) => kind === "ask-owner")).toHaveLength(1)
  })

  it("asks nobody about what became critical while the form was open", async () => {
    const one = await askCase()
    await one.press(callerOf(KIM), await one.button("ask-owner"))
    await one.store.incidents.change(one.incidentId, (incident) => ({
      incident: { ...incident, level: "critical" },
      notes: [],
    }))

    await one.ask()

    expect((await one.incident()).ownerQuestion).toBeUndefined()
  })

  it("says why nobody is asked, keeps that in the trail, and offers nothing to send", async () => {
    const one = await askCase({ lookForOwner: async () => ({ refused: "Phone them." }) })

    const form = await one.ask()

    expect(textsOf(form)).toContain("Phone them.")
    expect(JSON.stringify(form)).not.toContain("Ask them")
    expect((await one.trail()).at(-1)?.what).toContain("the owner wasn't asked: Phone them.")
    expect((await one.incident()).ownerQuestion).toBeUndefined()
  })

  it("is for technicians", async () => {
    const one = await askCase()
    const contact = callerOf(ANNA, { conversationId: CONTOSO_CHANNEL })

    const reply = await one.press(contact, await one.button("ask-owner", "customer", CONTOSO_CHANNEL), SEND)

    expect(reply).toEqual({ text: expect.stringContaining("Only technicians may do this") })
  })
})

describe("the owner's answer", () => {
  it("no makes the incident more urgent, tells technicians at once, and ends the question", async () => {
    const one = await askCase()
    await one.ask()

    await one.press(joe(), await one.answer("it-was-not-me"))

    expect(await one.incident()).toMatchObject({
      level: "critical",
      state: "new",
      ownerQuestion: { answer: { word: "it-was-not-me" } },
    })
    const [notice, ...others] = await one.store.notices.due(NOW, 9)
    expect(others).toEqual([])
    expect(notice).toMatchObject({
      title: `Incident ${one.incidentId}: the owner says it wasn't them`,
      to: { channel: { conversationId: TRIAGE } },
      lines: [expect.any(String), expect.stringContaining("Joe Doe answered “No” in their own chat")],
    })
    expect((await one.trail()).at(-1)).toMatchObject({
      kind: "customer-answer",
      who: `Joe Doe (${JOE.objectId})`,
      what: `The owner answered “No” on incident ${one.incidentId}`,
    })
  })

  it("rings for the technician who has the incident", async () => {
    const one = await askCase()
    await one.press(callerOf(KIM), await one.button("claim"))
    await one.ask()

    await one.press(joe(), await one.answer("i-dont-know"))

    expect(await one.store.notices.due(NOW, 9)).toMatchObject([{ mentions: [{ objectId: KIM.objectId }] }])
  })

  it.each(["not-a-threat", "expected"] as const)("no stands in the form of %s, too", async (verdict) => {
    const one = await askCase()
    await one.ask()
    const form = async () => textsOf(await one.press(callerOf(KIM), await one.button(verdict)))
    const before = await form()

    await one.press(joe(), await one.answer("it-was-not-me"))

    expect(before).toContain("Careful, the owner: Joe Doe was asked by Kim Vega")
    expect(await form()).toContain("Careful, the owner: “No”, Joe Doe, 14:09 (asked by Kim Vega at 14:09).")
  })

  it("no isn't taken for harmless where a mute shows what it would hide", async () => {
    const one = await askCase()
    await one.ask()
    await one.press(joe(), await one.answer("it-was-not-me"))

    const inputs = { plan: "send", fields: "rule,actor,target", days: "7", reason: "migration" }
    const preview = await one.press(callerOf(KIM), await one.button("mute"), { inputs })

    expect(textsOf(preview)).toContain("Careful: somebody acted on it.")
  })

  it("yes is written down, and calms, closes and tells nobody anything", async () => {
    const one = await askCase()
    await one.ask()

    await one.press(joe(), await one.answer("it-was-me"))

    expect(await one.incident()).toMatchObject({ level: "high", state: "new" })
    expect((await one.incident()).history.at(-1)?.what).toContain("Their session may be somebody else's")
    expect(await one.store.notices.due(NOW, 9)).toEqual([])
  })

  it("counts once: pressed again, by another button or from a captured card, it changes nothing", async () => {
    const one = await askCase()
    await one.ask()
    const [yes, no] = [await one.answer("it-was-me"), await one.answer("it-was-not-me")]
    await one.press(joe(), yes)

    await one.press(joe(), no)
    await one.press(joe(), yes)

    expect((await one.incident()).ownerQuestion?.answer?.word).toBe("it-was-me")
    expect((await one.incident()).level).toBe("high")
    expect((await one.trail()).slice(-2).map(({ what }) => what)).toEqual([
      expect.stringContaining("“No” too late"),
      expect.stringContaining("“Yes, it was me” too late"),
    ])
  })

  it.each<[string, Caller]>([
    ["a technician", callerOf(KIM)],
    ["a technician in that chat", callerOf(KIM, { kind: "personal", conversationId: "a:joe" })],
    ["a colleague in a chat of their own", joe({ objectId: ANNA.objectId, conversationId: "a:anna" })],
    ["a colleague who claims that chat", joe({ objectId: ANNA.objectId })],
    ["the same object id from another tenant", joe({ teamsTenantId: FABRIKAM })],
    ["the same object id as a guest of ours", joe({ teamsTenantId: MSP })],
    ["the owner in a channel", joe({ kind: "channel", conversationId: CONTOSO_CHANNEL })],
    ["the owner in a group chat of that id", joe({ kind: "channel" })],
    ["the owner in another chat", joe({ conversationId: "a:other" })],
  ])("isn't taken from %s, and the trail says so", async (_who, caller) => {
    const one = await askCase()
    await one.ask()
    const button = await one.answer("it-was-me")

    const reply = await one.press(caller, button)

    expect(reply).toEqual({ text: "This question was put to somebody else; nothing was kept." })
    expect((await one.incident()).ownerQuestion?.answer).toBeUndefined()
    expect((await one.trail()).at(-1)).toMatchObject({ kind: "refusal" })
  })

  it("isn't taken for a question to somebody else that stands there by now", async () => {
    const one = await askCase()
    await one.ask()
    await one.store.incidents.change(one.incidentId, ({ ownerQuestion, ...incident }) => ({
      incident: {
        ...incident,
        ...(ownerQuestion && {
          ownerQuestion: { ...ownerQuestion, owner: { ...JOE, objectId: ANNA.objectId } },
        }),
      },
      notes: [],
    }))

    expect(textsOf(await one.press(joe(), await one.answer("it-was-me")))).toContain("somebody else")
  })

  it("isn't taken from a client that refreshes by itself", async () => {
    const one = await askCase()
    await one.ask()

    const reply = await one.press(joe(), await one.answer("it-was-not-me"), { trigger: "automatic" })

    expect("card" in reply).toBe(true)
    expect((await one.incident()).ownerQuestion?.answer).toBeUndefined()
  })

  it("isn't taken any more after a day, when the question has ended for everybody", async () => {
    const one = await askCase()
    await one.ask()
    const no = await one.answer("it-was-not-me")
    const late = NOW + 86_400_000
    one.at(late)
    await endQuestions({ incidents: one.store.incidents, wake: () => {}, now: () => late })

    await one.press(joe(), no)

    expect(await one.incident()).toMatchObject({
      level: "high",
      ownerQuestion: { ended: { why: "no-answer" } },
    })
    expect((await one.incident()).ownerQuestion?.answer).toBeUndefined()
    expect(await one.store.incidents.questionOver(late, 9)).toEqual([])
  })

  it("isn't waited for when the clock that was ahead when it was asked is put right", async () => {
    const one = await askCase()
    await one.ask()
    const now = (): number => NOW - 3 * 86_400_000

    await endQuestions({ incidents: one.store.incidents, wake: () => {}, now })

    expect((await one.incident()).ownerQuestion?.ended).toMatchObject({ why: "no-answer" })
  })

  it("can't be given by a role: no technician's button carries it", async () => {
    const one = await askCase()
    await one.ask()

    const reply = await one.press(callerOf(KIM), await one.button("it-was-me"))

    expect(textsOf(reply)).toContain("it doesn't include this")
  })
})
