/** What an answer about a rule's test says of what it found, and of what it rests on. */
import { describe, expect, it } from "vitest"
import { answerBacktest, type BacktestInput } from "../../src/command/answer-backtest.ts"
import { answerFile } from "../../src/command/answer-file.ts"
import { incidentId, tenantId } from "../../src/model/ids.ts"
import { DEFAULT_STORAGE } from "../../src/model/storage-policy.ts"
import type { Backtest, BacktestRow } from "../../src/ports/backtest.ts"
import { CONTOSO, config, FABRIKAM, NOW } from "./make.ts"

const DAY = 86_400_000
const FROM = NOW - 30 * DAY

const backtest = (over: Partial<Backtest> = {}): Backtest => ({
  rule: { name: "inbox-rule-hides", title: "A rule hides mail", level: "medium" },
  ...{ isSilent: false, learns: false, isAcross: false, kinds: ["changes"] },
  ...{ from: FROM, tried: 12, compact: 0 },
  ...{ levels: { medium: 1 }, customers: [{ tenantId: CONTOSO, count: 1 }] },
  became: { fixed: 0, harmless: 0, open: 0 },
  rows: [row()],
  ...over,
})
const row = (over: Partial<BacktestRow> = {}): BacktestRow => ({
  ...{ tenantId: CONTOSO, at: NOW - DAY, level: "medium", who: "Ada", sentence: "=Ada hides mail." },
  ...over,
})
const answer = (over: Partial<Backtest> = {}, input: Partial<BacktestInput> = {}) =>
  answerBacktest({
    backtest: backtest(over),
    ...{ customers: config.customers, zone: "UTC", period: { from: FROM, to: NOW + 1 }, now: NOW },
    ...{ words: "last 30 days", scopeSentence: "all customers", coverage: "Complete." },
    ...{ namesFilters: true, storage: DEFAULT_STORAGE },
    ...input,
  })
const lines = (...given: Parameters<typeof answer>): string => answer(...given).lines.join("\n")

describe("answerBacktest()", () => {
  it.each([
    [{ fixed: 1, harmless: 0, open: 0 }, "An incident told of it: fixed."],
    [{ fixed: 0, harmless: 1, open: 0 }, "An incident told of it: expected or harmless."],
    [{ fixed: 0, harmless: 0, open: 0 }, "No incident told of it so far."],
  ])("tells how the only one ended: %o", (became, said) => {
    expect(lines({ became })).toContain(said)
  })

  it("counts levels, customers and endings where there are several", () => {
    const many = {
      levels: { critical: 2, low: 7 },
      customers: [
        { tenantId: FABRIKAM, count: 6 },
        { tenantId: CONTOSO, count: 3 },
      ],
    }

    expect(lines({ ...many, became: { fixed: 2, harmless: 3, open: 4 } })).toContain(
      "would have told 9 times: 2 critical, 7 low; at Fabrikam GmbH 6, Contoso Ltd 3.\nIncidents told of all of them: 2 fixed, 3 expected or harmless, 4 open.",
    )
    expect(lines({ ...many, became: { fixed: 1, harmless: 0, open: 0 } })).toContain(
      "Incidents told of 1 of them: 1 fixed. Of the other 8 nobody was told.",
    )
  })

  it("names five customers and counts the rest", () => {
    const customers = Array.from({ length: 8 }, (_, index) => ({
      ...{ id: tenantId(`51a7c0de-0000-4000-8000-00000000010${index}`), name: `c${index}` },
      ...{ displayName: `Customer ${index}`, acceptedDomains: [], timeZone: "UTC" },
    }))
    const counts = customers.map(({ id }) => ({ tenantId: id, count: 2 }))

    expect(lines({ customers: counts, levels: { low: 16 } }, { customers })).toContain(
      "at Customer 0 2, Customer 1 2, Customer 2 2, Customer 3 2, Customer 4 2 and 3 more.",
    )
  })

  it.each<[string, Partial<Backtest>, string]>([
    ["learns", { learns: true }, "in their first seven days nothing is new"],
    ["compares customers", { isAcross: true }, "here each was tested by itself"],
    ["is silent", { isSilent: true }, "inbox-rule-hides is silent"],
  ])("says what it rests on where the rule %s", (_what, over, said) => {
    expect(lines(over)).toContain(said)
    expect(lines()).not.toContain(said)
  })

  it.each([
    [1, 1, "without them it would have told as much"],
    [1, 5, "without them it would have told 5 times"],
    [0, 1, "without them it would have told once"],
  ])("says how much filters take away: %i of %i", (count, without, said) => {
    const customers = count === 0 ? [] : [{ tenantId: CONTOSO, count }]

    expect(lines({ customers, filters: { titles: ["Known"], without } })).toContain(`(“Known”): ${said}.`)
  })

  it("counts the days of which it was tested", () => {
    expect(lines({ from: NOW + 1 - 12 * DAY })).toContain(
      "Only the last 12 days of 30 were tested: more doesn't fit into one answer.",
    )
    expect(lines({ from: NOW + 1 - DAY }, { customers: config.customers.slice(0, 1) })).toMatch(
      /Only the last day of 30 was tested: more doesn't fit into one answer\.$/m,
    )
  })

  it("names the rule whose incident told it, where that is another one", () => {
    const incident = { id: incidentId(42), state: "fixed", rule: "mailbox-forwarding-outside" } as const
    const told = (rule: string) => answer({ rows: [row({ incident: { ...incident, rule } })] }).rows[0]?.facts

    expect(told("mailbox-forwarding-outside")).toContainEqual({
      label: "Told",
      value: "incident 42: fixed, told by mailbox-forwarding-outside",
    })
    expect(told("inbox-rule-hides")).toContainEqual({ label: "Told", value: "incident 42: fixed" })
  })

  it("has a column for each part of a row in a file, and no formula", () => {
    const incident = { id: incidentId(42), state: "fixed", rule: "inbox-rule-hides" } as const
    const [head, first] = answerFile(answer({ rows: [row({ incident })] }), "csv").body.split("\r\n")

    expect(head).toBe("\uFEFFTime (UTC),When,Customer,Level,What,Who,Incident,State")
    expect(first).toBe(
      `2026-11-20T10:00:00.000Z,"20 Nov 2026, 10:00:00 UTC · medium · Contoso Ltd",Contoso Ltd,medium,'=Ada hides mail.,Ada,42,fixed`,
    )
  })
})
