import { describe, expect, it } from "vitest"
import { instantOf } from "../../src/sigma/date-part.ts"

const AT = Date.UTC(2026, 2, 2, 8, 15, 30)

describe("instantOf()", () => {
  it.each([
    "2026-03-02T08:15:30Z",
    "2026-03-02T08:15:30",
    "2026-03-02 08:15:30",
    "2026-03-02 08:15:30 UTC",
    "2026-03-02T08:15:30.0000000z",
    "2026-03-02T08:15:30,000Z",
    " 2026-03-02T10:15:30+02:00 ",
    "2026-03-02T10:15:30+0200",
    "2026-03-02 10:15:30.000 +0200",
    "2026-03-02T03:15:30-05",
    AT,
    AT / 1000,
    String(AT),
    String(AT / 1000),
  ])("reads %j, without a zone as UTC wherever it runs", (value) => {
    expect(instantOf(value)).toBe(AT)
  })

  it("reads a day as its midnight in UTC", () => {
    expect(instantOf("2026-03-02")).toBe(Date.UTC(2026, 2, 2))
  })

  it.each(["2026-03-02T25:00:00Z", "3/2/2026 8:15:30 AM", "08:15:30", "", null, true, {}, 1e17])(
    "doesn't guess what %j means",
    (value) => {
      expect(instantOf(value)).toBeUndefined()
    },
  )
})
