/** A customer's records that must not go, by a person's word: for a court, an auditor, an insurer. */
import type { TenantId } from "./ids.ts"

export type LegalHold = {
  readonly tenantId: TenantId
  /** The customer's whole name, as it was when it was said. */
  readonly customer: string
  /** Who said it. */
  readonly by: string
  /** Milliseconds UTC. */
  readonly at: number
  readonly reason: string
  /** When it ends by itself, milliseconds UTC; missing: only by a person's word. */
  readonly until?: number
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** For `status`, the command line and refusals. Days are UTC, and the last one belongs to it. */
export const holdSentence = ({ customer, by, at, reason, until }: LegalHold): string =>
  `${customer} is on legal hold since ${day(at)}${until === undefined ? "" : ` until ${day(until - 1)}`}, said by ${by} (${reason}): none of its records is dropped.`
