/** What the customer reads: calm, without addresses and servers, and with the next step. */
import { describe, expect, it } from "vitest"
import { customerActions } from "../../src/card/buttons.ts"
import type { HistoryKind } from "../../src/model/alert.ts"
import { customer, HAPPENED, makeAlert, makeIncident, titles, withIncident, words } from "./make-incident.ts"

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
      customerAnswer: { answer: "expected", by: "Pat Moor", at: HAPPENED + 60_000, reason: "new office" },
    })

    const before = customer()
    const after = customer({ incident: answered })

    expect(titles(before)).toEqual(["That was us", "We don't know this"])
    expect(words(after)).not.toContain("Was this you")
    expect(words(after)).toContain("“That was us: new office”, Pat Moor, 14:06")
    expect(words(after)).toContain("Thank you for your answer")
  })

  it("lets a colleague contradict “That was us”, and nobody the warning", () => {
    const said = (answer: "expected" | "unknown") =>
      makeIncident({ customerAnswer: { answer, by: "Pat Moor", at: HAPPENED } })

    expect(titles(customer({ incident: said("expected") }))).toEqual(["We don't know this"])
    expect(customerActions(said("unknown"))).toEqual([])
  })

  it("says what happens next and whom to call", () => {
    const answer = (said: "expected" | "unknown") =>
      words(customer(withIncident({ customerAnswer: { answer: said, by: "Pat Moor", at: HAPPENED } })))

    expect(words(customer())).toContain("A technician will look at it.")
    expect(words(customer())).toContain("call Northwind IT.")
    expect(answer("unknown")).toContain(
      "The technicians of Northwind IT get a message at once that none of you knows this. If you don't hear from them soon",
    )
    expect(answer("unknown")).not.toMatch(/will contact you/)
    expect(answer("expected")).toContain("Northwind IT will check it and close it.")
    expect(words(customer(withIncident({ state: "fixed" })))).toContain(
      "You need to do nothing more; your answer below still helps.",
    )
    const noMore = "You need to do nothing. Questions?"
    const answered = { answer: "expected", by: "Pat Moor", at: HAPPENED } as const
    expect(words(customer(withIncident({ state: "expected" })))).toContain(noMore)
    expect(words(customer(withIncident({ state: "fixed", customerAnswer: answered })))).toContain(noMore)
    const silent = customer({ ...withIncident({ state: "fixed" }), buttons: new Map() })
    expect(words(silent)).toContain(noMore)
  })

  it("tells that something was done where its words are the trade's", () => {
    const line = (what: string) => ({ at: HAPPENED, who: "Kim Vega", what, customerSafe: true })
    const history = [
      line("Took the secret 7d1c2a54-4f0a-4a52-9c57-2b7f9a3e5d10 from the app."),
      line("Set-Mailbox ran with ForwardingSmtpAddress empty."),
      line("Stopped the forwarding."),
    ]

    const shown = words(customer(withIncident({ history })))

    expect(shown.match(/Kim Vega: worked on this/g)).toHaveLength(2)
    expect(shown).toContain("Kim Vega: Stopped the forwarding.")
    expect(shown).not.toMatch(/7d1c2a54|ForwardingSmtp/)
  })

  it("asks nobody to answer where there is no button for that", () => {
    const shown = words(customer({ buttons: new Map() }))

    expect(shown).not.toContain("answer below")
    expect(shown).toContain(
      "A technician will look at it. If this was not you or a colleague of yours, call Northwind IT.",
    )
    expect(shown).not.toContain("Was this you or a colleague of yours?")
  })

  it("tells a restore without paths, servers and accounts", () => {
    const alert = makeAlert({
      subject: "restore:1",
      operation: "Save",
      actor: { kind: "unknown", id: "fabrikam.onmicrosoft.com" },
      summary: 'Somebody recorded as fabrikam.onmicrosoft.com saved "Fees" to C:\\Users\\joni.',
      object: { session: "1", item: "Fees", target: "C:\\Users\\joni", clientHost: "CONTOSO-WS07" },
    })

    const shown = words(customer(withIncident({ alert })))

    expect(shown).toContain("Data of the mailbox anna.lindt@contoso.com was saved from the backup to a file.")
    expect(shown).not.toMatch(/Fees|C:|joni|WS07|onmicrosoft/)

    const restoredBy = { who: "Probably joni.", sure: "C, probable", evidence: [] }
    const known = words(customer({ ...withIncident({ alert }), restoredBy }))

    expect(known).toContain("Probably joni.")
    expect(known).not.toMatch(/C:|C, probable|WS07|onmicrosoft/)
  })

  it("tells of an app what it may reach, and not by the names of permissions", () => {
    const alert = makeAlert({
      subject: "application:1",
      summary:
        'anna.lindt@contoso.com let the app "Notes (new)" reach mail in their own name (Mail.Read, offline_access).',
    })

    const shown = words(customer(withIncident({ alert })))

    expect(shown).toContain('let the app "Notes (new)" reach mail in their own name.')
    expect(shown).not.toContain("Mail.Read")
  })

  it("names somebody once who did it to their own mailbox", () => {
    const name = "anna.lindt@contoso.com"
    const alert = makeAlert({
      actor: { kind: "user", id: name, upn: name },
      actorName: "Anna.Lindt@contoso.com",
    })
    const restoredBy = { who: name, sure: "A, proven", evidence: [] }

    const shown = words(customer(withIncident({ alert })))

    expect(shown).toMatch(/Mailbox\s/)
    expect(shown).not.toMatch(/Account\s/)
    expect(words(customer({ ...withIncident({ alert }), restoredBy }))).toMatch(/Who\s/)
  })

  it("speaks of when it was", () => {
    const { content } = customer(withIncident({}))

    expect(content.speak).toMatch(/\d{4}, \d\d:\d\d [A-Z]+\. /)
  })

  it("lists what the provider did, not the opening and not their own answer", () => {
    const line = (who: string, what: string, kind: HistoryKind) => ({
      ...{ at: HAPPENED, who, what, kind },
      customerSafe: true,
    })
    const history = [
      line("Watchpost", "Mailbox forwards", "opened"),
      line("Pat Moor", "says: we don't know this", "we-dont-know-this"),
      line("Kim Vega", "took this over", "claim"),
    ]

    const shown = words(customer(withIncident({ history })))

    expect(shown).toContain("Kim Vega: took this over")
    expect(shown).not.toMatch(/Mailbox forwards\n|says:/)
    expect(shown).not.toContain("Watchpost: ")
  })
})
