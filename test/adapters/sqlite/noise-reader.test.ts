/** What is read of a rule's incidents to tell how noisy it is. */
import { describe, expect, it } from "vitest"
import { LIKE } from "../../../src/adapters/sqlite/noise-reader.ts"
import type { Incident } from "../../../src/model/alert.ts"
import { alertId } from "../../../src/model/ids.ts"
import { answered } from "../../../src/respond/decide-answer.ts"
import { closedAs, judged } from "./make-judged.ts"
import { CONTOSO, FABRIKAM, makeAlert, NOW } from "./make-rows.ts"
import { openRaw, openTemporaryStore } from "./temporary-store.ts"

const RULE = makeAlert().rule.name
const OTHER = { rule: { ...makeAlert().rule, name: "inbox-rule-hides" } }
const AT_NOW = { from: NOW, to: NOW + 1 }

describe("told()", () => {
  it("is of one tenant and of what happened in that time, with what people said and when", async () => {
    const { store } = openTemporaryStore()
    const id = await judged(store, CONTOSO, closedAs("expected", 60_000, 240_000), {
      actor: { kind: "user", id: "x", upn: "ada@contoso.example" },
    })
    await judged(store, FABRIKAM)
    await judged(store, CONTOSO, {}, { happenedAt: NOW + 1 })
    await judged(store, CONTOSO, {}, { happenedAt: NOW - 1 })

    expect(await store.noise.told(CONTOSO, AT_NOW)).toEqual([
      {
        id,
        tenantId: CONTOSO,
        subject: expect.stringContaining("forwarding bob"),
        state: "expected",
        rule: RULE,
        title: "Mailbox forwards outside",
        level: "high",
        actor: "ada@contoso.example",
        target: "bob@contoso.example",
        postedAt: NOW,
        claimedAt: NOW + 60_000,
        harmlessAt: NOW + 300_000,
      },
    ])
  })

  it("reads what a press leaves", async () => {
    const { store } = openTemporaryStore()
    const id = await judged(store, CONTOSO)
    const press = (said: Parameters<typeof answered>[1], now: number) =>
      store.incidents.change(id, (incident) => ({
        incident: answered(incident, said, { name: "Kim Vega" }, now) ?? incident,
        notes: [],
      }))

    await press({ action: "claim" }, NOW + 60_000)
    await press({ action: "not-a-threat", reason: "the payroll service" }, NOW + 300_000)

    expect(await store.noise.told(CONTOSO, AT_NOW)).toMatchObject([
      { state: "not-a-threat", claimedAt: NOW + 60_000, harmlessAt: NOW + 300_000 },
    ])
  })

  it("doesn't hold on to a verdict that was taken back, and tells what the customer says", async () => {
    const { store } = openTemporaryStore()
    const id = await judged(store, CONTOSO, closedAs("expected", 1, 1))
    const answer = { answer: "unknown", by: "Alex", at: NOW } as const
    const becomes = (over: Partial<Incident>) =>
      store.incidents.change(id, (incident) => ({ incident: { ...incident, ...over }, notes: [] }))

    await becomes({ state: "reopened" })

    expect((await store.noise.told(CONTOSO, AT_NOW))[0]).not.toHaveProperty("harmlessAt")

    await becomes({ customerAnswer: answer })

    expect(await store.noise.told(CONTOSO, AT_NOW)).toMatchObject([{ state: "reopened", answer: "unknown" }])
  })

  it("counts an incident of many alerts once, and leaves out a damaged one and another tenant's", async () => {
    const { store, path } = openTemporaryStore()
    const whole = await judged(store, CONTOSO)
    const torn = await judged(store, CONTOSO)
    const foreign = await judged(store, FABRIKAM)
    openRaw(path).exec(`
      INSERT INTO alert (id, tenant_id, incident_id, happened_at, body) VALUES ('odd', '${CONTOSO}', ${foreign}, ${NOW}, '{}');
      INSERT INTO alert (id, tenant_id, incident_id, happened_at, body) VALUES ('more', '${CONTOSO}', ${whole}, ${NOW}, '{}');
      UPDATE incident SET body = substr(body, 1, 40) WHERE id = ${torn};`)

    expect((await store.noise.told(CONTOSO, AT_NOW)).map(({ id }) => id)).toEqual([whole])
  })
})

describe("like()", () => {
  it("is of the same tenant and rule without the incident itself, newest first", async () => {
    const { store } = openTemporaryStore()
    const [first, second, third] = [
      await judged(store, CONTOSO),
      await judged(store, CONTOSO),
      await judged(store, CONTOSO),
    ]
    await judged(store, CONTOSO, {}, OTHER)
    await judged(store, FABRIKAM)
    const like = async (limit: number) =>
      (await store.noise.like({ id: second, tenantId: CONTOSO, rule: RULE }, limit)).map(({ id }) => id)

    expect(await like(10)).toEqual([third, first])
    expect(await like(1)).toEqual([third])
  })

  it("follows the rule that the card tells, when a worse alert joins", async () => {
    const { store } = openTemporaryStore()
    const id = await judged(store, CONTOSO)
    const other = { ...makeAlert({ id: alertId("alr_worse") }), ...OTHER }
    await store.incidents.change(id, (incident) => ({ incident: { ...incident, alert: other }, notes: [] }))
    const one = await judged(store, CONTOSO)

    expect(await store.noise.like({ id: one, tenantId: CONTOSO, rule: RULE }, 10)).toEqual([])
    expect(await store.noise.like({ id: one, tenantId: CONTOSO, rule: OTHER.rule.name }, 10)).toMatchObject([
      { id },
    ])
  })

  it("is found by an index, without sorting", () => {
    const { path } = openTemporaryStore()
    const plan = openRaw(path).prepare<string[], { detail: string }>(`EXPLAIN QUERY PLAN ${LIKE}`)

    expect(plan.all("a", "b", "1", "50").map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^SEARCH incident USING INDEX incident_rule \(tenant_id=\? AND rule=\?\)/),
      expect.stringMatching(/^SEARCH judged_incident USING INTEGER PRIMARY KEY/),
    ])
  })
})
