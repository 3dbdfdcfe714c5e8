import { describe, expect, it } from "vitest"
import { isRiskyScope, readConsent } from "../../../src/detect/facts/consents.ts"
import { cpuMs } from "../../make/cpu-ms.ts"
import { makeDirectoryRecord, objectIdentity, type Properties } from "../../make/make-directory-record.ts"

const APP = "22d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e02"
const PRINCIPAL = "11d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e01"
const one = (scope: string, type = "Principal", resource = "r1"): string =>
  `[Id: x, ClientId: c, PrincipalId: p, ResourceId: ${resource}, ConsentType: ${type}, Scope:  ${scope}, CreatedDateTime: , LastModifiedDateTime ]`

const consent = (permissions: string, more: Properties = {}) =>
  readConsent(
    makeDirectoryRecord(
      "Consent to application.",
      { "ConsentAction.Permissions": ["", permissions], ...more },
      { ObjectId: APP, Target: objectIdentity("ServicePrincipal", PRINCIPAL, "Mail Sorter", APP) },
    ),
  )

describe("readConsent()", () => {
  it("reads app, scopes and for whom", () => {
    expect(consent(`[] => [${one("openid Mail.Read")}]; `)).toEqual({
      appId: APP,
      servicePrincipalId: PRINCIPAL,
      appName: "Mail Sorter",
      scopes: ["openid", "Mail.Read"],
      everyone: false,
      appOnly: false,
      reason: "",
    })
  })

  it("counts only what came with this consent", () => {
    expect(
      consent(`[${one("openid Mail.Read")}] => [${one("openid Mail.Read Files.Read")}]; `)?.scopes,
    ).toEqual(["Files.Read"])
    expect(consent(`[${one("openid Mail.Read")}] => [${one("openid Mail.Read")}]; `)).toBeUndefined()
  })

  it("takes the same scope for another API, or for everybody, as new", () => {
    expect(consent(`[${one("Mail.Read")}] => [${one("Mail.Read", "Principal", "r2")}]; `)?.scopes).toEqual([
      "Mail.Read",
    ])
    expect(consent(`[${one("Mail.Read")}] => [${one("Mail.Read", "AllPrincipals")}]; `)).toMatchObject({
      everyone: true,
      scopes: ["Mail.Read"],
    })
  })

  it("takes everything as new where the record doesn't say what was before", () => {
    expect(consent(`[${one("Mail.Read")}]`)?.scopes).toEqual(["Mail.Read"])
  })

  it("takes a flag for everyone by its name, wherever it stands", () => {
    const flags: Properties = {
      "ConsentContext.OnBehalfOfAll": ["", "True"],
      "ConsentContext.IsAppOnly": ["", "False"],
    }

    expect(consent(`[] => [${one("User.Read")}]; `, flags)).toMatchObject({ everyone: true, appOnly: false })
  })

  it("doesn't take an administrator's consent for themselves as everyone's", () => {
    expect(
      consent(`[] => [${one("Mail.Read")}]; `, { "ConsentContext.IsAdminConsent": ["", "True"] })?.everyone,
    ).toBe(false)
  })

  it("reads the record of the grant, whose target is the API", () => {
    const record = makeDirectoryRecord(
      "Add delegated permission grant.",
      {
        "DelegatedPermissionGrant.Scope": ["openid", " openid Mail.Read"],
        "DelegatedPermissionGrant.ConsentType": ["", "AllPrincipals"],
        "ServicePrincipal.ObjectID": ["", PRINCIPAL],
        "ServicePrincipal.AppId": ["", APP],
        "ServicePrincipal.DisplayName": ["", "Mail Sorter"],
      },
      {
        Target: objectIdentity("ServicePrincipal", "44d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e04", "Microsoft Graph"),
      },
    )

    expect(readConsent(record)).toMatchObject({
      appId: APP,
      servicePrincipalId: PRINCIPAL,
      appName: "Mail Sorter",
      scopes: ["Mail.Read"],
      everyone: true,
    })
  })

  it("reads a long text in time that grows with its length only", () => {
    const long = `[] => [${one("Mail.Read ".repeat(20_000))}]; `

    expect(cpuMs(() => consent(long))).toBeLessThan(1_000)
  })
})

describe("isRiskyScope()", () => {
  it.each([
    "Mail.Read",
    "mail.readwrite",
    "MailboxSettings.ReadWrite",
    "Files.Read.All",
    "Sites.Read.All",
    "Contacts.Read",
    "EWS.AccessAsUser.All",
    "full_access_as_user",
    "IMAP.AccessAsUser.All",
    "Directory.ReadWrite.All",
  ])("counts %s", (scope) => {
    expect(isRiskyScope(scope)).toBe(true)
  })

  it.each([
    "openid",
    "offline_access",
    "User.Read",
    "Calendars.Read",
    "Directory.Read.All",
    "ActivityFeed.Read",
  ])("doesn't count %s", (scope) => {
    expect(isRiskyScope(scope)).toBe(false)
  })
})
