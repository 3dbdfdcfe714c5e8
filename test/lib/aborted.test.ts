/** Work that doesn't listen to a signal is waited for no longer than the signal allows. */
import { describe, expect, it } from "vitest"
import { aborted } from "../../src/lib/aborted.ts"

describe("aborted()", () => {
  it("rejects with the signal's reason, when it fires and when it has", async () => {
    const controller = new AbortController()
    const waiting = aborted(controller.signal)

    controller.abort(new Error("time is up"))

    await expect(waiting).rejects.toThrow("time is up")
    await expect(aborted(controller.signal)).rejects.toThrow("time is up")
  })
})
