/** Adds to new alerts what the mailbox was like before, from the store. An alert never waits or fails for it. */
import type { Alert } from "../model/alert.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { coerceError } from "../model/errors.ts"
import type { Log } from "../ports/log.ts"
import type { RecordStore } from "../ports/record-store.ts"
import type { SnapshotStore } from "../ports/snapshot-store.ts"
import {
  afterRecords,
  FORWARDING_OPERATIONS,
  mailboxToLookUp,
  RECORD_CLOCK_MS,
  withBefore,
} from "./with-before.ts"

export type BeforeDeps = {
  readonly snapshots: Pick<SnapshotStore, "mailboxBefore">
  readonly records: Pick<RecordStore, "aboutTarget">
  readonly log: Log
}

/** `decided` is one batch: its own records count as well as those that are stored. */
export async function addBefore<
  Decided extends { readonly records: readonly AuditRecord[]; readonly alerts: readonly Alert[] },
>(decided: Decided, deps: BeforeDeps): Promise<Decided> {
  const alerts: Alert[] = []
  for (const alert of decided.alerts) alerts.push(await addToOne(alert, decided.records, deps))
  return { ...decided, alerts }
}

async function addToOne(alert: Alert, batch: readonly AuditRecord[], deps: BeforeDeps): Promise<Alert> {
  const mailbox = mailboxToLookUp(alert)
  if (mailbox === undefined) return alert
  const { tenantId, happenedAt } = alert
  try {
    const seen = await deps.snapshots.mailboxBefore(tenantId, mailbox, happenedAt)
    if (seen === undefined) return alert
    const stored = await deps.records.aboutTarget(tenantId, {
      names: seen.names,
      operations: FORWARDING_OPERATIONS,
      from: seen.seenAt - RECORD_CLOCK_MS,
      to: happenedAt,
    })
    const here = batch.filter(({ target }) => seen.names.includes(target.name.toLowerCase()))
    return withBefore(alert, afterRecords(seen, [...stored, ...here], happenedAt))
  } catch (thrown) {
    deps.log.warn("what a mailbox was like before could not be read; its alert goes out without", {
      tenant: tenantId,
      problem: coerceError(thrown).message,
    })
    return alert
  }
}
