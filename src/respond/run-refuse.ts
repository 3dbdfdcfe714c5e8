/** What isn't even tried: asked right before the first call, and once more when a restart goes on with what was begun. */
import { HOUR } from "../lib/time-units.ts"
import { RemediationError } from "../model/errors.ts"
import type { PlannedCall, Remediation } from "../model/remediation.ts"
import type { IncidentStore } from "../ports/incident-store.ts"
import type { TenantAdmin } from "../ports/tenant-admin.ts"
import type { Action, Snapshot, Subject } from "./action-contract.ts"
import { changedSince, digestOf } from "./run-ask-first.ts"
import type { Safeguard } from "./run-safeguard.ts"
import { differences, isPartOf } from "./undo.ts"

export type Refusing = {
  readonly deps: {
    readonly admin: Pick<TenantAdmin, "granted">
    readonly safeguard: Safeguard
    readonly store: { readonly incidents: Pick<IncidentStore, "incident"> }
    readonly now: () => number
  }
  readonly remediation: Remediation
  readonly action: Action
  readonly subject: Subject
  readonly before: Snapshot
  readonly signal: AbortSignal
}

/** What was pressed longer ago was pressed in another situation. A long queue stays far below. */
const PRESS_HOLDS_MS = 12 * HOUR

/** What nobody pressed for is about this hour, and about no other. */
const AUTOMATIC_HOLDS_MS = HOUR

/** After a weekend without Watchpost nothing is called that nobody thinks of any more. */
export function refuseStale({ requestedAt, before, automatic }: Remediation, now: number): void {
  if (now - requestedAt <= (automatic === true ? AUTOMATIC_HOLDS_MS : PRESS_HOLDS_MS)) return
  if (automatic === true)
    throw new RemediationError(
      "It was to run by itself more than an hour ago, and Watchpost was stopped meanwhile. Look at it, and press.",
    )
  throw new RemediationError(
    before === undefined
      ? "It was pressed more than 12 hours ago, and Watchpost wasn't able to begin until now. Look at it again and press once more."
      : "It was begun more than 12 hours ago, and Watchpost was stopped in the middle of it.",
  )
}

/** Throws when it must not run as things are. Returns why a second person has to approve it first; undefined: it may run. */
export async function refuseFirst(
  run: Refusing,
  seen: Snapshot,
  plan: readonly PlannedCall[],
): Promise<string | undefined> {
  const second = await refuseGuarded(run, seen)
  await refuseBlocked(run, seen)
  refuseUnconfirmed(run.remediation, plan)
  await refuseUnseen(run, seen)
  refuseByItself(run, seen)
  if (second === undefined) refuseEarly(run, seen)
  return second
}

/** The same for what a restart goes on with: its first calls may have been made, and nobody has looked at it since. */
export async function refuseAgain(run: Refusing, seen: Snapshot): Promise<void> {
  const { action, remediation, subject, before, deps } = run
  refuseStale(remediation, deps.now())
  // What one press asked for together was shown as steps: each is about what is there when its turn comes.
  const isAlone = remediation.undoes === undefined && remediation.press === undefined
  if (isAlone && !isPartOf(action, subject, seen, before))
    throw new RemediationError(
      `Somebody changed this after it was begun. ${differences(action, before, seen).join(" ")}`,
    )
  const second = await refuseGuarded(run, seen)
  if (second !== undefined) throw new RemediationError(`${second} A second person has to approve it.`)
  await refuseBlocked(run, seen)
}

/** Decided again on what was read: the press may have seen less, or another policy. Returns why a second person is missing. */
async function refuseGuarded(
  { deps, remediation, subject, signal }: Refusing,
  seen: Snapshot,
): Promise<string | undefined> {
  const { tenantId: tenant, action: fix, undoes, automatic = false } = remediation
  const { forbidden, second } = await deps.safeguard(
    { tenant, fix, isUndo: undoes !== undefined, isAutomatic: automatic, subject, seen },
    signal,
  )
  signal.throwIfAborted()
  if (forbidden !== undefined) throw new RemediationError(forbidden)
  return second.length > 0 && remediation.approvedBy === undefined ? second.join(" ") : undefined
}

/** What can't work isn't tried: a refusal by the service would say less. */
async function refuseBlocked({ action, deps, remediation, signal }: Refusing, seen: Snapshot): Promise<void> {
  if (action.blocked === undefined) return
  const reason = action.blocked(seen, await deps.admin.granted(remediation.tenantId, signal))
  if (reason !== undefined) throw new RemediationError(reason)
}

/** A step that only helps once others have succeeded; it is tried again with them. */
function refuseEarly({ action, subject }: Refusing, seen: Snapshot): void {
  const reason = action.notYet?.(subject, seen)
  if (reason !== undefined) throw new RemediationError(reason)
}

/**
 * Where nobody was asked, what is there has to be what the card tells: when somebody pressed it may not have been readable,
 * and by now it is another forwarding. Steps of one press are about what is there when their turn comes.
 */
async function refuseUnseen({ action, deps, remediation }: Refusing, seen: Snapshot): Promise<void> {
  const { subject, press, undoes, incidentId } = remediation
  if (subject.confirmed !== undefined || press !== undefined || undoes !== undefined) return
  const incident = await deps.store.incidents.incident(incidentId)
  const [changed] = changedSince(incident ?? {}, remediation.action, action.live(seen))
  if (changed !== undefined) throw new RemediationError(`${changed} Look at it again and press once more.`)
}

/** Nobody pressed: what a press would have asked about, or what isn't as the records told, is left to people. */
function refuseByItself({ action, remediation, subject }: Refusing, seen: Snapshot): void {
  if (remediation.automatic !== true) return
  const reason =
    action.unlike === undefined
      ? "This fix never runs by itself."
      : (action.unlike(subject, seen) ?? action.asks?.(subject, seen))
  if (reason !== undefined) throw new RemediationError(`${reason} It is left to people.`)
}

/** What runs is what was shown: when the tenant changed after the confirming press, a person looks again. */
function refuseUnconfirmed({ subject }: Remediation, plan: readonly PlannedCall[]): void {
  if (subject.confirmed === undefined || subject.confirmed === digestOf(plan)) return
  throw new RemediationError("It changed after you confirmed; look at it again and press once more.")
}
