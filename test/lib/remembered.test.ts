import { describe, expect, it } from "vitest"
import { createMemo, createPathMemo } from "../../src/lib/remembered.ts"

describe("createMemo()", () => {
  it("makes the answer to a key once, until it holds as many as it may", () => {
    const memo = createMemo<number>(2)
    const keys = ["a", "a", "b", "a", "c", "a"]

    expect(keys.map((key, index) => memo(key, () => index))).toEqual([0, 0, 2, 0, 4, 5])
  })

  it("doesn't keep what a stranger wrote at length", () => {
    const memo = createMemo<number>()
    const long = "x".repeat(1000)

    expect([memo(long, () => 1), memo(long, () => 2)]).toEqual([1, 2])
  })
})

describe("createPathMemo()", () => {
  it("tells apart paths of which one begins the other, and those that read the same when put together", () => {
    const memo = createPathMemo<string>()
    const paths = [["a"], ["a", "b"], ["a", "b", "c"], ["ab"], ["a", "bc"], ["ab", "c"]]
    const answer = ([first = "", ...rest]: readonly string[], made: string) => memo(first, rest, () => made)
    for (const path of paths) answer(path, path.join("|"))

    expect(paths.map((path) => answer(path, "made again"))).toEqual(paths.map((path) => path.join("|")))
  })

  it("begins anew when it holds as many as it may, and doesn't keep what a stranger wrote at length", () => {
    const memo = createPathMemo<number>(2)
    const ask = ([first = "", ...rest]: readonly string[], made: number) => memo(first, rest, () => made)

    expect([ask(["a"], 1), ask(["b"], 2), ask(["c"], 3), ask(["a"], 4)]).toEqual([1, 2, 3, 4])
    const long = ["a", "x".repeat(1000)]
    expect([ask(long, 5), ask(long, 6)]).toEqual([5, 6])
  })
})
