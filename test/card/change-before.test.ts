import { describe, expect, it } from "vitest"
import type { Change } from "../../src/model/alert.ts"
import { atFirstSight, HAPPENED, makeAlert, technician, withIncident, words } from "./make-incident.ts"

const shown = (change: Partial<Change>): string => {
  const alert = makeAlert({
    changes: [{ what: "Forwarding", after: "collector@fabrikam.example", ...change }],
  })
  return words(technician(withIncident({ alert })))
}
const HOUR = 3_600_000

describe("technicianCard()", () => {
  it("says what was before, and when that was seen in the customer's time zone", () => {
    expect(shown({ before: "off", beforeSeenAt: HAPPENED - HOUR })).toContain("off (seen 13:05)")
    expect(shown({ before: "off", beforeSeenAt: HAPPENED - 24 * HOUR })).toContain("off (seen 19 Nov 14:05)")
  })

  it("gives no time to what the record itself says, and owns up to what nobody knows", () => {
    expect(shown({ before: "no such rule" })).toContain("no such rule → ")
    expect(shown({})).toContain("Changed\nForwarding: \nnot in Microsoft's record → ")
  })

  it("asks of no program and no address what it was before: the record says it, and nothing was changed", () => {
    expect(shown({ what: "Program", after: "Firefox" })).toMatch(/Record\nProgram: \n+Firefox\n/)
    expect(shown({ what: "Program", after: "Firefox" })).not.toContain("→")
  })

  it("tells of several records once what they are, what each did, and how many there were", () => {
    const { rule } = makeAlert()
    const steps = ["Kim gave Ben full access.", "Ben read mail."]
    const alert = makeAlert({
      summary: `${rule.title}: ${steps.join(" Then: ")} All within 1 h.`,
      changes: steps.map((after, index) => ({ what: `Step ${index + 1}`, after })),
    })

    const said = atFirstSight(technician(withIncident({ alert, count: 6 })))

    expect(said).toContain(`\n${steps[0]} Then: ${steps[1]} All within 1 h.\n`)
    expect(said.match(/Ben read mail/g)).toHaveLength(1)
    expect(said).not.toMatch(/Seen\n6|Step 1/)
  })
})
