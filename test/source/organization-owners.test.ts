import { describe, expect, it } from "vitest"
import type { BackupOrganization } from "../../src/ports/backup-server.ts"
import { type OwnerFacts, ownersOf } from "../../src/source/organization-owners.ts"
import { FABRIKAM } from "./backup-rig.ts"
import { CONTOSO } from "./fake-feed.ts"

const facts: OwnerFacts = {
  customers: [
    { id: CONTOSO, domains: ["contoso.example", "contoso.onmicrosoft.com"] },
    { id: FABRIKAM, domains: ["fabrikam.onmicrosoft.com"] },
  ],
  configured: [],
}
const organization = (over: Partial<BackupOrganization>): BackupOrganization => ({
  id: "O1",
  name: "Contoso",
  ...over,
})
const owner = (one: BackupOrganization, given: OwnerFacts = facts) => ownersOf([one], given).byId(one.id)
const contoso = { kind: "customer", tenantId: CONTOSO }

describe("ownersOf() byId()", () => {
  it("knows a customer by the tenant id that v8 tells", () => {
    expect(owner(organization({ tenantId: CONTOSO }))).toEqual(contoso)
  })

  it("knows a customer by the office name, as v6 and v7 tell no tenant id", () => {
    expect(owner(organization({ officeName: "Contoso.onmicrosoft.com" }))).toEqual(contoso)
    expect(owner(organization({ name: "contoso.onmicrosoft.com" }))).toEqual(contoso)
  })

  it("makes no customer of another tenant's id, whatever its name says", () => {
    const foreign = organization({
      tenantId: "0c9f3f6e-30f5-4f0c-8f43-000000000001",
      officeName: "contoso.onmicrosoft.com",
    })

    expect(owner(foreign)).toEqual({ kind: "nobody" })
  })

  it("doesn't guess between two customers with the same domain", () => {
    const shared: OwnerFacts = {
      customers: facts.customers.map((one) => ({ ...one, domains: ["group.example"] })),
      configured: [],
    }

    expect(owner(organization({ name: "group.example" }), shared)).toEqual({
      kind: "ambiguous",
      candidates: [CONTOSO, FABRIKAM],
    })
  })

  it.each([["Contoso"], ["contoso.onmicrosoft.com"], ["o1"]])(
    "follows the configuration before everything else, by %s",
    (name) => {
      const configured = [{ organization: name, tenantId: FABRIKAM }]
      const one = organization({ tenantId: CONTOSO, officeName: "contoso.onmicrosoft.com" })

      expect(owner(one, { ...facts, configured })).toEqual({ kind: "customer", tenantId: FABRIKAM })
    },
  )
})

describe("ownersOf() byName()", () => {
  it("gives the organization's id when one alone has the name, in any case", () => {
    const owners = ownersOf([organization({ officeName: "contoso.onmicrosoft.com" })], facts)

    expect(owners.byName("CONTOSO.onmicrosoft.com")).toEqual({ owner: contoso, organizationId: "o1" })
  })

  it("gives a name that two customers' organizations share to neither", () => {
    const owners = ownersOf(
      [
        organization({ id: "o1", name: "Group", tenantId: CONTOSO }),
        organization({ id: "o2", name: "group", tenantId: FABRIKAM }),
      ],
      facts,
    )

    expect(owners.byName("Group")).toEqual({
      owner: { kind: "ambiguous", candidates: [CONTOSO, FABRIKAM] },
    })
  })

  it("isn't sure of a customer's name that a stranger's organization has as well", () => {
    const owners = ownersOf(
      [
        organization({ id: "o1", name: "Group", tenantId: CONTOSO }),
        organization({ id: "o2", name: "Group", tenantId: "0c9f3f6e-30f5-4f0c-8f43-000000000001" }),
      ],
      facts,
    )

    expect(owners.byName("group").owner.kind).toBe("ambiguous")
  })

  it("still knows the customer of an organization that was removed from the server", () => {
    expect(ownersOf([], facts).byName("fabrikam.onmicrosoft.com")).toEqual({
      owner: { kind: "customer", tenantId: FABRIKAM },
    })
    expect(ownersOf([], facts).byName("northwind.onmicrosoft.com")).toEqual({ owner: { kind: "nobody" } })
  })
})
