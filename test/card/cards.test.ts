import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { MAX_ROWS, tableCard, textCard } from "../../src/card/answer-card.ts"
import { customerActions, technicianActions } from "../../src/card/buttons.ts"
import { customerCard, customerView } from "../../src/card/customer-card.ts"
import { type IncidentInput, incidentView, technicianCard } from "../../src/card/technician-card.ts"
import { type CardName, MAX_CARD_BYTES, renderCard, type View } from "../../src/card/template.ts"
import { INCIDENT_STATES, type Incident } from "../../src/model/alert.ts"
import type { RenderedCard } from "../../src/model/delivery.ts"
import { cardProblems } from "./card-schema.ts"
import { HAPPENED, makeAlert, makeIncident, makeInput, shownTexts } from "./make-incident.ts"

const technician = (change: Partial<IncidentInput> = {}) => technicianCard(incidentView(makeInput(change)))
const customer = (change: Partial<IncidentInput> = {}) => customerCard(customerView(makeInput(change)))
const withIncident = (change: Partial<Incident>) => ({ incident: makeIncident(change) })

const bytes = (card: RenderedCard) => Buffer.byteLength(JSON.stringify(card.content))
const words = (card: RenderedCard) => shownTexts(card.content).join("\n")
const titles = (card: RenderedCard) =>
  (card.content.actions as readonly { readonly title: string }[]).map((action) => action.title)

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

describe("technicianCard()", () => {
  it("says everything that a technician decides by", () => {
    const shown = words(technician(withIncident({ count: 3 })))

    for (const text of [
      "High",
      "Mailbox forwarding to an outside address",
      "Contoso Ltd · incident 42",
      "New: nobody has taken it yet.",
      "admin@contoso.com",
      "Set-Mailbox",
      "anna.lindt@contoso.com",
      "(not recorded)",
      "collector@fabrikam.example",
      "203.0.113.7, Netherlands",
      "3 times",
      "20 Nov 2026, 14:05:09 CET (13:05:09 UTC)",
      "3 min 12 s after it happened, published after 2 min 40 s, posted 32 s later",
      "Did Anna Lindt ask for her mail to go to this address?",
      "Read from Exchange at 14:08",
    ])
      expect(shown).toContain(text)
  })

  it("says unknown where the record says nothing", () => {
    const { ip: _ip, country: _country, ...alert } = makeAlert()

    expect(words(technician(withIncident({ alert })))).toContain("unknown: the record names no address")
    expect(words(technician(withIncident({ alert: { ...alert, ip: "192.0.2.9" } })))).toContain(
      "192.0.2.9, country unknown",
    )
  })

  it("names why the mailbox could not be read", () => {
    const live = { at: HAPPENED, lines: [], problem: "Exchange did not answer." }

    expect(words(technician(withIncident({ live })))).toContain(
      "Not readable at 14:05: Exchange did not answer.",
    )
  })

  it("offers the fix first, and buttons carry an opaque id and nothing else", () => {
    const card = technician()

    expect(titles(card)).toEqual(["Stop forwarding", "Acknowledge", "Not a threat"])
    expect(card.content.actions).toMatchObject([
      { type: "Action.Execute", verb: "watchpost", style: "positive", data: { button: "btn_f0" } },
      { data: { button: "btn_o3" } },
      { data: { button: "btn_o4" } },
    ])
    for (const action of card.content.actions as readonly { readonly data: object }[])
      expect(Object.keys(action.data)).toEqual(["button"])
  })

  it("puts what is more than three buttons into the overflow menu", () => {
    const rule = { ...makeAlert().rule, actions: ["stop-forwarding", "disable-inbox-rule"] as const }

    const card = technician(withIncident({ alert: makeAlert({ rule }) }))

    expect(card.content.actions).toMatchObject([
      { mode: "primary" },
      { mode: "primary" },
      { mode: "primary" },
      { title: "Not a threat", mode: "secondary" },
    ])
  })

  it.each(["working", "fixed", "not-a-threat"] as const)("has no buttons when %s", (state) => {
    expect(titles(technician(withIncident({ state })))).toEqual([])
  })

  it("offers the fix again after it failed", () => {
    expect(technicianActions(makeIncident({ state: "failed" }), true)).toContain("stop-forwarding")
  })

  it("says why there is no fix button when the customer allows watching only", () => {
    const card = technician({ canRespond: false })

    expect(titles(card)).toEqual(["Acknowledge", "Not a threat"])
    expect(words(card)).toContain("allows Watchpost to watch, not to change")
  })

  it("leaves a button out that the store gave no id", () => {
    expect(titles(technician({ buttons: new Map() }))).toEqual([])
  })

  it("shows what was done, newest last, and counts the older lines", () => {
    const history = Array.from({ length: 10 }, (_, index) => ({
      at: HAPPENED + index * 60_000,
      who: "Kim Vega",
      what: `step ${index}`,
      customerSafe: false,
    }))

    const shown = shownTexts(technician(withIncident({ history })).content)

    expect(shown).toContain("2 more lines in the trail")
    expect(shown.filter((text) => text.startsWith("Kim Vega: step"))).toHaveLength(8)
    expect(shown).toContain("Kim Vega: step 9")
  })
})

describe("customerCard()", () => {
  it("names no address and no technical detail", () => {
    const summary =
      "admin@contoso.com signed in from 203.0.113.7 (2001:db8::7) and set forwarding for anna.lindt@contoso.com."
    const history = [
      { at: HAPPENED, who: "Kim Vega", what: "Stopped forwarding (from 203.0.113.7).", customerSafe: true },
      { at: HAPPENED, who: "Kim Vega", what: "Set-Mailbox on EXO-SRV-17", customerSafe: false },
    ]

    const shown = words(customer(withIncident({ alert: makeAlert({ summary }), history })))

    expect(shown).not.toMatch(/203\.0\.113|2001:db8|Set-Mailbox|EXO-SRV|Netherlands/)
    expect(shown).toContain("Kim Vega: Stopped forwarding")
  })

  it("names an app by what it is, not by its id", () => {
    const actor = { kind: "application", id: "b3a1e7d4-7c1f-4a53-8a3e-2f0d1c9b8a76" } as const

    const shown = words(
      customer(
        withIncident({
          alert: makeAlert({ actor, actorName: actor.id, summary: "An app changed a mailbox." }),
        }),
      ),
    )

    expect(shown).toContain("an app")
    expect(shown).not.toContain(actor.id)
  })

  it("asks until it is answered, then shows the answer", () => {
    const answered = makeIncident({
      customerAnswer: { answer: "expected", by: "Pat Moor", at: HAPPENED + 60_000 },
    })

    const before = customer()
    const after = customer({ incident: answered })

    expect(titles(before)).toEqual(["That was us", "We don't know this"])
    expect(titles(after)).toEqual([])
    expect(words(after)).toContain("“That was us”, Pat Moor, 14:06")
    expect(customerActions(answered)).toEqual([])
  })
})

describe("tableCard()", () => {
  it("shows at most ten rows and counts the rest", () => {
    const rows = Array.from({ length: 14 }, (_, index) => ({
      heading: `row ${index}`,
      facts: [{ label: "x", value: "y" }],
    }))

    const shown = shownTexts(
      tableCard({ title: "Restores", rows, more: 5, footer: "Complete to 14:05." }).content,
    )

    expect(shown.filter((text) => text.startsWith("row "))).toHaveLength(MAX_ROWS)
    expect(shown).toContain("… and 9 more")
    expect(shown).toContain("Complete to 14:05.")
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

    expect(kinds).toEqual(new Set(["technician", "customer", "table", "text"]))
  })
})
