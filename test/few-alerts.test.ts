/** How often people are told of one attack, or of one honest piece of work: once, with a count. */
import { describe, expect, it } from "vitest"
import { TenantSorter } from "../src/cli/scan-tenants.ts"
import type { JsonObject } from "../src/model/json.ts"
import { directoryRaw, userIdentity } from "./make/make-directory-record.ts"
import { makeRaw, parameters, productRules } from "./make/make-record.ts"

const START = Date.UTC(2026, 2, 2, 8)
const ADMIN = "admin@contoso.example"

/** Raw records with an id and a time of their own, `seconds` apart. */
const series = (count: number, seconds: number, make: (index: number) => JsonObject): readonly JsonObject[] =>
  Array.from({ length: count }, (_, index) => ({
    CreationTime: new Date(START + index * seconds * 1000).toISOString().slice(0, 19),
    Id: crypto.randomUUID(),
    ...make(index),
  }))

const told = (...records: readonly (readonly JsonObject[])[]) => {
  const sorter = new TenantSorter(productRules(), ["contoso.example"])
  records.flat().forEach((raw, index) => void sorter.add(raw, index + 1))
  return sorter
    .alerts(() => undefined, START)
    .filter(({ level }) => level !== "informational")
    .map(({ rule, level, count, summary }) => ({ rule: rule.name, level, count, summary }))
}

const grant = (index: number, to: string, by = ADMIN): JsonObject => {
  const {
    Id: _id,
    CreationTime: _at,
    ...raw
  } = makeRaw({
    Operation: "Add-MailboxPermission",
    ObjectId: `box${index}`,
    UserId: by,
    Parameters: parameters({ Identity: `box${index}@contoso.example`, User: to, AccessRights: "FullAccess" }),
  })
  return raw
}

const visit = (index: number): JsonObject => {
  const {
    Id: _id,
    CreationTime: _at,
    ...raw
  } = makeRaw({
    Operation: "MailItemsAccessed",
    RecordType: 50,
    ResultStatus: "Succeeded",
    UserType: 2,
    UserId: ADMIN,
    LogonType: 1,
    InternalLogonType: 0,
    ClientInfoString: "Client=OWA;Action=ViaProxy",
    Parameters: null,
    MailboxOwnerUPN: `box${index}@contoso.example`,
    MailboxGuid: `7a1c2e3d-4b5f-4a6b-8c7d-${String(index).padStart(12, "0")}`,
    OperationProperties: [
      { Name: "MailAccessType", Value: "Bind" },
      { Name: "IsThrottled", Value: "False" },
    ],
  })
  return raw
}

const mfaOff = (index: number): JsonObject => {
  const name = `user${index}@contoso.example`
  const {
    Id: _id,
    CreationTime: _at,
    ...raw
  } = directoryRaw(
    "Disable Strong Authentication.",
    { StrongAuthenticationRequirement: ['[{"State":1}]', "[]"] },
    {
      ObjectId: name,
      Target: userIdentity(name, `c97f0b1c-6aa2-4f9a-9876-${String(index).padStart(12, "0")}`),
    },
  )
  return raw
}

const guess = (user: string, ClientIP: string): JsonObject => {
  const {
    Id: _id,
    CreationTime: _at,
    ...raw
  } = makeRaw({
    Operation: "UserLoginFailed",
    RecordType: 15,
    UserType: 0,
    UserId: `${user}@contoso.example`,
    ClientIP,
    Workload: "AzureActiveDirectory",
    ErrorNumber: "50126",
    LogonError: "InvalidUserNameOrPassword",
    ApplicationId: "00000002-0000-0ff1-ce00-000000000000",
    Parameters: null,
  })
  return raw
}

describe("what people are told", () => {
  it("of an administrator who gives himself forty mailboxes is one alert", () => {
    const alerts = told(series(40, 20, (index) => grant(index, ADMIN)))

    expect(alerts).toMatchObject([{ rule: "mailbox-full-access-granted", level: "high", count: 40 }])
    expect(alerts[0]?.summary).toContain("And 39 more like this by the same account within 13 min")
  })

  it("of forty mailboxes that one administrator opens is one alert", () => {
    expect(told(series(40, 30, visit))).toMatchObject([{ rule: "mailbox-used-by-somebody-else", count: 40 }])
  })

  it("of mailboxes that somebody gives himself and reads is one alert of each kind of act", () => {
    const alerts = told(
      series(12, 60, (index) => grant(index, ADMIN)),
      series(12, 60, visit).map((raw, index) => ({
        ...raw,
        CreationTime: new Date(START + 3_600_000 + index * 60_000).toISOString().slice(0, 19),
      })),
    )

    expect(alerts.map(({ rule, count }) => [rule, count]).toSorted()).toEqual([
      ["access-given-used", 24],
      ["mailbox-full-access-granted", 12],
      ["mailbox-used-by-somebody-else", 12],
    ])
  })

  it("of a help desk that resets fifteen people's second factor is one alert", () => {
    expect(told(series(15, 120, mfaOff))).toMatchObject([{ rule: "mfa-switched-off", count: 15 }])
  })

  it("of an honest migration, thirty rights in a morning, is one alert", () => {
    const alerts = told(series(30, 400, (index) => grant(index, `user${index}@contoso.example`)))

    expect(alerts).toMatchObject([{ level: "medium", count: 30 }])
  })

  it("of a spray from sixty rented addresses is one alert of the addresses, and one of all of them together", () => {
    const pool = series(300, 60, (index) => guess(`user${index % 50}`, `198.51.100.${Math.floor(index / 5)}`))

    const alerts = told(pool).toSorted((a, b) => (a.rule < b.rule ? -1 : 1))

    expect(alerts).toMatchObject([
      { rule: "password-spray", level: "high", count: 300 },
      { rule: "password-spray-from-many-addresses", level: "medium", count: 300 },
    ])
    expect(alerts[0]?.summary).toBe(
      "Password spray: 300 tries from 198.51.100.0, 198.51.100.1, 198.51.100.2 and 57 more within 4 h 59 min.",
    )
  })

  it("never takes the acts of two people for one, nor what comes hours later", () => {
    const others = series(3, 60, (index) => grant(index, "ben@contoso.example", "mia.holm@contoso.example"))
    const later = series(3, 60, (index) => grant(index, "ben@contoso.example")).map((raw, index) => ({
      ...raw,
      CreationTime: new Date(START + 6 * 3_600_000 + index * 1000).toISOString().slice(0, 19),
    }))

    expect(
      told(
        series(3, 60, (index) => grant(index, ADMIN)),
        others,
        later,
      ).map(({ count }) => count),
    ).toEqual([3, 3, 3])
  })
})
