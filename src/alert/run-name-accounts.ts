/**
 * Exchange's admin center names mailboxes and people by ids. Where a reading of the mailboxes knows them, new alerts say
 * their addresses instead. An alert never waits or fails for it.
 */
import { isGuid } from "../lib/guid.ts"
import { unknownIds, withKnown } from "../lib/unknown-account.ts"
import type { Alert } from "../model/alert.ts"
import { coerceError } from "../model/errors.ts"
import type { Log } from "../ports/log.ts"
import type { SnapshotStore } from "../ports/snapshot-store.ts"

type NameDeps = { readonly snapshots: Pick<SnapshotStore, "mailboxBefore">; readonly log: Log }

/** Keys, objects and records stay as they are: only what people read changes. */
export async function nameAccounts<Decided extends { readonly alerts: readonly Alert[] }>(
  decided: Decided,
  deps: NameDeps,
): Promise<Decided> {
  const alerts: Alert[] = []
  for (const alert of decided.alerts) alerts.push(await nameInOne(alert, deps))
  return { ...decided, alerts }
}

async function nameInOne(alert: Alert, { snapshots, log }: NameDeps): Promise<Alert> {
  const ids = unknownIds(alert.summary)
  if (ids.length === 0) return alert
  try {
    const names = new Map<string, string>()
    for (const id of ids) {
      const seen = await snapshots.mailboxBefore(alert.tenantId, id, alert.happenedAt)
      const address = seen?.names.find((name) => name.includes("@"))
      if (address !== undefined) names.set(id, address)
    }
    return names.size === 0 ? alert : named(alert, names)
  } catch (thrown) {
    log.warn("whose id an alert names could not be read; it goes out with the id", {
      tenant: alert.tenantId,
      problem: coerceError(thrown).message,
    })
    return alert
  }
}

function named(alert: Alert, names: ReadonlyMap<string, string>): Alert {
  const nameOf = (text: string): string =>
    (isGuid(text) ? names.get(text.toLowerCase()) : undefined) ?? withKnown(text, names)
  return {
    ...alert,
    summary: withKnown(alert.summary, names),
    target: { ...alert.target, name: nameOf(alert.target.name) },
    changes: alert.changes.map(({ before, after, ...change }) => ({
      ...change,
      ...(before === undefined ? {} : { before: nameOf(before) }),
      after: nameOf(after),
    })),
  }
}
