/** Records that our own acts left: which fix, or which canary, each belongs to. */
import type { AuditRecord } from "../model/audit-record.ts"
import { CANARY_OPERATION, type Canary } from "../model/canary.ts"
import { isCmdlet, type LinkedRecord, type PlannedCall, type RecentFix } from "../model/remediation.ts"
import type { OwnIdentity } from "../model/tenant.ts"
import { newValue, oldValue } from "./facts/directory-record.ts"
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
export function judgeOwnAct(
  record: AuditRecord,
  acts: OwnActs & { readonly own: OwnIdentity },
): { readonly link?: LinkedRecord; readonly isExplained: boolean } {
  if (readsAuditMails(record, acts.own)) return { isExplained: true }
  const link = linkToAct(record, acts)
  const isOurs = link.fix !== undefined || link.canary !== undefined
  return { link, isExplained: isOurs || acts.recentFixes === undefined }
}

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

/** The newest fix that planned such a call about this object. A fix without a plan has run nothing. */
function linkToFix(record: AuditRecord, recentFixes: readonly RecentFix[]): LinkedRecord {
  const about = objectsOf(record)
  const fix = recentFixes.findLast(
    (one) =>
      one.tenantId === record.tenantId &&
      one.plan?.some(
        (call) =>
          isRecordedAs(call, record.operationKey) &&
          setsTheSame(call, record) &&
          (isAboutAll(call) || about.some((name) => namesOf(one.subject, call).includes(name))),
      ) === true,
  )
  if (fix === undefined) return { recordId: record.id }
  const { id, incidentId, action } = fix
  return { recordId: record.id, fix: { id, incidentId, action } }
}

/** The app that a consent is for: its record is about the service that the app may reach. */
const CLIENT = "ServicePrincipal.ObjectID"

/** Everything by which the record names what it is about, lower case. Parameters are as they were sent. */
function objectsOf(record: AuditRecord): readonly string[] {
  const { target, parameters } = record
  const sent = [parameters.Identity ?? "", parameters.Mailbox ?? ""]
  const names = [mailboxKey(target), target.id, ...sent, oldValue(record, CLIENT), newValue(record, CLIENT)]
  return names.filter((name) => name !== "").map((name) => name.toLowerCase())
}

const isRecordedAs = (call: PlannedCall, operationKey: string): boolean =>
  isCmdlet(call)
    ? call.cmdlet.toLowerCase() === operationKey
    : call.recordedAs?.includes(operationKey) === true

/** May be written otherwise than it was sent: they say whose it is, not what is done. */
const WHOSE = ["Identity", "Mailbox"]
/** Said with any change. */
const AGREEING = ["Confirm", "Force"]

/**
 * Somebody with our secret may do something else to what we fixed. Lists and edits are written in forms of Exchange's own, and
 * of several parameters one may be left out, but not all.
 */
function setsTheSame(call: PlannedCall, { parameters }: AuditRecord): boolean {
  if (!isCmdlet(call)) return true
  const sent = Object.entries(call.parameters).filter(([name]) => ![...WHOSE, ...AGREEING].includes(name))
  const said = sent.filter(([name]) => Object.hasOwn(parameters, name))
  if (sent.length > 0 && said.length === 0) return false
  return said.every(([name, value]) => {
    const isPlain = value === null || typeof value !== "object"
    return !isPlain || bare(parameters[name] ?? "") === bare(String(value ?? ""))
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
