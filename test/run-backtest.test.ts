/** How stored records are read back for a backtest: in which order, and where it ends when time is up. */
import { describe, expect, it } from "vitest"
import { compileRuleSet } from "../src/detect/rule-set.ts"
import type { AuditRecord } from "../src/model/audit-record.ts"
import { recordId, type TenantId } from "../src/model/ids.ts"
import { judgeBack, type Reading, readBack } from "../src/run-backtest.ts"
import { CONTOSO, FABRIKAM, makeRecord, NOW } from "./adapters/sqlite/make-rows.ts"
import { CUSTOMER } from "./make/make-ingest-config.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR
const rules = compileRuleSet([
  {
    path: "any.yml",
    text: `title: Any change
id: 0d0b3d52-4f0a-4a53-9d0f-1c5a4c8f3b11
level: low
logsource: { product: m365 }
detection: { a: { Operation: Set-Mailbox }, condition: a }
`,
  },
])
const record = (tenantId: TenantId, hoursAgo: number, over: Partial<AuditRecord> = {}): AuditRecord =>
  makeRecord({
    tenantId,
    id: recordId(`${tenantId} ${hoursAgo}`),
    happenedAt: NOW - hoursAgo * HOUR,
    raw: { Id: "kept" },
    ...over,
  })

/** Event files that hold these, and what was asked of them. */
function eventsOf(records: readonly AuditRecord[], countOf?: (length: number) => number) {
  const asked: { readonly tenant: TenantId; readonly from: number; readonly to: number }[] = []
  const within = (tenant: TenantId, { from, to }: { from: number; to: number }) =>
    records.filter((one) => one.tenantId === tenant && one.happenedAt >= from && one.happenedAt < to)
  const events: Reading["events"] = {
    find: (tenant, query) => {
      asked.push({ tenant, from: query.from, to: query.to })
      return within(tenant, query)
    },
    count: (_tenant, query) => countOf?.(query.to - query.from) ?? 0,
    tally: () => [],
  }
  return { events, asked }
}

describe("readBack()", () => {
  const period = { from: NOW - 3 * DAY, to: NOW }
  const TENANTS = [CONTOSO, FABRIKAM]

  it("reads everybody's last day before the day before it", () => {
    const { events, asked } = eventsOf([record(CONTOSO, 1), record(FABRIKAM, 30), record(CONTOSO, 100)])

    const read = readBack(TENANTS, { events, rules, period })

    expect(asked.map(({ tenant, from }) => [tenant, (NOW - from) / DAY])).toEqual([
      [CONTOSO, 1],
      [FABRIKAM, 1],
      [CONTOSO, 2],
      [FABRIKAM, 2],
      [CONTOSO, 3],
      [FABRIKAM, 3],
    ])
    expect(read).toMatchObject({ from: period.from, tried: 2, compact: 0 })
    expect([...read.records].map(([tenant, some]) => [tenant, some.length])).toEqual([
      [CONTOSO, 1],
      [FABRIKAM, 1],
    ])
  })

  it("leaves out the day in which time was up, for everybody", () => {
    const { events } = eventsOf([record(CONTOSO, 1), record(CONTOSO, 30), record(FABRIKAM, 31)])
    let looks = 0

    const isOver = (): boolean => {
      looks += 1
      return looks > 3
    }
    const read = readBack(TENANTS, { events, rules, period, isOver })

    expect(read).toMatchObject({ from: NOW - DAY, tried: 1 })
    expect(read.records.get(CONTOSO)?.map(({ happenedAt }) => happenedAt)).toEqual([NOW - HOUR])
  })

  it("ends when as much is held as may be, and says that not even a day was read", () => {
    const { events } = eventsOf([record(CONTOSO, 1), record(FABRIKAM, 1)])

    const read = readBack(TENANTS, { events, rules, period, isOver: (held) => held > 0 })

    expect(read).toEqual({ from: NOW, tried: 0, compact: 0, records: new Map() })
  })

  it("halves a time of many records until few are read at once, and loses none", () => {
    const records = Array.from({ length: 24 }, (_, hour) => record(CONTOSO, hour + 0.5))
    const { events, asked } = eventsOf(records, (length) => (length > 3 * HOUR ? 5_001 : 5_000))

    const read = readBack([CONTOSO], { events, rules, period: { from: NOW - DAY, to: NOW } })

    expect(read.tried).toBe(24)
    expect(asked.map(({ from, to }) => to - from)).toEqual(Array.from({ length: 8 }, () => 3 * HOUR))
  })

  it("counts what is kept compact, and holds what a rule may be about", () => {
    const { events } = eventsOf([
      record(CONTOSO, 1),
      record(CONTOSO, 2, { raw: {} }),
      record(CONTOSO, 3, { operation: "Send", operationKey: "send" }),
    ])

    const read = readBack([CONTOSO], { events, rules, period })

    expect(read).toMatchObject({ tried: 2, compact: 1 })
    expect(read.records.get(CONTOSO)).toHaveLength(1)
  })
})

describe("judgeBack()", () => {
  it("tells the alerts of the rules that are asked for", () => {
    const judging = {
      rules,
      own: { appIds: [], technicians: {} },
      country: () => undefined,
      now: NOW,
    }
    const judged = (name: string) =>
      judgeBack(CUSTOMER, [record(CONTOSO, 1)], { ...judging, isTold: (rule) => rule.name === name })

    expect(judged("any-change")).toMatchObject([{ tenantId: CONTOSO, rule: { title: "Any change" } }])
    expect(judged("other")).toEqual([])
  })
})
