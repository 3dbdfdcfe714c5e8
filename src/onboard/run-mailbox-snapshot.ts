/**
 * Reads all mailboxes of a customer at the start and every hour, so that an alert can say what was before.
 * One paged call for a customer. A reading that fails is a warning: nothing waits for it.
 */
import { AppError, coerceError } from "../model/errors.ts"
import type { Tenant } from "../model/tenant.ts"
import type { Log } from "../ports/log.ts"
import type { MailboxAdmin } from "../ports/mailbox-admin.ts"
import type { SnapshotStore } from "../ports/snapshot-store.ts"
import { MAILBOX_PROPERTIES, readMailboxRows } from "./read-mailbox-rows.ts"

export type SnapshotDeps = {
  readonly admin: MailboxAdmin
  readonly snapshots: Pick<SnapshotStore, "save">
  readonly log: Log
  /** Milliseconds UTC. */
  readonly now: () => number
}

/** How often `takeWhenDue` is meant to be called. */
export const SNAPSHOT_CHECK_MS = 5 * 60_000
const READ_EVERY_MS = 3_600_000
/** Of one customer: thousands of mailboxes take minutes, and the next reading is the next chance. */
const TIMEOUT_MS = 15 * 60_000

export interface MailboxSnapshots {
  /** Reads the customer's mailboxes when the last reading is an hour old, or failed in a way that may pass. Never throws. */
  takeWhenDue(customer: Tenant, signal: AbortSignal): Promise<void>
}

export function createMailboxSnapshots(deps: SnapshotDeps): MailboxSnapshots {
  const nextAt = new Map<string, number>()
  return {
    takeWhenDue: async (customer, signal) => {
      const startedAt = deps.now()
      if (startedAt < (nextAt.get(customer.id) ?? startedAt) || signal.aborted) return
      const soonAgain = await take(deps, customer, signal)
      nextAt.set(customer.id, startedAt + (soonAgain ? SNAPSHOT_CHECK_MS : READ_EVERY_MS))
    },
  }
}

/** True when the reading failed in a way that may pass. */
async function take(deps: SnapshotDeps, customer: Tenant, signal: AbortSignal): Promise<boolean> {
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
    return false
  } catch (thrown) {
    if (signal.aborted) return true
    log.warn("a customer's mailboxes could not be read; alerts go out without what was before", {
      tenant: customer.name,
      problem: coerceError(thrown).message,
    })
    return !(thrown instanceof AppError) || thrown.retry
  }
}
