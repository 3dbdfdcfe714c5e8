/**
 * Writes a canary into each customer's audit log once a day. Who is due is told by what is stored, so that a restart writes
 * none too many; four customers at a time, so that thousands never meet in one second. Died between intent and result,
 * nobody knows: that one counts when it arrives, and isn't missed when it doesn't.
 */
import { randomBytes } from "node:crypto"
import { HOUR } from "../lib/time-units.ts"
import { CANARY_CMDLET, type Canary, type CanaryEnd, canaryComment } from "../model/canary.ts"
import { AppError } from "../model/errors.ts"
import type { JsonObject } from "../model/json.ts"
import type { Brake } from "../ports/brake.ts"
import type { CanaryBook } from "../ports/canary-book.ts"
import type { FeedLedger } from "../ports/feed-ledger.ts"
import type { FeedSight } from "../ports/feed-sight.ts"
import type { Log } from "../ports/log.ts"
import type { MailboxAdmin } from "../ports/mailbox-admin.ts"
import {
  believedCanaries,
  CANARY_TYPE,
  type CanaryTenant,
  canaryWait,
  JUDGED_MS,
  mayBeOverdue,
  type Proof,
  proofOf,
  withoutCanary,
} from "./canary.ts"
import { createTurns } from "./take-turns.ts"

/** What the customer's canaries prove now; undefined where none can be written. The ledger is read only where one may be missing. */
export async function readProof(
  customer: CanaryTenant,
  { canaries: book, ledger, now }: ProofDeps,
): Promise<Proof | undefined> {
  if (withoutCanary(customer) !== undefined) return undefined
  const stored = await book.canaries(customer.id, now() - JUDGED_MS)
  const canaries = believedCanaries(stored, now())
  if (!mayBeOverdue(canaries, now())) return proofOf(canaries, undefined)
  const ledgers = await ledger.ledgers(customer.id)
  return proofOf(
    canaries,
    ledgers.find(({ type }) => type === CANARY_TYPE),
    await book.newestArrived(now()),
  )
}

export type ProofDeps = {
  readonly canaries: Pick<CanaryBook, "canaries" | "newestArrived">
  readonly ledger: Pick<FeedLedger, "ledgers">
  /** Milliseconds UTC. */
  readonly now: () => number
}

export type CanaryDeps = {
  readonly admin: MailboxAdmin
  readonly canaries: CanaryBook
  /** While fixes are frozen nothing is written at customers, this neither. */
  readonly brake: Pick<Brake, "frozen">
  readonly sight: Pick<FeedSight, "sources">
  /** Milliseconds UTC. */
  readonly now: () => number
  readonly log: Log
}

/** After something that isn't the customer's affair, milliseconds. */
const FAILED_AGAIN_MS = HOUR

/** A round writes at those customers whose turn it is and where one can be written. One that fails holds up no other. */
export function createCanaries(
  deps: CanaryDeps,
): (customers: readonly CanaryTenant[], signal: AbortSignal) => Promise<void> {
  const turns = createTurns<CanaryTenant>({
    ...{ now: deps.now, log: deps.log, failedAgainMs: FAILED_AGAIN_MS },
    failure: "a canary could not be written down",
    turn: (customer, signal) => canaryTurn(customer, deps, signal),
  })
  return (customers, signal) =>
    turns(
      customers.filter((customer) => withoutCanary(customer) === undefined),
      signal,
    )
}

/** How long it waits for its next turn, milliseconds. */
async function canaryTurn(customer: CanaryTenant, deps: CanaryDeps, signal: AbortSignal): Promise<number> {
  const now = deps.now()
  const known = await deps.canaries.canaries(customer.id, now - JUDGED_MS)
  const wait = canaryWait(known, now)
  if (wait > 0) return wait
  if (!(await isListed(customer, deps)) || (await deps.brake.frozen(customer.id)) !== undefined) return 0
  const canary = { tenantId: customer.id, marker: randomBytes(8).toString("hex"), at: now }
  const end = await write(canary, { customer, deps, signal })
  return canaryWait([...known, { ...canary, ...end }], deps.now())
}

/** Nothing comes back where nobody can look. */
async function isListed({ id }: CanaryTenant, { sight }: CanaryDeps): Promise<boolean> {
  const sources = await sight.sources(id)
  return sources.some(({ source, state }) => source === CANARY_TYPE && state !== "trouble")
}

type Turn = { readonly customer: CanaryTenant; readonly deps: CanaryDeps; readonly signal: AbortSignal }

async function write(canary: Canary, turn: Turn): Promise<CanaryEnd> {
  const { customer, deps } = turn
  const { tenantId, marker, at } = canary
  const parameters = { Comment: canaryComment(marker), Confirm: false }
  const note = { who: "watchpost", tenantId }
  await deps.canaries.begin(canary, {
    ...{ ...note, at, kind: "intent" },
    what: `Writes a canary into the audit log of ${customer.displayName}, which changes nothing there`,
    data: { cmdlet: CANARY_CMDLET, parameters, marker },
  })
  const end = await call(parameters, turn)
  const problem = "problem" in end ? end.problem : undefined
  await deps.canaries.end(canary, end, {
    ...{ ...note, at: deps.now(), kind: "result" },
    what:
      problem === undefined ? "The canary is written" : `The canary isn't known to be written: ${problem}`,
    data: { marker },
  })
  if (problem !== undefined)
    deps.log.warn("a canary could not be written", { tenant: customer.name, problem })
  return end
}

async function call(parameters: JsonObject, { customer, deps, signal }: Turn): Promise<CanaryEnd> {
  try {
    await deps.admin.invoke(customer.id, { cmdlet: CANARY_CMDLET, parameters }, undefined, signal)
    return { writtenAt: deps.now() }
  } catch (thrown) {
    if (signal.aborted || !(thrown instanceof AppError)) throw thrown
    return { problem: thrown.advice }
  }
}
