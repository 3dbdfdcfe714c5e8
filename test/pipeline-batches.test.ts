import { describe, expect, it } from "vitest"
import { createMemory } from "../src/detect/memory.ts"
import { compileRuleSet } from "../src/detect/rule-set.ts"
import type { AuditRecord } from "../src/model/audit-record.ts"
import { decideRecords } from "../src/pipeline.ts"
import { ANNA, BEN, makeMailboxRecord, reading } from "./make/make-mailbox-record.ts"
import { makeContext, makeRecord } from "./make/make-record.ts"

const START = Date.UTC(2026, 2, 2, 8)

let number = 0

describe("an act whose records come in several batches", () => {
  const forward = (seconds: number): AuditRecord => {
    number += 1
    return makeRecord({
      Id: `6b0c9f5e-41d2-4a77-8e0a-${String(number).padStart(12, "0")}`,
      CreationTime: new Date(START + seconds * 1000).toISOString().slice(0, 19),
    })
  }
  const decideAll = (batches: readonly (readonly AuditRecord[])[]) => {
    const memory = createMemory()
    return batches.map((batch) => {
      const { alerts, memory: kept } = decideRecords(batch, makeContext({ memory }))
      for (const burst of kept.bursts) memory.keepBurst(burst)
      for (const alert of alerts) memory.keepAlert(alert)
      for (const trace of kept.traces) memory.keepTrace(trace)
      return alerts
    })
  }

  it("stays one alert that grows, also when the later batch holds the earlier record", () => {
    const [one, two] = [forward(0), forward(30)]

    const [first = [], second = []] = decideAll([[two], [one]])

    expect(first).toHaveLength(1)
    expect(second).toHaveLength(1)
    expect(second[0]).toMatchObject({ id: first[0]?.id, count: 2, happenedAt: START })
  })

  it("takes repeats of a rule that says so into one alert, for a day at most", () => {
    const repeating = compileRuleSet([
      {
        path: "rules/r.yml",
        text: `title: Read
id: 0d5c7c1e-4f3e-4d2c-8b1a-0f9e8d7c6b09
name: read
logsource: { product: m365 }
level: medium
detection: { one: { Operation: Set-Mailbox }, condition: one }
custom: { subject: other, why: W, question: Q, actions: [claim], repeat: 6h }`,
      },
    ])
    const hours = [0, 5, 10, 16, 22, 28, 40]
    const memory = createMemory()
    const decideHours = (some: readonly number[]) =>
      decideRecords(
        some.map((hour) => forward(hour * 3600)),
        makeContext({ rules: repeating, memory }),
      )

    expect(decideHours(hours).alerts.map(({ count }) => count)).toEqual([5, 1, 1])
  })

  it("tells of an app in mailboxes once a week, whoever uses it", () => {
    const read = (day: number, UserId: string): AuditRecord =>
      makeMailboxRecord("MailItemsAccessed", {
        Id: `7c1d0a6f-52e3-4b88-9f1b-${String(day).padStart(12, "0")}`,
        CreationTime: new Date(START + day * 86_400_000).toISOString().slice(0, 19),
        RecordType: 50,
        UserId,
        MailboxOwnerUPN: UserId,
        ClientAppId: "6a7b8c9d-1e2f-4a3b-8c4d-5e6f7a8b9c01",
        ClientInfoString: "Client=REST;;",
        OperationProperties: reading("Bind"),
      })
    const before = makeRecord({ CreationTime: "2026-02-01T08:00:00", Operation: "Get-Mailbox" })

    const batches = [[before], [read(0, ANNA)], [read(1, BEN), read(2, ANNA)], [read(6, BEN)]]

    const told = decideAll(batches).flat()
    expect(new Set(told.map(({ id }) => id)).size).toBe(1)
    expect(told.at(-1)).toMatchObject({ rule: { name: "mail-read-by-new-app" }, count: 4 })
  })

  it("isn't told again for a record that it counts already, and is another act after a minute", () => {
    const [one, two] = [forward(0), forward(61)]

    const [, repeated = [], later = []] = decideAll([[one], [one], [two]])

    expect(repeated).toEqual([])
    expect(later.map(({ count }) => count)).toEqual([1])
  })
})
