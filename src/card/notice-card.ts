/** A message of our own as a card; people who are mentioned stand below it. */
import { markdownSafe, plainText } from "../lib/plain-text.ts"
import type { RenderedCard } from "../model/delivery.ts"
import type { JsonObject } from "../model/json.ts"
import type { Recipient } from "../model/notice.ts"
import { type NextQuestion, textCard } from "./answer-card.ts"

/**
 * Teams notifies who is named both in a text block (`<at>…</at>`) and in the card's `msteams.entities`, with the Entra
 * object id. Source: Teams "Format cards", mention support within Adaptive Cards.
 */
export function noticeCard(
  title: string,
  lines: readonly string[],
  mentions: readonly Recipient[] = [],
  asks: readonly NextQuestion[] = [],
): RenderedCard {
  const card = textCard(title, lines, { next: asks })
  const { body } = card.content
  if (mentions.length === 0 || !Array.isArray(body)) return card
  const named = mentions.map(mentionOf)
  const block: JsonObject = { type: "TextBlock", text: named.map(({ text }) => text).join(", "), wrap: true }
  return { ...card, content: { ...card.content, body: [...body, block], msteams: { entities: named } } }
}

function mentionOf({ objectId, name }: Recipient) {
  const shown = markdownSafe(plainText(name, 80))
  return { type: "mention", text: `<at>${shown}</at>`, mentioned: { id: objectId, name: shown } }
}
