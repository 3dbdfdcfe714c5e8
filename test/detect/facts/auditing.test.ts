import { describe, expect, it } from "vitest"
import { readFacts } from "../../../src/detect/facts/all-facts.ts"
import type { JsonObject } from "../../../src/model/json.ts"
import { makeContext, makeRecord, parameters } from "../../make/make-record.ts"

const fact = (name: string, operation: string, changed: JsonObject) =>
  readFacts(makeRecord({ Operation: operation, ...changed }), makeContext()).evidence(name)
const given = (named: Readonly<Record<string, string>>): JsonObject => ({ Parameters: parameters(named) })

describe("SwitchesAuditOff", () => {
  it("reads the switch by name, wherever it stands", () => {
    const off = { LogLevel: "None", AdminAuditLogEnabled: "True", UnifiedAuditLogIngestionEnabled: "False" }

    expect(fact("SwitchesAuditOff", "Set-AdminAuditLogConfig", given(off))).toBe(
      "UnifiedAuditLogIngestionEnabled is False",
    )
    expect(
      fact("SwitchesAuditOff", "Set-AdminAuditLogConfig", given({ AdminAuditLogEnabled: "True" })),
    ).toBeUndefined()
  })
})

describe("SwitchesMailboxAuditOff", () => {
  const off = (operation: string, named: Readonly<Record<string, string>>) =>
    fact("SwitchesMailboxAuditOff", operation, given(named))

  it("sees auditing that is on and records nothing", () => {
    expect(off("Set-Mailbox", { AuditDelegate: "" })).toBe("AuditDelegate was emptied")
    expect(off("Set-Mailbox", { AuditAdmin: "None" })).toBe("AuditAdmin was emptied")
    expect(off("Set-Mailbox", { AuditLogAgeLimit: "00:00:00" })).toBe("AuditLogAgeLimit is 00:00:00")
  })

  it("sees acts taken from a list of what is recorded", () => {
    expect(off("Set-Mailbox", { AuditOwner: '@{Remove="MailItemsAccessed"}' })).toBe(
      "AuditOwner lost acts that were recorded",
    )
    expect(off("Set-Mailbox", { AuditDelegate: '@{Add="MailItemsAccessed"}' })).toBeUndefined()
  })

  it("leaves lists with something in them, and other settings, alone", () => {
    expect(off("Set-Mailbox", { AuditOwner: "Send;HardDelete" })).toBeUndefined()
    expect(off("Set-Mailbox", { AuditLogAgeLimit: "90.00:00:00" })).toBeUndefined()
    expect(off("Set-OrganizationConfig", { AuditDisabled: "False" })).toBeUndefined()
  })
})

describe("KeepsMailboxAuditShorter", () => {
  const kept = (AuditLogAgeLimit: string) =>
    fact("KeepsMailboxAuditShorter", "Set-Mailbox", given({ AuditLogAgeLimit }))

  it("tells the days when they are fewer than the usual ninety", () => {
    expect(kept("1.00:00:00")).toBe("1 day")
    expect(kept("30")).toBe("30 days")
    expect(kept("89.00:00:00")).toBe("89 days")
  })

  it("says nothing of ninety days or more, nor where nothing is kept, which is another fact", () => {
    expect(kept("90.00:00:00")).toBeUndefined()
    expect(kept("180.00:00:00")).toBeUndefined()
    expect(kept("00:00:00")).toBeUndefined()
  })
})

describe("LicenseLosesAuditing", () => {
  const license = (before: string, after: string) =>
    fact("LicenseLosesAuditing", "Change user license.", {
      RecordType: 8,
      ModifiedProperties: [{ Name: "AssignedLicense", OldValue: plans(before), NewValue: plans(after) }],
    })
  const plans = (disabled: string): string => `[\r\n  "[SkuName=E5, DisabledPlans=[${disabled}]]"\r\n]`

  it("compares old and new, by name or id", () => {
    expect(license("SWAY", "SWAY, M365_ADVANCED_AUDITING")).toBeDefined()
    expect(license("", "2f442157-a11c-46b9-ae5b-6e39ff4e5849")).toBeDefined()
    expect(license("M365_ADVANCED_AUDITING", "M365_ADVANCED_AUDITING, SWAY")).toBeUndefined()
    expect(license("M365_ADVANCED_AUDITING", "")).toBeUndefined()
  })

  it("reads the update of the account, where no record of its license comes", () => {
    const updated = (Value: string) =>
      fact("LicenseLosesAuditing", "Update user.", {
        RecordType: 8,
        ExtendedProperties: [{ Name: "additionalDetails", Value }],
      })

    expect(
      updated(
        '{"OldValue":["[DisabledPlans=[]]"],"NewValue":["[DisabledPlans=[SWAY,M365_ADVANCED_AUDITING]]"]}',
      ),
    ).toBeDefined()
    expect(updated('{"UserType":"Member"}')).toBeUndefined()
  })

  it("reads older records, which tell both in one text", () => {
    const told = (Value: string) =>
      fact("LicenseLosesAuditing", "Change user license.", {
        RecordType: 8,
        ExtendedProperties: [{ Name: "additionalDetails", Value }],
      })
    const [off, on] = ["DisabledPlans=[M365_ADVANCED_AUDITING]", "DisabledPlans=[]"]

    expect(told(`{"OldValue":"${on}","NewValue":"${off}"}`)).toBeDefined()
    expect(told(`{"NewValue":"${off}","OldValue":"${on}"}`)).toBeDefined()
    expect(told(`{"NewValue":"${on}","OldValue":"${off}"}`)).toBeUndefined()
    expect(told(`{"NewValue":"${off}","OldValue":"${off}"}`)).toBeUndefined()
  })
})
