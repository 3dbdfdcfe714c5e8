import { describe, expect, it } from "vitest"
import { splitSignal } from "../../src/lib/split-signal.ts"

describe("splitSignal()", () => {
  it("ends every part with the parent's reason, also one that is made afterwards", () => {
    const parent = new AbortController()
    const part = splitSignal(parent.signal)
    const [one, other] = [part(), part()]

    const before = [one.aborted, other.aborted]
    parent.abort(new Error("stopping"))

    expect(before).toEqual([false, false])
    expect([one, other, part()].map((signal) => String(signal.reason))).toEqual(
      Array.from({ length: 3 }, () => "Error: stopping"),
    )
  })
})
