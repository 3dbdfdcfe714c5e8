/** Records that our own acts left: which fix, or which canary, each belongs to. */

import { MINUTE } from "../lib/time-units.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { CANARY_OPERATION, type Canary } from "../model/canary.ts"
import { isCmdlet, type LinkedRecord, type PlannedCall, type RecentFix } from "../model/remediation.ts"
import type { OwnIdentity } from "../model/tenant.ts"
import { newValue, oldValue } from "./facts/directory-record.ts"
import { isOwnApplication } from "./facts/people.ts"
import { mailboxKey } from "./mailbox-words.ts"

export type OwnActs = {
  /** Missing where nobody knows them: then what our app did counts as ours. */
  readonly recentFixes?: readonly RecentFix[]
  readonly canaries?: readonly Canary[]
}

/**
 * What a record of our own app is. Whoever holds the app's secret acts as our app: without an act of ours behind it, the record
 * is anybody's. Reading the audit mails leaves no link: it goes on all day.
 */
export type OwnAct = { readonly link?: LinkedRecord; readonly isExplained: boolean }

/** Judges one record after the other: what a call of a fix has left explains no second record. Undefined for those of others. */
export function ownActJudge(
  acts: OwnActs & { readonly own: OwnIdentity },
): (record: AuditRecord) => OwnAct | undefined {
  let { recentFixes = [] } = acts
  return (record) => {
    if (!isOwnApplication(record, acts.own)) return undefined
    if (readsAuditMails(record, acts.own)) return { isExplained: true }
    const link = linkToAct(record, { ...acts, recentFixes })
    recentFixes = withLinked(recentFixes, link)
    const isOurs = link.fix !== undefined || link.canary !== undefined
    return { link, isExplained: isOurs || acts.recentFixes === undefined }
  }
}

/** The same fixes, with the record that one of them left. */
const withLinked = (fixes: readonly RecentFix[], { fix, left }: LinkedRecord): readonly RecentFix[] =>
  left === undefined
    ? fixes
    : fixes.map((one) =>
        one.id !== fix?.id || keptCall(left, one) !== undefined
          ? one
          : { ...one, records: [...one.records, left] },
      )

const readsAuditMails = (record: AuditRecord, { readsMailbox, mspTenantId }: OwnIdentity): boolean =>
  readsMailbox !== undefined &&
  record.operationKey === "mailitemsaccessed" &&
  record.tenantId === mspTenantId &&
  record.target.name.toLowerCase() === readsMailbox

function linkToAct(record: AuditRecord, { recentFixes = [], canaries = [] }: OwnActs): LinkedRecord {
  const canary = canaries.find((one) => isRecordOf(one, record))
  return canary === undefined ? linkToFix(record, recentFixes) : { recordId: record.id, canary }
}

const isRecordOf = ({ tenantId, marker }: Canary, { parameters, ...record }: AuditRecord): boolean =>
  record.tenantId === tenantId &&
  record.operationKey === CANARY_OPERATION &&
  parameters.Comment?.includes(marker) === true

/** The feed repeats records, also days later: what was found once stays. Else the newest fix with a call that may have left it. */
function linkToFix(record: AuditRecord, recentFixes: readonly RecentFix[]): LinkedRecord {
  const fixes = recentFixes.filter(({ tenantId }) => tenantId === record.tenantId).reverse()
  const about = objectsOf(record)
  return (
    firstLink(record, fixes, (fix) => keptCall(record, fix)) ??
    firstLink(record, fixes, (fix) => freeCall(record, about, fix)) ?? { recordId: record.id }
  )
}

function firstLink(
  { id, happenedAt }: AuditRecord,
  fixes: readonly RecentFix[],
  callOf: (fix: RecentFix) => string | undefined,
): LinkedRecord | undefined {
  for (const fix of fixes) {
    const call = callOf(fix)
    if (call === undefined) continue
    const { id: fixId, incidentId, action } = fix
    return { recordId: id, fix: { id: fixId, incidentId, action }, left: { id, happenedAt, call } }
  }
  return undefined
}

const keptCall = (
  record: Pick<AuditRecord, "id" | "happenedAt">,
  { records }: RecentFix,
): string | undefined =>
  records.find(({ id, happenedAt }) => id === record.id && happenedAt === record.happenedAt)?.call

/** Clocks differ, ours and those of Microsoft's machines; how late a record comes doesn't matter. */
const CLOCKS_MS = 10 * MINUTE

/**
 * A call leaves one record of each of its operations. Of those that failed, which change nothing, as many again: what was
 * refused may be sent once more. A fix that has sent nothing has no rounds.
 */
function freeCall(record: AuditRecord, about: readonly string[], fix: RecentFix): string | undefined {
  const failed = record.outcome === "failed" ? " failed" : ""
  const times = (name: string): number => fix.records.filter(({ call }) => call === name).length
  for (const [round, { from, to, plan }] of fix.rounds.entries()) {
    if (record.happenedAt < from - CLOCKS_MS || record.happenedAt > to + CLOCKS_MS) continue
    for (const [index, call] of plan.entries()) {
      const name = `${round}.${index} ${record.operationKey}${failed}`
      if (times(name) < mostOf(call, record) && isLeftBy(call, record, { about, fix })) return name
    }
  }
  return undefined
}

const isLeftBy = (
  call: PlannedCall,
  record: AuditRecord,
  { about, fix }: { readonly about: readonly string[]; readonly fix: RecentFix },
): boolean =>
  setsTheSame(call, record) &&
  (isAboutAll(call) || about.some((name) => namesOf(fix.subject, call).includes(name)))

/** The app that a consent is for: its record is about the service that the app may reach. */
const CLIENT = "ServicePrincipal.ObjectID"

/** Everything by which the record names what it is about, lower case. Parameters are as they were sent. */
function objectsOf(record: AuditRecord): readonly string[] {
  const { target, parameters } = record
  const sent = [parameters.Identity ?? "", parameters.Mailbox ?? ""]
  const names = [mailboxKey(target), target.id, ...sent, oldValue(record, CLIENT), newValue(record, CLIENT)]
  return names.filter((name) => name !== "").map((name) => name.toLowerCase())
}

/** How many records of this operation the call leaves. */
function mostOf(call: PlannedCall, { operationKey }: AuditRecord): number {
  const operations = isCmdlet(call) ? [call.cmdlet.toLowerCase()] : (call.recordedAs ?? [])
  return operations.filter((one) => one === operationKey).length
}

/** May be written otherwise than it was sent: they say whose it is, not what is done. */
const WHOSE = ["Identity", "Mailbox"]
/** Said with any change, and by Exchange itself; they set nothing. Source: public records. */
const HOW = ["Confirm", "Force", "DomainController", "ErrorAction", "WarningAction"]

/**
 * Somebody with our secret may do something else to what we fixed, or more. Lists and edits are written in forms of Exchange's
 * own, and of several parameters one may be left out, but not all.
 */
function setsTheSame(call: PlannedCall, { parameters }: AuditRecord): boolean {
  if (!isCmdlet(call)) return true
  const isPart = (name: string): boolean => !(WHOSE.includes(name) || HOW.includes(name))
  const sent = new Map(Object.entries(call.parameters).filter(([name]) => isPart(name)))
  const said = Object.entries(parameters).filter(([name]) => isPart(name))
  if (sent.size > 0 && said.length === 0) return false
  return said.every(([name, text]) => {
    if (!sent.has(name)) return false
    const value = sent.get(name) ?? null
    const isPlain = value === null || typeof value !== "object"
    return !isPlain || bare(text) === bare(String(value ?? ""))
  })
}

const bare = (value: string): string => value.toLowerCase().replace(/^smtp:/, "")

/** A cmdlet that names no object changes the organization's own settings. */
const isAboutAll = (call: PlannedCall): boolean => isCmdlet(call) && call.parameters.Identity === undefined

/** Everything that the record of the call may name its object by, lower case. */
function namesOf(subject: Readonly<Record<string, string>>, call: PlannedCall): readonly string[] {
  const called = isCmdlet(call)
    ? Object.values(call.parameters).filter((value) => typeof value === "string")
    : call.path.split("/")
  return [...Object.values(subject), ...called]
    .map((name) => name.toLowerCase())
    .filter((name) => name !== "")
}
