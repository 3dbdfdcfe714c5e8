import { describe, expect, it } from "vitest"
import { readFacts } from "../../../src/detect/facts/all-facts.ts"
import { readDestinations } from "../../../src/detect/facts/destinations.ts"
import { personKey } from "../../../src/detect/facts/identities.ts"
import { rememberAdministrator } from "../../../src/detect/facts/important-people.ts"
import { createMemory } from "../../../src/detect/memory.ts"
import type { DetectMemory } from "../../../src/model/detect-memory.ts"
import { decideRecords } from "../../../src/pipeline.ts"
import { makeContext, makeRecord, makeTenant } from "../../make/make-record.ts"

const VIPS = makeTenant({ vips: ["anna.berg@contoso.example"] })

describe("IsVipTarget", () => {
  it("raises every level for a person whom the customer lists", () => {
    const levelOf = (tenant = makeTenant()) =>
      decideRecords([makeRecord()], makeContext({ tenant })).alerts.map(({ level }) => level)

    expect(levelOf()).toEqual(["high"])
    expect(levelOf(VIPS)).toEqual(["critical"])
  })
})

describe("IsAdminTarget", () => {
  const grant = makeRecord({
    Operation: "Add member to role.",
    RecordType: 8,
    Workload: "AzureActiveDirectory",
    ResultStatus: "Success",
    CreationTime: "2026-03-01T08:00:00",
    Parameters: [],
    Target: [{ Type: 5, ID: "anna.berg@contoso.example" }],
    ModifiedProperties: [
      { Name: "Role.DisplayName", OldValue: "", NewValue: '["Global Administrator"]' },
      { Name: "Role.TemplateId", OldValue: "", NewValue: '["62e90394-69f5-4237-9190-012177145e10"]' },
    ],
  })

  it("is true for whoever was given a privileged role before, and not for that act itself", () => {
    const memory = createMemory()
    const isAdmin = (record = makeRecord()) =>
      readFacts(record, makeContext({ memory })).evidence("IsAdminTarget") !== undefined
    expect(isAdmin()).toBe(false)

    rememberAdministrator(grant, memory, readFacts(grant, makeContext({ memory })))

    expect(isAdmin()).toBe(true)
    expect(isAdmin(grant)).toBe(false)
  })
})

describe("readDestinations()", () => {
  const known: DetectMemory = {
    ...createMemory(),
    mailboxNamed: (_tenant, name) => (name === "ben.young" ? "ben.young@contoso.example" : undefined),
  }
  const placeOf = (text: string, memory: DetectMemory = known) =>
    readDestinations(text, makeRecord(), makeContext({ memory })).map(({ place }) => place)

  it("resolves an alias and a path to a mailbox that was read, and leaves everything else open", () => {
    expect(placeOf("ben.young")).toEqual(["inside"])
    expect(placeOf("EUR01.prod.outlook.example/Hosted Organizations/contoso/ben.young")).toEqual(["inside"])
    expect(placeOf("Ben Contact")).toEqual(["unknown"])
    expect(placeOf("ben.young", createMemory())).toEqual(["unknown"])
  })
})

describe("personKey()", () => {
  it.each([
    "Anna.Berg@contoso.example",
    "anna.berg",
    "EUR01.prod.outlook.example/Hosted Organizations/contoso/anna.berg_73cfb10e5c",
  ])("takes %s for one person", (name) => {
    expect(personKey(name, makeContext())).toBe("anna.berg")
  })
})
