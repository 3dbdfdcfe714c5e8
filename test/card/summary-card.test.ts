import { describe, expect, it } from "vitest"
import { technicianActions } from "../../src/card/buttons.ts"
import { MAX_CARD_BYTES } from "../../src/card/template.ts"
import { alertId } from "../../src/model/ids.ts"
import { cardProblems } from "./card-schema.ts"
import {
  atFirstSight,
  customer,
  HAPPENED,
  makeIncident,
  technician,
  withIncident,
  words,
} from "./make-incident.ts"

const names = Array.from({ length: 120 }, (_, index) => `box${index}@contoso.example`)
const burst = {
  count: 120,
  alertIds: names.map((name) => alertId(`alr_${name}`)),
  more: [{ title: "Full access granted", level: "high" as const, count: 120, names }],
}

describe("the card of a burst", () => {
  it("says how many at first sight, and unfolds every one of them below 25 KB", () => {
    const card = technician(withIncident(burst))

    expect(atFirstSight(card)).toContain("120 times “Full access granted”, in a burst.")
    expect(atFirstSight(card)).not.toContain("box119@contoso.example")
    for (const name of names) expect(words(card)).toContain(name)
    expect(words(card)).toContain("Show all 120")
    expect(Buffer.byteLength(JSON.stringify(card.content))).toBeLessThan(MAX_CARD_BYTES)
    expect(cardProblems(card.content)).toEqual([])
  })

  it("offers no fix of one among many, and says so", () => {
    expect(technicianActions(makeIncident(burst), true, HAPPENED)).not.toContain("stop-forwarding")
    expect(words(technician(withIncident(burst)))).toContain("This card stands for 120 alerts")
  })

  it("counts what it doesn't list", () => {
    const more = [{ title: "Full access granted", level: "high" as const, count: 500, names }]

    expect(words(technician(withIncident({ ...burst, more })))).toContain("… and 380 more")
  })

  it("tells the customer how many there are", () => {
    expect(words(customer(withIncident(burst)))).toContain("And 119 more like it.")
  })
})

describe("the card of a flood", () => {
  it("lists it by kind, with the level of each", () => {
    const more = [
      { title: "Full access granted", level: "high" as const, count: 30, names: [] },
      { title: "Inbox rule hides mail", level: "medium" as const, count: 7, names: [] },
    ]

    const shown = words(technician(withIncident({ more })))

    expect(shown).toContain("37 more alerts came at once than can be shown one by one, of 2 kinds.")
    expect(shown).toContain("30 × Full access granted (high)")
    expect(shown).toContain("7 × Inbox rule hides mail (medium)")
  })
})
