import { describe, expect, it } from "vitest"
import { isOperator } from "../../src/model/restore-operator.ts"

const KIM = "kim.vega@contoso.example"
const SAM = "sam@contoso.example"
const opened = (initiatedBy: string, operators?: readonly string[], scopeName = "") => ({
  initiatedBy,
  organization: "Contoso.onmicrosoft.com",
  scopeName,
  ...(operators === undefined ? {} : { operators }),
})

describe("isOperator()", () => {
  it.each([
    ["an operator, whatever the case", opened("Kim.Vega@contoso.example", [KIM]), true],
    ["an operator beside a group", opened(KIM, ["group IT", KIM]), true],
    ["an account without a role", opened(SAM, [KIM]), false],
    ["an account where nobody has a role", opened(SAM, []), false],
    ["an account where roles aren't known", opened(SAM), undefined],
    ["a Windows account", opened("BACKUP\\kim", [KIM]), undefined],
    ["an organization", opened("contoso.onmicrosoft.com", [KIM]), undefined],
    ["a possible member of a group", opened(SAM, ["group IT"]), undefined],
    ["somebody's own data", opened(SAM, [], "SAM@contoso.example"), undefined],
  ])("judges %s", (_what, session, expected) => {
    expect(isOperator(session)).toBe(expected)
  })
})
