import { describe, expect, it } from "vitest"
import { allEnded } from "../../src/lib/all-ended.ts"

describe("allEnded()", () => {
  it("answers with what each came to, in order", async () => {
    expect(await allEnded([Promise.resolve("a"), Promise.resolve(2)])).toEqual(["a", 2])
  })

  it("throws what the first in the list threw, and only when nothing goes on any more", async () => {
    const slow = Promise.withResolvers<void>()
    const events: string[] = []

    const all = allEnded([
      slow.promise.then(() => events.push("slow one ended")),
      Promise.reject(new Error("first")),
      Promise.reject(new Error("second")),
    ]).catch((error) => events.push(error.message))
    await new Promise((resolve) => setImmediate(resolve))
    slow.resolve()
    await all

    expect(events).toEqual(["slow one ended", "first"])
  })
})
