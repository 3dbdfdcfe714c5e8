import { describe, expect, it } from "vitest"
import { mergeAlerts } from "../../src/alert/merge-alerts.ts"
import { alertId, recordId } from "../../src/model/ids.ts"
import { shownTexts } from "../card/make-incident.ts"
import {
  ANNA,
  type Case,
  CONTOSO,
  CONTOSO_CHANNEL,
  callerOf,
  KIM,
  LEE,
  MSP,
  makeAlert,
  makeCase,
  NOW,
  TRIAGE,
} from "./make-case.ts"

const cardOf = (reply: unknown): object =>
  (reply as { readonly card: { readonly content: object } }).card.content
const textsOf = (reply: unknown): string => shownTexts(cardOf(reply)).join("\n")
const atContoso = callerOf(ANNA, { conversationId: CONTOSO_CHANNEL })

/** The same alert comes once more, and finds nothing open. */
async function openAgain(one: Case): Promise<void> {
  const again = makeAlert({ id: alertId("alr_again"), recordIds: [recordId("again")] })
  await one.store.records.saveBatch(
    { tenantId: CONTOSO, fetchedAt: NOW, records: [], rejected: [], alerts: [again] },
    (alerts, open, before) =>
      mergeAlerts(alerts, open, { now: NOW, fetchedAt: NOW, watchedSince: 0, channelsFor: () => [] }, before),
  )
}

describe("pressOwn()", () => {
  it.each([
    ["expected", "Why is it expected?"],
    ["not-a-threat", "Why is it harmless?"],
    ["hand-over", "Who takes it?"],
    ["snooze", "For how long?"],
    ["note", "What should be remembered?"],
  ] as const)("asks before it does %s, and changes nothing yet", async (action, question) => {
    const one = await makeCase()
    const before = await one.incident()

    const reply = await one.press(callerOf(KIM), await one.button(action))

    expect(JSON.stringify(cardOf(reply))).toContain(question)
    expect(await one.incident()).toEqual(before)
    expect((await one.trail()).at(-1)).toMatchObject({
      kind: "click",
      what: `Pressed ${action} on incident 1; was asked for a word`,
    })
  })

  it.each(["", "   ", "\u200b".repeat(0)])("wants a word of reason, not %j", async (reason) => {
    const one = await makeCase()
    const inputs = { plan: "send", reason }

    const reply = await one.press(callerOf(KIM), await one.button("not-a-threat"), { inputs })

    expect(textsOf(reply)).toContain("Please give a word of reason.")
    expect((await one.incident()).state).toBe("new")
  })

  it("closes with a verdict and a reason, which the customer doesn't read", async () => {
    const one = await makeCase()
    const inputs = { plan: "send", reason: "asked for in ticket 4711" }

    await one.press(callerOf(KIM), await one.button("expected"), { inputs })

    const incident = await one.incident()
    expect(incident).toMatchObject({ state: "expected", owner: "Kim Vega", claimedAt: NOW })
    expect(incident.history.at(-1)).toMatchObject({
      what: "closed this as expected: asked for in ticket 4711",
      customerSafe: false,
    })
  })

  it("cuts what is too long, and shows what can't be seen", async () => {
    const one = await makeCase()
    const inputs = { text: `\u202e${"x".repeat(10_000)}` }

    await one.press(callerOf(KIM), await one.button("note"), { inputs })

    const what = (await one.incident()).history.at(-1)?.what ?? ""
    expect(what.length).toBeLessThanOrEqual(300)
    expect(what).toMatch(/^\[U\+202E\]x+…$/)
  })

  it("hands over to a technician who may have it, and to nobody else", async () => {
    const one = await makeCase()
    const button = await one.button("hand-over")

    await one.press(callerOf(KIM), button, { inputs: { plan: "send", to: ANNA.objectId } })
    expect((await one.incident()).owner).toBeUndefined()
    await one.press(callerOf(KIM), button, { inputs: { plan: "send", to: LEE.objectId } })

    expect(await one.incident()).toMatchObject({ state: "claimed", owner: "Lee Park" })
    expect((await one.incident()).history.at(-1)?.what).toBe("handed this over to Lee Park")
  })

  it("rings for who is handed an incident, by a mention beside its card, in the same transaction", async () => {
    const one = await makeCase()
    const inputs = { plan: "send", to: LEE.objectId }

    await one.press(callerOf(KIM), await one.button("hand-over"), { inputs })
    await one.press(callerOf(KIM), await one.button("hand-over"), { inputs })

    expect(await one.store.notices.due(NOW, 10)).toMatchObject([
      {
        kind: "hand-over",
        to: { kind: "channel", channel: { conversationId: TRIAGE } },
        title: `Incident ${one.incidentId} was handed over to Lee Park`,
        mentions: [{ objectId: LEE.objectId, name: "Lee Park" }],
      },
    ])
  })

  it("rings for nobody who hands an incident to themselves", async () => {
    const one = await makeCase()

    await one.press(callerOf(KIM), await one.button("hand-over"), {
      inputs: { plan: "send", to: KIM.objectId },
    })

    expect((await one.incident()).owner).toBe("Kim Vega")
    expect(await one.store.notices.due(NOW, 10)).toEqual([])
  })

  it("snoozes until a time that was chosen from the list; any other length is asked for again", async () => {
    const one = await makeCase()
    const button = await one.button("snooze")

    const odd = await one.press(callerOf(KIM), button, { inputs: { plan: "send", length: "99d" } })
    expect(textsOf(odd)).toContain("Please choose for how long.")
    await one.press(callerOf(KIM), button, { inputs: { plan: "send", length: "4h" } })

    const snoozed = { until: NOW + 4 * 3_600_000, by: "Kim Vega" }
    expect(await one.incident()).toMatchObject({ state: "claimed", snoozed })
    expect(await one.store.incidents.snoozeOver(snoozed.until - 1, 10)).toEqual([])
    expect(await one.store.incidents.snoozeOver(snoozed.until, 10)).toEqual([one.incidentId])
  })

  it("ends a snooze when anything but a note happens", async () => {
    const one = await makeCase()
    await one.press(callerOf(KIM), await one.button("snooze"), { inputs: { length: "4h" } })

    await one.press(callerOf(LEE), await one.button("note"), { inputs: { text: "called them" } })
    expect((await one.incident()).snoozed).toBeDefined()
    await one.press(atContoso, await one.button("we-dont-know-this", "customer", CONTOSO_CHANNEL))

    expect((await one.incident()).snoozed).toBeUndefined()
  })

  it("opens a closed incident again, as nobody's, and counts the time to the first claim as before", async () => {
    const one = await makeCase()
    await one.press(callerOf(KIM), await one.button("expected"), { inputs: { reason: "planned" } })

    await one.press(callerOf(LEE), await one.button("reopen"))

    const incident = await one.incident()
    expect(incident).toMatchObject({ state: "reopened", claimedAt: NOW })
    expect(incident.owner).toBeUndefined()
  })

  it("doesn't open a second incident of one subject: it names the one that is open", async () => {
    const one = await makeCase()
    await one.press(callerOf(KIM), await one.button("expected"), { inputs: { reason: "planned" } })
    await openAgain(one)

    const reply = await one.press(callerOf(LEE), await one.button("reopen"))

    expect(reply).toEqual({ text: "Incident 2 about the same is open already; please use its card." })
    expect((await one.incident()).state).toBe("expected")
  })

  it("doesn't open a second one either when the other comes in the very moment of the press", async () => {
    const one = await makeCase()
    await one.press(callerOf(KIM), await one.button("expected"), { inputs: { reason: "planned" } })
    const { incidents } = one.store
    const change: typeof incidents.change = async (...given) => {
      await openAgain(one)
      return incidents.change(...given)
    }
    const store = { ...one.store, incidents: { ...incidents, change } }
    const pressed = await makeCase(makeAlert(), { store })

    const reply = await pressed.press(callerOf(LEE), await one.button("reopen"))

    expect(reply).toEqual({ text: "Incident 2 about the same is open already; please use its card." })
    expect((await one.incident()).state).toBe("expected")
  })

  it("asks for nothing on an old card when it is too late, and keeps the late press", async () => {
    const one = await makeCase()
    await one.press(callerOf(KIM), await one.button("expected"), { inputs: { reason: "planned" } })

    const reply = await one.press(callerOf(LEE), await one.button("snooze"))

    expect(reply).toEqual({ card: { summary: "technician expected", content: {} } })
    expect((await one.trail()).at(-1)?.what).toContain("nothing was left to change")
  })

  it("goes back to the card, and keeps that too", async () => {
    const one = await makeCase()
    const incident = await one.incident()

    const reply = await one.press(callerOf(KIM), await one.button("note"), { inputs: { plan: "back" } })

    expect(reply).toEqual({ card: { summary: "technician new", content: {} } })
    expect(await one.incident()).toEqual(incident)
    expect((await one.trail()).at(-1)?.what).toBe("Pressed note on incident 1; went back")
  })
})

describe("the customer's word", () => {
  it("asks what it was, lowers the urgency by one and never closes", async () => {
    const one = await makeCase()
    const button = await one.button("that-was-us", "customer", CONTOSO_CHANNEL)

    expect(JSON.stringify(await one.press(atContoso, button))).toContain("What was it?")
    await one.press(atContoso, button, { inputs: { plan: "send", reason: "new office" } })

    expect(await one.incident()).toMatchObject({ state: "new", level: "medium" })
  })

  it("raises above what it was when the customer doesn't know it after all", async () => {
    const one = await makeCase()
    const yes = await one.button("that-was-us", "customer", CONTOSO_CHANNEL)
    await one.press(atContoso, yes, { inputs: { reason: "new office" } })

    await one.press(atContoso, await one.button("we-dont-know-this", "customer", CONTOSO_CHANNEL))

    expect((await one.incident()).level).toBe("critical")
  })

  it("is told where incidents of the raised level go", async () => {
    const pager = {
      conversationId: "19:pager@thread.tacv2",
      serviceUrl: "https://smba.example.test/",
      teamsTenantId: MSP,
    }
    const one = await makeCase(makeAlert(), {
      cardsOf: ({ level }) => (level === "critical" ? [{ face: "technician", channel: pager }] : []),
    })
    const places = async () =>
      (await one.store.outbox.due(NOW, 10)).map(({ channel }) => channel.conversationId)
    expect(await places()).not.toContain(pager.conversationId)

    await one.press(atContoso, await one.button("we-dont-know-this", "customer", CONTOSO_CHANNEL))

    expect(await places()).toEqual([TRIAGE, CONTOSO_CHANNEL, pager.conversationId])
  })

  it("never makes a low one silent", async () => {
    const one = await makeCase(makeAlert({ level: "low" }))
    const yes = await one.button("that-was-us", "customer", CONTOSO_CHANNEL)

    await one.press(atContoso, yes, { inputs: { reason: "us" } })

    expect((await one.incident()).level).toBe("low")
  })

  it("owes both faces a new drawing, so that they stay in step", async () => {
    const one = await makeCase()
    const yes = await one.button("that-was-us", "customer", CONTOSO_CHANNEL)
    const before = await one.store.outbox.due(NOW, 10)

    await one.press(atContoso, yes, { inputs: { reason: "us" } })

    const wanted = new Map(before.map((card) => [card.face, card.wanted]))
    for (const card of await one.store.outbox.due(NOW, 10))
      expect(card.wanted).toBe((wanted.get(card.face) ?? 0) + 1)
    expect([...wanted.keys()].toSorted()).toEqual(["customer", "technician"])
  })
})
