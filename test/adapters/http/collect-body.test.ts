import { describe, expect, it } from "vitest"
import { collectUpTo } from "../../../src/adapters/http/collect-body.ts"

describe("collectUpTo()", () => {
  it.each([1, 3, 4_095, 4_096, 70_000])(
    "puts chunks of %i bytes together, in memory of its own",
    (length) => {
      const body = collectUpTo(1_000_000)
      const sent = Array.from({ length: Math.ceil(200_000 / length) }, (_, index) =>
        Buffer.alloc(length, index % 251),
      )

      for (const chunk of sent) body.add(chunk)
      const whole = body.whole()

      expect(whole.equals(Buffer.concat(sent))).toBe(true)
      expect([whole.byteOffset, whole.buffer.byteLength]).toEqual([0, whole.length])
    },
  )

  it("keeps no chunk that it was given: a body in single bytes costs no more than another", () => {
    const body = collectUpTo(10)
    const chunk = Buffer.from("a")

    body.add(chunk)
    chunk.write("b")

    expect(body.whole().toString()).toBe("a")
  })

  it("takes exactly its limit, and nothing more", () => {
    const body = collectUpTo(4)

    expect([body.add(Buffer.from("abc")), body.add(Buffer.from("d"))]).toEqual([true, true])
    expect(body.add(Buffer.from("e"))).toBe(false)
    expect(body.whole().toString()).toBe("abcd")
  })
})
