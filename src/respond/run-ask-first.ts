/**
 * Does this fix ask before it runs? Reads the customer's tenant when the button is pressed, plans as the runner will, and
 * says why a person should look once more: it can't be taken back, it reaches further than one mailbox, it has a side
 * effect, or somebody changed the object since the card was posted. Everything else runs at the first press.
 */
import { canonicalHash } from "../lib/canonical-json.ts"
import type { FixName } from "../model/action.ts"
import type { Incident } from "../model/alert.ts"
import type { TenantId } from "../model/ids.ts"
import type { PlannedCall, Remediation } from "../model/remediation.ts"
import type { TenantAdmin } from "../ports/tenant-admin.ts"
import type { Action, Snapshot, Subject } from "./action-contract.ts"
import { ACTIONS } from "./actions/catalogue.ts"
import { reachOf } from "./reach.ts"
import type { Safeguard } from "./run-safeguard.ts"
import type { Verdict } from "./safeguards.ts"
import { subjectIn } from "./subject.ts"
import { lineDifferences, undoing } from "./undo.ts"

export type AskFirst = (wanted: {
  readonly incident: Incident
  readonly fix: FixName
  /** The fix that is to be taken back; missing when it is to be done. */
  readonly undone?: Remediation
}) => Promise<Ask | undefined>

export type Ask = Verdict & {
  /** Why the presser should look once more; empty when only somebody else has to. */
  readonly reasons: readonly string[]
  /** What will run; empty when it couldn't be read. */
  readonly calls: readonly PlannedCall[]
  readonly reversibility: string
  readonly place: string
  readonly digest: string
}

export type AskDeps = {
  readonly admin: TenantAdmin
  readonly safeguard: Safeguard
  readonly placeOf: (tenant: TenantId) => string
  /** Teams waits 10 to 15 s for the answer to a press. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 6_000

/**
 * Never throws. Undefined: run it. What can't be read now isn't asked about, except for a second person: the runner
 * reads again before it calls anything, and ends with its sentence when it can't.
 */
export function createAskFirst(deps: AskDeps): AskFirst {
  return async ({ incident, fix, undone }) => {
    const plain = ACTIONS[fix]
    const action = undone === undefined ? plain : undoing(plain, undone)
    const signal = AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS)
    const tenant = incident.tenantId
    const reach = reachOf(deps.admin, tenant, signal)
    const found = subjectIn(incident)
    const frozen = undone === undefined ? found : action.pin(undone.subject, undone.before ?? {})
    const look = await lookAt(action, frozen, (subject) => action.read(subject, reach))
    if (look?.calls.length === 0) return undefined
    const { subject = frozen, seen, calls = [] } = look ?? {}
    const about = {
      tenant,
      fix,
      isUndo: undone !== undefined,
      subject,
      ...(seen === undefined ? {} : { seen }),
    }
    const verdict = await deps.safeguard(about, signal)
    const reasons =
      undone === undefined && seen !== undefined
        ? [...changedSince(incident, fix, action.live(seen)), ...asked(plain, subject, seen)]
        : []
    if (verdict.forbidden === undefined && verdict.second.length + reasons.length === 0) return undefined
    const { reversibility } = plain
    return { ...verdict, reasons, calls, reversibility, place: deps.placeOf(tenant), digest: digestOf(calls) }
  }
}

type Look = { readonly seen: Snapshot; readonly subject: Subject; readonly calls: readonly PlannedCall[] }

/** Undefined when it can't be read now. */
async function lookAt(
  action: Action,
  frozen: Subject,
  read: (subject: Subject) => Promise<Snapshot>,
): Promise<Look | undefined> {
  try {
    const seen = await read(frozen)
    const subject = action.pin(frozen, seen)
    return { seen, subject, calls: action.plan(subject, seen) }
  } catch {
    return undefined
  }
}

/** The same calls, the same digest: what was shown is what will run. */
export const digestOf = (calls: readonly PlannedCall[]): string => canonicalHash(calls).slice(0, 24)

const asked = (action: Action, ...about: Parameters<NonNullable<Action["asks"]>>): readonly string[] => {
  const reason = action.asks?.(...about)
  return reason === undefined ? [] : [reason]
}

/** Since the fix itself was read for: for the card, or at its last run. One sentence, or none. */
export function changedSince(
  { live }: Pick<Incident, "live">,
  fix: FixName,
  now: ReturnType<Action["live"]>,
): readonly string[] {
  const before = live?.found?.find(({ action }) => action === fix)
  const changed = before === undefined ? [] : lineDifferences(before.lines, now)
  return changed.length === 0 ? [] : [`Somebody changed this since the card was posted. ${changed.join(" ")}`]
}
