/** Correlations over short event lists: `fail anna 08:00` reads as one line of a log. */

import { compileRule } from "../../src/sigma/compile-rule.ts"
import { correlate, type RuleMatch } from "../../src/sigma/correlation-chain.ts"
import { jsonEvent } from "../../src/sigma/json-event.ts"
import { parseRules } from "../../src/sigma/parse-rules.ts"
import type { SigmaCorrelation } from "../../src/sigma/rule.ts"

export type LogLine = Readonly<Record<string, unknown>> & { readonly at: string }

/** Three rules that correlations can list: fail, pass and reset, each by its `op`. */
export const BASE_RULES = ["fail", "pass", "reset"]
  .map((name) => `name: ${name}\ndetection: { sel: { op: ${name} }, condition: sel }\n`)
  .join("---\n")

export function parseCorrelations(documents: readonly string[]): readonly SigmaCorrelation[] {
  const { correlations, problems } = parseRules([BASE_RULES, ...documents].join("\n---\n"), "c.yml", {
    plain: true,
  })
  if (problems.length > 0) throw new Error(problems.join("\n"))
  return correlations
}

const atOf = (text: string): number => Date.parse(`2026-03-02T${text.length === 5 ? `${text}:00` : text}Z`)

/** What fired: the title or name of the correlation, its group, the time and value, and how many entries. */
export function firedBy(documents: readonly string[], lines: readonly LogLine[]): readonly string[] {
  const correlations = parseCorrelations(documents)
  const { rules } = parseRules(BASE_RULES, "c.yml", { plain: true })
  const compiled = rules.map(compileRule)
  const matches = lines.flatMap((line, index): readonly RuleMatch[] => {
    const event = jsonEvent(line)
    return compiled
      .filter((rule) => rule.matches(event))
      .map(({ rule }) => ({ rule, id: `${line.id ?? index}`, at: atOf(line.at), event }))
  })
  return correlate(correlations, matches).map(({ correlation, group, at, value, entries }) =>
    [
      correlation.name ?? correlation.type,
      ...group,
      new Date(at).toISOString().slice(11, 16),
      value,
      `${entries.length} entries`,
    ].join(" "),
  )
}
