/** What is protected at each customer, from the configuration. Pure. */
import type { TenantId } from "../model/ids.ts"
import { isStaff } from "../model/person.ts"
import { DEFAULT_POLICY, type Protection } from "../model/protection.ts"
import type { Config } from "./config.ts"
import { ownIdentity } from "./own-identity.ts"

/** A tenant that the configuration doesn't know has nothing but our own accounts to protect. */
export function createProtectionOf(config: Config): (tenant: TenantId) => Protection {
  const own = {
    names: config.people
      .filter(isStaff)
      .flatMap(({ objectId, upn }) => (upn === undefined ? [objectId] : [objectId, upn])),
    domains: config.mspDomains,
    appIds: ownIdentity(config).appIds,
  }
  return (tenant) => {
    const customer = config.customers.find(({ id }) => id === tenant)
    return {
      breakGlass: customer?.breakGlass ?? [],
      vips: customer?.vips ?? [],
      policy: customer?.policy ?? DEFAULT_POLICY,
      ...(customer?.automatic === undefined ? {} : { automatic: customer.automatic }),
      own,
    }
  }
}
