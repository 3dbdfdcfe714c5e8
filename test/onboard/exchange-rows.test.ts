import { describe, expect, it } from "vitest"
import type { JsonObject } from "../../src/model/json.ts"
import { isExchanges, ruleRows } from "../../src/onboard/exchange-rows.ts"

const isLeftOut = (row: JsonObject): boolean => ruleRows([row]).every(isExchanges)

describe("isExchanges()", () => {
  it.each<JsonObject>([
    { Name: "Junk E-mail Rule" },
    { Name: "Microsoft.Exchange.OOF.AllExternalSenders.Global", DeleteMessage: false },
    { Name: "Delegate Rule -123", RedirectTo: ['"Bob" [EX:/o=ExchangeLabs/cn=bob]'], DeleteMessage: true },
  ])("leaves out of answers what Exchange keeps for itself: %j", (row) => {
    expect(isLeftOut(row)).toBe(true)
  })

  it.each<JsonObject>([
    { Name: "." },
    { Name: "Junk E-mail Rule", ForwardTo: ['"x@evil.example" [SMTP:x@evil.example]'] },
    { Name: "Junk E-mail Rule", DeleteMessage: "True" },
    { Name: "Delegate Rule -123", RedirectTo: "x@evil.example" },
  ])("tells of a rule that somebody has written, whatever it is called: %j", (row) => {
    expect(isLeftOut(row)).toBe(false)
  })
})
