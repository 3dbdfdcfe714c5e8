import { describe, expect, it } from "vitest"
import { atFirstSight, makeAlert, makeIncident, technician, withIncident, words } from "./make-incident.ts"

const { ip: _ip, country: _country, ...alert } = makeAlert()
const found = makeIncident({ alert: { ...alert, wasThere: true, level: "low" }, level: "low" })

describe("the card of what was there before", () => {
  it("says when it was found, and claims no address and no time at which it happened", () => {
    const said = words(technician(withIncident(found)))

    expect(said).toContain("Found")
    expect(said).not.toMatch(/^(?:When|From)$/m)
  })

  it("says what is set once, and not that nobody knows what it was before", () => {
    const said = atFirstSight(technician(withIncident(found)))

    expect(said).toMatch(/^Setting\nForwarding: \n+collector@fabrikam\.example$/m)
    expect(said).not.toMatch(/not known|unknown|Changed|→/)
  })

  it("says of many that one look found them, not that they happened so often", () => {
    const title = "Mailbox forwards to an outside address, since before Watchpost watched"
    const names = ["anna@contoso.com", "ben@contoso.com", "kim@contoso.com"]
    const many = { ...found, count: 3, more: [{ title, level: "low" as const, count: 3, names }] }

    const card = technician(withIncident(many))

    expect(atFirstSight(card)).toContain(`3 things that were there before, found by one look: “${title}”`)
    expect(words(card)).not.toMatch(/in a burst|3 times/)
  })
})
