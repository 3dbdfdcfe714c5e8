/** One run of one fix. The row is the journal: it is written before the call and after it. */
import type { FixName } from "./action.ts"
import type { Canary } from "./canary.ts"
import type { IncidentId, RecordId, RemediationId, TenantId } from "./ids.ts"
import type { JsonObject } from "./json.ts"

/**
 * - `requested`: a person pressed; nothing has been called
 * - `intended`: snapshot and plan are stored; the call may or may not have reached the service.
 *   After a crash a run starts again here by reading the state, never by repeating the call.
 * - `verified`: read back and seen
 * - `already-done`: the state was as wanted before anything was called
 * - `failed`: not as wanted, and nothing more will be tried by itself
 * - `skipped`: can't work here, seen before anything was called; a step of a playbook is told so rather than left out
 * - `unapproved`: nothing was called, because whose account it is asks for a second person, as only the directory knew; what
 *   that person approves is a run of its own
 * - `undone`: was verified, or failed and left something behind, and a later run took it back; the same fix may be asked
 *   for again
 * - `overtaken`: was verified, and was asked for once more because it was needed again; the later run tells how it is now
 */
export const REMEDIATION_STATES = [
  "requested",
  "intended",
  "verified",
  "already-done",
  "failed",
  "skipped",
  "unapproved",
  "undone",
  "overtaken",
] as const
export type RemediationState = (typeof REMEDIATION_STATES)[number]

/** One cmdlet with its parameters, exactly as it will be sent. Shown on the card and written to the trail. */
export type CmdletCall = {
  readonly cmdlet: string
  readonly parameters: JsonObject
  /** Of a read: the only properties that are wanted of each row. */
  readonly select?: readonly string[]
  /** As for a request to Microsoft Graph. */
  readonly mayComeLast?: boolean
}

/** One request to Microsoft Graph, exactly as it will be sent, except `RANDOM_SECRET`. */
export type GraphCall = {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE"
  /** Begins with a slash, after the version: `/users/{id}`. */
  readonly path: string
  readonly body?: JsonObject
  /** The operations that the service's own audit records of this call may carry, folded as records are; one twice where it may leave two. */
  readonly recordedAs?: readonly string[]
  /**
   * True: a refusal holds no other call up, and the call is tried once more after them, because the service may refuse it
   * only as long as another of them is outstanding.
   */
  readonly mayComeLast?: boolean
  /** Of a list: its first page is enough, however long it is. */
  readonly firstPage?: boolean
}

export type PlannedCall = CmdletCall | GraphCall

export const isCmdlet = (call: PlannedCall): call is CmdletCall => "cmdlet" in call

/** What a plan calls: `Set-Mailbox`, `PATCH /users/{id}`. */
export const callName = (call: PlannedCall): string =>
  isCmdlet(call) ? call.cmdlet : `${call.method} ${call.path}`

/**
 * Stands in a body where a random password goes. It is put there right before the request is sent: no plan, journal,
 * trail, log or card ever holds it.
 */
export const RANDOM_SECRET = "(random, never written down)"

/**
 * What a run that failed left behind: `some` of it worked, and `after` shows all of that; or it is `unsure`, because a call
 * was accepted, or got no answer, and what it does wasn't seen.
 */
export const LEFT_BEHIND = ["some", "unsure"] as const
export type LeftBehind = (typeof LEFT_BEHIND)[number]

export type Remediation = {
  readonly id: RemediationId
  readonly tenantId: TenantId
  readonly incidentId: IncidentId
  readonly action: FixName
  /** The fix that this run takes back; missing when it is a fix itself. */
  readonly undoes?: RemediationId
  /** Tells runs of one fix in one incident apart, where a press asks for several; missing where there is one. */
  readonly part?: string
  /** The first run of the press that asked for this one and others; missing where it asked for this one alone. */
  readonly press?: RemediationId
  readonly state: RemediationState
  readonly requestedBy: string
  /** Nobody pressed: the customer lets Watchpost run it by itself. */
  readonly automatic?: true
  /** The second person, where one had to approve it. */
  readonly approvedBy?: string
  readonly requestedAt: number
  /** What the fix is about: the alert's target and object, frozen at the click. */
  readonly subject: Readonly<Record<string, string>>
  readonly before?: JsonObject
  readonly plan?: readonly PlannedCall[]
  readonly after?: JsonObject
  /** Of one that failed; missing when nothing of it stands. What stands can be taken back. */
  readonly leaves?: LeftBehind
  readonly finishedAt?: number
  /** When it is read once more, milliseconds UTC: of one that failed because what Microsoft took couldn't be seen. */
  readonly lookAt?: number
  /** One sentence for the card: what was seen, or why it failed and what to do next. */
  readonly result?: string
}

/** A plan as it was sent: its calls were made between `from` and `to`, milliseconds UTC by our clock. */
export type SentRound = { readonly from: number; readonly to: number; readonly plan: readonly PlannedCall[] }

/** A record that one call of a fix left; `call` is that call's name within the fix. */
export type FixRecord = { readonly id: RecordId; readonly happenedAt: number; readonly call: string }

/** A fix as far as its own audit records can be recognized by it. */
export type RecentFix = Pick<Remediation, "id" | "incidentId" | "tenantId" | "action" | "subject"> & {
  readonly rounds: readonly SentRound[]
  /** Those that came so far: a call leaves one. */
  readonly records: readonly FixRecord[]
}

/** Who is said to have acted when nothing of ours explains what our app did. Customers are told by people, not by this. */
export const HOLDER_OF_OUR_SECRET = "somebody who holds the secret of Watchpost's own app"

/** A record that our own app made; without a fix and a canary nothing of ours explains it. */
export type LinkedRecord = {
  readonly recordId: RecordId
  readonly fix?: Pick<Remediation, "id" | "incidentId" | "action">
  /** What is kept of it with its fix. */
  readonly left?: FixRecord
  /** The canary that it is the record of. */
  readonly canary?: Canary
}

/**
 * Per customer. A person with a real incident stays far below; a script or a mistake doesn't. What one press asked for
 * counts once: it was shown whole, and a cap that stops it halfway leaves an account half secured.
 */
export const MOST_FIXES_PER_HOUR = 30
