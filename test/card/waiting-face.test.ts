/** The technician's card while a fix waits for its second person. */
import { describe, expect, it } from "vitest"
import { technicianActions } from "../../src/card/buttons.ts"
import { MAX_CARD_BYTES } from "../../src/card/template.ts"
import { ACTION_NAMES } from "../../src/model/action.ts"
import type { Approval } from "../../src/model/approval.ts"
import { buttonId } from "../../src/model/ids.ts"
import { cardProblems } from "./card-schema.ts"
import { atFirstSight, makeIncident, POSTED, technician, titles, words } from "./make-incident.ts"

const waiting = (fields: Partial<Approval> = {}): Approval => ({
  action: "stop-forwarding",
  by: "Kim Vega",
  byId: "11111111-aaaa-4aaa-8aaa-000000000001",
  at: POSTED,
  until: POSTED + 3_600_000,
  asked: ["Sam Ortiz", "Rob Hale"],
  why: ["anna@contoso.example is on the list of VIPs."],
  runs: ["Set-Mailbox Identity=anna@contoso.example ForwardingSmtpAddress=(empty)"],
  ...fields,
})

const buttons = new Map(ACTION_NAMES.map((action) => [action, buttonId(`btn_${action}`)]))

const card = (approval: Approval) => technician({ incident: makeIncident({ approval }), buttons })

describe("technicianCard() of a fix that waits", () => {
  it("tells at first sight who asks for what, why, and exactly what would run", () => {
    const shown = atFirstSight(card(waiting()))

    expect(shown).toContain("Kim Vega asks for “Stop forwarding”; a second person has to approve it by")
    expect(shown).toContain("(Sam Ortiz or Rob Hale).")
    expect(shown).toContain("anna@contoso.example is on the list of VIPs.")
    expect(shown).toContain("Runs\nSet-Mailbox Identity=anna@contoso.example ForwardingSmtpAddress=(empty)")
  })

  it("says once that it was asked for; the line stays among the details", () => {
    const ask = { at: POSTED, who: "Kim Vega", what: "asked for it, which needs a second person" }
    const incident = makeIncident({ approval: waiting(), history: [{ ...ask, customerSafe: true }] })
    const drawn = technician({ incident, buttons })

    expect(atFirstSight(drawn)).not.toContain("asked for it")
    expect(words(drawn)).toContain("Kim Vega: asked for it, which needs a second person")
  })

  it("tells before anybody waits that nobody can approve it", () => {
    expect(atFirstSight(card(waiting({ asked: [] })))).toContain(
      "(nobody: no one else is an approver of this customer).",
    )
  })

  it("names three of many", () => {
    const asked = ["Ann", "Bob", "Cem", "Dia", "Eve"]

    expect(atFirstSight(card(waiting({ asked })))).toContain("(Ann, Bob, Cem or 2 more).")
  })

  it("says so where the plan couldn't be read", () => {
    expect(atFirstSight(card(waiting({ runs: [] })))).toContain("What would run couldn't be read just now.")
  })

  it("offers to approve and to decline in place of fixes", () => {
    const offered = titles(card(waiting()))

    expect(offered.slice(0, 2)).toEqual(["Approve", "Decline"])
    expect(offered).not.toContain("Stop forwarding")
  })

  it("offers fixes again from the moment the time is over", () => {
    const incident = makeIncident({ approval: waiting() })

    expect(technicianActions(incident, true, POSTED + 3_600_000 - 1)).not.toContain("stop-forwarding")
    expect(technicianActions(incident, true, POSTED + 3_600_000)).toContain("stop-forwarding")
    expect(technicianActions(incident, true, POSTED + 3_600_000)).not.toContain("approve")
  })

  it("shows names and reasons from outside as text, within the size and the schema of a card", () => {
    const evil = `[x](https://evil.example) \${1+1} <at>all</at> ${"y".repeat(3_000)}`
    const drawn = card(waiting({ by: evil, why: Array(5).fill(evil), runs: Array(20).fill(evil) }))

    expect(cardProblems(drawn.content)).toEqual([])
    expect(Buffer.byteLength(JSON.stringify(drawn.content))).toBeLessThan(MAX_CARD_BYTES)
    expect(words(drawn)).toContain("${1+1}")
  })
})
