/** What nobody wants to be paged for. */
import type { TenantId } from "../model/ids.ts"
import type { Mute, MuteId, NewMute } from "../model/mute.ts"
import type { TrailNote } from "../model/trail-entry.ts"

export interface MuteStore {
  /** One transaction with its trail entry. */
  add(mute: NewMute, note: TrailNote): Promise<Mute>
  /** One transaction with its trail entry. False when it was lifted before, has ended or doesn't exist: nothing is written then. */
  lift(id: MuteId, lifted: { readonly by: string; readonly at: number }, note: TrailNote): Promise<boolean>
  mute(id: MuteId): Promise<Mute | undefined>
  /** Of these customers, those that end after `now` and weren't lifted, soonest end first. */
  active(tenants: readonly TenantId[], now: number): Promise<readonly Mute[]>
  /** All of a customer that cover some time at or after `since` and weren't lifted: late records are judged by them. */
  covering(tenant: TenantId, since: number): Promise<readonly Mute[]>
}
