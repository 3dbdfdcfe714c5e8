/**
 * Binds a view to a card template of `cards/`. A view holds only text, true or false, and lists of views:
 * the template engine would take an object in the place of a text as part of the card.
 * @NOTE A card is expanded exactly once. Expanding again would evaluate `${…}` inside outside text.
 */
import { cutText, markdownSafe, plainText } from "../lib/plain-text.ts"
import type { RenderedCard } from "../model/delivery.ts"
import type { JsonObject } from "../model/json.ts"
import { type CardName, templates } from "./run-read-templates.ts"

export type View = { readonly [name: string]: string | boolean | readonly View[] }
/**
 * Teams refuses messages above about 100 KB in UTF-16, webhooks above 28 KB; cards stay below every limit.
 * Source: "Format your bot messages" and the Teams connector's reference.
 */
export const MAX_CARD_BYTES = 25 * 1024
const MAX_SUMMARY = 200
const MAX_SPOKEN = 600
/** Texts are cut to these lengths, one after the other, until the card fits. */
const LENGTHS = [600, 300, 150, 70, 30] as const

/** `summary` is one line for the toast and the fallback; `spokenText` is what a screen reader says, where that should be more. */
export function renderCard(name: CardName, view: View, summary: string, spokenText = summary): RenderedCard {
  const line = plainText(summary, MAX_SUMMARY) || "Watchpost"
  const speak = spokenText === summary ? line : plainText(spokenText, MAX_SPOKEN)
  const spoken = { speak: markdownSafe(speak), fallbackText: markdownSafe(line) }
  for (const length of LENGTHS) {
    const content = expand(name, { ...shortened(view, length), ...spoken })
    if (byteLength(content) < MAX_CARD_BYTES) return { summary: line, content }
  }
  const content = expand("text", {
    title: line,
    lines: [{ text: "This card was too big to be shown." }],
    terms: [],
    asks: [],
    links: [],
    ...spoken,
  })
  return { summary: line, content }
}

const byteLength = (content: JsonObject): number => Buffer.byteLength(JSON.stringify(content), "utf8")

/** The engine's answer is what the template says, so it is JSON. */
const expand = (name: CardName, view: View): JsonObject =>
  templates[name].expand({ $root: view }) as JsonObject

/** What a button does stays whole: half an id is no id, and half a question another one. */
const WHOLE = new Set(["id", "ask", "url"])

function shortened(view: View, length: number): View {
  const entries = Object.entries(view).map(([name, value]) => {
    if (typeof value === "string") return [name, WHOLE.has(name) ? value : cutText(value, length)] as const
    if (typeof value === "boolean") return [name, value] as const
    return [name, value.map((item) => shortened(item, length))] as const
  })
  return Object.fromEntries(entries)
}
