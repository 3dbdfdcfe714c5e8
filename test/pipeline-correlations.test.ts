import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { createMemory } from "../src/detect/memory.ts"
import { compileRuleSet } from "../src/detect/rule-set.ts"
import type { Alert } from "../src/model/alert.ts"
import type { AuditRecord } from "../src/model/audit-record.ts"
import { tenantId } from "../src/model/ids.ts"
import type { JsonObject } from "../src/model/json.ts"
import { decideRecords } from "../src/pipeline.ts"
import { makeContext, makeRecord, makeTenant } from "./make/make-record.ts"

const logic = `logsource: { product: m365 }
level: medium`
const RULES = `title: Failed sign-in
id: 0d5c7c1e-4f3e-4d2c-8b1a-0f9e8d7c6b01
name: failed
${logic}
detection: { one: { Operation: UserLoginFailed }, condition: one }
custom: { silent: true, also: [failed] }
---
title: Guessing
id: 0d5c7c1e-4f3e-4d2c-8b1a-0f9e8d7c6b02
name: guessing
level: high
correlation:
  type: event_count
  rules: [failed]
  group-by: [UserId]
  timespan: 10m
  condition: { gte: 3 }
custom: { subject: sign-in, why: W, question: Q, actions: [claim] }
---
title: Signed in
id: 0d5c7c1e-4f3e-4d2c-8b1a-0f9e8d7c6b03
name: success
${logic}
detection: { one: { Operation: UserLoggedIn }, condition: one }
custom: { silent: true }
---
title: Guessed
id: 0d5c7c1e-4f3e-4d2c-8b1a-0f9e8d7c6b04
name: guessed
level: critical
correlation:
  type: temporal_ordered
  rules: [guessing, success]
  group-by: [UserId]
  timespan: 1h
custom: { subject: sign-in, why: W, question: Q, actions: [claim] }
---
title: Same address everywhere
id: 0d5c7c1e-4f3e-4d2c-8b1a-0f9e8d7c6b05
name: everywhere
level: critical
correlation:
  type: value_count
  rules: [failed]
  group-by: [ip]
  timespan: 7d
  condition: { field: tenant.id, gte: 2 }
custom: { across: customers, subject: sign-in, why: W, question: Q, actions: [claim] }
---
title: Failed from three addresses
id: 0d5c7c1e-4f3e-4d2c-8b1a-0f9e8d7c6b06
name: addresses
level: low
correlation: { type: value_count, rules: [failed], timespan: 10m, condition: { field: ip, gte: 3 } }
custom: { silent: true }
---
title: Failed as three people
id: 0d5c7c1e-4f3e-4d2c-8b1a-0f9e8d7c6b07
name: people
level: low
correlation: { type: value_count, rules: [failed], timespan: 10m, condition: { field: UserId, gte: 3 } }
custom: { silent: true }
---
title: Spray
id: 0d5c7c1e-4f3e-4d2c-8b1a-0f9e8d7c6b08
name: spray
level: medium
correlation: { type: temporal, rules: [addresses, people], timespan: 10m }
custom: { subject: sign-in, why: W, question: Q, actions: [claim] }
`
const rules = compileRuleSet([{ path: "rules/c.yml", text: RULES }])

const START = Date.UTC(2026, 2, 2, 8)
const minute = (minutes: number): string => new Date(START + minutes * 60_000).toISOString().slice(0, 19)

let number = 0
function signIn(minutes: number, changed: JsonObject = {}): AuditRecord {
  number += 1
  return makeRecord({
    Id: `6b0c9f5e-41d2-4a77-8e0a-${String(number).padStart(12, "0")}`,
    Operation: "UserLoginFailed",
    CreationTime: minute(minutes),
    RecordType: 15,
    UserType: 0,
    Parameters: [],
    ...changed,
  })
}

/** Batches one after another, as a store would keep them; the last version of every alert. */
function run(batches: readonly (readonly AuditRecord[])[], memory = createMemory()) {
  const alerts = new Map<string, Alert>()
  const told: string[] = []
  for (const batch of batches) {
    const tenant = makeTenant(batch[0] === undefined ? {} : { id: batch[0].tenantId })
    const decision = decideRecords(batch, makeContext({ rules, memory, tenant }))
    for (const entry of decision.memory.entries) memory.keepEntry(entry)
    for (const burst of decision.memory.bursts) memory.keepBurst(burst)
    for (const alert of decision.alerts) {
      memory.keepAlert(alert)
      alerts.set(alert.id, alert)
      told.push(alert.rule.name)
    }
  }
  return { alerts: [...alerts.values()], told, memory }
}

const shown = (alerts: readonly Alert[]) =>
  alerts.map(({ rule, count, recordIds, id, happenedAt, summary, subject }) => ({
    rule: rule.name,
    count,
    recordIds: [...recordIds].sort(),
    id,
    happenedAt,
    summary,
    subject,
  }))

describe("decideRecords()", () => {
  it("makes one alert of a burst, with its count and all of its records", () => {
    const failures = [0, 2, 4, 6, 30, 32, 34].map((at) => signIn(at))

    const { alerts } = run([failures])

    expect(alerts).toHaveLength(1)
    expect(alerts[0]).toMatchObject({
      rule: { name: "guessing" },
      level: "high",
      count: 7,
      happenedAt: START,
      subject: "sign-in:anna.berg@contoso.example",
    })
    expect(alerts[0]?.recordIds).toEqual(failures.map(({ id }) => id))
    expect(alerts[0]?.summary).toBe(
      "Guessing: 7 failed sign-ins as anna.berg@contoso.example from 203.0.113.24 within 34 min.",
    )
  })

  it("stays silent below the number, and for what a silent rule matched", () => {
    expect(run([[signIn(0), signIn(5), signIn(16)]]).alerts).toEqual([])
  })

  it("counts across batches, and updates the alert when a late record turns out to be the first", () => {
    const [first, second, third, late] = [signIn(2), signIn(4), signIn(6), signIn(0)]

    const { alerts, told } = run([[first, second], [third], [late]])

    expect(told).toEqual(["guessing", "guessing"])
    expect(alerts).toHaveLength(1)
    expect(alerts[0]).toMatchObject({ count: 4, happenedAt: START })
  })

  it("tells nothing again when the same records come again", () => {
    const failures = [signIn(0), signIn(1), signIn(2)]
    const { memory } = run([failures])

    expect(run([failures, failures.slice(1)], memory).told).toEqual([])
  })

  it("gives any order of records and batches the same alerts", () => {
    const records = [0, 2, 4, 7, 15, 90, 92, 94, 2000, 2001].map((at) => signIn(at))
    const [expected] = [shown(run([records]).alerts)]

    fc.assert(
      fc.property(
        fc.shuffledSubarray(records, { minLength: records.length }),
        fc.integer({ min: 1, max: 5 }),
        (shuffled, size) => {
          const batches = Array.from({ length: Math.ceil(shuffled.length / size) }, (_, index) =>
            shuffled.slice(index * size, (index + 1) * size),
          )
          const { alerts } = run(batches)
          // The id is that of the first record that was known; everything else doesn't depend on the order.
          const parts = (some: ReturnType<typeof shown>) => some.map(({ id: _id, ...rest }) => rest)
          expect(parts(shown(alerts)).sort(byTime)).toEqual(parts(expected ?? []).sort(byTime))
        },
      ),
      { numRuns: 100 },
    )
  })

  it("lets a correlation stand on another, and names the records of both", () => {
    const failures = [signIn(0), signIn(1), signIn(2)]
    const success = signIn(20, { Operation: "UserLoggedIn", ResultStatus: "Success" })

    const { alerts } = run([[success], failures])

    expect(shown(alerts).map(({ rule, count, recordIds }) => [rule, count, recordIds.length])).toEqual([
      ["guessing", 3, 3],
      ["guessed", 4, 4],
    ])
    expect(alerts[1]?.subject).toBe("sign-in:anna.berg@contoso.example")
    expect(alerts[1]?.summary).toMatch(
      /^Guessed: 3 failed sign-ins as anna\.berg@contoso\.example from 203\.0\.113\.24 within 2 min\. Then: /,
    )
  })

  it("counts a record once, and tells it once, when two correlations that another lists rest on it", () => {
    const tries = [1, 2, 3, 4].map((at) =>
      signIn(at, { UserId: `person${at}@contoso.example`, ClientIP: `198.51.100.${at}` }),
    )

    const { alerts } = run([tries.slice(0, 3), tries.slice(3)])

    expect(alerts).toMatchObject([{ rule: { name: "spray" }, count: 4 }])
    expect(alerts[0]?.recordIds).toEqual(tries.map(({ id }) => id))
    expect(alerts[0]?.summary).toBe(
      "Spray: 4 failed sign-ins as person1@contoso.example, person2@contoso.example, person3@contoso.example and 1 more from 198.51.100.1, 198.51.100.2, 198.51.100.3 and 1 more within 3 min.",
    )
  })

  it("wants the order of an ordered correlation", () => {
    const success = signIn(-5, { Operation: "UserLoggedIn", ResultStatus: "Success" })

    expect(run([[success, signIn(0), signIn(1), signIn(2)]]).alerts.map(({ rule }) => rule.name)).toEqual([
      "guessing",
    ])
  })

  it("sees one indicator at two customers, and names neither of them nor their records to the other", () => {
    const other = tenantId("77777777-1111-4222-8333-444444444444")
    const [here, there] = [signIn(0), signIn(60)]

    const { alerts } = run([[{ ...here }], [{ ...there, tenantId: other }]])

    expect(alerts).toHaveLength(1)
    expect(alerts[0]).toMatchObject({
      tenantId: other,
      level: "critical",
      count: 1,
      recordIds: [there.id],
      subject: "customers:everywhere:203.0.113.24",
    })
    expect(alerts[0]?.summary).toContain("203.0.113.24 was seen at 2 customers")
    expect(JSON.stringify(alerts[0])).not.toContain(here.tenantId)
    expect(JSON.stringify(alerts[0])).not.toContain(here.id)
  })
})

const byTime = (a: { happenedAt: number }, b: { happenedAt: number }): number => a.happenedAt - b.happenedAt
