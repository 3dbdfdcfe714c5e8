import { describe, expect, it } from "vitest"
import { readFacts } from "../../src/detect/facts/all-facts.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { makeContext, makeOwn, makeRecord, parameters, TENANT_ID } from "../make/make-record.ts"

const STRANGER = "b7a1d0c3-4e5f-4a6b-9c7d-8e9f0a1b2c3d"

const chat = (member: JsonObject, changed: JsonObject = {}) =>
  makeRecord({
    Operation: "ChatCreated",
    RecordType: 25,
    Workload: "MicrosoftTeams",
    CommunicationType: "OneOnOne",
    ParticipantInfo: { HasForeignTenantUsers: true },
    Members: [
      { DisplayName: "Anna Berg", UPN: "anna.berg@contoso.example", OrganizationId: TENANT_ID },
      { OrganizationId: STRANGER, ...member },
    ],
    ...changed,
  })
const helpDesk = (member: JsonObject, changed: JsonObject = {}, context = makeContext()) =>
  readFacts(chat(member, changed), context).evidence("HelpDeskFromOutside")

const setting = (changed: JsonObject) => readFacts(makeRecord(changed), makeContext()).evidence("OpensTeams")

describe("TEAMS_FACTS", () => {
  it.each([
    "Help Desk",
    "HelpDesk ✅",
    "IT-Support",
    "Microsoft Security",
    "Ｈｅｌｐ Ｄｅｓｋ",
    "\u200BHelp\u200B Desk",
    "IТ Ѕuрроrt",
    "НеӏрDеѕk",
    "EDV-Support",
    "Soporte TI",
    "Assistance informatique",
    "Supporto tecnico",
    "M365 Support",
    "E-Mail Protection",
    "Cyber Security",
  ])("knows a stranger who calls themselves %s", (DisplayName) => {
    expect(helpDesk({ DisplayName, UPN: "a@evil.onmicrosoft.com" })).toContain("a@evil.onmicrosoft.com")
  })

  it("knows them by their sign-in name as well", () => {
    expect(helpDesk({ DisplayName: "Ben", UPN: "helpdesk@evil.onmicrosoft.com" })).toBeDefined()
  })

  it("leaves other strangers, the own help desk and the provider's alone", () => {
    const desk = { DisplayName: "Help Desk", UPN: "desk@contoso.example" }
    const provider = makeContext({ own: makeOwn() })

    expect(helpDesk({ DisplayName: "Ben Smit", UPN: "ben@fabrikam.example" })).toBeUndefined()
    expect(helpDesk({ DisplayName: "Andrea Edvardsson", UPN: "andrea.it@fabrikam.example" })).toBeUndefined()
    expect(helpDesk({ DisplayName: "Анна Поддержкина", UPN: "anna@fabrikam.example" })).toBeUndefined()
    expect(helpDesk({ DisplayName: "Jan Bakker - Bakker IT", UPN: "jan@fabrikam.example" })).toBeUndefined()
    expect(helpDesk({ ...desk, OrganizationId: TENANT_ID })).toBeUndefined()
    expect(
      helpDesk(
        { ...desk, UPN: "desk@northwind.example", OrganizationId: "9A4B1C77-5E02-4F3A-8B11-2D6F7C8E9001" },
        {},
        provider,
      ),
    ).toBeUndefined()
  })

  it("looks at chats only, and believes the service that nobody foreign is in them", () => {
    const desk = { DisplayName: "Help Desk", UPN: "a@evil.example" }

    expect(helpDesk(desk, { CommunicationType: "Channel" })).toBeUndefined()
    expect(helpDesk(desk, { ParticipantInfo: { HasForeignTenantUsers: false } })).toBeUndefined()
    expect(helpDesk(desk, { Members: "none" })).toBeUndefined()
  })

  it("sees cmdlets and settings open Teams by their value", () => {
    const federation = (AllowFederatedUsers: string) =>
      setting({
        Operation: "Set-CsTenantFederationConfiguration",
        Parameters: parameters({ AllowFederatedUsers }),
      })
    const custom = (OldValue: string, NewValue: string) =>
      setting({
        Operation: "TeamsTenantSettingChanged",
        Name: "Allow sideloading and interaction of custom apps",
        OldValue,
        NewValue,
      })

    expect(federation("True")).toBeDefined()
    expect(federation("False")).toBeUndefined()
    expect(custom("False", "True")).toBeDefined()
    expect(custom("True", "True")).toBeUndefined()
    expect(custom("True", "False")).toBeUndefined()
  })
})
