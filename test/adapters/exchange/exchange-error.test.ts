import { describe, expect, it } from "vitest"
import { plain } from "../../../src/adapters/exchange/exchange-error.ts"

describe("plain()", () => {
  it.each([
    ["Ex1A2B3C|The rule is gone.", "The rule is gone."],
    [
      "Mailbox XX1PR04A009.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com/kim is locked.",
      "Mailbox kim is locked.",
    ],
    [
      "Object 'CN=Kim,OU=contoso,DC=XX1PR04A009,DC=PROD,DC=OUTLOOK,DC=COM' is read-only.",
      "Object 'a directory object' is read-only.",
    ],
    ["Two\r\n  lines\u0000 here", "Two lines here"],
    ["", "no reason was given."],
  ])("leaves nothing of the service's inside: %j", (text, expected) => {
    expect(plain(text)).toBe(expected)
  })

  it("has a bounded length", () => {
    expect(plain("x".repeat(5000)).length).toBeLessThan(310)
  })
})
