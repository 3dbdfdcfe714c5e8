import { describe, expect, it } from "vitest"
import { describeAct } from "../../src/detect/describe-act.ts"
import { SUBJECT_KINDS } from "../../src/model/act.ts"
import { makeContext, makeRecord, parameters } from "../make/make-record.ts"

const role = {
  Operation: "Add member to role.",
  RecordType: 8,
  UserId: "Admin@contoso.example",
  ResultStatus: "Success",
  ObjectId: "anna.berg@contoso.example",
  Target: [{ Type: 5, ID: "anna.berg@contoso.example" }],
  Parameters: [],
  ModifiedProperties: [
    { Name: "Role.DisplayName", OldValue: "", NewValue: '[\r\n  "Global Administrator"\r\n]' },
    { Name: "Same", OldValue: '"x"', NewValue: "x" },
    { Name: "Gone", OldValue: '["a","b"]', NewValue: "[]" },
  ],
}

describe("describeAct()", () => {
  it("tells of any kind who did what to whom, and each value that changed", () => {
    expect(describeAct(makeRecord(role), "other", makeContext())).toEqual({
      subject: "other:anna.berg@contoso.example",
      object: { target: "anna.berg@contoso.example", user: "admin@contoso.example" },
      changes: [
        { what: "Role.DisplayName", before: "none", after: "Global Administrator" },
        { what: "Gone", before: "a, b", after: "none" },
      ],
      sentence: 'admin@contoso.example: "Add member to role" on anna.berg@contoso.example.',
    })
  })

  it("shows what a cmdlet was given, and an emptied parameter as none", () => {
    const record = makeRecord({
      Operation: "Set-Thing",
      Parameters: parameters({ Identity: "x", Enabled: "False", Address: "" }),
    })

    expect(describeAct(record, "other", makeContext()).changes).toEqual([
      { what: "Enabled", after: "False" },
      { what: "Address", after: "none" },
    ])
  })

  it("has words for every kind, also for a record that isn't of it", () => {
    for (const kind of SUBJECT_KINDS) {
      const act = describeAct(
        makeRecord({ Operation: "Odd", Parameters: [], ObjectId: "" }),
        kind,
        makeContext(),
      )

      expect(act.subject).toMatch(/^[a-z]/)
      expect(act.sentence).toMatch(/\.$/)
    }
  })
})
