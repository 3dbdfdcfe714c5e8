import { describe, expect, it } from "vitest"
import { readAppRoleGrant, requestedRoles } from "../../../src/detect/facts/app-roles.ts"
import { concernedApp, readCredentialChange } from "../../../src/detect/facts/applications.ts"
import { makeDirectoryRecord, objectIdentity, tom } from "../../make/make-directory-record.ts"

const ID = "11d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e01"
const key = (id: string, kind = "Password", name = "job"): string =>
  `[KeyIdentifier=${id},KeyType=${kind},KeyUsage=Verify,DisplayName=${name}]`
const SECRETS = "Update application – Certificates and secrets management "

describe("readCredentialChange()", () => {
  it("finds keys by their identifier, whatever the line breaks and dashes", () => {
    const record = makeDirectoryRecord(SECRETS, {
      KeyDescription: [
        `["${key("k1")}"]`,
        `[\r\n  "${key("K1")}",\r\n  "${key("k2", "AsymmetricX509Cert")}"\r\n]`,
      ],
    })

    expect(readCredentialChange(record)).toEqual({
      added: [{ id: "k2", kind: "certificate", name: "job" }],
      removed: [],
    })
  })

  it("sees what was taken away", () => {
    const record = makeDirectoryRecord("Update application.", { KeyDescription: [`["${key("k1")}"]`, "[]"] })

    expect(readCredentialChange(record)).toEqual({
      added: [],
      removed: [{ id: "k1", kind: "secret", name: "job" }],
    })
  })

  it("reads nothing from other operations and other properties", () => {
    expect(
      readCredentialChange(
        makeDirectoryRecord("Update user.", { KeyDescription: ["[]", `["${key("k1")}"]`] }),
      ),
    ).toBeUndefined()
    expect(
      readCredentialChange(makeDirectoryRecord("Update application.", { DisplayName: ["", "x"] })),
    ).toBeUndefined()
  })
})

describe("concernedApp()", () => {
  it("is the app, not the new owner, where an owner is added", () => {
    const record = makeDirectoryRecord(
      "Add owner to application.",
      { "Application.ObjectID": ["", ID], "Application.DisplayName": ["", "Mail Sorter"] },
      { Target: tom() },
    )

    expect(concernedApp(record)).toEqual({ kind: "Application", id: ID, name: "Mail Sorter" })
  })

  it("is the target of everything else", () => {
    const target = objectIdentity("Application", ID, "Mail Sorter")

    expect(concernedApp(makeDirectoryRecord(SECRETS, {}, { Target: target })).name).toBe("Mail Sorter")
  })
})

describe("readAppRoleGrant()", () => {
  it("knows a permission by its id where the record doesn't name it", () => {
    const record = makeDirectoryRecord("Add app role assignment to service principal.", {
      "AppRole.Id": ["", "810C84A8-4A9E-49E6-BF7D-12D183F40D01"],
      "AppRole.Value": ["", ""],
    })

    expect(readAppRoleGrant(record)?.role).toBe("Mail.Read")
  })
})

describe("requestedRoles()", () => {
  const access = (id: string, direct: boolean): string =>
    JSON.stringify([{ RequiredAppPermissions: [{ EntitlementId: id, DirectAccessGrant: direct }] }])
  const asked = (before: string, after: string): readonly string[] =>
    requestedRoles(makeDirectoryRecord("Update application.", { RequiredResourceAccess: [before, after] }))
  const MAIL = "810c84a8-4a9e-49e6-bf7d-12d183f40d01"

  it("lists what is newly asked for in the app's own name", () => {
    expect(asked("[]", access(MAIL, true))).toEqual(["Mail.Read"])
    expect(asked("[]", access(MAIL, false))).toEqual([])
    expect(asked(access(MAIL, true), access(MAIL, true))).toEqual([])
    expect(asked("[]", "{broken")).toEqual([])
  })
})
