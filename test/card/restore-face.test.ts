import { describe, expect, it } from "vitest"
import { customerActions, technicianActions } from "../../src/card/buttons.ts"
import {
  atFirstSight,
  customer,
  makeAlert,
  makeIncident,
  technician,
  withIncident,
  words,
} from "./make-incident.ts"

const subject = "restore:7b000000-0000-4000-8000-000000000001"
const answer = { answer: "expected", by: "Pat Moor", at: 0 } as const
const actions = (change: Parameters<typeof makeIncident>[0]) =>
  technicianActions(makeIncident(change), true, 0)

describe("technicianCard() of a restore", () => {
  it("calls nothing changed that was taken from a backup", () => {
    const changes = [{ what: "Save", before: "Ben\\Inbox", after: "C:\\mail" }]
    const card = technician(withIncident({ subject, alert: makeAlert({ subject, changes }) }))

    expect(words(card)).toContain("Record\nSave: \nBen\\Inbox → \nC:\\mail")
  })

  it("counts what was restored, and not how often it was seen", () => {
    expect(words(technician(withIncident({ subject, count: 2 })))).toContain("In all\n2 things")
    expect(words(technician(withIncident({ count: 2 })))).toContain("Seen\n2 times")
  })

  it("says of a restore who made it and how sure that is, and the evidence behind Details", () => {
    const restoredBy = {
      who: "Probably joni.sherman from FABWS07.",
      sure: "C, probable",
      evidence: ["The data went to a folder of the Windows profile joni.sherman."],
    }
    const shown = technician({ restoredBy })

    expect(words(shown)).toContain(`Who\n${restoredBy.who}\nHow sure\n${restoredBy.sure}`)
    expect(words(shown)).toContain(restoredBy.evidence[0])
    expect(atFirstSight(shown)).not.toContain(restoredBy.evidence[0])
    expect(words(shown)).not.toContain("Who\nadmin@contoso.com")
  })

  it("offers to ask who needed it, until the customer has answered, and to say who it was", () => {
    expect(actions({ subject })).toEqual(expect.arrayContaining(["ask-who", "say-who"]))
    expect(actions({ subject, customerAnswer: answer })).not.toContain("ask-who")
    expect(actions({ subject, customerAnswer: answer })).toContain("say-who")
    expect(actions({ subject, state: "expected" })).not.toContain("say-who")
  })

  it("asks nobody about other incidents, and about a card that stands for many", () => {
    expect(actions({})).not.toContain("ask-who")
    expect(actions({ subject: "restore:**many** veeam-mailbox-restored by kim" })).not.toContain("ask-who")
  })
})

describe("customerCard() of a restore", () => {
  it("asks who needed it, and what for", () => {
    expect(words(customer(withIncident({ subject })))).toContain("Which of you needed this, and what for?")
    expect(words(customer(withIncident({})))).toContain("Was this you or a colleague of yours?")
    expect(customerActions(makeIncident({ subject }))).toEqual(["that-was-us", "we-dont-know-this"])
  })
})
