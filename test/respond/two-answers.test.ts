/** Two people answer within the same milliseconds: one answer stands, everywhere, and the other person reads whose. */
import { describe, expect, it } from "vitest"
import type { ActionName } from "../../src/model/action.ts"
import type { Person } from "../../src/model/person.ts"
import { DEFAULT_POLICY } from "../../src/model/protection.ts"
import type { PressDeps } from "../../src/respond/press.ts"
import type { Ask } from "../../src/respond/run-ask-first.ts"
import { type Case, callerOf, KIM, LEE, makeAlert, makeCase, NOW } from "./make-case.ts"

const SAM: Person = { ...LEE, role: "approver", scope: "all" }
const PAT: Person = {
  ...SAM,
  objectId: "11111111-aaaa-4aaa-8aaa-000000000005",
  name: "Pat Reyes",
}
const ASK: Ask = {
  ...{ second: ["Every fix at this customer needs one."], reasons: [], calls: [] },
  ...{ reversibility: "Can be undone.", place: "Contoso", digest: "0123456789abcdef01234567" },
}
const SENT = { plan: "send", reason: "a test of ours" }
const RULE = "disable-inbox-rule"

const makeOne = (overrides: Partial<PressDeps> = {}): Promise<Case> => {
  const alert = makeAlert()
  const rule = { ...alert.rule, actions: ["stop-forwarding", RULE, "claim"] as const }
  return makeCase(makeAlert({ rule }), { people: [KIM, SAM, PAT], ...overrides })
}

async function waiting(overrides: Partial<PressDeps> = {}): Promise<Case> {
  const one = await makeOne({ askFirst: async () => ASK, ...overrides })
  await say(one, "stop-forwarding", KIM)
  return one
}

const say = async (one: Case, action: ActionName, who: Person) =>
  one.press(callerOf(who), await one.button(action))

/** Both have read the incident before either of them changes it; then `first` is faster. */
async function both(one: Case, first: readonly [ActionName, Person], second: readonly [ActionName, Person]) {
  const [hasRead, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const { incidents } = one.store
  const slowly: typeof incidents.incident = async (id) => {
    const found = await incidents.incident(id)
    hasRead.resolve()
    await goesOn.promise
    return found
  }
  const slow = await makeOne({ store: { ...one.store, incidents: { ...incidents, incident: slowly } } })
  const later = slow.press(callerOf(second[1]), await one.button(second[0]), { inputs: SENT })
  await hasRead.promise
  const now = await one.press(callerOf(first[1]), await one.button(first[0]), { inputs: SENT })
  goesOn.resolve()
  return [now, await later] as const
}

const fixes = (one: Case) => one.store.journal.ofIncident(one.incidentId)
const said = async (one: Case) => (await one.incident()).history.map(({ who, what }) => `${who} ${what}`)

const APPROVED = "Lee Park approved what Kim Vega asked for"
const DECLINED = "Pat Reyes declined “Stop forwarding”"

/** How each of them stands in history and trail. */
async function stands(one: Case) {
  const told = await said(one)
  const trail = (await one.trail())
    .filter(({ kind }) => kind === "click")
    .map(({ who, what }) => `${who}: ${what}`)
  return {
    history: [APPROVED, DECLINED].filter((line) => told.includes(line)),
    trail: trail.filter((line) => /Pressed (approve|decline)/.test(line)),
  }
}

describe("approve and decline at once", () => {
  it("runs it when approve is first: nobody declined, and who did reads that", async () => {
    const one = await waiting()

    const [first, second] = await both(one, ["approve", SAM], ["decline", PAT])

    expect(await fixes(one)).toHaveLength(1)
    expect(first).toMatchObject({ card: { summary: "technician working" } })
    expect(second).toEqual({
      text: "Lee Park was first and approved what Kim Vega asked for; your press changed nothing.",
    })
    expect(await stands(one)).toEqual({
      history: [APPROVED],
      trail: [expect.stringContaining("Lee Park")],
    })
    expect((await one.trail()).at(-1)).toMatchObject({ kind: "refusal", who: `Pat Reyes (${PAT.objectId})` })
  })

  it("doesn't run it when decline is first: nobody approved, and who did reads that", async () => {
    const one = await waiting()

    const [first, second] = await both(one, ["decline", PAT], ["approve", SAM])

    expect(await fixes(one)).toEqual([])
    expect(first).toMatchObject({ card: { summary: "technician new" } })
    expect(second).toEqual({
      text: "Pat Reyes was first and declined “Stop forwarding”; your press changed nothing.",
    })
    expect(await stands(one)).toEqual({
      history: [DECLINED],
      trail: [expect.stringContaining("Pat Reyes")],
    })
    expect((await one.trail()).at(-1)).toMatchObject({ kind: "refusal", who: `Lee Park (${SAM.objectId})` })
  })

  it("runs it once when two approve, and one of them stands", async () => {
    const one = await waiting()

    await both(one, ["approve", PAT], ["approve", SAM])

    expect(await fixes(one)).toMatchObject([{ approvedBy: `Pat Reyes (${PAT.objectId})` }])
    expect((await said(one)).filter((line) => line.includes("approved"))).toEqual([
      "Pat Reyes approved what Kim Vega asked for",
    ])
  })

  it("tells whoever comes a moment later the same", async () => {
    const one = await waiting()
    const button = await one.button("approve")
    await say(one, "decline", PAT)

    expect(await one.press(callerOf(SAM), button)).toEqual({
      text: expect.stringContaining("Pat Reyes was first and declined"),
    })
  })
})

describe("an answer on an old card", () => {
  it.each(["approve", "decline"] as const)(
    "doesn't %s what was asked for after the first question was declined",
    async (word) => {
      const one = await waiting()
      const old = await one.button(word)
      await say(one, "decline", PAT)
      await say(one, RULE, KIM)
      const asked = (await one.incident()).approval

      const reply = await one.press(callerOf(SAM), old)

      expect(reply).toMatchObject({ card: { summary: "technician new" } })
      expect((await one.incident()).approval).toEqual(asked)
      expect(asked).toMatchObject({ action: RULE })
      expect(await fixes(one)).toEqual([])
      expect(await one.button(word)).not.toBe(old)
    },
  )

  it("doesn't approve what was asked for after the time of the first question was over", async () => {
    const clock = { now: NOW }
    const one = await waiting({
      now: () => clock.now,
      policyOf: () => ({ ...DEFAULT_POLICY, approvalMinutes: 30 }),
    })
    const old = await one.button("approve")
    clock.now = ((await one.incident()).approval?.until ?? 0) + 1
    await say(one, RULE, KIM)

    await one.press(callerOf(SAM), old)

    expect(await fixes(one)).toEqual([])
    expect((await one.incident()).approval).toMatchObject({ action: RULE })
  })
})

describe("two technicians on one incident", () => {
  it("runs the first of two fixes that are asked for at once; the other is told so", async () => {
    const one = await makeOne()

    const [, second] = await both(one, ["stop-forwarding", KIM], [RULE, SAM])

    expect(await fixes(one)).toMatchObject([{ action: "stop-forwarding" }])
    expect(second).toEqual({ text: expect.stringContaining("the incident is working") })
    expect((await one.incident()).history.filter(({ what }) => what === "asked for the fix")).toHaveLength(1)
  })

  it("runs nothing for an incident that was closed in the same moment", async () => {
    const one = await makeOne()

    const [, fix] = await both(one, ["not-a-threat", SAM], ["stop-forwarding", KIM])

    expect(fix).toEqual({ text: expect.stringContaining("the incident is not-a-threat") })
    expect(await fixes(one)).toEqual([])
    expect((await one.incident()).state).toBe("not-a-threat")
  })

  it("asks no second person for what somebody else began while it was read", async () => {
    const gate = Promise.withResolvers<Ask | undefined>()
    const asked = [gate.promise, Promise.resolve(undefined)]
    const one = await makeOne({ askFirst: async () => asked.shift() })
    const slow = one.press(callerOf(KIM), await one.button("stop-forwarding"))
    await one.press(callerOf(SAM), await one.button(RULE))
    gate.resolve(ASK)

    await slow

    expect((await one.incident()).approval).toBeUndefined()
    expect((await one.trail()).at(-1)?.what).toContain("the incident is working, nothing was done")
  })
})

describe("closing an incident whose fix waits for a second person", () => {
  it("ends the wait: nobody approves what a colleague has called harmless", async () => {
    const one = await waiting()
    const old = await one.button("approve")
    await one.press(callerOf(PAT), await one.button("not-a-threat"), { inputs: SENT })

    await one.press(callerOf(SAM), old)

    const incident = await one.incident()
    expect([incident.state, incident.approval]).toEqual(["not-a-threat", undefined])
    expect(await fixes(one)).toEqual([])
  })
})
