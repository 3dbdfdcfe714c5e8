/** The provider as the owner of what concerns several customers: no customer's data, and nothing to fix. Pure. */
import type { Tenant } from "../model/tenant.ts"
import type { Config } from "./config.ts"

/** The time zone of such incidents is UTC: the configuration knows zones of customers only. */
export const ourselves = ({ mspTenantId, mspName }: Pick<Config, "mspTenantId" | "mspName">): Tenant => ({
  id: mspTenantId,
  name: "msp",
  displayName: mspName,
  acceptedDomains: [],
  timeZone: "UTC",
})
