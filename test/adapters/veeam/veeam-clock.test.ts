import { describe, expect, it } from "vitest"
import { createVeeamClock } from "../../../src/adapters/veeam/veeam-clock.ts"

const NOW = Date.UTC(2026, 2, 10, 12, 0, 0)

const answer = (date: string | undefined) => {
  const headers: Record<string, string> = date === undefined ? {} : { date }
  return { status: 200, headers, bytes: new Uint8Array(), text: () => "" }
}
const at = (ms: number): string => new Date(ms).toUTCString()

describe("createVeeamClock() aheadMs()", () => {
  it.each([
    ["ahead", 180_000],
    ["behind", -180_000],
  ])("tells a clock that is minutes %s", (_name, ahead) => {
    const clock = createVeeamClock()

    clock.saw(answer(at(NOW + ahead)), NOW - 100, NOW + 100)

    expect(clock.aheadMs()).toBe(ahead)
  })

  it("doesn't waver with what the delay of an answer may explain", () => {
    const clock = createVeeamClock()

    const seen = [0, 3_000, -3_000, 180_000, 182_000, 178_000].map((ahead) => {
      clock.saw(answer(at(NOW + ahead)), NOW, NOW)
      return clock.aheadMs()
    })

    expect(seen).toEqual([0, 0, 0, 180_000, 180_000, 180_000])
  })

  it("comes back to nothing when the clock was set", () => {
    const clock = createVeeamClock()
    clock.saw(answer(at(NOW + 180_000)), NOW, NOW)

    clock.saw(answer(at(NOW + 2_000)), NOW, NOW)

    expect(clock.aheadMs()).toBe(0)
  })

  it.each([
    ["that was slow", at(NOW + 180_000), 5_000],
    ["without a date", undefined, 0],
    ["with a date that can't be read", "yesterday", 0],
  ])("learns nothing from an answer %s", (_name, date, took) => {
    const clock = createVeeamClock()

    clock.saw(answer(date), NOW - took, NOW)

    expect(clock.aheadMs()).toBe(0)
  })
})
