/** The practice world is the same in every run, and its everyday life and stories write records of the right shape. */
import { describe, expect, it } from "vitest"
import { everydayRecords } from "../../sandbox/everyday.ts"
import { actAsPartner, actAsUser, outlookUpdatesRules } from "../../sandbox/exchange/act-as-user.ts"
import { makeEveryday } from "../../sandbox/run-everyday.ts"
import { createWorld } from "../../sandbox/world/create-world.ts"
import type { PracticeTenant, World } from "../../sandbox/world/types.ts"
import { at, createClock } from "./helpers.ts"

const make = (): { world: World; tenant: PracticeTenant } => {
  const world = createWorld({ now: createClock().now })
  const tenant = world.tenants[0]
  if (tenant === undefined) throw new Error("no tenant")
  return { world, tenant }
}

/** A small repeatable generator of numbers in [0, 1). */
const createRandom = (): (() => number) => {
  let state = 42
  return () => {
    state = (state * 16_807) % 2_147_483_647
    return state / 2_147_483_647
  }
}

describe("createWorld()", () => {
  it("gives the same ids in every run, and other secrets", () => {
    const [one, two] = [make().world, make().world]

    expect(one.tenants).toEqual(two.tenants)
    expect(one.channels).toEqual(two.channels)
    expect(one.apps.map((app) => app.secret)).not.toEqual(two.apps.map((app) => app.secret))
  })

  it("has a channel for each customer, one for triage, and a chat for each person", () => {
    const { world } = make()

    const kinds = world.channels.map((channel) => channel.kind)
    expect(kinds).toEqual(["triage", ...Array(3).fill("customer"), ...Array(4).fill("personal")])
  })
})

describe("actAsUser()", () => {
  it("makes the change and a human record from Outlook on the web", () => {
    const { world, tenant } = make()
    const actor = { userUpn: "lynne.robin@contoso.example", ip: "2001:db8::17" }

    const done = actAsUser(world, tenant, actor, "New-InboxRule", { Name: ".", DeleteMessage: true })

    expect(done.touched?.rules.at(-1)).toMatchObject({ name: ".", settings: { DeleteMessage: true } })
    expect(done.record).toMatchObject({
      UserId: "lynne.robin@contoso.example",
      UserType: 2,
      AppPoolName: "MSExchangeOWAAppPool",
      ClientIP: expect.stringMatching(/^\[2001:db8::17\]:\d+$/),
      ObjectId: expect.stringMatching(/contoso\.onmicrosoft\.com\/lynne\.robin\\\.$/),
    })
  })
})

describe("actAsPartner()", () => {
  it("makes the change and a record that names the partner's tenant and person", () => {
    const { world, tenant } = make()
    const partner = { partnerTenantId: world.mspTenantId, objectId: "object-1", ip: "198.51.100.7" }

    const done = actAsPartner(world, tenant, partner, "Set-Mailbox", {
      Identity: "lynne.robin@contoso.example",
      AuditEnabled: false,
    })

    expect(done.touched?.auditEnabled).toBe(false)
    expect(done.record).toMatchObject({
      UserId: `contoso.onmicrosoft.com\\tenant: ${world.mspTenantId}, object: object-1`,
      ExternalAccess: true,
    })
  })
})

describe("outlookUpdatesRules()", () => {
  it("loses a client-side rule as soon as a cmdlet changes any rule of the mailbox", () => {
    const { world, tenant } = make()
    const actor = { userUpn: "lynne.robin@contoso.example", ip: "198.51.100.9" }
    outlookUpdatesRules(world, tenant, actor, { name: "print", clientSide: true })
    const { record } = outlookUpdatesRules(world, tenant, actor, { name: "print 2", clientSide: true })

    const done = actAsUser(world, tenant, actor, "New-InboxRule", { Name: "other", MarkAsRead: true })

    expect(JSON.stringify(record)).toContain("DeferAction")
    expect(done.touched?.rules.map((rule) => rule.name)).toEqual(["Junk E-mail Rule", "other"])
  })

  it("puts the rule into the mailbox and names it by its signed 64 bits in the record", () => {
    const { world, tenant } = make()
    const actor = { userUpn: "lynne.robin@contoso.example", ip: "198.51.100.9" }

    const { rule, record } = outlookUpdatesRules(world, tenant, actor, {
      name: "fwd",
      forwardTo: ["x@mail.example"],
    })

    const properties = at(record, "OperationProperties")
    const named = Object.fromEntries(
      (Array.isArray(properties) ? properties : []).map((each) => [at(each, "Name"), at(each, "Value")]),
    )
    expect(BigInt.asUintN(64, BigInt(String(named.RuleId))).toString()).toBe(rule.ruleId)
    expect(JSON.parse(String(named.RuleActions))).toEqual([
      { ActionType: "Forward", Recipients: ["x@mail.example"], ForwardFlags: "None" },
    ])
    expect(at(record, "RecordType")).toBe(2)
  })
})

describe("outlookUpdatesRules() with hidden", () => {
  it("makes a rule that only IncludeHidden shows", () => {
    const { world, tenant } = make()
    const actor = { userUpn: "lynne.robin@contoso.example", ip: "198.51.100.9" }
    outlookUpdatesRules(world, tenant, actor, { name: "", hidden: true, deleteMessage: true })

    const seen = [false, true].map((IncludeHidden) =>
      actAsUser(world, tenant, actor, "Get-InboxRule", { IncludeHidden }).rows?.map((row) => row.Name),
    )

    expect(seen).toEqual([[], ["Junk E-mail Rule", ""]])
  })
})

describe("makeEveryday()", () => {
  it("publishes to every tenant's feed", () => {
    const { world } = make()

    makeEveryday(world, createRandom())

    expect(world.tenants.map((tenant) => tenant.blobs.length > 0)).toEqual([true, true, true])
  })
})

describe("everydayRecords()", () => {
  it("is repeatable, belongs to the tenant, and is mostly Microsoft's own", () => {
    const { world, tenant } = make()
    const many = (): object[] => {
      const random = createRandom()
      return Array.from({ length: 50 }).flatMap(() =>
        everydayRecords(tenant, world.now(), random).map((each) => each.record),
      )
    }

    const records = many()
    const system = records.filter((record) => String(at(record, "UserId")).startsWith("NT AUTHORITY\\SYSTEM"))

    expect(records).toEqual(many())
    expect(new Set(records.map((record) => at(record, "OrganizationId")))).toEqual(new Set([tenant.id]))
    expect(system.length).toBeGreaterThan(records.length / 2)
  })
})
