/** Audit records as rows that a person reads. */
import { expect, it } from "vitest"
import { recordRow } from "../../src/command/record-rows.ts"
import { record } from "./ask.ts"

it("names what changed, and leaves out what was never set and lists that nobody reads", () => {
  const changed = record({
    operation: "Update user.",
    parameters: {},
    modified: [
      { name: "IsAdminConsent", oldValue: "", newValue: "False" },
      { name: "AppDetail", oldValue: "[]", newValue: '[{"Id":"1"}]' },
      { name: "Enabled", oldValue: "True", newValue: "False" },
      { name: "Department", oldValue: "", newValue: "Sales" },
    ],
  })

  const { facts } = recordRow(changed, { zone: "UTC", face: "technician", country: () => undefined })

  expect(facts).toContainEqual({ label: "What", value: "Update user" })
  expect(facts).toContainEqual({
    label: "Details",
    value: "AppDetail changed; Enabled: True → False; Department: (empty) → Sales",
  })
})
