/** The journal of fixes: intent before the call, result after it, both with their trail entry in one transaction. */
import type { Incident } from "../model/alert.ts"
import type { ButtonId, IncidentId, RemediationId, TenantId } from "../model/ids.ts"
import type { RecentFix, Remediation } from "../model/remediation.ts"
import type { TrailNote } from "../model/trail-entry.ts"

export type RequestedRun = Pick<
  Remediation,
  | "tenantId"
  | "incidentId"
  | "action"
  | "part"
  | "requestedBy"
  | "requestedAt"
  | "subject"
  | "undoes"
  | "automatic"
  | "approvedBy"
> & {
  /** Why it isn't even tried, one sentence: then the run is kept as `skipped` and is over at once. */
  readonly skipped?: string
  /** True: a verified one doesn't stand for it any more, and is overtaken by the new run. */
  readonly again?: boolean
}

/**
 * What a press changes in its incident, in the transaction of what it asks for; its cards are owed again. Throws a
 * DeniedError when the press came too late: then nothing is written.
 */
export type Begin = (incident: Incident) => Incident

/** A run as a later look leaves it. */
export type LookedRun = Pick<
  Remediation,
  "id" | "incidentId" | "state" | "after" | "leaves" | "result" | "finishedAt"
>

export interface Journal {
  /**
   * One transaction: a new remediation in state `requested`, unless one of the same incident, action, `part` and `undoes`
   * is unfinished or verified; then that one comes back with `created: false` and nothing is written.
   * A new one begins, and spends `button`; a DeniedError when that was spent before.
   */
  request(
    wanted: RequestedRun,
    note: TrailNote,
    button?: ButtonId,
    begin?: Begin,
  ): Promise<{ readonly remediation: Remediation; readonly created: boolean }>
  /**
   * One transaction: what one press asks for together, to be worked off in this order. Runs that are unfinished or
   * verified are left out, as in `request`; returns the new ones. When there is none, nothing is written.
   */
  requestAll(
    wanted: readonly RequestedRun[],
    note: TrailNote,
    button?: ButtonId,
    begin?: Begin,
  ): Promise<readonly Remediation[]>
  intend(id: RemediationId, step: Pick<Remediation, "before" | "plan">, note: TrailNote): Promise<void>
  /**
   * The end of a run; `plan` of one that was stopped before it was intended, `before` of one that found its work done by an
   * earlier run. A run that took a fix back marks that fix as undone in the same transaction; one that called
   * nothing leaves the one standing that it would have overtaken.
   */
  finish(
    id: RemediationId,
    end: Pick<
      Remediation,
      "state" | "before" | "plan" | "after" | "leaves" | "result" | "finishedAt" | "lookAt"
    >,
    note: TrailNote,
  ): Promise<void>
  /**
   * Failed runs whose `lookAt` has come, oldest first, except where another run of the incident isn't over. Whoever asks
   * for the same thing anew, or takes it back, ends the wait for it.
   */
  toLookAt(now: number): Promise<readonly Remediation[]>
  /**
   * One transaction: how it is after that look, its trail entry and what its incident says of it. False, and nothing is
   * written, where somebody pressed in the meantime.
   */
  looked(run: LookedRun, note: TrailNote, tell: (incident: Incident) => Incident): Promise<boolean>
  /** Requested or intended: what a restart must finish. Oldest first. */
  unfinished(): Promise<readonly Remediation[]>
  ofIncident(id: IncidentId): Promise<readonly Remediation[]>
  /** A customer's runs that nobody pressed for, and those that take a fix back, asked for at or after `since`, oldest first. */
  byItselfOrUndone(tenant: TenantId, since: number): Promise<readonly Remediation[]>
  /** A customer's fixes that were intended or ended since `since`, oldest first, to recognize our own audit records. */
  since(tenant: TenantId, since: number): Promise<readonly RecentFix[]>
}
