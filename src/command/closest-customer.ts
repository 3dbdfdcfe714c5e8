/** Which customer somebody probably meant, among those that they may ask about. */
import Fuse from "fuse.js"
import type { Tenant } from "../model/tenant.ts"

export function closestCustomer(typed: string, customers: readonly Tenant[]): string | undefined {
  const fuse = new Fuse(customers, { keys: ["name", "displayName"], threshold: 0.4, ignoreLocation: true })
  return fuse.search(typed.slice(0, 32))[0]?.item.name
}
