/** Which rules can match a record at all, found by its operation instead of by trying. */
import { foldName } from "../lib/fold.ts"
import { requiredValues } from "../sigma/compile-rule.ts"
import type { Candidates, Exception, Rule } from "./rule.ts"

/**
 * Alerts of Microsoft's own products: security center, automated investigations, Cloud App Security. The service writes
 * them, but they tell of what somebody else did.
 * Source: Office 365 Management Activity API schema, enum AuditLogRecordType.
 */
const ALERT_TYPES: ReadonlySet<number> = new Set([40, 64, 98])

export function indexRules(rules: readonly Rule[]): Candidates {
  const plain = indexOperations(rules.filter(sees([])))
  const failed = indexOperations(rules.filter(sees(["failed"])))
  const microsoft = indexOperations(rules.filter(sees(["microsoft"])))
  const both = indexOperations(rules.filter(sees(["failed", "microsoft"])))
  return (record) => {
    const byMicrosoft = record.actor.kind === "microsoft" && !ALERT_TYPES.has(record.recordType)
    if (record.outcome === "failed") return (byMicrosoft ? both : failed)(record)
    return (byMicrosoft ? microsoft : plain)(record)
  }
}

const sees =
  (exceptions: readonly Exception[]) =>
  ({ also }: Rule): boolean =>
    exceptions.every((one) => also.includes(one))

/** Folded operations of which every match of these rules is one; undefined when a rule may match any. */
export function operationsOf(rules: readonly Rule[]): readonly string[] | undefined {
  const keys = rules.map(keysOf)
  return keys.includes(undefined) ? undefined : [...new Set(keys.flatMap((key) => key ?? []).map(foldName))]
}

type Keyed = { readonly rule: Rule; readonly keys: readonly string[] | undefined }

/** SigmaHQ's rules call the operation `eventName`; of an alert it is the alert's name, so that its operation says nothing. */
function indexOperations(rules: readonly Rule[]): Candidates {
  const keyed = rules.map((rule): Keyed => ({ rule, keys: keysOf(rule)?.map(foldName) }))
  const byName = new Set(rules.filter(({ foreign }) => foreign))
  const always = keyed.filter(({ keys }) => keys === undefined).map(({ rule }) => rule)
  const ofAlerts = keyed.filter(({ rule, keys }) => keys === undefined || byName.has(rule))
  const index = new Map<string, readonly Rule[]>()
  const alerts = new Map<string, readonly Rule[]>()
  for (const key of new Set(keyed.flatMap(({ keys }) => keys ?? []))) {
    const fits = ({ keys }: Keyed): boolean => keys === undefined || keys.includes(key)
    index.set(key, rulesOf(keyed.filter(fits)))
    alerts.set(key, rulesOf(keyed.filter((one) => fits(one) || byName.has(one.rule))))
  }
  const otherAlerts = rulesOf(ofAlerts)
  return ({ operationKey, recordType }) =>
    ALERT_TYPES.has(recordType)
      ? (alerts.get(operationKey) ?? otherAlerts)
      : (index.get(operationKey) ?? always)
}

const rulesOf = (keyed: readonly Keyed[]): readonly Rule[] => keyed.map(({ rule }) => rule)

/** Operations that the rule can match, as it spells them; undefined when it doesn't name them. */
const keysOf = ({ compiled, foreign }: Rule): readonly string[] | undefined =>
  requiredValues(compiled.rule, "Operation") ??
  (foreign ? requiredValues(compiled.rule, "eventName") : undefined)
