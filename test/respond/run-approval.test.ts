/** Two persons for one fix: it waits on the incident, and only somebody else's word runs it. */
import { describe, expect, it } from "vitest"
import type { Person } from "../../src/model/person.ts"
import { DEFAULT_POLICY } from "../../src/model/protection.ts"
import type { Ask } from "../../src/respond/run-ask-first.ts"
import { endApprovals } from "../../src/respond/run-end-approvals.ts"
import { createFakeExchange } from "../fakes/mailbox-admin.ts"
import { type Case, callerOf, KIM, LEE, makeAlert, makeCase, NOW } from "./make-case.ts"
import { forwardingJoe, live, pressFix, runnerOf } from "./make-runner.ts"

const SAM: Person = {
  ...KIM,
  objectId: "11111111-aaaa-4aaa-8aaa-000000000003",
  name: "Sam Ortiz",
  role: "approver",
}
const ROB: Person = {
  ...SAM,
  objectId: "11111111-aaaa-4aaa-8aaa-000000000004",
  name: "Rob Hale",
  role: "viewer",
}
const PLAN = "0123456789abcdef01234567"

const ASK: Ask = {
  second: ["joe@contoso.example is on the list of VIPs."],
  reasons: [],
  calls: [{ cmdlet: "Set-Mailbox", parameters: { Identity: "joe@contoso.example" } }],
  reversibility: "Can be undone.",
  place: "Contoso",
  digest: PLAN,
}

/** `now` moves only when a test moves it. */
async function waitingCase(ask: Ask = ASK) {
  const clock = { now: NOW }
  const one = await makeCase(makeAlert(), {
    people: [{ ...KIM, role: "operator" }, LEE, SAM, ROB],
    policyOf: () => ({ ...DEFAULT_POLICY, approvalMinutes: 30 }),
    askFirst: async () => ask,
    now: () => clock.now,
  })
  await pressFix(one)
  return { one, clock }
}

const say = async (one: Case, word: "approve" | "decline", who: Person) =>
  one.press(callerOf(who), await one.button(word))

const fixes = (one: Case) => one.store.journal.ofIncident(one.incidentId)

describe("a fix that needs a second person", () => {
  it("waits on the incident with what would run, why and until when, and nothing is journaled", async () => {
    const { one } = await waitingCase()

    expect(await fixes(one)).toEqual([])
    expect(await one.incident()).toMatchObject({
      state: "new",
      approval: {
        action: "stop-forwarding",
        by: "Kim Vega",
        byId: KIM.objectId,
        until: NOW + 30 * 60_000,
        why: ASK.second,
        runs: ["Set-Mailbox Identity=joe@contoso.example"],
        plan: PLAN,
      },
    })
    expect((await one.trail()).at(-1)).toMatchObject({
      kind: "click",
      what: expect.stringContaining("a second person has to approve it: joe@contoso.example is on the list"),
    })
  })

  it("is journaled for both when another person approves, tied to what was shown", async () => {
    const { one } = await waitingCase()

    await say(one, "approve", SAM)

    expect(await fixes(one)).toMatchObject([
      {
        action: "stop-forwarding",
        requestedBy: `Kim Vega (${KIM.objectId})`,
        approvedBy: `Sam Ortiz (${SAM.objectId})`,
        subject: { confirmed: PLAN },
      },
    ])
    const incident = await one.incident()
    expect(incident.state).toBe("working")
    expect(incident.approval).toBeUndefined()
    expect(incident.history.at(-1)).toMatchObject({
      who: "Sam Ortiz",
      what: "approved what Kim Vega asked for",
    })
    expect((await one.trail()).at(-1)).toMatchObject({ kind: "click", who: `Sam Ortiz (${SAM.objectId})` })
  })

  it("doesn't run when what was shown isn't what would run any more", async () => {
    const { one } = await waitingCase()
    await say(one, "approve", SAM)

    await runnerOf(one.store, createFakeExchange([forwardingJoe()])).runOnce(live())

    expect(await fixes(one)).toMatchObject([
      { state: "failed", result: expect.stringContaining("It changed after you confirmed") },
    ])
  })

  it.each([
    ["the person who asked", KIM, /somebody else/],
    ["a technician", LEE, /^Your role is technician/],
    ["a viewer", ROB, /^Your role is viewer/],
  ])("isn't approved by %s, and the refusal is kept", async (_who, person, sentence) => {
    const { one } = await waitingCase()

    const reply = await say(one, "approve", person)

    expect(reply).toEqual({ text: expect.stringMatching(sentence) })
    expect(await fixes(one)).toEqual([])
    expect((await one.incident()).approval).toBeDefined()
    expect((await one.trail()).at(-1)).toMatchObject({ kind: "refusal" })
  })

  it("runs once, however often it is approved", async () => {
    const { one } = await waitingCase()
    const button = await one.button("approve")

    await Promise.all([one.press(callerOf(SAM), button), one.press(callerOf(SAM), button)])
    await one.press(callerOf(SAM), button)

    expect(await fixes(one)).toHaveLength(1)
  })

  it("isn't asked for twice while it waits", async () => {
    const { one } = await waitingCase()
    const before = (await one.incident()).approval

    await pressFix(one, LEE)

    expect((await one.incident()).approval).toEqual(before)
    expect((await one.trail()).at(-1)?.what).toContain("waits for its second person already")
  })

  it.each([
    ["declined by an approver", SAM, "declined “Stop forwarding”"],
    ["withdrawn by whoever asked", KIM, "withdrew “Stop forwarding”"],
  ])("is forgotten when it is %s", async (_how, person, what) => {
    const { one } = await waitingCase()

    await say(one, "decline", person)
    await say(one, "approve", SAM)

    expect(await fixes(one)).toEqual([])
    const incident = await one.incident()
    expect(incident.approval).toBeUndefined()
    expect(incident.history.at(-1)).toMatchObject({ who: person.name, what })
  })

  it("can't be approved after its time, and may be asked for again", async () => {
    const { one, clock } = await waitingCase()
    clock.now = NOW + 30 * 60_000

    await say(one, "approve", SAM)
    expect(await fixes(one)).toEqual([])
    expect((await one.trail()).at(-1)?.what).toContain("nothing waits for a second person any more")

    await pressFix(one)
    expect((await one.incident()).approval).toMatchObject({ at: clock.now })
  })

  it("is forgotten when nobody approved it in time, and the card tells so", async () => {
    const { one } = await waitingCase()
    let wakes = 0
    const wake = (): void => {
      wakes += 1
    }
    const end = (at: number) => endApprovals({ incidents: one.store.incidents, wake, now: () => at })

    await end(NOW + 30 * 60_000 - 1)
    expect((await one.incident()).approval).toBeDefined()
    expect(wakes).toBe(0)

    await end(NOW + 30 * 60_000)
    const incident = await one.incident()
    expect(incident.approval).toBeUndefined()
    expect(incident.history.at(-1)?.what).toBe("nobody approved “Stop forwarding” in time, so it wasn't done")
    expect((await one.trail()).at(-1)).toMatchObject({
      kind: "refusal",
      incidentId: one.incidentId,
      data: { action: "stop-forwarding", askedBy: `Kim Vega (${KIM.objectId})` },
    })
    expect(wakes).toBe(1)
  })

  it("is forgotten, and can't be approved, when the clock that was ahead when it was asked for is put right", async () => {
    const { one, clock } = await waitingCase()
    const days = 3 * 24 * 3_600_000
    clock.now = NOW - days

    await endApprovals({ incidents: one.store.incidents, wake: () => {}, now: () => NOW - 3_600_000 })
    expect((await one.incident()).approval).toBeDefined()
    await say(one, "approve", SAM)
    expect(await fixes(one)).toEqual([])
    await endApprovals({ incidents: one.store.incidents, wake: () => {}, now: () => clock.now })

    expect((await one.incident()).approval).toBeUndefined()
  })

  it("stays unrun while all fixes are frozen, and says so to the second person", async () => {
    const { one } = await waitingCase()
    const note = { at: NOW, kind: "command" as const, who: "Lee", what: "Froze all fixes.", data: {} }
    await one.store.brake.freeze({ by: "Lee Park", at: NOW, reason: "" }, note)

    const reply = await say(one, "approve", SAM)

    expect(reply).toEqual({ text: expect.stringMatching(/^All fixes are frozen by Lee Park/) })
    expect(await fixes(one)).toEqual([])
  })

  it("asks the presser first what is to be confirmed, and only then for the second person", async () => {
    const { one } = await waitingCase({ ...ASK, reasons: ["It can't be undone."] })
    expect((await one.incident()).approval).toBeUndefined()

    await one.press(callerOf(KIM), await one.button("stop-forwarding"), { inputs: { plan: PLAN } })

    expect((await one.incident()).approval).toMatchObject({ plan: PLAN })
    expect(await fixes(one)).toEqual([])
  })
})

describe("a fix that needs words", () => {
  const asking = (ask: "reason" | "ticket") =>
    makeCase(makeAlert(), { policyOf: () => ({ ...DEFAULT_POLICY, ask }) })

  it.each([
    ["reason", {}],
    ["reason", { reason: "   " }],
    ["ticket", { reason: "planned" }],
    ["ticket", { ticket: "#4711" }],
    ["ticket", { reason: "planned", ticket: "[x](https://evil.example)" }],
  ] as const)("by policy %s doesn't run with %j", async (ask, inputs) => {
    const one = await asking(ask)

    const reply = await one.press(callerOf(KIM), await one.button("stop-forwarding"), { inputs })

    expect(JSON.stringify(reply)).toContain(`Every fix at this customer needs a reason`)
    expect(await fixes(one)).toEqual([])
  })

  it("runs with them, keeps them in the trail and tells technicians, not the customer", async () => {
    const one = await asking("ticket")
    const inputs = { plan: "send", reason: "the owner asked", ticket: "#4711" }

    await one.press(callerOf(KIM), await one.button("stop-forwarding"), { inputs })

    expect(await fixes(one)).toHaveLength(1)
    expect((await one.trail()).at(-1)).toMatchObject({
      kind: "click",
      data: { reason: "the owner asked", ticket: "#4711" },
    })
    expect((await one.incident()).history.at(-1)).toMatchObject({
      what: "because: the owner asked (ticket #4711)",
      customerSafe: false,
    })
  })
})
