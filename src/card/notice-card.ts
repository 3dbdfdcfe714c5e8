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
  const named = mentionsOf(mentions)
  const block: JsonObject = { type: "TextBlock", text: named.map(({ text }) => text).join(", "), wrap: true }
  return { ...card, content: { ...card.content, body: [...body, block], msteams: { entities: named } } }
}

/**
 * Each person once. Teams finds out who is meant by the text: two people of one text would both be the first of them, so
 * that those who are called alike are told apart by the end of their id.
 */
function mentionsOf(people: readonly Recipient[]) {
  const each = [...new Map(people.map((person) => [person.objectId, person])).values()]
  const names = each.map(({ name }) => markdownSafe(plainText(name, MAX_NAME)))
  return each.map(({ objectId }, index) => {
    const name = names[index] ?? ""
    const isShared = names.filter((other) => other === name).length > 1
    const shown = isShared ? `${name} (…${objectId.slice(-4)})` : name
    return { type: "mention", text: `<at>${shown}</at>`, mentioned: { id: objectId, name: shown } }
  })
}

/** A name with its address, which tells two people of one name apart. */
const MAX_NAME = 160
