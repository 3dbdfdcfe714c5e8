import { describe, expect, it } from "vitest"
import { trustedNetworks, weakenedPolicy } from "../../../src/detect/facts/access-policies.ts"
import { makeDirectoryRecord } from "../../make/make-directory-record.ts"

type Policy = {
  state?: string
  exclude?: string[]
  include?: string[]
  controls?: string[]
  operator?: string
}
const policy = ({
  state = "enabled",
  exclude = [],
  include = ["All"],
  controls = ["mfa"],
  operator = "OR",
}: Policy = {}) =>
  JSON.stringify({
    state,
    conditions: { users: { includeUsers: include, excludeUsers: exclude } },
    grantControls: { operator, builtInControls: controls },
  })
const changed = (before: string, after: string) =>
  weakenedPolicy(
    makeDirectoryRecord("Update conditional access policy.", { ConditionalAccessPolicy: [before, after] }),
  )

describe("weakenedPolicy()", () => {
  it.each<[Policy, Policy, readonly string[]]>([
    [{}, { state: "disabled" }, ["it is switched off"]],
    [{}, { state: "enabledForReportingButNotEnforced" }, ["it only reports"]],
    [{}, { exclude: ["a", "b"] }, ["2 more exceptions"]],
    [{ exclude: ["a"] }, { exclude: ["a", "b"] }, ["1 more exception"]],
    [{}, { include: ["a"] }, ["it applies to fewer"]],
    [
      { controls: ["mfa", "compliantDevice"] },
      { controls: ["mfa"] },
      ["it no longer asks for compliantdevice"],
    ],
    [{ controls: ["block"] }, { controls: ["mfa"] }, ["it no longer asks for block"]],
    [
      { controls: ["mfa", "compliantDevice"], operator: "AND" },
      { controls: ["mfa", "compliantDevice"], operator: "OR" },
      ["one of its controls is enough"],
    ],
    [
      { controls: ["mfa", "compliantDevice"], operator: "AND" },
      { controls: ["compliantDevice"], operator: "OR" },
      ["it no longer asks for mfa"],
    ],
    [{ state: "disabled" }, {}, []],
    [{ exclude: ["a"] }, {}, []],
    [{ include: ["a"] }, { include: ["a", "b"] }, []],
    [{ state: "disabled" }, { state: "disabled", exclude: ["a"] }, []],
  ])("of %j → %j says what it no longer does", (before, after, parts) => {
    expect(changed(policy(before), policy(after))).toEqual(parts)
  })

  it("reads a policy that is wrapped in texts and lists", () => {
    const wrap = (text: string): string => JSON.stringify([text])

    expect(changed(wrap(policy()), wrap(policy({ state: "disabled" })))).toEqual(["it is switched off"])
    expect(changed(JSON.stringify(policy()), JSON.stringify(policy({ state: "disabled" })))).toEqual([
      "it is switched off",
    ])
  })

  it.each([
    ["", policy({ state: "disabled" })],
    [policy(), ""],
    ["{broken", "{broken"],
  ])("says nothing where a side can't be read", (before, after) => {
    expect(changed(before, after)).toEqual([])
  })
})

describe("trustedNetworks()", () => {
  const company = (before: string, after: string) =>
    trustedNetworks(
      makeDirectoryRecord("Set Company Information.", { StrongAuthenticationPolicy: [before, after] }),
    )

  it("lists addresses that weren't there before", () => {
    expect(company('["192.0.2.0/24"]', '["192.0.2.0/24","203.0.113.7","2001:db8:5::/48"]')).toEqual([
      "203.0.113.7",
      "2001:db8:5::/48",
    ])
    expect(company('["192.0.2.0/24"]', "[]")).toEqual([])
  })

  it("leaves every other setting of the company alone", () => {
    const record = makeDirectoryRecord("Set Company Information.", { TechnicalContact: ["", "192.0.2.0/24"] })

    expect(trustedNetworks(record)).toEqual([])
  })

  it("takes a named location only when it is trusted", () => {
    const location = (trusted: boolean): string =>
      JSON.stringify({ isTrusted: trusted, ipRanges: [{ cidrAddress: "192.0.2.0/24" }] })
    const updated = (before: string, after: string) =>
      trustedNetworks(makeDirectoryRecord("Update named location.", { Location: [before, after] }))

    expect(updated(location(false), location(true))).toEqual(["192.0.2.0/24"])
    expect(updated(location(true), location(true))).toEqual([])
    expect(updated(location(true), location(false))).toEqual([])
  })
})
