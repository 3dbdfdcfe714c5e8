import { expect, it } from "vitest"
import { isPause } from "../../src/lib/pause.ts"

it.each([
  { until: 10, now: 9, is: true },
  { until: 10, now: 10, is: false },
  { until: 10, now: 5, is: true },
  { until: 10, now: 4, is: false },
])("of a pause until $until that can't be longer than 5, at $now: $is", ({ until, now, is }) => {
  expect(isPause(until, now, 5)).toBe(is)
})
