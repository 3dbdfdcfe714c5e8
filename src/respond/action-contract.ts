/**
 * What every fix is made of. A fix reads, plans, says when it is done, and knows its own inverse;
 * `run-remediation.ts` alone calls what is planned. One file a fix in `actions/`.
 */
import type { FixName } from "../model/action.ts"
import type { JsonObject } from "../model/json.ts"
import type { PlannedCall } from "../model/remediation.ts"
import type { Granted } from "../ports/tenant-admin.ts"
import type { Reach } from "./reach.ts"

/** What the fix is about, frozen at the click. Made by `subject.ts`, which lists the keys. */
export type Subject = Readonly<Record<string, string>>

/** What the service says now about the subject: enough to plan, to prove, to show and to undo. */
export type Snapshot = JsonObject

export type Action = {
  readonly name: FixName
  /** The button's text. */
  readonly label: string
  /** What can be undone and what can't, one sentence; said before the click. */
  readonly reversibility: string
  /** True when the card offers to take it back; then `inverse` brings back everything that `plan` took away. */
  readonly undoable: boolean
  /** True when it changes nothing: it's done when it has read. */
  readonly readsOnly?: boolean
  /**
   * Reads only. Throws a RemediationError with one plain sentence when the subject isn't unmistakable,
   * TenantError and UpstreamError as the ports do.
   */
  read(subject: Subject, reach: Reach): Promise<Snapshot>
  /** The subject, tied to the very object that `before` found, so that reading back can't find another one. */
  pin(subject: Subject, before: Snapshot): Subject
  /** What will be called, in order. Empty: already as wanted. */
  plan(subject: Subject, before: Snapshot): readonly PlannedCall[]
  /** The mailbox that routes the calls; undefined for calls about the organization and for Microsoft Graph. */
  anchor(subject: Subject): string | undefined
  isDone(subject: Subject, after: Snapshot): boolean
  /** One plain sentence that tells the proven state. `before` and `after` are the same when nothing had to be done. */
  describe(before: Snapshot, after: Snapshot): string
  /** Why a person should confirm it first, one sentence; undefined when the press is enough. */
  asks?(subject: Subject, before: Snapshot): string | undefined
  /**
   * Why what is there isn't what the records told of, one sentence; asked where nobody has looked. Missing: it never runs by
   * itself.
   */
  unlike?(subject: Subject, before: Snapshot): string | undefined
  /** Why it can't work in this tenant, one sentence for the card; undefined when nothing speaks against it. */
  blocked?(before: Snapshot, granted: Granted): string | undefined
  /**
   * Why it isn't time for it yet, one sentence; asked right before the first call. Other steps of the same press may
   * change it until then, so it isn't asked when they are planned.
   */
  notYet?(subject: Subject, before: Snapshot): string | undefined
  /** For the card's "now", and what is compared to see whether somebody changed the object. */
  live(before: Snapshot): readonly { readonly label: string; readonly value: string }[]
  /**
   * The calls that bring `before` back, one for each thing, and the same one whenever it is made: what stands again is
   * known by it. Empty when there was nothing to take away.
   */
  inverse(subject: Subject, before: Snapshot): readonly PlannedCall[]
}
