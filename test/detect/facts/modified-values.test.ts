import { describe, expect, it } from "vitest"
import { changedValues, valuesOf } from "../../../src/detect/facts/modified-values.ts"
import { makeRecord } from "../../make/make-record.ts"

describe("valuesOf()", () => {
  it.each([
    ["", []],
    ["[]", []],
    ['[""]', []],
    ['[\r\n  "Global Administrator"\r\n]', ["Global Administrator"]],
    ['["a","b"]', ["a", "b"]],
    ['"a"', ["a"]],
    ["True", ["True"]],
    ["[broken", ["[broken"]],
    ['[{"State":0}]', ['{"State":0}']],
    ['[["a"],["b"]]', ["a", "b"]],
  ])("reads %j", (text, values) => {
    expect(valuesOf(text)).toEqual(values)
  })
})

describe("changedValues()", () => {
  it("finds a property whatever its case, and tells missing from empty", () => {
    const record = makeRecord({
      ModifiedProperties: [{ Name: "Role.DisplayName", OldValue: "[]", NewValue: '["Reader"]' }],
    })

    expect(changedValues(record, "role.displayname")).toEqual({ before: [], after: ["Reader"] })
    expect(changedValues(record, "Other")).toBeUndefined()
  })
})
