/** "Who restored mailbox X": what Veeam recorded, how sure it is, and how complete. "None found" never becomes "nobody". */
import { isUnread, notWeighed } from "../attribute/left-open.ts"
import { gradeText, whoSentence } from "../attribute/words.ts"
import { instantText } from "../lib/time-text.ts"
import { sharedZone } from "../lib/time-zone.ts"
import type { Face } from "../model/delivery.ts"
import type { Period } from "../model/period.ts"
import type { Attribution } from "../model/restore-evidence.ts"
import type { Tenant } from "../model/tenant.ts"
import type { BackupGap } from "../ports/backup-book.ts"
import type { FeedHealth } from "../ports/feed-ledger.ts"
import type { StoredRestore } from "../ports/restore-store.ts"
import type { About, Answer, AnswerRow } from "./answer.ts"
import { gapLines } from "./backup-lines.ts"
import { backupCoverage, isBackupSource } from "./coverage.ts"
import { type MatchedSession, type Matches, matchRestores } from "./match-restores.ts"
import { didYouMean, type Resolved, resolveName } from "./resolve-name.ts"
import { circumstancesText, whatText } from "./restore-words.ts"

/** What is stored for one customer. */
export type RestoresOfCustomer = {
  readonly customer: Tenant
  readonly period: Period
  readonly restores: readonly StoredRestore[]
  /** Who made each of them, by the session's id. */
  readonly answers: ReadonlyMap<string, Attribution>
  /** Restores of it may have been left out: nobody can say whose organization they were of. */
  readonly isUnclear?: boolean
}

export type RestoresInput = {
  /** Missing: of any mailbox. */
  readonly mailbox?: string
  /** Told where no restore is found: that there is no such mailbox, and which may have been meant. */
  readonly known?: { readonly lines: readonly string[]; readonly closest: readonly string[] }
  /** As typed. */
  readonly periodName: string
  readonly customers: readonly RestoresOfCustomer[]
  readonly health: readonly FeedHealth[]
  /** Names of the Veeam servers that are read; shown to technicians. */
  readonly servers: readonly string[]
  /** When servers were not read. */
  readonly gaps?: readonly BackupGap[]
  readonly face: Face
  readonly now: number
}

type Found = RestoresOfCustomer & {
  readonly matches: Matches
  /** The address that a beginning was taken for. */
  readonly meant?: string
}

export function answerRestores(input: RestoresInput): Answer {
  const exact = input.customers.map((one) => foundOf(one, input.mailbox))
  // A name that nobody has exactly may be the beginning of one.
  const isExact = exact.some(({ matches }) => matches.sessions.length > 0 || matches.viewedOnly > 0)
  const found = isExact ? exact : exact.map((one) => byBeginning(one, input) ?? one)
  const title = `Restores${input.mailbox === undefined ? "" : ` of ${input.mailbox}`}, ${input.periodName}`
  const coverage = backupCoverage(
    input.customers.map((one) => one.customer),
    {
      health: input.health,
      now: input.now,
      askedOf: ({ id }) =>
        input.customers.find((one) => one.customer.id === id)?.period ?? { from: 0, to: input.now + 1 },
    },
  )
  const unclear = found.filter((one) => one.matches.mailboxes.length > 1)
  if (unclear.length > 0) {
    const names = unclear.flatMap((one) => one.matches.mailboxes)
    return {
      title,
      lines: unclear.map((one) => askWhich(one, input)),
      rows: [],
      coverage,
      instead: { names },
    }
  }
  const rows = found
    .flatMap((one) => one.matches.sessions.map((session) => rowOf(session, one, input.face)))
    .toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0))
  // Suggested only out of what the same customer's sessions hold.
  const near = input.customers.flatMap((one) => resolved(input.mailbox, one).suggestions)
  const names = rows.length > 0 ? [] : [...new Set([...near, ...(input.known?.closest ?? [])])].slice(0, 4)
  const noMailbox = rows.length > 0 ? [] : (input.known?.lines ?? [])
  const lines = [
    ...hitLines(found),
    ...(rows.length > 0 ? [] : [...noMailbox, ...meantLine(names), ...noHitLines(found, input)]),
    ...found.flatMap((one) => unreadLines(one, input.face)),
    ...(rows.length > 0 ? found.flatMap(unclearLine) : []),
    ...found.flatMap(footLines),
    ...(input.face === "technician" ? found.flatMap(evidenceLines) : []),
    ...missedLines(found, input),
  ]
  const about = noMailbox.length > 0 ? { isNobody: true as const } : aboutOf(found)
  return { title, lines, rows, coverage, instead: { names }, about }
}

function foundOf(one: RestoresOfCustomer, mailbox: string | undefined): Found {
  const read = one.restores.filter((restore) => !isUnread(restore))
  return { ...one, matches: matchRestores(read, mailbox, one.period) }
}

/** As the only mailbox that begins so; several are asked back. */
function byBeginning(one: Found, { mailbox }: RestoresInput): Found | undefined {
  const { names } = resolved(mailbox, one)
  const [only, ...others] = names
  if (only === undefined) return undefined
  if (others.length === 0) return { ...foundOf(one, only), meant: only }
  return { ...one, matches: { ...one.matches, mailboxes: names } }
}

/** Of the servers that hold something of these customers; in the zone that the customers share, or UTC. */
function missedLines(found: readonly Found[], { gaps = [], health, face }: RestoresInput): readonly string[] {
  if (found.length === 0) return []
  const period = {
    from: Math.min(...found.map((one) => one.period.from)),
    to: Math.max(...found.map((one) => one.period.to)),
  }
  const own = gaps.filter(({ server }) => health.some(({ source }) => source === `Veeam ${server}`))
  return gapLines(own, period, { timeZone: sharedZone(found.map(({ customer }) => customer.timeZone)), face })
}

function askWhich(found: Found, input: RestoresInput): string {
  const { mailboxes } = found.matches
  return `${mailboxes.length} mailboxes of ${found.customer.displayName} fit “${input.mailbox}”. Ask again with one address: ${mailboxes.slice(0, 10).join(", ")}.`
}

const spanText = ({ customer, period }: Found): string =>
  `between ${instantText(period.from, customer.timeZone)} and ${instantText(period.to - 1, customer.timeZone)}`

/** Customers with the same time share a line. */
function hitLines(found: readonly Found[]): readonly string[] {
  const hits = found.filter(({ matches }) => matches.sessions.length > 0)
  return [...Map.groupBy(hits, spanText)].map(([span, some]) => {
    const counts = some.map(({ matches }) => matches.sessions.length)
    const total = counts.reduce((sum, count) => sum + count, 0)
    const sessions = total === 1 ? "1 restore session" : `${total} restore sessions`
    const order = total === 1 ? "" : ", newest first"
    const [only, ...others] = some
    if (only !== undefined && others.length === 0) {
      const meant = only.meant === undefined ? "" : ` of ${only.meant}`
      return `${only.customer.displayName}: ${sessions}${meant} ${span}${order}.`
    }
    const names = some.map(({ customer }, index) => `${counts[index]} at ${customer.displayName}`)
    return `${sessions} ${span}${order}: ${names.join(", ")}.`
  })
}

/** Only when no customer has a hit: else the table answers the question. Customers with the same answer share a line. */
function noHitLines(found: readonly Found[], input: RestoresInput): readonly string[] {
  const sentences = found.map((one) =>
    one.isUnclear === true
      ? `unknown, because ${UNCLEAR}.`
      : wasRead(one, input.health)
        ? noneFound(input, spanText(one))
        : `unknown. No backup server was read in the time ${spanText(one)}, so this can't be answered.`,
  )
  return [...new Set(sentences)].map((sentence) => {
    const names = found.filter((_one, index) => sentences[index] === sentence)
    return `${names.map((one) => one.customer.displayName).join(", ")}: ${sentence}`
  })
}

const UNCLEAR =
  "a backup server has an organization that may be this customer's or another's, so that its restores are left out"

const unclearLine = ({ isUnclear, customer }: Found): readonly string[] =>
  isUnclear === true
    ? [`${customer.displayName}: whether there were more is unknown, because ${UNCLEAR}.`]
    : []

const MOST_UNREAD = 5

/** They may have been of any mailbox, as far as is known. */
function unreadLines(found: Found, face: Face): readonly string[] {
  const { restores, customer } = found
  const unread = restores.filter(isUnread)
  const lines = unread.slice(0, MOST_UNREAD).map((restore) => {
    const when = instantText(restore.session.createdAt, customer.timeZone)
    return `${customer.displayName}, ${when}: ${whoSentence(answerTo(restore, found), face)}`
  })
  const more = unread.length - lines.length
  return more > 0 ? [...lines, `${customer.displayName}: ${more} more such sessions.`] : lines
}

/** Read at least once after the period began; else "none found" would only mean "not looked". */
const wasRead = (found: Found, health: readonly FeedHealth[]): boolean =>
  health.some(
    (one) =>
      one.tenantId === found.customer.id &&
      isBackupSource(one.source) &&
      one.lastOkAt !== undefined &&
      one.lastOkAt >= found.period.from,
  )

function noneFound(input: RestoresInput, span: string): string {
  const servers =
    input.face === "technician" && input.servers.length > 0
      ? `the Veeam ${input.servers.length === 1 ? "server" : "servers"} ${input.servers.join(", ")}`
      : "the backup servers that Watchpost reads"
  return `no restore${input.mailbox === undefined ? "" : ` of ${input.mailbox}`} is recorded by ${servers} ${span}. This does not exclude a restore with another product (eDiscovery export, Recoverable Items, PST import) or on a server that Watchpost does not read.`
}

const meantLine = (names: readonly string[]): readonly string[] =>
  names.length === 0 ? [] : [didYouMean(names).trim()]

/** The one customer that has a hit, and the mailbox that a beginning was taken for. */
function aboutOf(found: readonly Found[]): About {
  const [only, ...others] = found.filter(({ matches }) => matches.sessions.length > 0)
  if (only === undefined || others.length > 0) return {}
  return { customer: only.customer.name, ...(only.meant === undefined ? {} : { name: only.meant }) }
}

function resolved(mailbox: string | undefined, { restores }: RestoresOfCustomer): Resolved {
  if (mailbox === undefined) return { names: [], suggestions: [] }
  const known = restores.flatMap(({ events }) =>
    events.flatMap((event) => event.mailbox?.toLowerCase() || []),
  )
  return resolveName(mailbox, [...new Set(known)])
}

function footLines(found: Found): readonly string[] {
  const { matches, customer } = found
  const sessions = (count: number): string => (count === 1 ? "1 session" : `${count} sessions`)
  return [
    ...(matches.viewedOnly > 0
      ? [`${customer.displayName}: opened, not restored: ${sessions(matches.viewedOnly)}.`]
      : []),
    ...matches.clashes.map(
      ({ name, addresses }) =>
        `${customer.displayName}: ${addresses.length} mailboxes are called “${name}” (${addresses.slice(0, 5).join(", ")}), and the record doesn't say which of them it was.`,
    ),
    ...(matches.byDisplayName && matches.clashes.length === 0
      ? [
          `${customer.displayName}: matched by display name, which two mailboxes may share; no address is stored.`,
        ]
      : []),
    ...(matches.otherNames.length > 0
      ? [
          `${customer.displayName}: restores of other mailboxes are stored by display name alone, and one of them may be meant: ${matches.otherNames.slice(0, 5).join(", ")}${matches.otherNames.length > 5 ? " and more" : ""}. Ask again with the name.`,
        ]
      : []),
    ...(matches.unclear > 0
      ? [
          `${customer.displayName}: ${sessions(matches.unclear)} with a restore did not record whose mailbox it was.`,
        ]
      : []),
  ]
}

/** A session that was just stored, or one that was stored over a month after its end. */
const NOT_WEIGHED = notWeighed(
  "The evidence isn't weighed. Of a session that was just read it will be, so ask again in a minute; of one that was read over a month after its end it won't.",
)

const answerTo = ({ session }: Pick<StoredRestore, "session">, { answers }: Found): Attribution =>
  answers.get(session.id) ?? NOT_WEIGHED

/** What could not be looked at of sessions that have no row, for those who weigh the evidence. */
const evidenceLines = (found: Found): readonly string[] =>
  [
    ...new Set(
      found.restores.filter(isUnread).flatMap(({ session }) => found.answers.get(session.id)?.missing ?? []),
    ),
  ].map((text) => `${found.customer.displayName}: ${text}`)

function rowOf(matched: MatchedSession, found: Found, face: Face): AnswerRow {
  const { session, events } = matched
  const attribution = answerTo(matched, found)
  const reasons = attribution.reasons.map(({ text }) => text).join(" ")
  const rows = [
    { label: "Who", value: whoSentence(attribution, face) },
    { label: "How sure", value: gradeText(attribution) },
    { label: "Why", value: face === "technician" ? reasons : "" },
    { label: "Missing", value: face === "technician" ? (attribution.missing ?? []).join(" ") : "" },
    { label: "What", value: whatText(matched, face) },
    { label: "Details", value: circumstancesText(session, face) },
  ]
  const at = events[0]?.startedAt ?? session.createdAt
  const when = instantText(at, found.customer.timeZone)
  return {
    heading: face === "technician" ? `${when} · ${found.customer.displayName}` : when,
    at,
    facts: rows.filter(({ value }) => value !== ""),
  }
}
