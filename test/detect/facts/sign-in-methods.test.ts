import { describe, expect, it } from "vitest"
import { addedMethods, addsAccessPass, readMfaOff } from "../../../src/detect/facts/sign-in-methods.ts"
import { makeDirectoryRecord, type Properties } from "../../make/make-directory-record.ts"
import { parameters } from "../../make/make-record.ts"

const required = (state: number): string =>
  `[\r\n  {\r\n    "RelyingParty": "*",\r\n    "State": ${state}\r\n  }\r\n]`
const types = (...list: readonly number[]): string =>
  JSON.stringify(list.map((MethodType) => ({ MethodType })))
const update = (properties: Properties) => makeDirectoryRecord("Update user.", properties)

describe("readMfaOff()", () => {
  it.each([
    [required(1), "[]", true],
    [required(2), required(0), true],
    [required(1), required(2), false],
    [required(0), "[]", false],
    ["[]", required(1), false],
    ["", "", false],
    ["{broken", "[]", false],
  ])("judges a requirement going from %j to %j", (before, after, off) => {
    expect(readMfaOff(update({ StrongAuthenticationRequirement: [before, after] })) !== undefined).toBe(off)
  })

  it("counts all methods being gone, and not one of several", () => {
    expect(readMfaOff(update({ StrongAuthenticationMethod: [types(6, 7), "[]"] }))).toMatch(/all methods/)
    expect(readMfaOff(update({ StrongAuthenticationMethod: [types(6, 7), types(7)] }))).toBeUndefined()
  })

  it("believes the operation that says so, whatever its values", () => {
    expect(readMfaOff(makeDirectoryRecord("Disable Strong Authentication."))).toBeDefined()
  })
})

describe("addedMethods()", () => {
  it("names methods by what they are", () => {
    expect(addedMethods(update({ StrongAuthenticationMethod: [types(6), types(6, 7, 5)] }))).toEqual([
      "codes of an authenticator app",
      "text messages",
    ])
    expect(addedMethods(update({ StrongAuthenticationMethod: ["[]", types(42)] }))).toEqual(["method 42"])
  })

  it("finds a new phone app, and no new version of a known one", () => {
    const app = (id: string, version: string): string =>
      JSON.stringify([{ Id: id, DeviceName: "Pixel", Version: version }])

    expect(
      addedMethods(update({ StrongAuthenticationPhoneAppDetail: [app("a", "1"), app("b", "1")] })),
    ).toEqual(['the app on "Pixel"'])
    expect(
      addedMethods(update({ StrongAuthenticationPhoneAppDetail: [app("a", "1"), app("a", "2")] })),
    ).toEqual([])
  })

  it("doesn't say which number a phone has", () => {
    const phone = (number: string | null): string => JSON.stringify([{ PhoneNumber: number }])

    expect(
      addedMethods(update({ StrongAuthenticationUserDetails: [phone(null), phone("+49 5550100")] })),
    ).toEqual(["a phone number or address"])
    expect(
      addedMethods(update({ StrongAuthenticationUserDetails: [phone("+49 5550100"), phone(null)] })),
    ).toEqual([])
  })
})

describe("addsAccessPass()", () => {
  const passes = (...ids: readonly string[]): string => JSON.stringify(ids.map((PassId) => ({ PassId })))

  it("is true for an id that wasn't there", () => {
    expect(addsAccessPass(update({ SecuredAccessPassData: ["[]", passes("a")] }))).toBe(true)
    expect(addsAccessPass(update({ SecuredAccessPassData: [passes("a"), passes("a")] }))).toBe(false)
    expect(addsAccessPass(update({ SecuredAccessPassData: [passes("a"), "[]"] }))).toBe(false)
  })

  it("reads the administrator's own record of it", () => {
    const record = makeDirectoryRecord(
      "Admin registered security info.",
      {},
      {
        ExtendedProperties: parameters({
          resultDescription: "Admin registered temporary access pass method for user",
        }),
      },
    )

    expect(addsAccessPass(record)).toBe(true)
  })
})
