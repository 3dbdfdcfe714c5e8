/** Which rules can match a record at all, found by its operation instead of by trying. */
import { foldName } from "../lib/fold.ts"
import { compileGiven, isHopeless, requiredOf, requiredValues } from "../sigma/compile-rule.ts"
import type { Item } from "../sigma/rule.ts"
import { gateOfFact, numberOfFact } from "./facts/all-facts.ts"
import type { Candidate, Candidates, Exception, Rule, Shortlist } from "./rule.ts"

/**
 * Alerts of Microsoft's own products: security center, automated investigations, Cloud App Security. The service writes
 * them, but they tell of what somebody else did.
 * Source: Office 365 Management Activity API schema, enum AuditLogRecordType.
 */
const ALERT_TYPES: ReadonlySet<number> = new Set([40, 64, 98])

/** Stands for all that no rule names. */
const UNNAMED_TYPE = 1_000_000

/** Undefined means "any". */
type Gates = {
  readonly rule: Rule
  readonly operations: readonly string[] | undefined
  readonly recordTypes: readonly string[] | undefined
  readonly actorKinds: readonly string[] | undefined
}

/**
 * What a rule asks for exactly decides which records it meets: operation, record type, kind of actor. The answer for each
 * combination is worked out once; combinations are few, because whatever no rule names counts as one.
 */
export function indexRules(rules: readonly Rule[]): Candidates {
  const gates = rules.map(gatesOf)
  const operations = new Set(gates.flatMap((gate) => gate.operations ?? []))
  const recordTypes = new Set([
    ...ALERT_TYPES,
    ...gates.flatMap((gate) => gate.recordTypes ?? []).map(Number),
  ])
  const known = new Map<string, Answer[]>([...operations].map((one) => [one, []]))
  const unknown: Answer[] = []
  return ({ operationKey, recordType, actor, outcome }) => {
    const ofOperation = known.get(operationKey)
    const answers = ofOperation ?? unknown
    const type = recordTypes.has(recordType) ? recordType : UNNAMED_TYPE
    const failed = outcome === "failed"
    for (const { met, rules: found } of answers)
      if (met.type === type && met.actor === actor.kind && met.failed === failed) return found
    const met: Met = { operation: ofOperation ? operationKey : "", type, actor: actor.kind, failed }
    const fitting = gates.filter((gate) => fits(gate, met)).flatMap(({ rule }) => settled(rule, met))
    const answer = { met, rules: shortlist(fitting) }
    answers.push(answer)
    return answer.rules
  }
}

/** One operation meets few others: they are found sooner one after the other than in tables. */
type Answer = { readonly met: Met; readonly rules: Shortlist }

function shortlist(rules: readonly Candidate[]): Shortlist {
  const needed = [...new Set(rules.flatMap(({ needs }) => needs ?? []))]
  const asks = [...Map.groupBy(needed, gateOfFact)].map(([gate, facts]) => ({
    gate,
    facts,
    opens: facts.map((fact) => rules.filter(({ needs }) => needs?.includes(fact))),
  }))
  return { rules, always: rules.filter(({ needs }) => needs === undefined), asks }
}

const gatesOf = (rule: Rule): Gates => ({
  rule,
  operations: keysOf(rule)?.map(foldName),
  recordTypes: requiredValues(rule.compiled.rule, "RecordType") ?? typesOfProduct(rule),
  actorKinds: requiredValues(rule.compiled.rule, "actor.kind"),
})

/** Only Microsoft numbers its records: a mail that is sent meets no rule about a restore that is. */
const typesOfProduct = ({ compiled }: Rule): readonly string[] | undefined =>
  compiled.rule.logsource.product === "veeam" ? ["0"] : undefined

/**
 * The rule without the questions that the index has answered, or that are answered by its being tried: the one fact that
 * it needs holds then. It stays the same rule, in fewer words; one that can't match any more is left out.
 */
function settled(rule: Rule, { operation, actor }: Met): readonly Candidate[] {
  const given = ({ field, modifiers, values }: Item): boolean | undefined => {
    if (modifiers.length > 0 || values.includes(null)) return undefined
    if (field === "actor.kind") return values.includes(actor)
    const isPlain =
      field === "Operation" && operation !== "" && !values.some((one) => /[*?\\]/.test(String(one)))
    return isPlain ? values.some((one) => foldName(String(one)) === operation) : undefined
  }
  const needs = requiredOf(rule.compiled.rule, (item) => (given(item) === false ? [] : wantedFact(item)))
  const isOpener = needs?.length === 1 ? (item: Item) => wantedFact(item)?.[0] === needs[0] : () => false
  const compiled = compileGiven(rule.compiled.rule, (item) => given(item) ?? (isOpener(item) || undefined))
  return isHopeless(compiled) ? [] : [{ ...rule, compiled, needs: needs?.map(numberOfFact) }]
}

/** The fact that an item wants to be true. */
const wantedFact = ({ field, modifiers, values }: Item): readonly string[] | undefined =>
  field?.startsWith("facts.") === true && modifiers.length === 0 && values.every((one) => one === true)
    ? [field.slice("facts.".length)]
    : undefined

type Met = {
  readonly operation: string
  readonly type: number
  readonly actor: string
  readonly failed: boolean
}

function fits({ rule, operations, recordTypes, actorKinds }: Gates, met: Met): boolean {
  const isAlert = ALERT_TYPES.has(met.type)
  const needs: readonly Exception[] = [
    ...(met.failed ? (["failed"] as const) : []),
    ...(met.actor === "microsoft" && !isAlert ? (["microsoft"] as const) : []),
  ]
  if (!needs.every((one) => rule.also.includes(one))) return false
  if (recordTypes !== undefined && !recordTypes.includes(String(met.type))) return false
  if (actorKinds !== undefined && !actorKinds.includes(met.actor)) return false
  // SigmaHQ's rules name alerts instead of operations.
  return operations === undefined || operations.includes(met.operation) || (rule.foreign && isAlert)
}

/** Folded operations of which every match of these rules is one; undefined when a rule may match any. */
export function operationsOf(rules: readonly Rule[]): readonly string[] | undefined {
  const keys = rules.map(keysOf)
  return keys.includes(undefined) ? undefined : [...new Set(keys.flatMap((key) => key ?? []).map(foldName))]
}

/** Operations that the rule can match, as it spells them; undefined when it doesn't name them. */
const keysOf = ({ compiled, foreign }: Rule): readonly string[] | undefined =>
  requiredValues(compiled.rule, "Operation") ??
  (foreign ? requiredValues(compiled.rule, "eventName") : undefined)
