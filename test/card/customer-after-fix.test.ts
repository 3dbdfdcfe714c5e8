/** What the customer reads once something was done for them: what its owner notices of it, in words without machines. */
import { describe, expect, it } from "vitest"
import type { FixName } from "../../src/model/action.ts"
import { customer, HAPPENED, withIncident, words } from "./make-incident.ts"

const fixed = (...actions: readonly FixName[]) => {
  const standing = actions.map((action) => ({ action, fixedAt: HAPPENED, undoable: true }))
  return words(customer(withIncident({ state: "fixed", standing })))
}

describe("customerCard() after a fix", () => {
  it.each([
    ["disable-sign-in", "the account can't sign in for now: Northwind IT tells its owner how it goes on."],
    ["reset-password", "the account has a new password: Northwind IT gives it to its owner"],
    ["revoke-sessions", "The owner of the account has to sign in again."],
  ] as const)("says what somebody notices of %s, and not that there is nothing to do", (action, sentence) => {
    const shown = fixed(action)

    expect(shown).toContain(sentence)
    expect(shown).not.toContain("You need to do nothing")
  })

  it("says nothing of what doesn't stand, or only half", () => {
    const half = [{ action: "disable-sign-in", fixedAt: HAPPENED, undoable: true, half: true }] as const
    const shown = words(customer(withIncident({ state: "claimed", standing: half })))

    expect(fixed("stop-forwarding")).toContain("You need to do nothing more")
    expect(shown).not.toContain("For safety")
  })

  it("tells what was done without how it was checked, and counts what came before in plain words", () => {
    const line = (what: string) => ({ at: HAPPENED, who: "Watchpost for Kim Vega", what, customerSafe: true })
    const history = [
      ...Array.from({ length: 7 }, () => line("took this over")),
      line("anna@contoso.com no longer forwards to x@evil.example: read back, both addresses are empty."),
      line(
        "anna@contoso.com is signed out everywhere: read back, only sessions from 2026-11-21T18:27:00.000Z on count. Access tokens that are out may work for up to an hour.",
      ),
    ]

    const shown = words(customer(withIncident({ history })))

    expect(shown).toContain("anna@contoso.com no longer forwards to x@evil.example.")
    expect(shown).toContain("anna@contoso.com is signed out everywhere.")
    expect(shown).not.toMatch(/read back|tokens|000Z|trail/)
    expect(shown).toContain("4 more things were done")
  })
})
