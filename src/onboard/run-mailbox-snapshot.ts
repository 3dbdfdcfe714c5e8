/**
 * Reads all mailboxes of a customer at the start and every hour, so that an alert can say what was before.
 * One paged call for a customer. A reading that fails is a warning: nothing waits for it.
 */
import { isPause } from "../lib/pause.ts"
import { HOUR, MINUTE } from "../lib/time-units.ts"
import { AppError, coerceError, TenantError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import type { Tenant } from "../model/tenant.ts"
import type { Log } from "../ports/log.ts"
import type { MailboxAdmin } from "../ports/mailbox-admin.ts"
import type { SnapshotStore } from "../ports/snapshot-store.ts"
import type { Reached } from "./no-fixes.ts"
import { MAILBOX_PROPERTIES, readMailboxRows } from "./read-mailbox-rows.ts"

export type SnapshotDeps = {
  readonly admin: MailboxAdmin
  readonly snapshots: Pick<SnapshotStore, "save">
  readonly log: Log
  /** Milliseconds UTC. */
  readonly now: () => number
}

/** How often `takeWhenDue` is meant to be called. */
export const SNAPSHOT_CHECK_MS = 5 * MINUTE
const READ_EVERY_MS = HOUR
/** Of one customer: thousands of mailboxes take minutes, and the next reading is the next chance. */
const TIMEOUT_MS = 15 * MINUTE

export interface MailboxSnapshots {
  /** Of each customer whose Exchange answered or refused since this process began; trouble that passes is neither. */
  reached(): ReadonlyMap<TenantId, Reached>
  /** Reads the customer's mailboxes when the last reading is an hour old, or failed in a way that may pass. Never throws. */
  takeWhenDue(customer: Tenant, signal: AbortSignal): Promise<void>
}

export function createMailboxSnapshots(deps: SnapshotDeps): MailboxSnapshots {
  const nextAt = new Map<string, number>()
  const reached = new Map<TenantId, Reached>()
  return {
    reached: () => reached,
    takeWhenDue: async (customer, signal) => {
      const startedAt = deps.now()
      if (isPause(nextAt.get(customer.id) ?? 0, startedAt, READ_EVERY_MS) || signal.aborted) return
      const failure = await take(deps, customer, signal)
      nextAt.set(customer.id, startedAt + (mayPass(failure) ? SNAPSHOT_CHECK_MS : READ_EVERY_MS))
      const now = reachedNow(reached.get(customer.id), failure, startedAt)
      if (now !== undefined) reached.set(customer.id, now)
    },
  }
}

const mayPass = (failure: unknown): boolean =>
  failure !== undefined && (!(failure instanceof AppError) || failure.retry)

function reachedNow(before: Reached | undefined, failure: unknown, at: number): Reached | undefined {
  if (failure === undefined) return { state: "answered" }
  if (!(failure instanceof TenantError)) return before
  const earlier = before?.state === "refused" ? before : { since: at, times: 0 }
  return { state: "refused", sentence: failure.advice, since: earlier.since, times: earlier.times + 1 }
}

/** What it failed with; undefined when it is stored. */
async function take(deps: SnapshotDeps, customer: Tenant, signal: AbortSignal): Promise<unknown> {
  const { admin, snapshots, log, now } = deps
  try {
    const { rows } = await admin.invoke(
      customer.id,
      { cmdlet: "Get-Mailbox", parameters: { ResultSize: "Unlimited" }, select: MAILBOX_PROPERTIES },
      undefined,
      AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    )
    const mailboxes = readMailboxRows(rows)
    await snapshots.save(customer.id, now(), mailboxes)
    log.info("mailbox snapshot stored", {
      tenant: customer.name,
      covered: mailboxes.length,
      total: rows.length,
    })
    return undefined
  } catch (thrown) {
    if (signal.aborted) return thrown
    log.warn("a customer's mailboxes could not be read; alerts go out without what was before", {
      tenant: customer.name,
      problem: coerceError(thrown).message,
    })
    return thrown
  }
}
