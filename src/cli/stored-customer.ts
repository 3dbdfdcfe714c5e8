/** A customer that somebody names at the command line, in the configuration or only in the store. */
import { readCustomerNames } from "../adapters/sqlite/customer-names.ts"
import type { Config } from "../config/config.ts"
import { ConfigError } from "../model/errors.ts"
import type { CustomerName } from "../ports/customer-names.ts"
import { notConfigured } from "./config-file.ts"

export type StoredCustomer = CustomerName & { readonly isConfigured: boolean }

/**
 * By short name, whatever its case, or by tenant id. The configuration comes first: a name may be another tenant's by now, and the
 * former one is named by its id then. Throws a ConfigError that tells whom the store knows, when there is none or several.
 */
export function storedCustomer(config: Config, word: string): StoredCustomer {
  const wanted = word.toLowerCase()
  const isMeant = ({ id, name }: CustomerName): boolean => id === wanted || name === wanted
  const known = readCustomerNames(config.database)
  const configured = config.customers.find(isMeant)
  if (configured !== undefined) return { ...plain(configured), isConfigured: true }
  const former = known.filter(({ id }) => !config.customers.some((one) => one.id === id))
  const [found, another] = former.filter(isMeant)
  if (found !== undefined && another === undefined) return { ...plain(found), isConfigured: false }
  const list = former.map((one) => `${plain(one).name} (${one.id})`).join(", ")
  throw new ConfigError([
    another === undefined
      ? notConfigured(config, word)
      : `Several former customers were named ${word}: say the tenant id.`,
    list === "" ? "The database knows no other one." : `The database knows besides: ${list}.`,
  ])
}

/** Who was never in a configuration with a name is called by the tenant id. */
const plain = ({ id, name, displayName }: CustomerName): CustomerName => ({
  id,
  name: name || id,
  displayName: displayName || name || id,
})
