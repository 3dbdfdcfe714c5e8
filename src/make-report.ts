/** A customer's month, gathered and made into a page: for `watchpost report`, for chat and for the monthly card. */
import { isUnread, notWeighed } from "./attribute/left-open.ts"
import { whoSentence } from "./attribute/words.ts"
import { gapLines } from "./command/backup-lines.ts"
import { whatText } from "./command/restore-words.ts"
import type { CustomerConfig } from "./config/config.ts"
import type { Ground } from "./ground.ts"
import { type Month, monthMeant } from "./lib/month.ts"
import { localTimeText } from "./lib/time-text.ts"
import { isForTechnicians } from "./model/alert.ts"
import { ContractError } from "./model/errors.ts"
import type { IncidentId, TenantId } from "./model/ids.ts"
import type { Period } from "./model/period.ts"
import type { Remediation } from "./model/remediation.ts"
import type { Attribution } from "./model/restore-evidence.ts"
import { isTaken } from "./model/taken.ts"
import type { AttributionBook } from "./ports/attribution-book.ts"
import type { BackupBook } from "./ports/backup-book.ts"
import type { CanaryBook } from "./ports/canary-book.ts"
import type { TypeLedger } from "./ports/feed-ledger.ts"
import type { Journal } from "./ports/journal.ts"
import type { MonthReader } from "./ports/month-reader.ts"
import type { RecordStore } from "./ports/record-store.ts"
import type { RestoreStore, StoredRestore } from "./ports/restore-store.ts"
import { keyFigures } from "./report/key-figures.ts"
import { type MonthFigures, measureMonth, paceOf } from "./report/measure-month.ts"
import type { ReportBackup, ReportCoverage, ReportInput, ReportRestore } from "./report/report-input.ts"
import { reportPage } from "./report/report-page.ts"
import { coverageOf, coverageText, holeText } from "./source/coverage.ts"

export type ReportSources = {
  readonly month: MonthReader
  readonly journal: Pick<Journal, "ofIncident">
  readonly backups: Pick<BackupBook, "all" | "gaps">
  readonly restores: Pick<RestoreStore, "between">
  readonly attributions: Pick<AttributionBook, "ofSessions">
  readonly canaries: Pick<CanaryBook, "canaries">
  readonly records: Pick<RecordStore, "tally" | "count">
  readonly ledgers: (tenant: TenantId) => Promise<readonly TypeLedger[]>
}

export type ReportAsked = {
  readonly customer: CustomerConfig
  readonly month: Month
  readonly mspName: string
  /** Lower case; undefined where nobody was asked. */
  readonly globalAdmins?: readonly string[]
  /** Milliseconds UTC. */
  readonly now: number
}

export type Report = {
  readonly figures: MonthFigures
  /** The month in a few sentences. */
  readonly lines: readonly string[]
  /** HTML that needs nothing beside it. */
  readonly page: string
}

/** From the running product's own store. `globalAdmins` are sign-in names, lower case. */
export function createReports(ground: Pick<Ground, "config" | "store" | "book" | "now">) {
  const { config, store, book, now } = ground
  const sources = { ...store, ledgers: (tenant: TenantId) => store.feed.ledgers(tenant) }
  return (customer: CustomerConfig, month: Month, globalAdmins?: readonly string[]): Promise<Report> =>
    makeReport(
      {
        ...{ month, mspName: config.mspName, now: now() },
        customer: book.get(customer.id) ?? customer,
        ...(globalAdmins === undefined ? {} : { globalAdmins }),
      },
      sources,
    )
}

/** Those of an incident of which one is damaged aren't counted; they keep no month from being told. */
async function fixesOf(id: IncidentId, { journal }: ReportSources): Promise<readonly Remediation[]> {
  try {
    return await journal.ofIncident(id)
  } catch (thrown) {
    if (thrown instanceof ContractError) return []
    throw thrown
  }
}

/** So many are counted. */
const MOST_RECORDS = 10_000_000

export async function makeReport(asked: ReportAsked, sources: ReportSources): Promise<Report> {
  const { customer, month, mspName, globalAdmins, now } = asked
  const { id, timeZone } = customer
  const time = { from: month.from, to: Math.min(month.to, now) }
  const incidents = await sources.month.incidents(id, time)
  const fixes = (await Promise.all(incidents.map((one) => fixesOf(one.id, sources)))).flat()
  const told = await sources.month.told(id)
  const figures = measureMonth({ month, zone: timeZone, incidents, fixes, told })
  const mailboxes = await sources.month.mailboxAudit(id)
  const ledgers = await sources.ledgers(id)
  const stored = await storedRestores(id, time, sources)
  const input = {
    ...{ mspName, month, figures, fixes, told, now },
    tenant: { ...customer, acceptedDomains: [...customer.acceptedDomains, ...(mailboxes?.domains ?? [])] },
    restores: restoresOf(stored, time),
    backup: { ...(await backupIn(customer, time, sources)), unread: unreadOf(stored, timeZone) },
    admins: {
      tally: await sources.records.tally(id, { ...time, kinds: ["changes"], exceptMicrosoft: true }),
      ...(globalAdmins === undefined ? {} : { globalAdmins }),
    },
    records: await sources.records.count(id, { ...time, limit: MOST_RECORDS }),
    coverage: coverageIn(customer, ledgers, time),
    ...(await proofIn(customer, time, sources)),
    ...(await monthBefore(asked, ledgers, sources)),
    ...(mailboxes === undefined ? {} : { mailboxes }),
  }
  return { figures, lines: keyFigures(input), page: reportPage(input) }
}

/** The month before, to compare with; nothing where it wasn't watched from its first day to its last. */
async function monthBefore(
  { customer: { id, timeZone, contentTypes }, month }: ReportAsked,
  ledgers: readonly TypeLedger[],
  { month: stored }: ReportSources,
): Promise<Pick<ReportInput, "before">> {
  const before = monthMeant("this month", timeZone, month.from - 1)
  if (before === undefined) return {}
  const { complete } = coverageOf(ledgers, contentTypes, before)
  if (complete === undefined || complete.from > before.from || complete.to < before.to) return {}
  const incidents = await stored.incidents(id, before)
  const told = incidents.filter((incident) => !isForTechnicians(incident))
  return { before: { title: before.title, incidents: told.length } }
}

/** Canaries that were written in that time; one that is on its way counts when it is there. */
async function proofIn(
  { id }: CustomerConfig,
  { from, to }: Period,
  { canaries }: ReportSources,
): Promise<Pick<ReportInput, "proof">> {
  const written = (await canaries.canaries(id, from)).filter(
    ({ at, writtenAt }) => at >= from && at < to && writtenAt !== undefined,
  )
  const toArrive = paceOf(written.map(({ at, arrivedAt }) => [at, arrivedAt]))
  return toArrive === undefined ? {} : { proof: { written: written.length, toArrive } }
}

function coverageIn(customer: CustomerConfig, ledgers: readonly TypeLedger[], time: Period): ReportCoverage {
  const { timeZone } = customer
  const { complete, holes, ...rest } = coverageOf(ledgers, customer.contentTypes, time)
  // The holes have a list of their own.
  const sentence = coverageText(
    { ...rest, holes: [], ...(complete === undefined ? {} : { complete }) },
    timeZone,
  )
  return {
    isWatched: ledgers.some(({ cursor }) => cursor.since < time.to && cursor.watermark > time.from),
    sentence: holes.length === 0 ? sentence : `${sentence}, except what is listed below`,
    ...(complete === undefined ? {} : { complete }),
    holes: holes.map((hole) => ({ from: hole.from, to: hole.to, words: holeText(hole, timeZone, time.to) })),
  }
}

/** Whether the month's restores are known, and what of them may be missing. */
async function backupIn(
  { id, timeZone }: CustomerConfig,
  time: Period,
  { month, backups }: ReportSources,
): Promise<ReportBackup> {
  const reads = await month.backupReads(id)
  const own = (await backups.gaps(time.from, time.to)).filter(({ server }) =>
    reads.some((one) => one.server === server),
  )
  const read = (await backups.all()).flatMap(({ server, reading }) =>
    reading ? [{ server, ...reading }] : [],
  )
  const isUnclear = read.some(({ unclearFor }) => unclearFor?.includes(id))
  const began = read
    .filter(({ server }) => reads.some((one) => one.server === server))
    .map(({ firstReadAt }) => firstReadAt)
    .filter((at) => at > time.from)
  return {
    isRead: reads.some(({ readAt }) => readAt >= time.from),
    doubts: [
      ...(began.length === 0 ? [] : [lateSentence(Math.max(...began), timeZone)]),
      ...gapLines(own, time, { timeZone, face: "customer" }),
      ...(isUnclear ? [UNCLEAR] : []),
    ],
  }
}

const lateSentence = (at: number, timeZone: string): string =>
  `A backup server was first read ${localTimeText(at, timeZone)}: what was deleted there before that is missing.`

const UNCLEAR =
  "A backup server has an organization that may be yours or another's: restores of it are left out."

/** A session that was just stored, or one that was stored over a month after its end. */
const NOT_WEIGHED = notWeighed("the evidence was not weighed.")

type Answered = StoredRestore & { readonly attribution: Attribution }

async function storedRestores(
  tenant: TenantId,
  { from, to }: Period,
  sources: ReportSources,
): Promise<readonly Answered[]> {
  const stored = await sources.restores.between(tenant, from, to)
  const sessions = stored.map(({ session }) => session.id)
  const answers = await sources.attributions.ofSessions(tenant, sessions)
  return stored
    .map((one) => ({ ...one, attribution: answers.get(one.session.id) ?? NOT_WEIGHED }))
    .toSorted((a, b) => a.session.createdAt - b.session.createdAt)
}

const restoresOf = (stored: readonly Answered[], { from, to }: Period): readonly ReportRestore[] =>
  stored.flatMap(({ session, events, attribution }): readonly ReportRestore[] => {
    const taken = events.filter((event) => isTaken(event) && event.startedAt >= from && event.startedAt < to)
    if (taken.length === 0) return []
    return [
      {
        at: session.createdAt,
        what: whatText({ session, events: taken, ofAny: true }, "customer"),
        ...(session.reason === undefined ? {} : { reason: session.reason }),
        attribution,
      },
    ]
  })

const unreadOf = (stored: readonly Answered[], timeZone: string): readonly string[] =>
  stored
    .filter(isUnread)
    .map(
      ({ session, attribution }) =>
        `Session of ${localTimeText(session.createdAt, timeZone)}: ${whoSentence(attribution, "customer")}`,
    )
