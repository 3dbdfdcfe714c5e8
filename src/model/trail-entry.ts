/** One line of our own record of what Watchpost and its people did. Append-only and hash-chained. */
import type { IncidentId, TenantId } from "./ids.ts"
import type { JsonObject } from "./json.ts"

export const TRAIL_KINDS = [
  "start",
  "alert",
  "delivery",
  "click",
  "refusal",
  "automatic",
  "intent",
  "result",
  "command",
  "view",
  "customer-answer",
  "attribution",
  "mute",
  "own-record",
  "anchor",
  "evidence",
] as const
export type TrailKind = (typeof TRAIL_KINDS)[number]

/** What a stage hands over. The store adds number, time order and hashes. */
export type TrailNote = {
  readonly at: number
  readonly kind: TrailKind
  /** A person's name and object id, or `watchpost`. */
  readonly who: string
  readonly tenantId?: TenantId
  readonly incidentId?: IncidentId
  /** One plain sentence. */
  readonly what: string
  /** Details without secrets: cmdlet, parameters, before, after, ids. */
  readonly data: JsonObject
}

export type TrailEntry = TrailNote & {
  readonly seq: number
  /** Hex SHA-256 of the entry before; 64 zeros for the first. */
  readonly prev: string
  /** Hex SHA-256 of the canonical JSON (RFC 8785) of everything above. */
  readonly hash: string
}
