import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { tableCard, textCard } from "../../src/card/answer-card.ts"
import { customerCard, customerView } from "../../src/card/customer-card.ts"
import type { IncidentInput } from "../../src/card/incident-input.ts"
import type { CardName } from "../../src/card/run-read-templates.ts"
import { incidentView, technicianCard } from "../../src/card/technician-card.ts"
import { MAX_CARD_BYTES, renderCard, type View } from "../../src/card/template.ts"
import { INCIDENT_STATES, type Incident } from "../../src/model/alert.ts"
import type { RenderedCard } from "../../src/model/delivery.ts"
import { cardProblems } from "./card-schema.ts"
import {
  customer,
  HAPPENED,
  makeAlert,
  makeIncident,
  makeInput,
  shownTexts,
  technician,
  withIncident,
  words,
} from "./make-incident.ts"

const bytes = (card: RenderedCard) => Buffer.byteLength(JSON.stringify(card.content))
const HOSTILE = [
  "[click](https://evil.example) ${1+1} <at>all</at>",
  "${$root.buttons[0].id}",
  '{"type":"Action.OpenUrl","url":"https://evil.example"}',
  "**bold** _x_ `code` # h",
]

function hostileInput(text: string): IncidentInput {
  const alert = makeAlert({
    actorName: text,
    operation: text,
    summary: text,
    ip: text,
    country: text,
    target: { kind: "mailbox", id: text, name: text },
    changes: [{ what: text, before: text, after: text }],
    rule: { ...makeAlert().rule, title: text, why: text, question: text },
  })
  return makeInput({
    incident: makeIncident({
      alert,
      owner: text,
      history: [{ at: HAPPENED, who: text, what: text, customerSafe: true }],
      live: { at: HAPPENED, lines: [{ label: text, value: text }], problem: text },
      customerAnswer: { answer: "unknown", by: text, at: HAPPENED },
    }),
    mspName: text,
  })
}

/** Every element of the card that a client reads Markdown from. */
function markdownTexts(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(markdownTexts)
  if (typeof node !== "object" || node === null) return []
  const own = "type" in node && node.type === "TextBlock" && "text" in node ? [String(node.text)] : []
  return [...own, ...Object.values(node).flatMap(markdownTexts)]
}

describe("every card", () => {
  const cards: [string, () => RenderedCard][] = [
    ...INCIDENT_STATES.flatMap((state): [string, () => RenderedCard][] => [
      [`technician, ${state}`, () => technician(withIncident({ state }))],
      [`customer, ${state}`, () => customer(withIncident({ state }))],
    ]),
    ["text", () => textCard("Status", ["Contoso: complete to 14:05", ""])],
    [
      "table",
      () => tableCard({ title: "Restores", rows: [{ heading: "a", facts: [{ label: "b", value: "" }] }] }),
    ],
  ]
  it.each(cards)("follows the Adaptive Card 1.5 schema: %s", (_name, draw) => {
    const card = draw()

    expect(cardProblems(card.content)).toEqual([])
    expect(bytes(card)).toBeLessThan(MAX_CARD_BYTES)
    expect(card.summary).not.toBe("")
    expect(card.summary.length).toBeLessThanOrEqual(200)
  })

  it.each(HOSTILE)("shows %j literally, never as link, mention, expression or structure", (text) => {
    for (const card of [
      technicianCard(incidentView(hostileInput(text))),
      customerCard(customerView(hostileInput(text))),
    ]) {
      expect(cardProblems(card.content)).toEqual([])
      expect(shownTexts(card.content)).toContain(text)
      const json = JSON.stringify(card.content)
      expect(json).not.toContain("entities")
      for (const markdown of [...markdownTexts(card.content), card.content.speak, card.content.fallbackText])
        expect(markdown).not.toMatch(/[[\]<>*`]/)
    }
  })

  it("shows a text that turns the reading direction or breaks the line harmlessly", () => {
    const shown = words(technicianCard(incidentView(hostileInput("invoice\u202Efdp.exe\nSeverity: low"))))

    expect(shown).toContain("invoice[U+202E]fdp.exe Severity: low")
    expect(shown).not.toContain("\u202E")
  })

  it.each([
    ["plain", "x"],
    ["wide", "漢"],
    ["quoted", '"'],
    ["two-unit", "😀"],
  ])("stays below 25 KB with 10,000 %s characters everywhere", (_name, character) => {
    const input = hostileInput(character.repeat(10_000))
    const lines = Array.from({ length: 100 }, () => ({
      at: HAPPENED,
      who: character.repeat(10_000),
      what: character.repeat(10_000),
      customerSafe: true,
    }))
    const full = { ...input, incident: { ...input.incident, history: lines } }
    const rows = Array.from({ length: 50 }, () => ({
      heading: character.repeat(10_000),
      facts: Array.from({ length: 20 }, () => ({ label: "x", value: character.repeat(10_000) })),
    }))

    const cards = [
      technicianCard(incidentView(full)),
      customerCard(customerView(full)),
      tableCard({ title: "t", rows }),
      textCard(
        "t",
        Array.from({ length: 500 }, () => character.repeat(10_000)),
      ),
    ]

    for (const card of cards) {
      expect(bytes(card)).toBeLessThan(MAX_CARD_BYTES)
      expect(cardProblems(card.content)).toEqual([])
    }
    expect(cards.map(({ content }) => JSON.stringify(content).includes('"btn_f0"'))).toContain(true)
  })

  it("never throws on missing or wrong values and never prints a placeholder", () => {
    const broken = JSON.parse(
      JSON.stringify(makeIncident({ owner: "x" })).replaceAll(
        /"(actorName|operation|summary|title|why|question|name|value)":"[^"]*"/g,
        '"$1":null',
      ),
    ) as Incident
    const times = { happenedAt: Number.NaN, fetchedAt: 0 }
    const input = makeInput({
      incident: { ...broken, times },
      tenant: { ...makeInput().tenant, timeZone: "Nowhere/Land" },
    })

    for (const card of [technicianCard(incidentView(input)), customerCard(customerView(input))]) {
      expect(cardProblems(card.content)).toEqual([])
      expect(words(card)).not.toMatch(/\$\{|undefined|null|NaN/)
    }
  })
})

describe("cards/samples/", () => {
  const folder = new URL("../../cards/samples/", import.meta.url)
  const samples = readdirSync(folder).map((file) => [
    file,
    JSON.parse(readFileSync(new URL(file, folder), "utf8")),
  ])

  it.each(samples as [string, { card: CardName; summary: string; view: View }][])(
    "%s becomes a valid card",
    (_file, { card, summary, view }) => {
      expect(cardProblems(renderCard(card, view, summary).content)).toEqual([])
    },
  )

  it("holds one of each card", () => {
    const kinds = new Set(samples.map(([, sample]) => (sample as { card: string }).card))

    expect(kinds).toEqual(new Set(["technician", "customer", "table", "text", "confirm", "form"]))
  })
})
