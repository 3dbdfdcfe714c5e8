/**
 * A mark by which a posted card is found again in its channel: the id of the card's first element, which nobody sees
 * and which grants nothing. The same incident, face and channel give the same mark, in every drawing. Pure.
 */
import { canonicalHash } from "../lib/canonical-json.ts"
import type { Incident } from "../model/alert.ts"
import type { Face, RenderedCard } from "../model/delivery.ts"

export const cardMarker = (incident: Incident, face: Face, conversationId: string): string => {
  const { tenantId, id, alertIds } = incident
  return `wp${canonicalHash([tenantId, id, alertIds[0] ?? "", face, conversationId]).slice(0, 24)}`
}

/** The same for a message of our own, by the key that makes it once. */
export const noticeMarker = (key: string): string => `wp${canonicalHash(["notice", key]).slice(0, 24)}`

/** The card with the mark on its first element. Clients keep ids of elements, because buttons may name them. */
export function withMarker(card: RenderedCard, marker: string): RenderedCard {
  const { body } = card.content
  const [first, ...rest] = Array.isArray(body) ? body : []
  if (typeof first !== "object" || first === null || Array.isArray(first)) return card
  return { ...card, content: { ...card.content, body: [{ ...first, id: marker }, ...rest] } }
}
