/** One audit record against the rules. Says what matched and how serious it is; whether anybody hears of it is decided later. */
import type { Detection } from "../model/alert.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { type Level, shiftLevel } from "../model/level.ts"
import type { SigmaEvent } from "../sigma/event.ts"
import { type FactReader, readFacts } from "./facts/all-facts.ts"
import type { FactContext } from "./facts/fact.ts"
import { projectEvent } from "./project-event.ts"
import type { Alerting, Candidate, Rule, Shortlist } from "./rule.ts"
import type { RuleSet } from "./rule-set.ts"
import { sigmahqEvent } from "./sigmahq-event.ts"

export type Match = {
  readonly rule: Rule
  readonly detection: Detection
  /** The record as the rule saw it. */
  readonly event: SigmaEvent
  readonly facts: FactReader
}

/** A record that no rule is about costs a look-up; most rules go by one fact, without which they aren't tried. */
export function matchRules(
  record: AuditRecord,
  rules: RuleSet,
  context: FactContext,
  facts: FactReader = readFacts(record, context),
): readonly Match[] {
  const open = openRules(rules.candidates(record), facts)
  if (open.length === 0) return []
  const matches: Match[] = []
  const event = projectEvent(record, facts)
  for (const rule of open) {
    const seen = rule.foreign ? sigmahqEvent(record, event) : event
    if (rule.compiled.matches(seen))
      matches.push({ rule, detection: detectionOf(rule, record, facts), event: seen, facts })
  }
  return matches
}

/** Each fact is asked once, however many rules need it; mostly none holds, or one. */
function openRules({ rules, always, asks }: Shortlist, facts: FactReader): readonly Candidate[] {
  let open = always
  for (const { gate, facts: asked, opens } of asks) {
    if (gate !== undefined && facts.evidenceAt(gate) === undefined) continue
    for (let index = 0; index < asked.length; index += 1) {
      if (facts.evidenceAt(asked[index] ?? -1) === undefined) continue
      const opened = opens[index] ?? []
      const before = open
      open =
        before.length === 0 ? opened : rules.filter((one) => before.includes(one) || opened.includes(one))
    }
  }
  return open
}

/** A silent rule may match thousands of records, and nobody reads its explanation. */
const detectionOf = (rule: Rule, record: AuditRecord, facts: FactReader): Detection => ({
  ruleId: rule.info.id,
  recordId: record.id,
  level: rule.silent ? rule.info.level : levelOf(rule, (name) => facts.evidence(name) !== undefined),
  facts: rule.silent ? [] : facts.asked(),
})

/** Facts that move every level. */
export const OWN_TECHNICIAN = "IsOwnTechnician"
/** Another partner's administrator; somebody whose account is worth more. */
export const RAISING = ["IsForeignPartner", "IsVipTarget", "IsAdminTarget"] as const

/**
 * The rule's level, one higher or lower by the facts that it names and those that raise every level; our own technician
 * at work is only worth knowing.
 */
export function levelOf(rule: Alerting, holds: (fact: string) => boolean): Level {
  if (holds(OWN_TECHNICIAN)) return "informational"
  // What is only worth knowing stays so: an administrator's own new device is no alert.
  const general = rule.info.level === "informational" ? [] : RAISING
  const steps = ([...rule.raise, ...general].some(holds) ? 1 : 0) - (rule.lower.some(holds) ? 1 : 0)
  return shiftLevel(rule.info.level, steps)
}
