/** What cards say about the directory: whole sentences, as a technician reads them. */
import { describe, expect, it } from "vitest"
import { describeAct } from "../../src/detect/describe-act.ts"
import type { SubjectKind } from "../../src/model/act.ts"
import type { AuditRecord } from "../../src/model/audit-record.ts"
import { decide } from "../../src/pipeline.ts"
import {
  directoryRaw,
  makeDirectoryRecord,
  objectIdentity,
  userIdentity,
} from "../make/make-directory-record.ts"
import { makeContext } from "../make/make-record.ts"

const APP = "22d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e02"
const PRINCIPAL = "11d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e01"
const sorter = objectIdentity("ServicePrincipal", PRINCIPAL, "Mail Sorter", APP)
const role = {
  "Role.DisplayName": ["", "Global Administrator"],
  "Role.TemplateId": ["", "62e90394-69f5-4237-9190-012177145e10"],
} as const
const mail = "[] => [[Id: x, ResourceId: r, ConsentType: Principal, Scope: openid Mail.Read]]; "

const told = (kind: SubjectKind, record: AuditRecord) => describeAct(record, kind, makeContext())

describe("describeAct() of the directory", () => {
  it.each<[SubjectKind, AuditRecord, string]>([
    [
      "directory-role",
      makeDirectoryRecord("Add member to role.", role),
      "mia.holm@contoso.example gave tom.frank@contoso.example the role Global Administrator.",
    ],
    [
      "application",
      makeDirectoryRecord(
        "Consent to application.",
        { "ConsentAction.Permissions": ["", mail] },
        { Target: sorter },
      ),
      'mia.holm@contoso.example let the app "Mail Sorter" reach mail in their own name (openid, Mail.Read).',
    ],
    [
      "application",
      makeDirectoryRecord(
        "Update application – Certificates and secrets management ",
        { KeyDescription: ["[]", '["[KeyIdentifier=k,KeyType=Password,KeyUsage=Verify,DisplayName=job]"]'] },
        { Target: sorter },
      ),
      'mia.holm@contoso.example added a secret "job" to the app "Mail Sorter": whoever holds it can act as this app.',
    ],
    [
      "sign-in-method",
      makeDirectoryRecord("Disable Strong Authentication."),
      "mia.holm@contoso.example switched multifactor authentication off for tom.frank@contoso.example.",
    ],
    [
      "conditional-access",
      makeDirectoryRecord(
        "Delete conditional access policy.",
        {},
        { Target: objectIdentity("Policy", PRINCIPAL, "MFA for all") },
      ),
      'mia.holm@contoso.example deleted the access policy "MFA for all".',
    ],
    [
      "user",
      makeDirectoryRecord(
        "Invite external user.",
        {},
        {
          Target: userIdentity("lea_northwind.example#EXT#@contoso.onmicrosoft.com", PRINCIPAL),
        },
      ),
      "mia.holm@contoso.example invited the guest lea@northwind.example.",
    ],
    [
      "user",
      makeDirectoryRecord("Update StsRefreshTokenValidFrom Timestamp."),
      "mia.holm@contoso.example signed tom.frank@contoso.example out everywhere.",
    ],
    [
      "user",
      makeDirectoryRecord(
        "Delete user.",
        {},
        { Target: userIdentity(`${PRINCIPAL.replaceAll("-", "")}tom.frank@contoso.example`, PRINCIPAL) },
      ),
      "mia.holm@contoso.example deleted the account tom.frank@contoso.example.",
    ],
  ])("tells %s", (kind, record, sentence) => {
    expect(told(kind, record).sentence).toBe(sentence)
  })

  it("names an app that acts by its name", () => {
    const actor = [{ ID: "Payroll Sync", Type: 1 }, ...objectIdentity("ServicePrincipal", PRINCIPAL)]
    const record = makeDirectoryRecord("Add member to role.", role, {
      Actor: actor,
      UserId: `ServicePrincipal_${PRINCIPAL}`,
      UserType: 4,
    })

    expect(told("directory-role", record).sentence).toMatch(/^The app "Payroll Sync" gave /)
  })

  it("gives a fix what it finds the role and the app by", () => {
    expect(told("directory-role", makeDirectoryRecord("Add member to role.", role)).object).toEqual({
      user: "tom.frank@contoso.example",
      userId: "c97f0b1c-6aa2-4f9a-9876-7b2ae6ba9f71",
      memberId: "c97f0b1c-6aa2-4f9a-9876-7b2ae6ba9f71",
      roleId: "62e90394-69f5-4237-9190-012177145e10",
      roleName: "Global Administrator",
    })
    expect(
      told(
        "application",
        makeDirectoryRecord(
          "Consent to application.",
          { "ConsentAction.Permissions": ["", mail] },
          { Target: sorter },
        ),
      ).object,
    ).toMatchObject({
      appId: APP,
      servicePrincipalId: PRINCIPAL,
      scopes: "openid Mail.Read",
      consentType: "Principal",
    })
  })

  it("counts what is too much to be named", () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `Mail.Read${index}`).join(" ")
    const text = `[] => [[ConsentType: Principal, Scope: ${many}]]; `
    const { sentence, object } = told(
      "application",
      makeDirectoryRecord(
        "Consent to application.",
        { "ConsentAction.Permissions": ["", text] },
        { Target: sorter },
      ),
    )

    expect(sentence).toContain("Mail.Read9 and 4990 more")
    expect(sentence.length).toBeLessThan(400)
    expect(object.scopes?.length).toBeLessThan(4_000)
  })

  it("keeps markup and secrets of names and phones out of the words", () => {
    const evil = objectIdentity("ServicePrincipal", PRINCIPAL, "Sorter\u202e](https://x.example)", APP)
    const record = makeDirectoryRecord("Add service principal.", {}, { Target: evil })

    expect(told("application", record).sentence).toContain("[U+202E]")
  })
})

describe("decide() of one step in the directory", () => {
  it("makes one alert of the eight records that a step writes", () => {
    const records = Array.from({ length: 8 }, (_, index) => ({
      ...directoryRaw(
        "Add member to role.",
        index % 2 === 0 ? role : { "Role.DisplayName": ["", "Reports Reader"] },
      ),
      Id: `6b0c9f5e-41d2-4a77-8e0a-00000000000${index}`,
    }))

    const { alerts } = decide(records, makeContext())

    expect(alerts.map(({ level, count }) => [level, count])).toEqual([["critical", 8]])
    // Every role of the step is there for the fix.
    expect(alerts[0]?.object.roleName).toBe("Global Administrator; Reports Reader")
  })

  it("makes one alert of a consent, its grant and the app that came with it", () => {
    const step = [
      directoryRaw("Add service principal.", {}, { Target: sorter }),
      directoryRaw(
        "Add delegated permission grant.",
        {
          "DelegatedPermissionGrant.Scope": ["", "Mail.Read"],
          "ServicePrincipal.ObjectID": ["", PRINCIPAL],
        },
        { Target: objectIdentity("ServicePrincipal", APP, "Microsoft Graph") },
      ),
      directoryRaw(
        "Consent to application.",
        { "ConsentAction.Permissions": ["", mail] },
        { Target: sorter },
      ),
    ].map((raw, index) => ({ ...raw, Id: `6b0c9f5e-41d2-4a77-8e0a-20000000000${index}` }))

    const { alerts } = decide(step, makeContext())

    expect(alerts.map(({ level, rule, count }) => [level, rule.name, count])).toEqual([
      ["high", "app-consent-by-user", 3],
    ])
  })

  it("makes one alert of the records that write multifactor authentication off", () => {
    const off = { StrongAuthenticationRequirement: ['[{"State":1}]', "[]"] } as const
    const records = [
      "Update user.",
      "Disable Strong Authentication.",
      "Delete application password for user.",
    ].map((operation, index) => ({
      ...directoryRaw(operation, off),
      Id: `6b0c9f5e-41d2-4a77-8e0a-10000000000${index}`,
    }))

    const { alerts } = decide(records, makeContext())

    expect(alerts.map(({ rule, count }) => [rule.name, count])).toEqual([["mfa-switched-off", 2]])
  })
})
