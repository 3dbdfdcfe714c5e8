/**
 * Start here to read. Raw records in, everything that follows from them out; pure, so that every stage can be shown:
 * normalize → detect → alert. Storing, posting and fixing obey what is decided here.
 */
import { createHash } from "node:crypto"
import { type Finding, groupFindings, makeAlert } from "./alert/make-alert.ts"
import { actorName } from "./detect/actor-name.ts"
import { describeAct } from "./detect/describe-act.ts"
import type { FactContext } from "./detect/facts/fact.ts"
import { isOwnApplication } from "./detect/facts/people.ts"
import { capital, mailboxKey } from "./detect/mailbox-words.ts"
import { type Match, matchRules } from "./detect/match-rules.ts"
import type { RuleSet } from "./detect/rule-set.ts"
import { isServiceAddress } from "./detect/service-address.ts"
import type { Alert, Detection } from "./model/alert.ts"
import type { AuditRecord, RecordSource, RejectedRecord } from "./model/audit-record.ts"
import { compareLevels } from "./model/level.ts"
import type { LinkedRecord, RecentFix } from "./model/remediation.ts"
import type { OwnIdentity, Tenant } from "./model/tenant.ts"
import { normalizeRecord } from "./normalize/normalize-record.ts"

export type DecideContext = {
  readonly tenant: Tenant
  readonly source: RecordSource
  readonly own: OwnIdentity
  readonly rules: RuleSet
  /** ISO 3166 code; undefined when unknown. */
  readonly country: (ip: string) => string | undefined
  /** Our fixes of the last days, to say which of them a record of our own app belongs to. */
  readonly recentFixes: readonly RecentFix[]
  /** Milliseconds UTC. */
  readonly now: number
}

export type Decision = {
  readonly records: readonly AuditRecord[]
  readonly rejected: readonly RejectedRecord[]
  readonly detections: readonly Detection[]
  readonly alerts: readonly Alert[]
  readonly linked: readonly LinkedRecord[]
}

/** The records of one blob or file of one tenant, in order. Never throws on what a record holds. */
export function decide(rawRecords: readonly unknown[], context: DecideContext): Decision {
  const { tenant, source } = context
  const records: AuditRecord[] = []
  const rejected: RejectedRecord[] = []
  rawRecords.forEach((raw, index) => {
    const result = normalizeRecord(raw, { tenantId: tenant.id, source, position: index + 1 })
    if ("record" in result) records.push(result.record)
    else rejected.push(result.rejected)
  })
  return { ...decideRecords(records, context), rejected }
}

/** The same for records that are already normalized: restore sessions, and files read in several passes. */
export function decideRecords(records: readonly AuditRecord[], context: DecideContext): Decision {
  const detections: Detection[] = []
  const findings: Finding[] = []
  const linked: LinkedRecord[] = []
  for (const record of withoutRepeats(records)) {
    if (isOwnApplication(record, context.own)) {
      linked.push(linkToFix(record, context))
      continue
    }
    const matches = matchRules(record, context.rules, context)
    detections.push(...matches.map((match) => match.detection))
    findings.push(...strongest(matches, record, context))
  }
  const country = (ip: string): string | undefined => (isServiceAddress(ip) ? undefined : context.country(ip))
  const alerts = groupFindings(findings).flatMap((group) => makeAlert(group, country) ?? [])
  return { records, rejected: [], detections, alerts, linked }
}

/** The feed repeats records by design, also within one blob. */
function withoutRepeats(records: readonly AuditRecord[]): readonly AuditRecord[] {
  const seen = new Map<string, AuditRecord>()
  for (const record of records) {
    const key = recordKey(record)
    if (!seen.has(key)) seen.set(key, record)
  }
  return [...seen.values()]
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Tenant and id. An id that isn't a GUID was masked or made up, so that the content has to speak as well. */
export const recordKey = (record: AuditRecord): string =>
  GUID.test(record.id)
    ? `${record.tenantId} ${record.id.toLowerCase()}`
    : `${record.tenantId} ${record.id} ${createHash("sha256").update(JSON.stringify(record.raw)).digest("base64")}`

/** Several rules about one subject of one record are one finding: that of the highest level, then of the first rule. */
function strongest(matches: readonly Match[], record: AuditRecord, context: FactContext): readonly Finding[] {
  const best = new Map<string, Finding>()
  for (const { rule, detection } of matches) {
    if (rule.silent) continue
    const act = describeAct(record, rule.subject, context)
    const kept = best.get(act.subject)
    if (kept === undefined || compareLevels(detection.level, kept.detection.level) > 0) {
      best.set(act.subject, {
        record,
        rule: rule.info,
        detection,
        act,
        actorName: capital(actorName(record, context)),
      })
    }
  }
  return [...best.values()]
}

/** The newest fix of the mailbox that ran such a cmdlet. A fix without a plan has run nothing. */
function linkToFix(record: AuditRecord, { recentFixes }: DecideContext): LinkedRecord {
  const key = mailboxKey(record.target)
  const fix = recentFixes.findLast(
    (one) =>
      one.tenantId === record.tenantId &&
      one.plan?.some((call) => call.cmdlet.toLowerCase() === record.operationKey) === true &&
      mailboxesOf(one.subject).includes(key),
  )
  if (fix === undefined) return { recordId: record.id }
  const { id, incidentId, action } = fix
  return { recordId: record.id, fix: { id, incidentId, action } }
}

const mailboxesOf = (subject: Readonly<Record<string, string>>): readonly string[] =>
  [subject.mailbox, subject.target, subject.targetName].flatMap((name) => name?.toLowerCase() ?? [])
