/** One audit record against the rules. Says what matched and how serious it is; whether anybody hears of it is decided later. */
import type { Detection } from "../model/alert.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { type Level, shiftLevel } from "../model/level.ts"
import { type FactReader, readFacts } from "./facts/all-facts.ts"
import type { FactContext } from "./facts/fact.ts"
import { projectEvent } from "./project-event.ts"
import type { Rule, RuleSet } from "./rule-set.ts"

export type Match = { readonly rule: Rule; readonly detection: Detection }

export function matchRules(record: AuditRecord, rules: RuleSet, context: FactContext): readonly Match[] {
  const candidates = rules.candidates(record)
  if (candidates.length === 0) return []
  const facts = readFacts(record, context)
  const event = projectEvent(record, facts)
  return candidates
    .filter((rule) => rule.compiled.matches(event))
    .map((rule) => ({
      rule,
      detection: {
        ruleId: rule.info.id,
        recordId: record.id,
        level: levelOf(rule, facts),
        facts: [...facts.all().keys()],
      },
    }))
}

/**
 * The rule's level, one higher or lower by the facts that it names. Another partner's administrator raises it as well;
 * our own technician at work is only worth knowing.
 */
export function levelOf(rule: Rule, facts: FactReader): Level {
  const holds = (names: readonly string[]): boolean =>
    names.some((name) => facts.evidence(name) !== undefined)
  if (holds(["IsOwnTechnician"])) return "informational"
  const steps = (holds([...rule.raise, "IsForeignPartner"]) ? 1 : 0) - (holds(rule.lower) ? 1 : 0)
  return shiftLevel(rule.info.level, steps)
}
