import { describe, expect, it } from "vitest"
import { domainsOfRecord, readDestinations } from "../../src/detect/facts/destinations.ts"
import { makeContext, makeRecord } from "../make/make-record.ts"

const placesOf = (value: string | undefined) =>
  readDestinations(value, makeRecord(), makeContext()).map(({ address, place }) => [address, place])

describe("readDestinations()", () => {
  it.each([
    ["smtp:ben@contoso.example", "ben@contoso.example", "inside"],
    ["SMTP:Ben@CONTOSO.example", "ben@contoso.example", "inside"],
    ["tickets@help.contoso.example", "tickets@help.contoso.example", "inside"],
    ["ben@contoso.example.", "ben@contoso.example.", "inside"],
    ["x@evilcontoso.example", "x@evilcontoso.example", "outside"],
    ["x@contoso.example.evil.example", "x@contoso.example.evil.example", "outside"],
    ["ben@contoso.example@evil.example", "ben@contoso.example@evil.example", "outside"],
    ["x@cοntoso.example", "x@cοntoso.example", "outside"],
    ['"Ben" [SMTP:x@evil.example]', "x@evil.example", "outside"],
    ["Ben <x@evil.example>", "x@evil.example", "outside"],
    ["Outside Contact 7", "Outside Contact 7", "unknown"],
    [
      "/o=ExchangeLabs/ou=Group/cn=Recipients/cn=0a1b",
      "/o=ExchangeLabs/ou=Group/cn=Recipients/cn=0a1b",
      "unknown",
    ],
    ["7a1c2e3d-4b5f-4a6b-8c7d-9e0f1a2b3c4d", "7a1c2e3d-4b5f-4a6b-8c7d-9e0f1a2b3c4d", "unknown"],
  ])("places %s", (value, address, place) => {
    expect(placesOf(value)).toEqual([[address, place]])
  })

  it("reads every destination of a list and none of an empty value", () => {
    expect(placesOf("ben@contoso.example; x@evil.example")).toEqual([
      ["ben@contoso.example", "inside"],
      ["x@evil.example", "outside"],
    ])
    expect(placesOf("")).toEqual([])
    expect(placesOf(undefined)).toEqual([])
  })
})

describe("domainsOfRecord()", () => {
  it("takes the organization, the mailbox and the member who acted", () => {
    expect(domainsOfRecord(makeRecord())).toEqual(["contoso.onmicrosoft.com", "contoso.example"])
  })

  it("takes no word of guests and partners", () => {
    const guest = makeRecord({ UserId: "kim_fabrikam.example#EXT#@evil.example", Parameters: [] })
    const partner = makeRecord({ UserId: "kim@fabrikam.example", ExternalAccess: true, Parameters: [] })

    expect(domainsOfRecord(guest)).toEqual(["contoso.onmicrosoft.com"])
    expect(domainsOfRecord(partner)).toEqual(["contoso.onmicrosoft.com"])
  })
})
