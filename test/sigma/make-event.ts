/** A plain object as the event that rules see, and a rule from its detection alone. */
import { type CompiledRule, compileRule } from "../../src/sigma/compile-rule.ts"
import type { SigmaEvent } from "../../src/sigma/event.ts"
import { parseRules } from "../../src/sigma/parse-rules.ts"

export const makeEvent = (fields: Readonly<Record<string, unknown>>): SigmaEvent => ({
  field: (name) => fields[name],
  texts: () => Object.values(fields).map(String),
})

/** `detection` without its first line, indented by two. Fails the test when the rule has mistakes. */
export function makeRule(detection: string): CompiledRule {
  const { rules, problems } = parseRules(
    `title: Under test\nlogsource: { product: test }\ndetection:\n${detection}`,
    "test.yml",
  )
  const [rule] = rules
  if (rule === undefined) throw new Error(problems.join("\n"))
  return compileRule(rule)
}

/** The same for one search and the condition that it holds. */
export const matches = (search: string, fields: Readonly<Record<string, unknown>>): boolean =>
  makeRule(`  selection:\n    ${search}\n  condition: selection`).matches(makeEvent(fields))
