import { describe, expect, it } from "vitest"
import { domainOf, federates } from "../../../src/detect/facts/domains.ts"
import { PARTNER_FACTS, partnerTenant } from "../../../src/detect/facts/partners.ts"
import type { JsonObject } from "../../../src/model/json.ts"
import { makeDirectoryRecord, objectIdentity } from "../../make/make-directory-record.ts"
import { makeContext, makeRecord, parameters, TENANT_ID } from "../../make/make-record.ts"

const STRANGER = "88d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e08"
const unknown = PARTNER_FACTS.find(({ name }) => name === "ActedByUnknownTechnician")

describe("partnerTenant()", () => {
  const settings = (id: string, changed: JsonObject = {}) =>
    makeDirectoryRecord(
      "Add a partner to cross-tenant access setting.",
      { tenantId: ["", `"${id}"`] },
      changed,
    )

  it("reads the other tenant, never the customer's own", () => {
    expect(partnerTenant(settings(STRANGER))).toBe(STRANGER)
    expect(partnerTenant(settings(TENANT_ID))).toBeUndefined()
  })

  it("doesn't take a policy's id for a tenant", () => {
    const policy = objectIdentity("Policy", STRANGER, "CrossTenantAccessPolicy")

    expect(
      partnerTenant(
        makeDirectoryRecord(
          "Add partner to company.",
          {},
          { ObjectId: `Policy_${STRANGER}`, Target: policy },
        ),
      ),
    ).toBeUndefined()
  })
})

describe("ActedByUnknownTechnician", () => {
  const act = (changed: JsonObject): string | undefined =>
    unknown?.read(
      makeRecord({ UserId: `user_${STRANGER.replaceAll("-", "")}@contoso.onmicrosoft.com`, ...changed }),
      makeContext(),
    )

  it("asks for a mark that only the service sets", () => {
    expect(act({ UserType: 9 })).toBe(STRANGER)
    expect(act({ UserType: 2, ExternalAccess: "True" })).toBe(STRANGER)
    expect(act({ UserType: 2 })).toBeUndefined()
  })
})

describe("domainOf()", () => {
  it("finds the domain in parameters, names and object ids", () => {
    expect(
      domainOf(
        makeRecord({
          Operation: "New-AcceptedDomain",
          Parameters: parameters({ DomainName: "Fabrikam.example" }),
        }),
      ),
    ).toBe("fabrikam.example")
    expect(
      domainOf(makeDirectoryRecord("Verify domain.", {}, { ObjectId: "fabrikam.example", Target: null })),
    ).toBe("fabrikam.example")
  })
})

describe("federates()", () => {
  it("counts the operation that federates a domain, which has neither add nor new in its name", () => {
    expect(
      federates(
        makeDirectoryRecord("Set domain authentication.", { LiveType: ['["Managed"]', '["Federated"]'] }),
      ),
    ).toBe(true)
  })

  it("counts neither the way back nor a new accepted domain", () => {
    expect(
      federates(
        makeDirectoryRecord("Set domain authentication.", { LiveType: ['["Federated"]', '["Managed"]'] }),
      ),
    ).toBe(false)
    expect(federates(makeRecord({ Operation: "New-AcceptedDomain" }))).toBe(false)
  })
})
