/** What an evidence pack is made with, and what its records are called. */
import type { Tenant } from "../model/tenant.ts"

export type PackContext = {
  readonly tenant: Pick<Tenant, "displayName" | "timeZone">
  /** When the pack is made, milliseconds UTC. */
  readonly now: number
  /** The text of `verify-pack.js`. */
  readonly verifier: string
}

/** Ids come from outside and would be file names: a number is enough, the record holds its id. */
export const recordFile = (index: number): string => `records/${String(index + 1).padStart(4, "0")}.json`
