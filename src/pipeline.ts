/**
 * Start here to read. Raw records in, everything that follows from them out; pure, so that every stage can be shown:
 * normalize → detect → alert. Storing, posting and fixing obey what is decided here.
 */
import { actAlerts } from "./alert/act-alerts.ts"
import { type CorrelationFinding, makeCorrelationAlert, manyText } from "./alert/correlation-alert.ts"
import type { Finding } from "./alert/make-alert.ts"
import { rememberNames, withKnownNames } from "./detect/account-names.ts"
import { type CorrelationBurst, correlateEntries, recordsOf } from "./detect/correlate-entries.ts"
import { entriesOf } from "./detect/correlation-entries.ts"
import { type Telling, tellingOf } from "./detect/describe-act.ts"
import { readFacts } from "./detect/facts/all-facts.ts"
import { keepEarliest, remember, tenantKey, unlearnedBy } from "./detect/facts/first-seen.ts"
import { rememberAdministrator } from "./detect/facts/important-people.ts"
import { rememberAccount } from "./detect/facts/new-accounts.ts"
import { capital } from "./detect/mailbox-words.ts"
import { levelOf, type Match, matchRules, OWN_TECHNICIAN } from "./detect/match-rules.ts"
import { createMemory } from "./detect/memory.ts"
import { ownActJudge } from "./detect/own-record.ts"
import type { Correlation } from "./detect/rule.ts"
import type { RuleSet } from "./detect/rule-set.ts"
import { isServiceAddress } from "./detect/service-address.ts"
import { canonicalHash } from "./lib/canonical-json.ts"
import { isGuid } from "./lib/guid.ts"
import { sha256Hex } from "./lib/sha256.ts"
import type { Alert, Detection } from "./model/alert.ts"
import type { AuditRecord, RecordSource, RejectedRecord } from "./model/audit-record.ts"
import type { Canary } from "./model/canary.ts"
import type { DetectMemory, MemoryEntry, MemoryWrites, WritableMemory } from "./model/detect-memory.ts"
import { alertId, recordId } from "./model/ids.ts"
import { compareLevels } from "./model/level.ts"
import type { LinkedRecord, RecentFix } from "./model/remediation.ts"
import type { OwnIdentity, Tenant } from "./model/tenant.ts"
import { normalizeInOrder } from "./normalize/normalize-in-order.ts"

export type DecideContext = {
  readonly tenant: Tenant
  readonly source: RecordSource
  readonly own: OwnIdentity
  readonly rules: RuleSet
  /** ISO 3166 code; undefined when unknown. */
  readonly country: (ip: string) => string | undefined
  /** What earlier batches left; a batch that stands alone has none. */
  readonly memory?: DetectMemory
  /**
   * Our fixes of the last days, to say which of them a record of our own app belongs to; rules see those of none. Missing where
   * nobody knows: then none is seen.
   */
  readonly recentFixes?: readonly RecentFix[]
  /** The customer's canaries of the last days, to know their records. */
  readonly canaries?: readonly Canary[]
  /** Milliseconds UTC. */
  readonly now: number
  /** What joins a large burst may be told some minutes later. Missing: at once, for whoever decides all that there is. */
  readonly isPatient?: boolean
}

export type Decision = {
  /** Oldest first. */
  readonly records: readonly AuditRecord[]
  readonly rejected: readonly RejectedRecord[]
  readonly detections: readonly Detection[]
  /** New ones, and those of earlier batches that have grown. */
  readonly alerts: readonly Alert[]
  readonly linked: readonly LinkedRecord[]
  /** What later batches need, to be stored with the alerts. */
  readonly memory: MemoryWrites
  /** Records that these alerts are made of, beside those of this batch. */
  readonly earlier: readonly Pick<AuditRecord, "id" | "happenedAt">[]
}

/** The records of one blob or file of one tenant, in order. Never throws on what a record holds. */
export function decide(rawRecords: readonly unknown[], context: DecideContext): Decision {
  const { tenant, source } = context
  const rejected: RejectedRecord[] = []
  const decided = decideInOrder(readable(), context)
  return { ...decided, rejected: rejected.sort((a, b) => a.position - b.position) }

  function* readable(): Generator<AuditRecord> {
    for (const result of normalizeInOrder(rawRecords, { tenantId: tenant.id, source })) {
      if ("record" in result) yield result.record
      else rejected.push(result.rejected)
    }
  }
}

/** The same for records that are already normalized: restore sessions, and files read in several passes. */
export const decideRecords = (records: readonly AuditRecord[], context: DecideContext): Decision =>
  decideInOrder(
    records.toSorted((a, b) => a.happenedAt - b.happenedAt),
    context,
  )

function decideInOrder(records: Iterable<AuditRecord>, context: DecideContext): Decision {
  const memory = createMemory(context.memory)
  return memory.readTogether(() => decideWith(records, context, memory))
}

function decideWith(
  oldestFirst: Iterable<AuditRecord>,
  context: DecideContext,
  memory: WritableMemory,
): Decision {
  const known = { ...context, memory, ...unlearnedBy(memory, context) }
  const detections: Detection[] = []
  const findings: Finding[] = []
  const linked: LinkedRecord[] = []
  const entries: MemoryEntry[] = []
  const records: AuditRecord[] = []
  const isRepeat = repeatFinder()
  const judgeOwnAct = ownActJudge(context)
  for (const record of oldestFirst) {
    // A tenant is known since its earliest record.
    if (records.length === 0) keepEarliest(tenantKey(record.tenantId), record, memory)
    records.push(record)
    const act = judgeOwnAct(record)
    if ((act === undefined && !isWatched(record, context.rules)) || isRepeat(record)) continue
    if (act?.link !== undefined) linked.push(act.link)
    if (act?.isExplained) continue
    const facts = readFacts(record, known)
    const matches = matchRules(record, context.rules, known, facts)
    if (matches.length > 0) {
      const told = withKnownNames(record, memory)
      const telling = tellingOf(told, known)
      const alerting = matches.find(({ rule }) => !rule.silent)?.rule
      for (const match of matches) {
        if (!match.rule.silent) detections.push(match.detection)
        entries.push(...entriesOf(match, told, { rules: context.rules, alerting, telling }))
      }
      findings.push(...strongest(matches, told, telling))
    }
    // SharePoint writes its own name for whatever apps do.
    if (record.actor.kind === "microsoft" && facts.evidence("TakesFilesAsApp") === undefined) continue
    rememberAdministrator(record, memory, facts)
    rememberAccount(record, known, memory)
    rememberNames(record, memory)
    remember(context.rules.firstSeen(record.operationKey), record, known, facts)
  }
  const country = (ip: string): string | undefined => (isServiceAddress(ip) ? undefined : context.country(ip))
  const correlated = correlationAlerts(entries, { ...context, country }, memory)
  return {
    records,
    rejected: [],
    detections: [...detections, ...correlated.detections],
    alerts: [...actAlerts(findings, country, memory), ...correlated.alerts],
    linked,
    memory: memory.writes(),
    earlier: correlated.earlier,
  }
}

/** The feed repeats records by design, also within one blob; mostly there is none. */
function repeatFinder(): (record: AuditRecord) => boolean {
  const firstOfId = new Map<string, AuditRecord>()
  const known = new Set<string>()
  return (record) => {
    const id = record.id.toLowerCase()
    const first = firstOfId.get(id)
    if (first === undefined) {
      firstOfId.set(id, record)
      return false
    }
    known.add(identityOf(first))
    const identity = identityOf(record)
    if (known.has(identity)) return true
    known.add(identity)
    return false
  }
}

/** What the new entries complete, as alerts. An alert that is as it was isn't told again. */
function correlationAlerts(
  entries: readonly MemoryEntry[],
  context: DecideContext,
  memory: WritableMemory,
): Pick<Decision, "alerts" | "detections" | "earlier"> {
  for (const entry of entries) memory.keepEntry(entry)
  const { rules, tenant, now, isPatient, country } = context
  const bursts = correlateEntries(entries, {
    ...{ tenantId: tenant.id, rules, memory },
    tellMany: (many, together) => manyText(many, together, country),
    ...(isPatient === true ? { patientAt: now } : {}),
  })
  const found = bursts.flatMap((burst) => {
    const finding = correlationFinding(burst, context)
    if (burst.correlation.silent || finding === undefined) return []
    const alert = makeCorrelationAlert(finding, context.country)
    const before = memory.alert(alert.id)
    if (before !== undefined && isSameAlert(before, alert)) return []
    memory.keepAlert(alert)
    const { info } = burst.correlation
    const completing = recordId(burst.completedBy.id)
    const detection = { ruleId: info.id, recordId: completing, level: alert.level, facts: [] }
    return [{ alert, detection }]
  })
  return {
    alerts: found.map(({ alert }) => alert),
    detections: found.map(({ detection }) => detection),
    earlier:
      found.length === 0
        ? []
        : bursts.flatMap(({ entries: all }) => all.flatMap((one) => recordOf(one, context.tenant))),
  }
}

/** Of an inner firing the records are named by its own burst. */
const recordOf = ({ about, id, at, tenantId }: MemoryEntry, tenant: Tenant): Decision["earlier"] =>
  about.records === undefined && tenantId === tenant.id ? [{ id: recordId(id), happenedAt: at }] : []

const isSameAlert = (one: Alert, other: Alert): boolean =>
  one.count === other.count && one.level === other.level && one.summary === other.summary

/** What an incident of one customer may tell: of a correlation over all of them, its own records alone. */
function correlationFinding(
  { correlation, burst, entries }: CorrelationBurst,
  { tenant, rules }: DecideContext,
): CorrelationFinding | undefined {
  const { everyTenant, info, subject, sigma } = correlation
  const own = everyTenant ? entries.filter(({ tenantId }) => tenantId === tenant.id) : entries
  const [first, ...rest] = own
  if (first === undefined || isUsual(correlation, own)) return undefined
  const technicians = own.every(({ about }) => about.facts.includes(OWN_TECHNICIAN))
  const holds = (fact: string): boolean =>
    fact === OWN_TECHNICIAN ? technicians : own.some(({ about }) => about.facts.includes(fact))
  const isSequence = sigma.type.startsWith("temporal")
  return {
    id: everyTenant
      ? alertId(`alr_${canonicalHash([burst.alertId, tenant.id]).slice(0, 32)}`)
      : burst.alertId,
    tenantId: tenant.id,
    rule: info,
    level: levelOf(correlation, holds),
    kind: subject,
    isSequence,
    byAddress: own.every(({ listed }) => groupOf(rules, listed) === "evidence.SignInAddress"),
    byActor: !isSequence && sigma.groupBy.join() === "UserId",
    ...(everyTenant ? { customers: new Set(entries.map(({ tenantId }) => tenantId)).size } : {}),
    entries: [first, ...rest],
    records: recordsOf(own),
  }
}

const isUsual = ({ unless }: Correlation, entries: readonly MemoryEntry[]): boolean =>
  unless.some((fact) => entries.every(({ about }) => about.facts.includes(fact)))

/** What the bursts of a listed correlation have in common; undefined for a rule. */
const groupOf = ({ correlations }: RuleSet, listed: string): string | undefined =>
  correlations.find(({ info }) => info.name === listed || info.id === listed)?.sigma.groupBy.join()

/** True when a rule can match the record, or when something of it must be remembered. */
export const isWatched = (record: AuditRecord, rules: RuleSet): boolean =>
  rules.candidates(record).rules.length > 0 || rules.firstSeen(record.operationKey).length > 0

/** Tenant and id. An id that isn't a GUID was masked or made up, so that the content has to speak as well. */
export const identityOf = (record: AuditRecord): string =>
  isGuid(record.id)
    ? `${record.tenantId} ${record.id.toLowerCase()}`
    : `${record.tenantId} ${record.id} ${sha256Hex(JSON.stringify(record.raw))}`

/** Several rules about one subject of one record are one finding: that of the highest level, then of the first rule. */
export function strongest(
  matches: readonly Match[],
  record: AuditRecord,
  telling: Telling,
): readonly Finding[] {
  const best = new Map<string, Finding>()
  for (const { rule, detection } of matches) {
    if (rule.silent) continue
    const act = telling.act(rule.subject)
    const kept = best.get(act.subject)
    if (kept === undefined || compareLevels(detection.level, kept.detection.level) > 0) {
      best.set(act.subject, {
        record,
        rule: rule.info,
        detection,
        act,
        actorName: capital(telling.actor()),
        ...(rule.repeatMs === undefined ? {} : { repeatMs: rule.repeatMs }),
      })
    }
  }
  return [...best.values()]
}
