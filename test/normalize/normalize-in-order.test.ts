import { describe, expect, it } from "vitest"
import { tenantId } from "../../src/model/ids.ts"
import { normalizeInOrder } from "../../src/normalize/normalize-in-order.ts"

const from = { tenantId: tenantId("6f1c9a52-7c0e-4a0b-9f43-2a6c1d5be001"), source: "Audit.Exchange" } as const

const raw = (id: string, at: string) => ({
  Id: id,
  Operation: "Send",
  CreationTime: at,
  UserId: "anna@contoso.example",
})

const told = (rawRecords: readonly unknown[]): readonly string[] =>
  [...normalizeInOrder(rawRecords, from)].map((one) =>
    "record" in one ? one.record.id : `refused at ${one.rejected.position}`,
  )

describe("normalizeInOrder()", () => {
  it("gives the oldest first, whatever order and spelling they came in", () => {
    const batch = [
      raw("third", "2026-11-20T10:00:00"),
      raw("first", "2026-11-20T10:00:00+02:00"),
      raw("second", "2026-11-20T09:59:59.500Z"),
    ]
    expect(told(batch)).toEqual(["first", "second", "third"])
  })

  it("leaves what happened at the same time in the order in which it came", () => {
    const at = "2026-11-20T10:00:00"
    expect(told([raw("b", at), raw("a", at), raw("c", at)])).toEqual(["b", "a", "c"])
  })

  it("refuses what has no time before the rest, and says where each stood", () => {
    const batch = [raw("late", "2026-11-20T10:00:00"), null, raw("never", "noon"), "text"]
    expect(told(batch)).toEqual(["refused at 2", "refused at 3", "refused at 4", "late"])
  })

  it("makes a record only when it is asked for", () => {
    const asked: string[] = []
    const batch = ["one", "two"].map((id) => {
      const record = raw(id, "2026-11-20T10:00:00")
      return Object.defineProperty(record, "Id", { get: () => asked.push(id) && id, enumerable: true })
    })
    const records = normalizeInOrder(batch, from)
    records.next()
    expect([...new Set(asked)]).toEqual(["one"])
  })
})
