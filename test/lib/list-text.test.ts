/** Lists in sentences say what there is, and how much is left out. */
import { describe, expect, it } from "vitest"
import { andList, andMore, moreLine } from "../../src/lib/list-text.ts"

describe("andList()", () => {
  it("joins the last with a word", () => {
    expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(andList)).toEqual(["", "a", "a and b", "a, b and c"])
  })
})

describe("andMore()", () => {
  it("counts what isn't shown, and says nothing where all is", () => {
    expect(andMore(["a", "b"], 5)).toBe("a, b and 3 more")
    expect(andMore(["a", "b"], 2)).toBe("a, b")
    expect(andMore(["a", "b"], 3, "; ")).toBe("a; b and 1 more")
  })
})

describe("moreLine()", () => {
  it("is no line where nothing is left out", () => {
    expect(moreLine(2)).toEqual(["… and 2 more"])
    expect(moreLine(0)).toEqual([])
  })
})
