/** What every face of an incident is made of. */
import type { ActionName } from "../model/action.ts"
import type { Incident } from "../model/alert.ts"
import type { ButtonId } from "../model/ids.ts"
import type { Tenant } from "../model/tenant.ts"
import type { SoFar } from "./buttons.ts"

export type IncidentInput = SoFar & {
  readonly incident: Incident
  readonly tenant: Tenant
  readonly mspName: string
  /** By the opaque ids of the store; an action without an id gets no button. */
  readonly buttons: ReadonlyMap<ActionName, ButtonId>
  /** False when the customer allows watching only. */
  readonly canRespond: boolean
  /** Why the mailbox's owner can't be asked in a chat, one sentence; missing where nothing speaks against it. */
  readonly whyNotAsk?: string
  /** The last ten of its rule at this customer that people decided about were all expected or no threat. */
  readonly harmlessBefore?: boolean
  /** Of a restore: who made it, how sure that is, and why, one sentence each. */
  readonly restoredBy?: { readonly who: string; readonly sure: string; readonly evidence: readonly string[] }
  /** Milliseconds UTC. */
  readonly now: number
}
