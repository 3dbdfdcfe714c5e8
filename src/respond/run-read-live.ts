/** Reads what the customer's tenant says now about an incident, before a card is sent. It never holds the card up for long. */
import { aborted } from "../lib/aborted.ts"
import { MINUTE } from "../lib/time-units.ts"
import { type FixName, isFix } from "../model/action.ts"
import type { Incident, LiveState } from "../model/alert.ts"
import { AppError, RemediationError, TenantError } from "../model/errors.ts"
import type { TenantAdmin } from "../ports/tenant-admin.ts"
import { ACTIONS } from "./actions/catalogue.ts"
import { reachOf } from "./reach.ts"
import type { FindOwner } from "./run-find-owner.ts"
import type { Safeguard } from "./run-safeguard.ts"
import { subjectIn } from "./subject.ts"

export type LiveReaderDeps = {
  readonly admin: TenantAdmin
  readonly safeguard: Safeguard
  /** Whose mailbox or account it is; missing where nobody is ever asked. */
  readonly findOwner?: FindOwner
  /** Milliseconds UTC. */
  readonly now: () => number
  /** The read is given up after this time; the card then goes out without it. */
  readonly timeoutMs?: number
}

type LiveIncident = Pick<Incident, "tenantId" | "alert" | "times"> & Partial<Pick<Incident, "more">>

const TIMEOUT_MS = 8_000

/**
 * Never throws: what can't be read becomes a `problem` sentence. No lines when the alert has no fix to read for. Every fix
 * is read for, so that one that can't work is greyed before anybody presses it.
 */
export function createLiveReader(
  deps: LiveReaderDeps,
): (incident: LiveIncident, signal?: AbortSignal) => Promise<LiveState> {
  return async (incident, outer) => {
    const timeout = AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS)
    const signal = outer === undefined ? timeout : AbortSignal.any([outer, timeout])
    const [state, owner] = await Promise.all([
      readFixes(incident, deps, signal),
      ownerOf(incident, deps, signal),
    ])
    return owner === undefined ? state : { ...state, owner }
  }
}

async function readFixes(
  incident: LiveIncident,
  deps: LiveReaderDeps,
  signal: AbortSignal,
): Promise<LiveState> {
  const fixes = incident.alert.rule.actions.filter(isFix)
  const readings = await Promise.all(fixes.map((fix) => readFor(fix, incident, deps, signal)))
  const blocked = readings.flatMap(({ fix, reason }) =>
    reason === undefined ? [] : [{ action: fix, reason }],
  )
  const [first] = readings
  const found = readings.flatMap(({ fix, lines }) => (lines.length === 0 ? [] : [{ action: fix, lines }]))
  return {
    at: deps.now(),
    lines: found[0]?.lines ?? [],
    ...(first?.problem === undefined ? {} : { problem: first.problem }),
    ...(blocked.length === 0 ? {} : { blocked }),
    ...(found.length === 0 ? {} : { found }),
  }
}

/** Undefined where it stands for many, and where it couldn't be found out now: a press looks it up again. */
async function ownerOf(
  incident: LiveIncident,
  { findOwner }: LiveReaderDeps,
  signal: AbortSignal,
): Promise<LiveState["owner"]> {
  if (findOwner === undefined || incident.more !== undefined) return undefined
  try {
    return await Promise.race([findOwner(incident, signal), aborted(signal)])
  } catch {
    return undefined
  }
}

/** A right that was missing may be granted soon after the card says so. */
const AGAIN_MS = MINUTE

type Known = Pick<Incident, "live" | "state" | "history" | "more">

/**
 * Whether to read before a card is sent: for the first one, again where something is greyed, and where it was seen again
 * since. While a fix runs it is read by the fix. `now` in milliseconds UTC.
 */
export const isLiveDue = (incident: Known, now: number): boolean =>
  incident.live === undefined ||
  isOutdated(incident) ||
  (incident.live.blocked !== undefined && incident.state !== "working" && now - incident.live.at > AGAIN_MS)

/** It was seen again after the reading, and nothing happened since. What stands for many isn't read. */
function isOutdated({ live, state, history, more }: Known): boolean {
  const last = history.at(-1)
  const isRepeat = last?.kind === "repeat" && live !== undefined && last.at > live.at
  return isRepeat && state !== "working" && more === undefined
}

/**
 * What to keep of a reading, by how the incident is after it: a fix may have come to its end meanwhile. Of one that failed
 * the reading of before stays, with its time.
 */
export function withReading(incident: Known | undefined, read: LiveState): LiveState {
  const kept = greyedAnew(incident?.live, read)
  if (incident === undefined || !isOutdated(incident) || read.problem !== undefined) return kept
  const { blocked, owner } = kept
  return {
    ...read,
    ...(blocked === undefined ? {} : { blocked }),
    ...(owner === undefined ? {} : { owner }),
  }
}

/** What can't work, as it was read again; what couldn't be read this time stays greyed. All else stays as it was. */
export function greyedAnew(before: LiveState | undefined, read: LiveState): LiveState {
  if (before === undefined) return read
  const { blocked: known = [], ...seen } = before
  const rest = seen.owner === undefined && read.owner !== undefined ? { ...seen, owner: read.owner } : seen
  const told = [...(read.blocked ?? []), ...(read.found ?? [])].map(({ action }) => action)
  const blocked = [...(read.blocked ?? []), ...known.filter(({ action }) => !told.includes(action))]
  return blocked.length === 0 ? rest : { ...rest, blocked }
}

type Reading = {
  readonly fix: FixName
  readonly lines: LiveState["lines"]
  readonly problem?: string
  /** Why the fix can't work. Trouble that passes by itself is none. */
  readonly reason?: string
}

async function readFor(
  fix: FixName,
  { alert, tenantId, times }: LiveIncident,
  { admin, safeguard }: LiveReaderDeps,
  signal: AbortSignal,
): Promise<Reading> {
  const action = ACTIONS[fix]
  try {
    const subject = subjectIn({ alert, times })
    const read = action.read(subject, reachOf(admin, tenantId, signal))
    const snapshot = await Promise.race([read, aborted(signal)])
    const granted = action.blocked && (await Promise.race([admin.granted(tenantId, signal), aborted(signal)]))
    const guarded = safeguard({ tenant: tenantId, fix, subject, seen: snapshot }, signal)
    const { forbidden } = await Promise.race([guarded, aborted(signal)])
    const reason = forbidden ?? (granted && action.blocked?.(snapshot, granted))
    return { fix, lines: action.live(snapshot), ...(reason === undefined ? {} : { reason }) }
  } catch (thrown) {
    const lasting = thrown instanceof TenantError || thrown instanceof RemediationError
    return {
      ...{ fix, lines: [], problem: sentenceFor(thrown, signal) },
      ...(lasting ? { reason: thrown.advice } : {}),
    }
  }
}

function sentenceFor(thrown: unknown, signal: AbortSignal): string {
  if (thrown instanceof AppError) return thrown.advice
  return signal.aborted
    ? "Microsoft didn't answer in time; the state now isn't known."
    : "The state now couldn't be read."
}
