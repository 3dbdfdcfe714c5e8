import { describe, expect, it } from "vitest"
import { CONFORMANCE_CASES } from "./conformance-cases.ts"
import { makeEvent, makeRule } from "./make-event.ts"

describe("compileRule()", () => {
  it.each(CONFORMANCE_CASES)("agrees with other engines: $name", ({ detection, hits, misses }) => {
    const rule = makeRule(detection)

    expect(hits.filter((event) => !rule.matches(makeEvent(event)))).toEqual([])
    expect(misses.filter((event) => rule.matches(makeEvent(event)))).toEqual([])
  })
})
