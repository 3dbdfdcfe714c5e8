import { describe, expect, it } from "vitest"
import { readFacts } from "../../src/detect/facts/all-facts.ts"
import { makeContext, makeOwn, makeRecord, makeTenant } from "../make/make-record.ts"
import { makeFailure, makeSignIn, type SignInChanges } from "../make/make-sign-in.ts"

const COUNTRIES: Readonly<Record<string, string>> = {
  "203.0.113.24": "DE",
  "198.51.100.7": "NG",
  "192.0.2.9": "TR",
}
const context = (changed: Parameters<typeof makeContext>[0] = {}) =>
  makeContext({ country: (ip) => COUNTRIES[ip], ...changed })
const evidence = (changes: SignInChanges, fact: string, world = context()) =>
  readFacts(makeSignIn(changes), world).evidence(fact)

describe("SIGN_IN_PLACE_FACTS", () => {
  it("tells country, network and part of the world of a success", () => {
    expect(evidence({}, "SignInCountry")).toBe("DE")
    expect(evidence({}, "SignInNetwork")).toBe("203.0.113.0/24")
    expect(evidence({}, "SignInPartOfWorld")).toBe("Europe")
  })

  it("tells no country of a failure: anybody can fail from anywhere", () => {
    expect(readFacts(makeFailure("50126", ""), context()).evidence("SignInCountry")).toBeUndefined()
    expect(readFacts(makeFailure("50126", ""), context()).evidence("SignInAddress")).toBe("203.0.113.24")
  })

  it("groups by the bare address whatever the port", () => {
    expect(evidence({ raw: { ClientIP: "203.0.113.24:51344" } }, "SignInAddress")).toBe("203.0.113.24")
    expect(evidence({ raw: { ClientIP: "[2001:db8:1:2::5]:443" } }, "SignInNetwork")).toBe("2001:db8:1::/48")
  })

  it("puts countries between two parts of the world in none", () => {
    expect(evidence({ raw: { ClientIP: "192.0.2.9" } }, "SignInPartOfWorld")).toBeUndefined()
    expect(evidence({ raw: { ClientIP: "198.51.100.7" } }, "SignInPartOfWorld")).toBe("West Africa")
  })

  it("leaves renewed tokens out of journeys", () => {
    expect(evidence({ extended: { RequestType: "OAuth2:Token" } }, "SignInPartOfWorld")).toBeUndefined()
  })

  it("compares a session's IPv4 networks only", () => {
    expect(evidence({}, "SessionNetwork")).toBe("203.0.113.0/24")
    expect(evidence({ raw: { ClientIP: "2001:db8::1" } }, "SessionNetwork")).toBeUndefined()
  })

  it("is at home in the customer's own networks and in Microsoft's relays", () => {
    const home = context({ tenant: makeTenant({ networks: ["203.0.113.0/24"], countries: ["AT"] }) })

    expect(evidence({}, "SignInOutsideCountries", home)).toBeUndefined()
    expect(evidence({ raw: { ClientIP: "2a01:111:f100::1" } }, "SignInAddress")).toBeUndefined()
  })

  it("knows countries out of bounds only where the customer has listed any", () => {
    const listed = context({ tenant: makeTenant({ countries: ["AT"] }) })

    expect(evidence({}, "SignInOutsideCountries")).toBeUndefined()
    expect(evidence({}, "SignInOutsideCountries", listed)).toBe("DE")
    expect(evidence({ raw: { ClientIP: "203.0.113.200" } }, "SignInOutsideCountries", listed)).toBeUndefined()
  })

  it("knows the networks of anonymizers that the operator lists", () => {
    const listed = context({ own: makeOwn({ anonymizers: ["198.51.100.0/24"] }) })

    expect(evidence({ raw: { ClientIP: "198.51.100.7" } }, "SignInFromAnonymizer", listed)).toBe(
      "198.51.100.7",
    )
    expect(evidence({}, "SignInFromAnonymizer", listed)).toBeUndefined()
  })

  it.each([
    ["Activity from a Tor IP address", true],
    ["Activity from anonymous IP addresses", true],
    ["Anonymous IP address", true],
    ["Activity from suspicious IP addresses\u200B", true],
    ["Impossible travel activity", false],
    ["Directory role changed", false],
  ])("hears in Microsoft's alert %j whether somebody hides: %s", (Name, hides) => {
    const alert = makeRecord({ Operation: "AlertTriggered", RecordType: 40, Name, Severity: "Low" })

    expect(readFacts(alert, context()).evidence("MicrosoftSaysAnonymous") !== undefined).toBe(hides)
  })
})
