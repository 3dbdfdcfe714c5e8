import { describe, expect, it } from "vitest"
import type { Change } from "../../src/model/alert.ts"
import { HAPPENED, makeAlert, technician, withIncident, words } from "./make-incident.ts"

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
    expect(shown({})).toContain("not in Microsoft's record → ")
  })
})
