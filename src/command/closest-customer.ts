/** Which customer somebody means, and which they probably meant, among those that they may ask about. */
import Fuse from "fuse.js"
import type { Tenant } from "../model/tenant.ts"

/** By the short name or the whole one, whatever their case. */
export const customerCalled = <Customer extends Tenant>(
  typed: string,
  customers: readonly Customer[],
): Customer | undefined => {
  const wanted = typed.toLowerCase()
  return customers.find(({ name, displayName }) => name === wanted || displayName.toLowerCase() === wanted)
}

export function closestCustomer(typed: string, customers: readonly Tenant[]): string | undefined {
  const fuse = new Fuse(customers, { keys: ["name", "displayName"], threshold: 0.4, ignoreLocation: true })
  return fuse.search(typed.slice(0, 32))[0]?.item.name
}
