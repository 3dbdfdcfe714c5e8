/** What nobody wants to be paged for. */
import type { HistoryLine } from "../model/alert.ts"
import type { IncidentId, TenantId } from "../model/ids.ts"
import type { Mute, MuteId, NewMute } from "../model/mute.ts"
import type { TrailNote } from "../model/trail-entry.ts"

/** Where a mute is told that was made from a card. */
export type ToldOn = { readonly incident: IncidentId; readonly line: (mute: Mute) => HistoryLine }

export interface MuteStore {
  /**
   * One transaction with its trail entry and its line on the incident, whose cards are owed again. Teams repeats what it
   * sends: the same mute by the same person within a minute is answered with the one that is there (`created` false), and
   * nothing is written.
   */
  add(
    mute: NewMute,
    note: TrailNote,
    toldOn?: ToldOn,
  ): Promise<{ readonly mute: Mute; readonly created: boolean }>
  /** One transaction with its trail entry. False when it was lifted before, has ended or doesn't exist: nothing is written then. */
  lift(id: MuteId, lifted: { readonly by: string; readonly at: number }, note: TrailNote): Promise<boolean>
  mute(id: MuteId): Promise<Mute | undefined>
  /** Of these customers, those that end after `now` and weren't lifted, soonest end first. */
  active(tenants: readonly TenantId[], now: number): Promise<readonly Mute[]>
  /** All of a customer that cover some time at or after `since` and weren't lifted: late records are judged by them. */
  covering(tenant: TenantId, since: number): Promise<readonly Mute[]>
}
