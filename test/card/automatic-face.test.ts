/** What both cards say of a fix that ran by itself, and of one that didn't. */
import { describe, expect, it } from "vitest"
import { technicianActions } from "../../src/card/buttons.ts"
import type { Incident } from "../../src/model/alert.ts"
import {
  atFirstSight,
  customer,
  HAPPENED,
  makeAlert,
  makeIncident,
  POSTED,
  technician,
  titles,
  withIncident,
  words,
} from "./make-incident.ts"

const BY = "Watchpost, as Contoso Ltd allows"
const line = (what: string, customerSafe: boolean) => ({ at: POSTED, who: BY, what, customerSafe })
const OPENED = { ...line("opened", true), who: "Watchpost", kind: "opened" } as const
const STOPPED =
  "anna.lindt@contoso.com no longer forwards to collector@fabrikam.example: read back, it is off."

const RAN: Partial<Incident> = {
  state: "new",
  automaticAt: HAPPENED + 186_000,
  history: [OPENED, line("“Stop forwarding” runs by itself", false), line(STOPPED, true)],
  standing: [{ action: "stop-forwarding", fixedAt: POSTED, undoable: true, automatic: true }],
}
const AGAIN = { ...OPENED, at: POSTED + 60_000, what: "Seen again: 2 times in all", kind: "repeat" } as const

describe("the technician's card of a fix that ran by itself", () => {
  it("says what ran, when and on whose authority, that nobody has it, and offers to confirm it and to take it back", () => {
    const card = technician(withIncident(RAN))

    expect(atFirstSight(card)).toContain("New: a fix ran by itself. Nobody has taken it yet.")
    expect(atFirstSight(card)).toContain(`${BY}: ${STOPPED}`)
    expect(titles(card)).toEqual([
      "Confirm: stop forwarding",
      "Claim",
      "Not a threat",
      "Undo: stop forwarding",
    ])
  })

  it("offers the fix as ever where the same was seen since, or where half of it failed", () => {
    const repeated = technician(withIncident({ ...RAN, history: [...(RAN.history ?? []), AGAIN] }))
    const half = technician(
      withIncident({
        ...RAN,
        state: "failed",
        standing: RAN.standing?.map((one) => ({ ...one, half: true })),
      }),
    )

    expect(titles(repeated)[0]).toBe("Stop forwarding")
    expect(words(repeated)).toContain("New: nobody has taken it yet.")
    expect(titles(half)[0]).toBe("Stop forwarding")
  })

  it("offers first to secure the account where it may be in wrong hands, and nothing to confirm once that is done", () => {
    const rule = { ...makeAlert().rule, actions: ["stop-forwarding", "revoke-sessions"] as const }
    const ran = makeIncident({ ...RAN, alert: makeAlert({ rule }) })

    expect(technicianActions(ran, true, POSTED).slice(0, 2)).toEqual(["secure-account", "stop-forwarding"])
    expect(technicianActions({ ...ran, state: "fixed" }, true, POSTED)).not.toContain("stop-forwarding")
  })

  it("says why nothing ran", () => {
    const why = "“Stop forwarding” didn't run by itself: All fixes are frozen by Kim Vega."
    const card = technician(withIncident({ state: "new", history: [OPENED, line(why, false)] }))

    expect(atFirstSight(card)).toContain(why)
    expect(titles(card)[0]).toBe("Stop forwarding")
  })
})

describe("the customer's card of a fix that ran by itself", () => {
  it("says that it was stopped automatically, without how it was checked", () => {
    const card = customer(withIncident(RAN))

    expect(words(card)).toContain(
      "It was stopped automatically, as agreed with you; Northwind IT has been told.",
    )
    expect(words(card)).not.toContain("read back")
    expect(words(card)).not.toContain("runs by itself")
  })

  it("says nothing of one that didn't run", () => {
    const history = [OPENED, line("“Stop forwarding” didn't run by itself: too much.", false)]
    const card = customer(withIncident({ state: "new", history }))

    expect(words(card)).toContain("Northwind IT has been told.")
    expect(words(card)).not.toContain("by itself")
  })
})
