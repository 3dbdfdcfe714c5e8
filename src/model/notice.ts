/** A message of our own beside the incidents' cards: owed like a card, sent once, never edited. */
import type { Channel, RenderedCard } from "./delivery.ts"
import type { IncidentId, TenantId } from "./ids.ts"
import type { JsonObject } from "./json.ts"

export const NOTICE_KINDS = [
  "escalation",
  "undelivered",
  "delivered",
  "digest",
  "reminder",
  "hand-over",
  "customer-unknown",
  "question",
  "anchor",
  "channel-lost",
  "open-incidents",
  "report",
  "schedule",
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** Somebody who is mentioned or written to; the object id is of the provider's own tenant. */
export type Recipient = { readonly objectId: string; readonly name: string }

/** `webhook` is the provider's own system, as the configuration names it: its address is not stored. */
export type NoticePlace =
  | { readonly kind: "channel"; readonly channel: Channel }
  | { readonly kind: "person"; readonly person: Recipient }
  | { readonly kind: "webhook" }
export const PLACES = ["channel", "person", "webhook"] as const satisfies NoticePlace["kind"][]
export type PlaceKind = (typeof PLACES)[number]

export type Notice = {
  /** What makes it the same notice: a second one with this key is not sent. */
  readonly key: string
  readonly kind: NoticeKind
  readonly to: NoticePlace
  readonly title: string
  readonly lines: readonly string[]
  /** An answer as it is shown, instead of title and lines; forgotten once it is there. */
  readonly card?: RenderedCard
  /** Named in a channel so that their phones ring. */
  readonly mentions?: readonly Recipient[]
  /** Questions that a button asks in the name of who presses it. */
  readonly asks?: readonly { readonly title: string; readonly ask: string }[]
  /** What a program reads. */
  readonly data: JsonObject
  /** The incidents it asks to look at; once none of them needs it, it isn't sent any more. */
  readonly incidents?: readonly IncidentId[]
  /** Where it concerns one customer alone. */
  readonly tenantId?: TenantId
  /** Milliseconds UTC. */
  readonly at: number
}

export type OwedNotice = Notice & {
  readonly attempts: number
  /** When the first post began whose end nobody knows, milliseconds UTC: it may be in the channel already. */
  readonly sendingSince?: number
}
