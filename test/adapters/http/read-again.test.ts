import { describe, expect, it } from "vitest"
import { readAgain } from "../../../src/adapters/http/read-again.ts"
import { UpstreamError } from "../../../src/model/errors.ts"

describe("readAgain()", () => {
  it("doesn't wait for what it won't send any more", async () => {
    const throttled = new UpstreamError("ERR_UPSTREAM_THROTTLED", "Later.", { retryAfterMs: 30_000 })
    const signal = AbortSignal.timeout(2_000)

    const read = readAgain(() => Promise.reject(throttled), { retries: 0, delayMs: 1, signal })

    await expect(read).rejects.toBe(throttled)
  })
})
