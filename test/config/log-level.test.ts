/** How much the log tells is asked for by a name that is known. */
import { describe, expect, it } from "vitest"
import { readLogLevel } from "../../src/config/log-level.ts"

describe("readLogLevel()", () => {
  it("is info unless another known level is asked for, and refuses the rest", () => {
    expect(readLogLevel({})).toBe("info")
    expect(readLogLevel({ WATCHPOST_LOG_LEVEL: "WARN" })).toBe("warn")
    expect(() => readLogLevel({ WATCHPOST_LOG_LEVEL: "loud" })).toThrow(/must be one of debug, info/)
  })
})
