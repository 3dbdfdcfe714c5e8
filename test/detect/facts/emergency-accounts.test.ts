import { describe, expect, it } from "vitest"
import { readFacts } from "../../../src/detect/facts/all-facts.ts"
import type { JsonObject } from "../../../src/model/json.ts"
import { makeContext, makeRecord } from "../../make/make-record.ts"

const RESCUE = "rescue@contoso.example"
const OBJECT = "5d2f8a10-9b3c-4e6d-a7f1-0c1b2d3e4f99"

const signIn = (breakGlass: readonly string[] | undefined, changed: JsonObject = {}) => {
  const context = makeContext()
  const record = makeRecord({
    Operation: "UserLoggedIn",
    RecordType: 15,
    UserId: RESCUE,
    Parameters: [],
    Actor: [
      { ID: OBJECT, Type: 0 },
      { ID: RESCUE, Type: 5 },
    ],
    ...changed,
  })
  const tenant = breakGlass === undefined ? context.tenant : { ...context.tenant, breakGlass }
  return readFacts(record, { ...context, tenant })
}

describe("EMERGENCY_ACCOUNT_FACTS", () => {
  it("knows the account by its name, in any case, and by its object id", () => {
    expect(signIn([RESCUE], { UserId: "Rescue@Contoso.example" }).evidence("EmergencyAccountSignsIn")).toBe(
      RESCUE,
    )
    expect(signIn([OBJECT]).evidence("EmergencyAccountSignsIn")).toBe(OBJECT)
  })

  it("says nothing of others, and nothing where none is named", () => {
    expect(signIn(["other@contoso.example"]).evidence("EmergencyAccountSignsIn")).toBeUndefined()
    expect(signIn([]).evidence("EmergencyAccountSignsIn")).toBeUndefined()
    expect(signIn(undefined).evidence("EmergencyAccountSignsIn")).toBeUndefined()
  })

  it("takes a wrong password for a try, and an interrupt of an honest person for none", () => {
    const failed = (ErrorNumber: string) =>
      signIn([RESCUE], { Operation: "UserLoginFailed", ResultStatus: "Failed", ErrorNumber })

    expect(failed("50126").evidence("EmergencyAccountTried")).toBe(RESCUE)
    expect(failed("50126").evidence("EmergencyAccountSignsIn")).toBeUndefined()
    expect(failed("50140").evidence("EmergencyAccountTried")).toBeUndefined()
  })
})
