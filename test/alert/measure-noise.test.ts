/** What the incidents of each rule cost, and how they ended. */
import { describe, expect, it } from "vitest"
import { measureNoise } from "../../src/alert/measure-noise.ts"
import { BLIND_SUBJECT } from "../../src/model/alert.ts"
import { harmless, MINUTE, POSTED, ruleIncident } from "./make-rule-incident.ts"

const QUIET = { rule: "inbox-rule-hides", title: "A rule hides mail" }

describe("measureNoise()", () => {
  it("counts each incident of a rule once: fixed, harmless or open", () => {
    const closed = [harmless(1, 10), harmless(1, 10, { state: "not-a-threat" })]
    const open = (["new", "claimed", "working", "failed", "reopened"] as const).map((state) =>
      ruleIncident({ state }),
    )

    const [noise, ...others] = measureNoise([...closed, ...open, ruleIncident({ state: "fixed" })])

    expect(others).toEqual([])
    expect(noise).toMatchObject({ incidents: 8, fixed: 1, harmless: closed, open: 5, wasUs: 0 })
  })

  it("leaves open what only the customer explains, and tells of it", () => {
    const said = [ruleIncident({ answer: "expected" }), ruleIncident({ answer: "unknown" })]
    const fixed = ruleIncident({ state: "fixed", answer: "expected" })

    expect(measureNoise([...said, fixed])).toMatchObject([{ harmless: [], fixed: 1, open: 2, wasUs: 1 }])
  })

  it("tells the median of the time to the first hand, of those that were taken", () => {
    const taken = [30, 2, 4].map((minutes) => ruleIncident({ claimedAt: POSTED + minutes * MINUTE }))
    const firstHand = (incidents: Parameters<typeof measureNoise>[0]) =>
      measureNoise(incidents).map((one) => one.firstHand)

    expect(firstHand([...taken, ruleIncident()])).toEqual([4 * MINUTE])
    expect(firstHand(taken.slice(0, 2))).toEqual([16 * MINUTE])
    expect(firstHand([ruleIncident()])).toEqual([undefined])
    // The clock of whoever pressed is before that of the channel.
    expect(firstHand([ruleIncident({ claimedAt: POSTED - 1 })])).toEqual([0])
  })

  it("counts what was for nothing from the first hand to the verdict, at least 5 minutes and at most an hour", () => {
    const spent = (...incidents: Parameters<typeof measureNoise>[0]) => measureNoise(incidents)[0]?.forNothing

    expect(spent(harmless(3, 20))).toBe(20 * MINUTE)
    expect(spent(harmless(3, 0))).toBe(5 * MINUTE)
    expect(spent(harmless(3, 600))).toBe(60 * MINUTE)
    expect(spent(harmless(3, 20), harmless(3, 0))).toBe(25 * MINUTE)
    expect(spent(ruleIncident({ state: "fixed", claimedAt: POSTED }))).toBe(0)
  })

  it("puts first what costs most for nothing, whatever is told most often", () => {
    const often = Array.from({ length: 4 }, () => ruleIncident(QUIET))
    const loud = [harmless(1, 10), harmless(1, 10)]

    const order = (incidents: Parameters<typeof measureNoise>[0]) =>
      measureNoise(incidents).map(({ rule }) => rule)

    expect(order([...often, ...loud])).toEqual(["mailbox-forwarding-outside", QUIET.rule])
    expect(order([...loud.map((one) => ({ ...one, state: "fixed" as const })), ...often])).toEqual([
      QUIET.rule,
      "mailbox-forwarding-outside",
    ])
  })

  it("calls a rule by its own title, whatever was there before anybody watched", () => {
    const found = ruleIncident({ ...QUIET, title: `${QUIET.title}, since before Watchpost watched` })

    const titles = (incidents: Parameters<typeof measureNoise>[0]) =>
      measureNoise(incidents).map(({ title }) => title)

    expect(titles([ruleIncident(QUIET), found])).toEqual([QUIET.title])
    expect(titles([found])).toEqual([QUIET.title])
  })

  it("leaves out what Watchpost tells of itself", () => {
    expect(measureNoise([ruleIncident({ subject: `${BLIND_SUBJECT}x` })])).toEqual([])
  })
})
