/**
 * Reads, once of each customer, what was there before anybody watched: mailboxes that forward, and inbox rules. Forwarding
 * takes one call and is told at once; rules take a call for each mailbox, one after the other, so that the reading keeps how
 * far it came and goes on there. Nothing is told twice: the same thing makes the same alert.
 */
import { setTimeout as pause } from "node:timers/promises"
import { HOUR, MINUTE } from "../lib/time-units.ts"
import type { AuditRecord, ContentType } from "../model/audit-record.ts"
import { AppError, CmdletError, UpstreamError } from "../model/errors.ts"
import type { FirstSweep, FoundSetting } from "../model/first-sweep.ts"
import type { TenantId } from "../model/ids.ts"
import type { JsonObject } from "../model/json.ts"
import type { Tenant } from "../model/tenant.ts"
import type { FeedSight } from "../ports/feed-sight.ts"
import type { IncidentStore } from "../ports/incident-store.ts"
import type { Log } from "../ports/log.ts"
import type { MailboxAdmin } from "../ports/mailbox-admin.ts"
import type { SweepBook } from "../ports/sweep-book.ts"
import { EVERY_RULE, MAILBOX_FIELDS, type MailboxRow, mailboxKey, mailboxRows } from "./exchange-rows.ts"
import { isKnown, mailboxesLeft, newSweep, sweepSentence } from "./first-sweep.ts"
import {
  forwardingRecipient,
  foundForwarding,
  foundRecord,
  foundRules,
  type LeadsTo,
  rulesRecipients,
} from "./found-settings.ts"
import { createTurns } from "./take-turns.ts"
import { isBlind, tenantStanding } from "./tenant-state.ts"

export type SweptTenant = Tenant & {
  readonly contentTypes: readonly ContentType[]
  /** False when the customer allows watching only: then Exchange can't be read. */
  readonly canRespond: boolean
}

export type SweepDeps = {
  readonly admin: MailboxAdmin
  readonly sweeps: SweepBook
  readonly incidents: Pick<IncidentStore, "alertsSince">
  readonly sight: Pick<FeedSight, "sources">
  /** Has the rules judge what was found, and owes the cards. */
  readonly tell: (tenant: TenantId, records: readonly AuditRecord[]) => Promise<void>
  /** Are the customer's domains known? Without them everything looks as if it went outside. */
  readonly knowsDomains: (tenant: TenantId, signal: AbortSignal) => Promise<boolean>
  readonly pollMs: number
  /** Between two mailboxes, milliseconds. */
  readonly paceMs?: number
  /** So many rules wait to be told together at most. */
  readonly mostFound?: number
  /** Milliseconds UTC. */
  readonly now: () => number
  readonly log: Log
}

/** A cmdlet takes about a second, and fixes and questions want their turn in the same Exchange. */
const PACE_MS = 500
/** A customer with thousands of mailboxes gives way to the others after so long, milliseconds. */
const TURN_MS = 10 * MINUTE
const SAVE_EVERY = 20
/** Every rule that is on waits to be judged: a megabyte of them is enough. */
const MOST_FOUND = 2_000
const TIMEOUT_MS = 15 * MINUTE
/** Who refuses is asked again after an hour: roles take as long until Exchange knows them. What may pass, sooner. */
const REFUSED_AGAIN_MS = HOUR
const FAILED_AGAIN_MS = 10 * MINUTE
/** More alerts of one customer aren't looked through. */
const MOST_KNOWN = 5_000

/** A round reads those customers whose turn it is. One that fails is tried again later; the others go on. */
export function createFirstSweeps(
  deps: SweepDeps,
): (customers: readonly SweptTenant[], signal: AbortSignal) => Promise<void> {
  const turns = createTurns<SweptTenant>({
    ...{ now: deps.now, log: deps.log, failedAgainMs: FAILED_AGAIN_MS },
    failure: "what was there before could not be read",
    turn: (customer, signal) => sweepTurn(customer, deps, signal),
  })
  return (customers, signal) =>
    turns(
      customers.filter(({ canRespond }) => canRespond),
      signal,
    )
}

/** How long it waits for its next turn, milliseconds. */
async function sweepTurn(customer: SweptTenant, deps: SweepDeps, signal: AbortSignal): Promise<number> {
  const known = await deps.sweeps.sweep(customer.id)
  if (known?.doneAt !== undefined) return Number.POSITIVE_INFINITY
  if (!(await isSeen(customer, deps))) return 0
  const turn = { customer, deps, signal, endsAt: deps.now() + TURN_MS }
  const begun = known ?? newSweep(customer.id, deps.now())
  if (known === undefined) await deps.sweeps.keep(begun)
  try {
    const isOver = await goOn(withoutProblem(begun), turn)
    return isOver ? Number.POSITIVE_INFINITY : 0
  } catch (thrown) {
    if (signal.aborted || !(thrown instanceof AppError)) throw thrown
    return await stopped(begun, thrown, turn)
  }
}

type Turn = {
  readonly customer: SweptTenant
  readonly deps: SweepDeps
  readonly signal: AbortSignal
  /** Milliseconds UTC. */
  readonly endsAt: number
}

/** A problem is told until it really goes on. */
function withoutProblem(sweep: FirstSweep): FirstSweep {
  const { problem: _problem, ...rest } = sweep
  return rest
}

/** As soon as its audit records can be listed. Who can't be seen at all won't let us into Exchange either. */
async function isSeen({ id, contentTypes }: SweptTenant, { sight, pollMs }: SweepDeps): Promise<boolean> {
  const sources = await sight.sources(id)
  const isListed = sources.some(
    ({ source, state }) => state !== "trouble" && contentTypes.some((type) => type === source),
  )
  return isListed && !isBlind(tenantStanding({ expected: contentTypes, sources, pollMs }).state)
}

/** What was found so far is told: nobody knows when it goes on. Without the customer's domains it can't be judged, and waits. */
async function stopped(begun: FirstSweep, problem: AppError, turn: Turn): Promise<number> {
  const { customer, deps } = turn
  const sweep = (await deps.sweeps.sweep(customer.id)) ?? begun
  const canJudge = await deps.knowsDomains(customer.id, turn.signal)
  if (canJudge) await tell(sweep.found, turn)
  await deps.sweeps.keep({
    ...sweep,
    found: canJudge ? [] : sweep.found,
    problem: { sentence: problem.advice, at: deps.now() },
  })
  deps.log.warn("what was there before could not be read; it is tried again", {
    tenant: customer.name,
    problem: problem.message,
  })
  if (!problem.retry) return REFUSED_AGAIN_MS
  const asked = problem instanceof UpstreamError ? problem.retryAfterMs : undefined
  return Math.max(FAILED_AGAIN_MS, asked ?? 0)
}

/** True when all was read. */
async function goOn(begun: FirstSweep, turn: Turn): Promise<boolean> {
  const { customer, deps, signal } = turn
  if (!(await deps.knowsDomains(customer.id, signal))) throw noDomains()
  const rows = mailboxRows(
    await ask(turn, "Get-Mailbox", { ResultSize: "Unlimited" }, { select: MAILBOX_FIELDS }),
  )
  const sweep = begun.forwardsAt === undefined ? await readForwards(begun, rows, turn) : begun
  const read = await readRules({ ...sweep, mailboxes: rows.length }, rows, turn)
  if (read === undefined) return false
  await tell(read.found, turn)
  await finish(read, turn)
  return true
}

const noDomains = (): UpstreamError =>
  new UpstreamError(
    "ERR_UPSTREAM_UNAVAILABLE",
    "Which mail domains are the customer's own couldn't be read so far.",
  )

async function readForwards(sweep: FirstSweep, rows: readonly MailboxRow[], turn: Turn): Promise<FirstSweep> {
  const recipients = rows.flatMap((row) => forwardingRecipient(row) ?? [])
  const leadsTo = await resolve(recipients, turn)
  await tell(
    rows.flatMap((row) => foundForwarding(row, leadsTo) ?? []),
    turn,
  )
  const unaudited = rows.filter((row) => row.AuditEnabled === false).length
  const told = { ...sweep, mailboxes: rows.length, unaudited, forwardsAt: turn.deps.now() }
  await turn.deps.sweeps.keep(told)
  return told
}

/** Undefined when its turn is over before all were read. */
async function readRules(
  begun: FirstSweep,
  rows: readonly MailboxRow[],
  turn: Turn,
): Promise<FirstSweep | undefined> {
  const { deps, signal } = turn
  let sweep = begun
  for (const [index, row] of mailboxesLeft(rows, begun).entries()) {
    const found = await rulesOf(row, turn).catch(async (thrown: unknown) => {
      if (!signal.aborted) await deps.sweeps.keep(sweep)
      throw thrown
    })
    signal.throwIfAborted()
    sweep = {
      ...sweep,
      after: mailboxKey(row),
      read: sweep.read + Number(found !== undefined),
      found: [...sweep.found, ...(found ?? [])],
    }
    const isLate = deps.now() >= turn.endsAt
    if (sweep.found.length >= (deps.mostFound ?? MOST_FOUND)) {
      await tell(sweep.found, turn)
      sweep = { ...sweep, found: [] }
    }
    if (isLate || index % SAVE_EVERY === SAVE_EVERY - 1) await deps.sweeps.keep(sweep)
    if (isLate) return undefined
    await pause(deps.paceMs ?? PACE_MS, undefined, { signal })
  }
  return sweep
}

/** Undefined of a mailbox that is gone, or that Exchange can't read. */
async function rulesOf(row: MailboxRow, turn: Turn): Promise<readonly FoundSetting[] | undefined> {
  const key = mailboxKey(row)
  try {
    const rules = await ask(turn, "Get-InboxRule", { Mailbox: key, ...EVERY_RULE }, { anchor: key })
    return foundRules(row, rules, await resolve(rulesRecipients(rules), turn))
  } catch (thrown) {
    if (thrown instanceof CmdletError) return undefined
    throw thrown
  }
}

/** Recipients of the tenant that Exchange writes without an address may be contacts outside. */
async function resolve(recipients: readonly string[], turn: Turn): Promise<LeadsTo> {
  const known = new Map<string, string>()
  for (const recipient of new Set(recipients)) {
    const address = recipient.includes("*") ? undefined : await addressOf(recipient, turn)
    if (address !== undefined) known.set(recipient, address)
  }
  return (recipient) => known.get(recipient)
}

async function addressOf(recipient: string, turn: Turn): Promise<string | undefined> {
  try {
    const [only, ...others] = await ask(turn, "Get-Recipient", { Identity: recipient })
    const address = only?.ExternalEmailAddress ?? only?.PrimarySmtpAddress
    return typeof address === "string" && address !== "" && others.length === 0
      ? address.replace(/^smtp:/i, "")
      : undefined
  } catch (thrown) {
    if (thrown instanceof CmdletError) return undefined
    throw thrown
  }
}

async function ask(
  { customer, deps, signal }: Turn,
  cmdlet: string,
  parameters: JsonObject,
  { anchor, select }: { readonly anchor?: string; readonly select?: readonly string[] } = {},
): Promise<readonly JsonObject[]> {
  const call = { cmdlet, parameters, ...(select === undefined ? {} : { select }) }
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
  return (await deps.admin.invoke(customer.id, call, anchor, inTime)).rows
}

async function tell(found: readonly FoundSetting[], { customer, deps }: Turn): Promise<void> {
  if (found.length === 0) return
  const known = await deps.incidents.alertsSince(customer.id, 0, MOST_KNOWN)
  const now = deps.now()
  const fresh = found.filter((one) => !isKnown(one, known))
  if (fresh.length === 0) return
  await deps.tell(
    customer.id,
    fresh.map((one) => foundRecord(one, customer.id, now)),
  )
}

/** For good: what comes later is told by the audit records. */
async function finish(read: FirstSweep, { customer, deps }: Turn): Promise<void> {
  const known = await deps.incidents.alertsSince(customer.id, read.startedAt, MOST_KNOWN)
  const told = known.filter(({ alert }) => alert.wasThere === true).length
  const now = deps.now()
  const done: FirstSweep = { ...read, found: [], doneAt: now, told }
  const { startedAt, mailboxes, unaudited } = done
  await deps.sweeps.finish(done, {
    at: now,
    kind: "view",
    who: "watchpost",
    tenantId: customer.id,
    what: `First sweep: ${sweepSentence(done, customer) ?? ""}`,
    data: { startedAt, mailboxes, read: done.read, unaudited, told },
  })
  deps.log.info("what was there before was read", { tenant: customer.name, mailboxes, told })
}
