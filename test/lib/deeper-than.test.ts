import { describe, expect, it } from "vitest"
import { isDeeperThan } from "../../src/lib/deeper-than.ts"

describe("isDeeperThan()", () => {
  it.each([
    [{}, 0, true],
    [{}, 1, false],
    [{ a: 1, b: [] }, 1, true],
    [{ a: 1, b: [{ c: "x" }] }, 2, true],
    [{ a: 1, b: [{ c: "x" }] }, 3, false],
    [[null, [null]], 2, false],
  ])("finds %j deeper than %i levels: %s", (value, levels, deeper) => {
    expect(isDeeperThan(value, levels)).toBe(deeper)
  })

  it("never goes as deep as the value does", () => {
    expect(isDeeperThan(JSON.parse("[".repeat(500_000) + "]".repeat(500_000)), 50)).toBe(true)
  })
})
