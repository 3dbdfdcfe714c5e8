import { describe, expect, it } from "vitest"
import { describeInboxRule } from "../../src/detect/describe-inbox-rule.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { makeContext, makeRecord, parameters } from "../make/make-record.ts"

const changesOf = (changed: JsonObject) => describeInboxRule(makeRecord(changed), makeContext()).changes
const given = parameters({ Name: "x", ForwardTo: "drop@evil.example", DeleteMessage: "True" })

describe("describeInboxRule()", () => {
  it("knows of a new rule that there was none before", () => {
    expect(changesOf({ Operation: "New-InboxRule", Parameters: given })).toEqual([
      { what: "Forwards to", before: "no such rule", after: "drop@evil.example" },
      { what: "Deletes", before: "no such rule", after: "yes" },
    ])
  })

  it("leaves open what a changed rule did before: the record holds new values only", () => {
    expect(changesOf({ Operation: "Set-InboxRule", Parameters: given })).toEqual([
      { what: "Forwards to", after: "drop@evil.example" },
      { what: "Deletes", after: "yes" },
    ])
  })
})
