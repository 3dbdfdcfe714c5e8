/** Audit records as rows that a person reads. */
import { expect, it } from "vitest"
import { type RowWords, recordRow } from "../../src/command/record-rows.ts"
import type { Actor } from "../../src/model/audit-record.ts"
import { record } from "./ask.ts"

const ours = "5d2f8a10-9b3c-4e6d-a7f1-0c1b2d3e4f50"
const words: RowWords = { zone: "UTC", face: "technician", country: () => undefined, ownApps: [ours] }

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

  const { facts } = recordRow(changed, words)

  expect(facts).toContainEqual({ label: "What", value: "Update user" })
  expect(facts).toContainEqual({
    label: "Details",
    value: "AppDetail changed; Enabled: True → False; Department: (empty) → Sales",
  })
})

it("calls what our own app did ours, and what a person did through it that person's", () => {
  const who = (actor: Actor) =>
    recordRow(record({ actor }), words).facts.find(({ label }) => label === "Who")?.value
  const id = "ServicePrincipal_8e7f2b64-1d9c-4c53-9a40-5b6d7e8f9a01"

  expect(who({ kind: "application", id, appId: ours })).toBe("Watchpost")
  expect(who({ kind: "user", id: "a@contoso.example", upn: "a@contoso.example", appId: ours })).toBe(
    "a@contoso.example",
  )
  expect(who({ kind: "application", id, appId: "00000002-0000-0ff1-ce00-000000000000" })).toBe(id)
})
