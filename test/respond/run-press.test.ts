import { describe, expect, it } from "vitest"
import { remediationId, tenantId } from "../../src/model/ids.ts"
import {
  ANNA,
  CONTOSO,
  CONTOSO_CHANNEL,
  callerOf,
  KIM,
  LEE,
  MSP,
  makeAlert,
  makeCase,
  NOW,
} from "./make-case.ts"

const atContoso = { conversationId: CONTOSO_CHANNEL }

describe("createPressHandler()", () => {
  it("journals a fix, shows it as working and wakes the runner", async () => {
    const one = await makeCase()

    const reply = await one.press(callerOf(KIM), await one.button("stop-forwarding"))

    expect(reply).toEqual({ card: { summary: "technician working", content: {} } })
    const [row, ...others] = await one.store.journal.unfinished()
    expect(others).toEqual([])
    expect(row).toMatchObject({
      action: "stop-forwarding",
      state: "requested",
      requestedBy: `Kim Vega (${KIM.objectId})`,
      subject: { mailbox: "joe@contoso.example", destination: "drop@evil.example" },
    })
    expect(one.wakes()).toBe(1)
  })

  it("writes the name of the presser into the trail before anything runs", async () => {
    const one = await makeCase()

    await one.press(callerOf(KIM), await one.button("stop-forwarding"))

    const click = (await one.trail()).find((entry) => entry.kind === "click")
    expect(click).toMatchObject({ who: `Kim Vega (${KIM.objectId})`, tenantId: CONTOSO })
  })

  it("refuses a fix while all of them are frozen, says by whom, and keeps the refusal", async () => {
    const one = await makeCase()
    const note = { at: NOW, kind: "command" as const, who: "Lee", what: "Froze all fixes.", data: {} }
    await one.store.brake.freeze({ by: "Lee Chen", at: NOW, reason: "" }, note)

    const reply = await one.press(callerOf(KIM), await one.button("stop-forwarding"))

    expect(reply).toEqual({ text: expect.stringMatching(/^All fixes are frozen by Lee Chen\./) })
    expect(await one.store.journal.unfinished()).toEqual([])
    expect((await one.trail()).at(-1)).toMatchObject({ kind: "refusal" })
  })

  it("makes one fix of a double press and of two people, and keeps every click", async () => {
    const one = await makeCase()
    const button = await one.button("stop-forwarding")

    const replies = await Promise.all([
      one.press(callerOf(KIM), button),
      one.press(callerOf(KIM), button),
      one.press(callerOf(LEE), button),
    ])

    expect(replies).toEqual(Array(3).fill({ card: { summary: "technician working", content: {} } }))
    expect(await one.store.journal.ofIncident(one.incidentId)).toHaveLength(1)
    expect((await one.trail()).filter((entry) => entry.kind === "click")).toHaveLength(3)
  })

  it("lets a button act once: a captured press of a fix that ended does nothing, and the card has a new button", async () => {
    const one = await makeCase()
    const used = await one.button("stop-forwarding")
    await one.press(callerOf(KIM), used)
    const [row] = await one.store.journal.unfinished()
    const end = { state: "failed", result: "no", finishedAt: NOW } as const
    const note = { at: NOW, kind: "result" as const, who: "Kim", what: "no", data: {} }
    await one.store.journal.finish(row?.id ?? remediationId(0), end, note)
    await one.store.incidents.change(one.incidentId, (incident) => ({
      incident: { ...incident, state: "failed" },
      notes: [],
    }))

    const reply = await one.press(callerOf(KIM), used)

    expect(reply).toEqual({ card: { summary: "technician failed", content: {} } })
    expect(await one.store.journal.unfinished()).toEqual([])
    expect((await one.trail()).at(-1)?.what).toContain("this button was used before")
    expect(await one.button("stop-forwarding")).not.toBe(used)
    await one.press(callerOf(KIM), await one.button("stop-forwarding"))
    expect(await one.store.journal.unfinished()).toHaveLength(1)
  })

  it("refuses a contact who forges a fix, and keeps the refusal with name, button and channel", async () => {
    const one = await makeCase()

    const reply = await one.press(callerOf(ANNA), await one.button("stop-forwarding"))

    expect(reply).toEqual({ text: expect.stringContaining("Only technicians") })
    expect(await one.store.journal.ofIncident(one.incidentId)).toEqual([])
    expect((await one.trail()).at(-1)).toMatchObject({
      kind: "refusal",
      who: `Anna Berg (${ANNA.objectId})`,
      incidentId: one.incidentId,
      data: { action: "stop-forwarding", objectId: ANNA.objectId },
    })
    expect((await one.incident()).state).toBe("new")
  })

  it("answers an automatic refresh with the card and changes nothing", async () => {
    const one = await makeCase()
    const before = await one.trail()

    const reply = await one.press(callerOf(KIM), await one.button("stop-forwarding"), {
      trigger: "automatic",
    })

    expect(reply).toEqual({ card: { summary: "technician new", content: {} } })
    expect(await one.store.journal.ofIncident(one.incidentId)).toEqual([])
    expect(await one.trail()).toEqual(before)
  })

  it("shows a stranger's automatic refresh nothing, and keeps the refusal", async () => {
    const one = await makeCase()
    const stranger = callerOf({ ...KIM, objectId: "99999999-aaaa-4aaa-8aaa-000000000009" })

    const reply = await one.press(stranger, await one.button("stop-forwarding"), { trigger: "automatic" })

    expect(reply).toEqual({ text: expect.stringContaining("not on Watchpost's list") })
    expect((await one.trail()).at(-1)).toMatchObject({
      kind: "refusal",
      who: expect.stringContaining("99999999-aaaa"),
    })
  })

  it.each(["", "x", "a".repeat(300), "'; DROP TABLE button --", "AAAAAAAAAAAAAAAAAAAAAA"])(
    "answers the unknown button %j politely and keeps the refusal without its text",
    async (button) => {
      const one = await makeCase()

      const reply = await one.press(callerOf(KIM), button)

      expect(reply).toEqual({ text: expect.stringContaining("isn't known") })
      const last = (await one.trail()).at(-1)
      expect(last).toMatchObject({ kind: "refusal", who: `Kim Vega (${KIM.objectId})` })
      expect(JSON.stringify(last)).not.toContain("DROP TABLE")
    },
  )

  it("refuses the technician's object id from another tenant's Teams", async () => {
    const one = await makeCase()
    const elsewhere = tenantId("dddddddd-0000-4000-8000-000000000004")

    const reply = await one.press(
      callerOf(KIM, { teamsTenantId: elsewhere, name: "Mallory\n\u202eX" }),
      await one.button("stop-forwarding"),
    )

    expect(reply).toEqual({ text: expect.stringContaining("not on Watchpost's list") })
    expect(await one.store.journal.ofIncident(one.incidentId)).toEqual([])
    expect((await one.trail()).at(-1)).toMatchObject({
      kind: "refusal",
      who: `Mallory [U+202E]X (${KIM.objectId})`,
      data: { teamsTenantId: elsewhere },
    })
  })

  it("claims once: the second press of the same person changes nothing, and is kept as a click", async () => {
    const one = await makeCase()
    const button = await one.button("claim")
    const first = await one.press(callerOf(KIM), button)
    const trail = await one.trail()
    const incident = await one.incident()

    const second = await one.press(callerOf(KIM), button)

    expect(second).toEqual(first)
    expect((await one.trail()).slice(trail.length).map(({ kind, what }) => [kind, what])).toEqual([
      ["click", "Pressed claim on incident 1; nothing was left to change"],
    ])
    expect(await one.incident()).toEqual(incident)
    expect(incident).toMatchObject({ state: "claimed", owner: "Kim Vega", claimedAt: NOW })
  })

  it("keeps the late click of a second technician without changing the owner", async () => {
    const one = await makeCase()
    const button = await one.button("claim")
    await one.press(callerOf(KIM), button)

    await one.press(callerOf(LEE), button)

    expect((await one.incident()).owner).toBe("Kim Vega")
    expect((await one.trail()).at(-1)).toMatchObject({ kind: "click", who: `Lee Park (${LEE.objectId})` })
  })

  it("takes the customer's answer in the customer's channel, from their own tenant or as guests", async () => {
    const one = await makeCase()
    const button = await one.button("that-was-us", "customer", CONTOSO_CHANNEL)

    const inputs = { reason: "We moved to the new office" }
    const reply = await one.press(callerOf(ANNA, { ...atContoso, teamsTenantId: CONTOSO }), button, {
      inputs,
    })

    expect(reply).toEqual({ card: { summary: "customer new", content: {} } })
    expect((await one.incident()).customerAnswer).toEqual({
      answer: "expected",
      by: "Anna Berg",
      at: NOW,
      reason: "We moved to the new office",
    })
    expect((await one.trail()).map((entry) => entry.kind)).toContain("customer-answer")
  })

  it("opens a harmless incident again when the customer doesn't know it", async () => {
    const one = await makeCase()
    await one.press(callerOf(KIM), await one.button("not-a-threat"), { inputs: { reason: "a test" } })
    expect((await one.incident()).state).toBe("not-a-threat")

    await one.press(
      callerOf(ANNA, atContoso),
      await one.button("we-dont-know-this", "customer", CONTOSO_CHANNEL),
    )

    const again = await one.incident()
    expect(again.state).toBe("reopened")
    expect(again.owner).toBeUndefined()
  })

  it("answers an old card of a closed incident with the truth and does nothing", async () => {
    const one = await makeCase()
    const button = await one.button("stop-forwarding")
    await one.press(callerOf(KIM), await one.button("not-a-threat"), { inputs: { reason: "a test" } })

    const reply = await one.press(callerOf(LEE), button)

    expect(reply).toEqual({ card: { summary: "technician not-a-threat", content: {} } })
    expect(await one.store.journal.ofIncident(one.incidentId)).toEqual([])
    expect((await one.trail()).at(-1)).toMatchObject({
      kind: "click",
      what: expect.stringContaining("nothing was done"),
    })
  })

  it("does nothing and says so when the trail can't be written", async () => {
    const one = await makeCase()
    const request = async () => {
      throw new Error("disk full")
    }
    const handled = await makeCase(makeAlert(), {
      store: { ...one.store, journal: { ...one.store.journal, request } },
    })

    const reply = await handled.press(callerOf(KIM), await one.button("stop-forwarding"))

    expect(reply).toEqual({ text: expect.stringContaining("Nothing was done") })
    expect((await one.incident()).state).toBe("new")
    expect(await one.store.journal.ofIncident(one.incidentId)).toEqual([])
  })

  it("refuses a fix where the customer allows watching only", async () => {
    const one = await makeCase(makeAlert(), { canRespond: () => false, mspTenantId: MSP })

    const reply = await one.press(callerOf(KIM), await one.button("stop-forwarding"))

    expect(reply).toEqual({ text: expect.stringContaining("watching only") })
  })
})
