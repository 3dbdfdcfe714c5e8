/**
 * A canary: a comment that Watchpost writes into a customer's own audit log once a day. That it comes back as a record
 * proves the whole way, from an act in the tenant to us.
 */
import type { TenantId } from "./ids.ts"

/** All instants are milliseconds UTC by our own clock. */
export type Canary = {
  readonly tenantId: TenantId
  /** What the comment is known by; of no other canary. */
  readonly marker: string
  /** When it was written down, right before the call. */
  readonly at: number
  /** When Exchange said that the comment is written. Missing: it refused, or nobody knows. */
  readonly writtenAt?: number
  /** Why it isn't known to be written, in one sentence. */
  readonly problem?: string
  /** When its record was stored. */
  readonly arrivedAt?: number
}

/** How the call ended. */
export type CanaryEnd = { readonly writtenAt: number } | { readonly problem: string }

/**
 * Writes its one parameter into the administrator audit log and changes nothing. Source: the cmdlet's page, which names Exchange
 * Online; whoever holds any Exchange role may run it (feature permissions, "Write to audit log").
 */
export const CANARY_CMDLET = "Write-AdminAuditLog"

/** The operation of its record, folded as records are. */
export const CANARY_OPERATION = CANARY_CMDLET.toLowerCase()

/** So long canaries are kept, milliseconds: a monthly report looks back to the first of the month before. */
export const CANARY_DAYS_MS = 70 * 86_400_000

/**
 * What the customer's administrators read. The marker comes first: long values of a record are cut. At most 500 characters, by
 * the cmdlet's page.
 */
export const canaryComment = (marker: string): string =>
  `Watchpost canary ${marker}. Your IT provider checks once a day that this log reaches them. Nothing was changed.`
