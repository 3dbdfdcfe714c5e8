import { describe, expect, it } from "vitest"
import { readFacts } from "../../../src/detect/facts/all-facts.ts"
import { makeDirectoryRecord, type Properties } from "../../make/make-directory-record.ts"
import { makeContext } from "../../make/make-record.ts"

const facts = (operation: string, properties: Properties = {}) =>
  readFacts(makeDirectoryRecord(operation, properties), makeContext())

const policy = (before: unknown, after: unknown) =>
  facts("Authentication Methods Policy Update", {
    AuthenticationMethodsPolicy: [JSON.stringify(before), JSON.stringify(after)],
  })

describe("SIGN_IN_SETTING_FACTS", () => {
  it("tells each method that became weaker, in any spelling of its name and state", () => {
    const weaker = policy(
      {
        Configurations: [
          { Id: "sms", State: 1 },
          { Id: "FIDO2", State: "Enabled" },
        ],
      },
      {
        Configurations: [
          { Id: "sms", State: 0 },
          { Id: "FIDO2", State: "Disabled" },
        ],
      },
    )

    expect(weaker.evidence("WeakensSignInMethods")).toBe(
      "codes by text message are allowed, passkeys are switched off",
    )
  })

  it("says nothing where the record tells one side only", () => {
    const config = [{ id: "Sms", state: "enabled" }]

    expect(policy({}, { config }).evidence("WeakensSignInMethods")).toBeUndefined()
    expect(policy({ config }, {}).evidence("WeakensSignInMethods")).toBeUndefined()
  })

  it("survives values that are no JSON, masked or deep", () => {
    const deep = `${"[".repeat(200)}${"]".repeat(200)}`

    for (const value of ["******", "{", deep])
      expect(
        facts("Authentication Methods Policy Update", { Policy: ["", value] }).evidence(
          "WeakensSignInMethods",
        ),
      ).toBeUndefined()
  })

  it("trusts nobody's operation that is named like a part of the language", () => {
    for (const operation of ["constructor", "__proto__", "toString"])
      expect(facts(operation).evidence("ChangesHybridSignIn")).toBeUndefined()
  })
})
