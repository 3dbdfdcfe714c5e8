import { describe, expect, it } from "vitest"
import { leavesOf, objectsIn, unwrapJson } from "../../../src/detect/facts/json-values.ts"

const nested = (levels: number): string => `${"[".repeat(levels)}"x"${"]".repeat(levels)}`

describe("unwrapJson()", () => {
  it("opens nothing that nobody could go through, so that one record never takes a batch down", () => {
    const texts = [nested(100_000), `{"a":${nested(100_000)}}`, JSON.stringify([nested(100_000)])]

    for (const value of texts.map(unwrapJson)) {
      expect(objectsIn(value)).toEqual([])
      expect(leavesOf(value).length).toBeLessThan(2)
    }
    expect(leavesOf(unwrapJson(nested(20)))).toEqual(["x"])
  })
})
