import { describe, expect, it } from "vitest"
import { jsonEvent } from "../../src/sigma/json-event.ts"
import { CONDITION_CASES } from "./cases/conditions.ts"
import { MODIFIER_CASES } from "./cases/modifiers.ts"
import { TEXT_CASES } from "./cases/texts.ts"
import { makeRule } from "./make-event.ts"

const WORDS = { true: "matches", false: "doesn't match" } as const

describe("compileRule()", () => {
  it.each(
    [...TEXT_CASES, ...MODIFIER_CASES].map(([name, line, event, matches]) => ({
      name: `${name}: ${line} ${WORDS[`${matches}`]} ${JSON.stringify(event)}`,
      line,
      event,
      matches,
    })),
  )("$name", ({ line, event, matches }) => {
    const rule = makeRule(`  selection:\n    ${line}\n  condition: selection`)

    expect(rule.matches(jsonEvent(event))).toBe(matches)
  })

  it.each(
    CONDITION_CASES.map(([name, detection, event, matches]) => ({
      name: `${name}: ${WORDS[`${matches}`]} ${JSON.stringify(event)}`,
      detection,
      event,
      matches,
    })),
  )("$name", ({ detection, event, matches }) => {
    const rule = makeRule(detection.map((line) => `  ${line}`).join("\n"))

    expect(rule.matches(jsonEvent(event))).toBe(matches)
  })
})
