/**
 * How well a customer's tenant is seen, as one state with the sentence that says who must do what. Pure.
 *
 * - `ok`: every content type was listed whole
 * - `no-consent`: the tenant doesn't let us in: consent missing or withdrawn, app disabled, blocked by a policy, no license
 * - `audit-off`: nothing is recorded there
 * - `throttled`: the service asks us to slow down; nobody must act
 * - `degraded`: something is in trouble, and part of it is seen or will be
 * - `silent`: listing works, and nothing arrives for much longer than is usual for this tenant
 * - `unproved`: listing works, and our own canary, which used to come back as a record, or does so elsewhere, doesn't
 * - `gone`: Microsoft doesn't know the tenant
 * - `locked-out`: our own app can't sign in: its secret has expired, it is blocked or set up wrongly. The operator must act,
 *   and most often no customer is seen
 */
import type { ContentType } from "../model/audit-record.ts"
import type { ErrorCode } from "../model/errors.ts"
import type { SourceSight } from "../ports/feed-sight.ts"

export const TENANT_STATES = [
  "ok",
  "no-consent",
  "audit-off",
  "throttled",
  "degraded",
  "silent",
  "unproved",
  "gone",
  "locked-out",
] as const
export type TenantState = (typeof TENANT_STATES)[number]

/** `sentence` is empty only when nothing is to be said. */
export type Standing = { readonly state: TenantState; readonly sentence: string }

const BY_CODE: Readonly<Partial<Record<ErrorCode, TenantState>>> = {
  ERR_TENANT_GONE: "gone",
  ERR_TENANT_NO_CONSENT: "no-consent",
  ERR_TENANT_REFUSED: "no-consent",
  ERR_TENANT_AUDIT_OFF: "audit-off",
  ERR_UPSTREAM_THROTTLED: "throttled",
  ERR_CONFIG_INVALID: "locked-out",
}

/** What trouble of this kind makes of a tenant when nothing else is seen of it. */
export const stateOfCode = (code: ErrorCode | undefined): TenantState =>
  (code === undefined ? undefined : BY_CODE[code]) ?? "degraded"

/** Nothing is seen, and a person must act. */
export const isBlind = (state: TenantState): boolean => BLIND_STATES.includes(state)

/** Worst first. */
const REFUSALS: readonly TenantState[] = ["locked-out", "gone", "no-consent", "audit-off"]
export const BLIND_STATES: readonly TenantState[] = [...REFUSALS, "silent", "unproved"]

export type StandingInput = {
  /** The content types that are watched. */
  readonly expected: readonly ContentType[]
  readonly sources: readonly SourceSight[]
  /** Said when the tenant is quieter than it ever is; see `silence.ts`. */
  readonly silence?: string
  /** Said when a canary stays away that should come back; see `canary.ts`. */
  readonly unproved?: string
  /** How often a content type is listed. */
  readonly pollMs: number
}

export function tenantStanding({ expected, sources, silence, unproved, pollMs }: StandingInput): Standing {
  const feeds = sources.filter((one) => expected.some((type) => type === one.source))
  const refused = feeds.filter((one) => REFUSALS.includes(troubleState(one)))
  const isToldWhole = feeds.length === expected.length
  if (isToldWhole && refused.length > 0 && !isSeenBeside(feeds, refused, pollMs)) return worst(refused)
  if (silence !== undefined) return { state: "silent", sentence: silence }
  if (unproved !== undefined) return { state: "unproved", sentence: unproved }
  const troubles = sources.filter((one) => one.state === "trouble")
  const [first] = troubles.toSorted((a, b) => rank(a) - rank(b))
  if (first !== undefined) {
    const state = troubles.every((one) => troubleState(one) === "throttled") ? "throttled" : "degraded"
    return { state, sentence: first.sentence }
  }
  if (!isToldWhole) return { state: "degraded", sentence: NOT_READ }
  return { state: "ok", sentence: feeds.find((one) => one.state === "waiting")?.sentence ?? "" }
}

const NOT_READ = "Not every source was read so far; nobody must act yet."

const troubleState = (one: SourceSight): TenantState =>
  one.state === "trouble" ? stateOfCode(one.code) : "ok"

/** What needs a person comes before what passes by itself. */
const rank = (one: SourceSight): number => {
  const state = troubleState(one)
  return REFUSALS.includes(state) ? REFUSALS.indexOf(state) : REFUSALS.length + Number(state === "throttled")
}

/**
 * One content type that is refused while others are listed is trouble, not blindness. A type that was last told
 * well before the refusal says nothing: it may be resting.
 */
function isSeenBeside(
  feeds: readonly SourceSight[],
  refused: readonly SourceSight[],
  pollMs: number,
): boolean {
  const refusedAt = Math.max(...refused.map((one) => one.at))
  return feeds.some((one) => one.state !== "trouble" && one.at >= refusedAt - 2 * pollMs)
}

function worst(refused: readonly SourceSight[]): Standing {
  const [first] = refused.toSorted((a, b) => rank(a) - rank(b) || b.at - a.at)
  return first === undefined
    ? { state: "degraded", sentence: NOT_READ }
    : { state: troubleState(first), sentence: first.sentence }
}
