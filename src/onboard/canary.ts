/**
 * What canaries prove: that an act in a customer's tenant reaches us as a record. One that stays away says that we may be
 * blind where an earlier one arrived. Where none ever did, several must stay away while those of other customers arrive: else
 * nobody knows whether Microsoft publishes them. Pure.
 */

import { CLOCK_STEP_MS } from "../lib/pause.ts"
import { durationText, localTimeText } from "../lib/time-text.ts"
import { DAY, HOUR } from "../lib/time-units.ts"
import type { ContentType } from "../model/audit-record.ts"
import type { Canary } from "../model/canary.ts"
import type { Tenant } from "../model/tenant.ts"
import type { TypeLedger } from "../ports/feed-ledger.ts"

export type CanaryTenant = Tenant & {
  readonly contentTypes: readonly ContentType[]
  /** False when the customer allows watching only: then nothing may be written. */
  readonly canRespond: boolean
  /** False: the operator wants none there. */
  readonly canary?: boolean
}

/** Where the record of a cmdlet comes. */
export const CANARY_TYPE: ContentType = "Audit.Exchange"

/** The first that is refused, or of which nobody knows, is followed sooner: a role may have been given meanwhile. */
const AGAIN_MS = 6 * HOUR
/**
 * Core services take 60 to 90 minutes as a rule, and nothing is promised. Source: "Office 365 Management Activity API
 * troubleshooting"; measured from 2 minutes to over a day.
 */
export const LATEST_MS = DAY
/** As many stay away, day by day, before a customer is told of whom none ever arrived: the first days are new to everything. */
const FEWEST_MISSED = 3
/** What was proved longer ago is told as old, milliseconds. */
const FRESH_MS = 2 * DAY
/** As far back as a canary can matter to what is told now, milliseconds. */
export const JUDGED_MS = 30 * DAY

/** Why none can be written; undefined where one can. */
export function withoutCanary({ canRespond, canary, contentTypes }: CanaryTenant): string | undefined {
  if (!canRespond) return "it allowed watching only, and what only reads leaves no record"
  if (canary === false) return "canaries are switched off for it in the configuration"
  if (!contentTypes.includes(CANARY_TYPE)) return `${CANARY_TYPE} isn't among its content types`
  return undefined
}

/** Those that prove something by `now`, milliseconds UTC: a clock that was ahead must neither stop the next nor hide a missing one. */
export const believedCanaries = (canaries: readonly Canary[], now: number): readonly Canary[] =>
  canaries.filter(({ at }) => at <= now + CLOCK_STEP_MS)

/** How long the customer waits for the next one, milliseconds; 0 when it is due. `canaries` oldest first. */
export function canaryWait(canaries: readonly Canary[], now: number): number {
  const [newest, before] = believedCanaries(canaries, now).slice(-2).toReversed()
  if (newest === undefined) return 0
  const isFirstRefused =
    newest.writtenAt === undefined && (before === undefined || before.writtenAt !== undefined)
  return Math.max(0, newest.at + (isFirstRefused ? AGAIN_MS : DAY) - now)
}

export type Proof = {
  /** The newest that arrived. */
  readonly proved?: Canary & { readonly arrivedAt: number }
  /** The oldest written since then that should have arrived. */
  readonly missing?: Canary
  readonly newest?: Canary
  /** The first of all that were written. */
  readonly first?: Canary
  /** Several are missing and none ever arrived, while those of other customers do. */
  readonly isNever?: true
}

/**
 * `canaries` oldest first; `ledger` is that of `CANARY_TYPE`: a time in which nobody read says nothing. `elsewhereAt` is when the
 * newest was written that arrived from any customer, milliseconds UTC; undefined where none did, or where nobody asked.
 */
export function proofOf(
  canaries: readonly Canary[],
  ledger: TypeLedger | undefined,
  elsewhereAt?: number,
): Proof {
  const proved = canaries.findLast(hasArrived)
  const overdue = canaries.filter((one) => one.at > (proved?.at ?? 0) && isOverdue(one, ledger))
  const [missing] = overdue
  const isNever =
    proved === undefined && overdue.length >= FEWEST_MISSED && (elsewhereAt ?? 0) > (missing?.at ?? 0)
  const newest = canaries.at(-1)
  const first = canaries.find(({ writtenAt }) => writtenAt !== undefined)
  return {
    ...(first === undefined ? {} : { first }),
    ...(proved === undefined ? {} : { proved }),
    ...(missing === undefined ? {} : { missing }),
    ...(newest === undefined ? {} : { newest }),
    ...(isNever ? { isNever } : {}),
  }
}

const hasArrived = (one: Canary): one is Canary & { readonly arrivedAt: number } =>
  one.arrivedAt !== undefined

/** Written, not here, and all that came since was read. */
function isOverdue({ writtenAt, arrivedAt }: Canary, ledger: TypeLedger | undefined): boolean {
  if (writtenAt === undefined || arrivedAt !== undefined || ledger === undefined) return false
  const { cursor, gaps, open, givenUp } = ledger
  const isListed = cursor.since <= writtenAt && cursor.watermark >= writtenAt + LATEST_MS
  const isHole = gaps.some(({ to }) => to > writtenAt) || open.some(({ to }) => to > writtenAt)
  return isListed && !isHole && !givenUp.some(({ createdAt }) => createdAt >= writtenAt)
}

/** Whether the ledger has to be read at all: nothing is missed within a day, nor soon where none has come back. */
export function mayBeOverdue(canaries: readonly Canary[], now: number): boolean {
  const proved = canaries.findLast(hasArrived)
  const late = canaries.filter((one) => one.at > (proved?.at ?? 0) && isLate(one, now))
  return late.length >= (proved === undefined ? FEWEST_MISSED : 1)
}

const isLate = ({ writtenAt, arrivedAt }: Canary, now: number): boolean =>
  arrivedAt === undefined && now - (writtenAt ?? now) >= LATEST_MS

/** What is said of a customer where canaries should arrive and don't; undefined otherwise. */
export function unprovedSentence(
  { proved, missing, isNever }: Proof,
  { displayName, timeZone }: Pick<Tenant, "displayName" | "timeZone">,
): string | undefined {
  if (isNever === true)
    return (
      `None of the canaries that are written into the audit log of ${displayName} once a day has come back as a record so far, ` +
      `while those of other customers do. ${LOOK_FOR_IT}`
    )
  if (proved === undefined || missing === undefined) return undefined
  return (
    `The canary that was written into the audit log of ${displayName} on ${localTimeText(missing.at, timeZone)} ` +
    `hasn't come back as a record within ${durationText(LATEST_MS)}; the last that did took ${tookText(proved)}. ${LOOK_FOR_IT}`
  )
}

const LOOK_FOR_IT =
  "A technician must search Microsoft Purview's audit log for Write-AdminAuditLog: if it is there, Microsoft publishes " +
  "late (look at its service health); if it isn't, find out who changed what is audited."

const tookText = ({ at, arrivedAt }: Canary & { readonly arrivedAt: number }): string =>
  durationText(arrivedAt - at)

/** What technicians read of it in status and coverage. `now` is milliseconds UTC. */
export function proofSentence(customer: CanaryTenant, proof: Proof, now: number): string {
  const { displayName, timeZone } = customer
  const { proved, newest } = proof
  const why = withoutCanary(customer)
  if (why !== undefined) return `Not proved end to end at ${displayName}: ${why}.`
  const missing = unprovedSentence(proof, customer)
  if (missing !== undefined) return `Not proved end to end at ${displayName}. ${missing}`
  const problem = newest?.problem === undefined ? "" : ` The newest couldn't be written. ${newest.problem}`
  if (proved !== undefined) {
    const story = `the canary (our line in its audit log) of ${localTimeText(proved.at, timeZone)} came back as a record after ${tookText(proved)}`
    return now - proved.at <= FRESH_MS
      ? `Proved end to end at ${displayName}: ${story}.`
      : `Not proved end to end at ${displayName} for ${durationText(now - proved.at)}; then ${story}.${problem}`
  }
  if (problem !== "") return `Not proved end to end at ${displayName} so far.${problem}`
  return `Not proved end to end at ${displayName} so far: ${unseenText(proof, timeZone, now)}.`
}

function unseenText({ first, newest }: Proof, timeZone: string, now: number): string {
  if (first !== undefined && isLate(first, now))
    return "no canary has come back as a record yet, and whether Microsoft publishes such records there isn't known"
  return newest?.writtenAt === undefined
    ? "no canary was written yet"
    : `the canary of ${localTimeText(newest.at, timeZone)} is on its way, which takes an hour or two as a rule and may take a day`
}

const MOST_NAMES = 5

/** How many of several are proved, and where a canary stays away; undefined where none may be written at any of them. */
export function proofCount(
  all: readonly { readonly customer: CanaryTenant; readonly proof: Proof }[],
  now: number,
): string | undefined {
  const asked = all.filter(({ customer }) => withoutCanary(customer) === undefined)
  if (asked.length === 0) return undefined
  const { missing = [], others = [] } = Object.groupBy(asked, ({ proof, customer }) =>
    unprovedSentence(proof, customer) === undefined ? "others" : "missing",
  )
  const proved = others.filter(({ proof }) => now - (proof.proved?.at ?? 0) <= FRESH_MS)
  const names = missing.slice(0, MOST_NAMES).map(({ customer }) => customer.displayName)
  const more = missing.length - names.length
  const away = `; a canary stays away at ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`
  const where = asked.length === 1 ? "customer where it is" : "customers where it is"
  return `Proved end to end at ${proved.length} of ${asked.length} ${where} allowed${missing.length === 0 ? "" : away}.`
}
