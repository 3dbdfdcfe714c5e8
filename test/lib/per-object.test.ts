import { describe, expect, it } from "vitest"
import { perObject } from "../../src/lib/per-object.ts"

describe("perObject()", () => {
  it("reads each object once, also when there is nothing to read", () => {
    let reads = 0
    const read = perObject(({ value }: { value?: number }) => {
      reads += 1
      return value
    })
    const [one, none] = [{ value: 1 }, {}]

    expect([read(one), read(one), read(none), read(none)]).toEqual([1, 1, undefined, undefined])
    expect(reads).toBe(2)
  })
})
