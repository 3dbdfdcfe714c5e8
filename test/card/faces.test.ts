import { describe, expect, it } from "vitest"
import { MAX_ROWS, tableCard } from "../../src/card/answer-card.ts"
import { customerActions, technicianActions } from "../../src/card/buttons.ts"
import {
  customer,
  HAPPENED,
  makeAlert,
  makeIncident,
  shownTexts,
  technician,
  titles,
  withIncident,
  words,
} from "./make-incident.ts"

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

  it("never calls an old reading the mailbox's state of now", () => {
    const history = [{ at: HAPPENED + 600_000, who: "Kim Vega", what: "Acknowledged.", customerSafe: true }]

    const before = words(technician())
    const after = words(technician(withIncident({ history, state: "acknowledged" })))
    const fixed = words(technician(withIncident({ history, state: "fixed" })))

    expect(before).toContain("In the mailbox now")
    expect(after).toContain("In the mailbox at 14:08")
    expect(after + fixed).not.toContain("In the mailbox now")
    expect(fixed).not.toContain("Read from Exchange")
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
