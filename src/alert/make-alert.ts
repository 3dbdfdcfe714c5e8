/** Detections of one act → one alert. The id depends on nothing but the act, so that a replayed record finds its alert again. */
import { canonicalHash, wellFormed } from "../lib/canonical-json.ts"
import { DAY } from "../lib/time-units.ts"
import { type Act, ONE_ACT_MS } from "../model/act.ts"
import { type Alert, type Change, type Detection, MAX_NAMED_RECORDS, type RuleInfo } from "../model/alert.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { MemoryGroup } from "../model/detect-memory.ts"
import { alertId } from "../model/ids.ts"
import { compareLevels } from "../model/level.ts"

/** One record that matched, with the rule that says most about it. */
export type Finding = {
  readonly record: AuditRecord
  readonly rule: RuleInfo
  readonly detection: Detection
  readonly act: Act
  readonly actorName: string
  /** The rule's own pause between repeats, milliseconds; missing means that only the records of one act belong together. */
  readonly repeatMs?: number
}

/** One alert of repeats tells of a day at most, unless the rule asks for longer; what goes on after that is worth a new one. */
const LONGEST_MS = DAY

/** How far apart two findings may be, and how long all of them may take, to be one alert. */
export const spanOf = ({ repeatMs }: Finding): { readonly pause: number; readonly longest: number } =>
  repeatMs === undefined
    ? { pause: ONE_ACT_MS, longest: ONE_ACT_MS }
    : { pause: repeatMs, longest: Math.max(LONGEST_MS, repeatMs) }

/** Source: Office 365 Management Activity API schema, AuditLogRecordType 8, AzureActiveDirectory. */
const DIRECTORY = 8

/** Groups findings of one tenant by actor (unless it is one thing whoever does it), operation (not in the directory) and subject, within a minute of the first or as the rule says, oldest first. */
export function groupFindings(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const sorted = [...findings].sort(byTimeThenId)
  const open = new Map<string, Finding[]>()
  const groups: Finding[][] = []
  for (const finding of sorted) {
    const key = JSON.stringify(actKey(finding))
    const group = open.get(key)
    if (group !== undefined && isNear(group, finding)) group.push(finding)
    else {
      const fresh = [finding]
      open.set(key, fresh)
      groups.push(fresh)
    }
  }
  return groups
}

function isNear(group: readonly Finding[], finding: Finding): boolean {
  const { pause, longest } = spanOf(finding)
  const since = (other: Finding | undefined): number =>
    finding.record.happenedAt - (other?.record.happenedAt ?? 0)
  return since(group.at(-1)) <= pause && since(group[0]) <= longest
}

const actKey = ({ record, act }: Finding): readonly string[] => [
  record.tenantId,
  act.byAnybody === true ? "" : record.actor.id.toLowerCase(),
  // One step in the directory writes records of several operations: a consent, its grant, the app that came with it.
  record.recordType === DIRECTORY ? "" : record.operationKey,
  act.subject,
  // Two rules of one name are two things to fix.
  act.object.ruleId ?? "",
]

const byTimeThenId = (a: Finding, b: Finding): number =>
  a.record.happenedAt - b.record.happenedAt ||
  (a.record.id < b.record.id ? -1 : a.record.id > b.record.id ? 1 : 0)

/** Undefined only for an empty group. The most severe finding gives the words; on a tie the newest. */
export function makeAlert(
  group: readonly Finding[],
  country: (ip: string) => string | undefined,
): Alert | undefined {
  const [first] = group
  if (first === undefined) return undefined
  const best = group.reduce((kept, next) =>
    compareLevels(next.detection.level, kept.detection.level) >= 0 ? next : kept,
  )
  const { record, act, rule } = best
  const place = record.ip === undefined ? undefined : country(record.ip)
  return {
    id: idOf(first, rule, act),
    tenantId: record.tenantId,
    rule,
    level: best.detection.level,
    actor: record.actor,
    actorName: best.actorName,
    target: record.target,
    object: joinObjects(act.object, ...group.map((finding) => finding.act.object)),
    operation: record.operation,
    summary: act.sentence,
    changes: uniqueChanges(group.flatMap((finding) => finding.act.changes)),
    ...(record.ip === undefined ? {} : { ip: record.ip }),
    ...(place === undefined ? {} : { country: place }),
    happenedAt: first.record.happenedAt,
    ...(group.length > 1 ? { lastAt: group.at(-1)?.record.happenedAt ?? first.record.happenedAt } : {}),
    count: group.length,
    recordIds: group.map((finding) => finding.record.id).slice(0, MAX_NAMED_RECORDS),
    subject: act.subject,
  }
}

/** Roles that one step gave together are one thing to fix; everything else is the teller's. */
const JOINED = ["roleId", "roleName"] as const

function joinObjects(teller: Act["object"], ...others: readonly Act["object"][]): Act["object"] {
  const joined = JOINED.flatMap((key) => {
    const values = [teller, ...others].flatMap((object) => object[key]?.split("; ") ?? [])
    return values.length === 0 ? [] : [[key, [...new Set(values)].toSorted().join("; ")] as const]
  })
  return { ...teller, ...Object.fromEntries(joined) }
}

function idOf(first: Finding, rule: RuleInfo, act: Act): Alert["id"] {
  const identity = [first.record.tenantId, rule.name, act.subject, act.object, first.record.id]
  return alertId(`alr_${canonicalHash(wellFormed(identity)).slice(0, 32)}`)
}

/** What findings of one act have in common, as a group of detection's memory. */
export function actGroup(finding: Finding): MemoryGroup {
  const key = canonicalHash(wellFormed(actKey(finding)))
  return { scope: finding.record.tenantId, rule: "act", key: key.slice(0, 24) }
}

const uniqueChanges = (changes: readonly Change[]): readonly Change[] => {
  const seen = new Map(changes.map((change) => [JSON.stringify(change), change]))
  return [...seen.values()]
}

/**
 * More records of an act that has its alert already. The id stays, a record counts once, and the more severe of the two
 * gives the words.
 */
export function growAlert(known: Alert, more: Alert): Alert {
  const fresh = more.recordIds.filter((id) => !known.recordIds.includes(id))
  if (fresh.length === 0) return known
  const byLevel = compareLevels(more.level, known.level)
  const teller = byLevel > 0 || (byLevel === 0 && more.happenedAt >= known.happenedAt) ? more : known
  return {
    ...teller,
    id: known.id,
    object: joinObjects(teller.object, known.object, more.object),
    happenedAt: Math.min(known.happenedAt, more.happenedAt),
    lastAt: Math.max(known.lastAt ?? known.happenedAt, more.lastAt ?? more.happenedAt),
    count: known.count + fresh.length,
    recordIds: [...known.recordIds, ...fresh].slice(0, MAX_NAMED_RECORDS),
    // What is known may hold more: the state before, from another source.
    changes: [
      ...known.changes,
      ...more.changes.filter(
        ({ what, after }) => !known.changes.some((one) => one.what === what && one.after === after),
      ),
    ],
  }
}
