import { describe, expect, it } from "vitest"
import { sampleRecords } from "../../src/cli/sample-records.ts"

const record = {
  Id: "6b0c9f5e-41d2-4a77-8e0a-0d5b7c3f9a01",
  CreationTime: "2026-03-02T23:59:58",
  ObjectId: "plan {n}.docx",
}

describe("sampleRecords()", () => {
  it("writes a burst out: times, ids and numbers in texts", () => {
    expect(sampleRecords({ times: 3, seconds: 2, record })).toEqual([
      {
        Id: "6b0c9f5e-41d2-4a77-8e0a-000000000000",
        CreationTime: "2026-03-02T23:59:58",
        ObjectId: "plan 1.docx",
      },
      {
        Id: "6b0c9f5e-41d2-4a77-8e0a-000000000001",
        CreationTime: "2026-03-03T00:00:00",
        ObjectId: "plan 2.docx",
      },
      {
        Id: "6b0c9f5e-41d2-4a77-8e0a-000000000002",
        CreationTime: "2026-03-03T00:00:02",
        ObjectId: "plan 3.docx",
      },
    ])
  })

  it("leaves records alone, alone or in a list beside bursts", () => {
    expect(sampleRecords(record)).toEqual([record])
    expect(sampleRecords([record, { times: 2, seconds: 1, record }])).toHaveLength(3)
  })
})
