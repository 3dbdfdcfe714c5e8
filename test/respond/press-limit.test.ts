/** A stuck client, or a session in wrong hands: one person's presses have a limit, and nobody else feels it. */
import { describe, expect, it } from "vitest"
import { tenantId } from "../../src/model/ids.ts"
import { createPressLimit, MOST_PRESSES_PER_MINUTE, withPress } from "../../src/respond/press-limit.ts"
import { callerOf, KIM, LEE, MSP, makeAlert, makeCase, NOW } from "./make-case.ts"

const MINUTE = 60_000

describe("withPress()", () => {
  it("lets somebody press on at the limit's pace for as long as they like", () => {
    let presses = { times: [] as readonly number[], isStopped: false }
    const verdicts = Array.from({ length: 200 }, (_, index) => {
      const next = withPress(presses, NOW + index * (MINUTE / MOST_PRESSES_PER_MINUTE))
      presses = next.presses
      return next.verdict
    })

    expect(new Set(verdicts)).toEqual(new Set(["go"]))
  })

  it("holds nobody up for what was pressed while the clock was ahead", () => {
    let presses = { times: [] as readonly number[], isStopped: false }
    for (let index = 0; index < 40; index += 1) presses = withPress(presses, NOW + 60 * MINUTE).presses

    expect(withPress(presses, NOW).verdict).toBe("go")
  })

  it("remembers no more than it needs, however often somebody presses", () => {
    let presses = { times: [] as readonly number[], isStopped: false }
    for (let index = 0; index < 5_000; index += 1) presses = withPress(presses, NOW).presses

    expect(presses.times).toHaveLength(MOST_PRESSES_PER_MINUTE + 1)
  })
})

describe("createPressLimit()", () => {
  it("knows one person from another by tenant and object id", () => {
    const limit = createPressLimit()
    const kim = { objectId: KIM.objectId, teamsTenantId: MSP }
    for (let index = 0; index <= MOST_PRESSES_PER_MINUTE; index += 1) limit(kim, NOW)

    expect(limit(kim, NOW)).toBe("silent")
    expect(limit({ ...kim, objectId: LEE.objectId }, NOW)).toBe("go")
    expect(limit({ ...kim, teamsTenantId: tenantId("other") }, NOW)).toBe("go")
  })

  it("forgets nobody who still presses, however many others do", () => {
    const limit = createPressLimit()
    const pressAs = (objectId: string) => limit({ objectId, teamsTenantId: MSP }, NOW)
    for (let index = 0; index <= MOST_PRESSES_PER_MINUTE; index += 1) pressAs("kim")

    for (let index = 0; index < 1_500; index += 1) pressAs(`other-${index}`)

    expect(pressAs("kim")).toBe("silent")
  })
})

describe("a burst of presses", () => {
  async function pressMany(often: number) {
    const clock = { now: NOW }
    const one = await makeCase(makeAlert(), { now: () => clock.now })
    const button = await one.button("note")
    const press = (who = KIM) => one.press(callerOf(who), button, { inputs: { plan: "send", text: "hello" } })
    const before = (await one.trail()).length
    for (let index = 0; index < often; index += 1) await press()
    return { one, clock, press, entries: async () => (await one.trail()).slice(before) }
  }

  it("is stopped with one sentence and one entry in the trail, however long it lasts", async () => {
    const { one, clock, press, entries } = await pressMany(300)

    expect((await entries()).map(({ kind }) => kind)).toEqual([
      ...Array(MOST_PRESSES_PER_MINUTE).fill("click"),
      "refusal",
    ])
    expect((await entries()).at(-1)).toMatchObject({
      who: `Kim Vega (${KIM.objectId})`,
      what: expect.stringContaining("more than 30 presses came from you within a minute"),
    })
    const incident = await one.incident()

    clock.now += MINUTE - 1
    expect(await press()).toEqual({ text: expect.stringMatching(/^Nothing was done: more than 30 presses/) })
    expect(await entries()).toHaveLength(MOST_PRESSES_PER_MINUTE + 1)
    expect(await one.incident()).toEqual(incident)
  })

  it("ends for somebody who waits a minute, and a later one is an entry of its own", async () => {
    const { clock, press, entries } = await pressMany(300)

    clock.now += MINUTE
    expect(await press()).toHaveProperty("card")
    for (let index = 0; index < 300; index += 1) await press()

    expect((await entries()).filter(({ kind }) => kind === "refusal")).toHaveLength(2)
  })

  it("stops nobody else", async () => {
    const { press } = await pressMany(300)

    expect(await press(LEE)).toHaveProperty("card")
  })

  it("stops a stranger whom Teams vouches for, too", async () => {
    const { press, entries } = await pressMany(0)
    const stranger = { ...KIM, objectId: "99999999-aaaa-4aaa-8aaa-000000000009" }

    for (let index = 0; index < 300; index += 1) await press(stranger)

    expect(await entries()).toHaveLength(MOST_PRESSES_PER_MINUTE + 1)
  })
})
