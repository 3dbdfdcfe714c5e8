/** What a report is made of, gathered; nothing here was read by the report itself. */
import type { Month } from "../lib/month.ts"
import { plainText, withoutAddresses } from "../lib/plain-text.ts"
import type { IncidentId } from "../model/ids.ts"
import type { Period } from "../model/period.ts"
import type { Remediation } from "../model/remediation.ts"
import type { Attribution } from "../model/restore-evidence.ts"
import type { Tenant } from "../model/tenant.ts"
import type { MailboxAudit } from "../ports/month-reader.ts"
import type { ActTally } from "../ports/record-store.ts"
import type { MonthFigures, Pace } from "./measure-month.ts"

export type ReportRestore = {
  readonly at: number
  /** What was taken and where it went, in the customer's words. */
  readonly what: string
  readonly reason?: string
  readonly attribution: Attribution
}

/** Administrative changes of the month. */
export type AdminActivity = {
  readonly tally: readonly ActTally[]
  /** Sign-in names (lower case) of those who hold the role now; undefined when that wasn't read. */
  readonly globalAdmins?: readonly string[]
}

export type ReportCoverage = {
  /** "complete from … to …, except …" */
  readonly sentence: string
  /** Something of the month was read, if only of one source. */
  readonly isWatched: boolean
  /** Milliseconds UTC; missing when there is no time of which all sources were read. */
  readonly complete?: Period
  readonly holes: readonly (Period & { readonly words: string })[]
}

/** What canaries of the month proved. */
export type ReportProof = {
  readonly written: number
  /** Of those that came back. */
  readonly toArrive: Pace
}

export type ReportBackup = {
  /** A server was read after the month began, so that its restores are known. */
  readonly isRead: boolean
  /** What may be missing all the same, each a sentence for the customer. */
  readonly doubts: readonly string[]
  /** Sessions of which nobody can know whether they restored anything, each a sentence for the customer. */
  readonly unread?: readonly string[]
}

export type ReportInput = {
  readonly tenant: Pick<Tenant, "displayName" | "timeZone" | "acceptedDomains">
  readonly mspName: string
  readonly month: Month
  readonly figures: MonthFigures
  /** Of the incidents of the month. */
  readonly fixes: readonly Remediation[]
  /** Incidents that the customer has a card of. */
  readonly told: ReadonlySet<IncidentId>
  readonly restores: readonly ReportRestore[]
  readonly backup: ReportBackup
  readonly admins: AdminActivity
  /** Records of the month that are stored. */
  readonly records: number
  readonly coverage: ReportCoverage
  /** Missing where none came back. */
  readonly proof?: ReportProof
  /** Undefined when mailboxes can't be read. */
  readonly mailboxes?: MailboxAudit
  /** The month before, where all of it was watched. */
  readonly before?: { readonly title: string; readonly incidents: number }
  /** When the report is made, milliseconds UTC. */
  readonly now: number
}

/** Text from outside as the customer may read it. */
export const calm = (text: string): string => withoutAddresses(plainText(text, 400))
