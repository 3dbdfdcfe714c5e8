/** A tenant of the practice cloud as the product knows a customer that allows fixing. */
import type { PracticeTenant } from "../../sandbox/world/types.ts"
import { tenantId } from "../../src/model/ids.ts"
import type { CanaryTenant } from "../../src/onboard/canary.ts"
import type { SweptTenant } from "../../src/onboard/run-first-sweep.ts"

export const practiceCustomer = (tenant: PracticeTenant): CanaryTenant & SweptTenant => ({
  id: tenantId(tenant.id),
  name: tenant.name,
  displayName: tenant.displayName,
  timeZone: "UTC",
  acceptedDomains: tenant.domains,
  contentTypes: ["Audit.Exchange"],
  canRespond: true,
})
