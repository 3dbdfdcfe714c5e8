/** "We don't know this": what the customer is told then is what really happens. */
import { describe, expect, it } from "vitest"
import { incidentView } from "../../src/card/technician-card.ts"
import { customer, makeInput, words } from "../card/make-incident.ts"
import { ANNA, CONTOSO_CHANNEL, callerOf, KIM, makeAlert, makeCase, NOW, TRIAGE } from "./make-case.ts"

const atContoso = callerOf(ANNA, { conversationId: CONTOSO_CHANNEL })

/** Somebody of the customer is called as the technician is. */
const NAMESAKE = { ...ANNA, objectId: "22222222-bbbb-4bbb-8bbb-000000000002", name: KIM.name }

async function answered(owned: boolean) {
  const one = await makeCase(makeAlert(), { people: [NAMESAKE, KIM, ANNA] })
  if (owned) await one.press(callerOf(KIM), await one.button("claim"))
  await one.press(atContoso, await one.button("we-dont-know-this", "customer", CONTOSO_CHANNEL))
  return one
}

describe("we-dont-know-this", () => {
  it("sends the message that the customer is promised, also where nobody is on call", async () => {
    const one = await answered(false)

    const [notice, ...others] = await one.store.notices.due(NOW, 10)

    expect(words(customer({ incident: await one.incident() }))).toContain("get a message at once")
    expect(others).toEqual([])
    expect(notice).toMatchObject({
      kind: "customer-unknown",
      to: { kind: "channel", channel: { conversationId: TRIAGE } },
      title: `Incident ${one.incidentId}: the customer doesn't know this`,
    })
    expect(notice?.lines.join(" ")).toContain("Anna Berg was told")
    expect(notice?.lines.join(" ")).toContain("Nobody has it")
  })

  it("rings for whoever has the incident", async () => {
    const one = await answered(true)

    expect(await one.store.notices.due(NOW, 10)).toMatchObject([
      {
        mentions: [{ objectId: KIM.objectId, name: "Kim Vega" }],
        lines: [expect.any(String), expect.stringContaining("Kim Vega has it")],
      },
    ])
  })

  it("is said once, however often it is pressed", async () => {
    const one = await answered(false)

    await one.press(atContoso, await one.button("we-dont-know-this", "customer", CONTOSO_CHANNEL))

    expect(await one.store.notices.due(NOW, 10)).toHaveLength(1)
  })

  it("stands in the form of whoever closes it", async () => {
    const one = await answered(false)

    const form = await one.press(callerOf(KIM), await one.button("not-a-threat"))

    expect(JSON.stringify(form)).toContain("Careful, the customer: “We don't know this”, Anna Berg, 14:09.")
  })

  it("heads the technician's card, in the colour of an alarm, whatever the level", async () => {
    const one = await answered(false)
    const incident = { ...(await one.incident()), level: "low" } as const

    const view = incidentView(makeInput({ incident }))

    expect(view.levelWord).toBe("Low severity · the customer doesn't know this")
    expect(view.levelStyle).toBe("attention")
  })

  it("needs no message about what is closed and stays so", async () => {
    const one = await makeCase()
    await one.store.incidents.change(one.incidentId, (incident) => ({
      incident: { ...incident, state: "fixed" },
      notes: [],
    }))

    await one.press(atContoso, await one.button("we-dont-know-this", "customer", CONTOSO_CHANNEL))

    expect((await one.incident()).customerAnswer?.answer).toBe("unknown")
    expect(await one.store.notices.due(NOW, 10)).toEqual([])
  })
})
