/** What answering questions needs: the store, the customers' tenants, and who is who. */
import type { Config, CustomerConfig } from "../config/config.ts"
import { ownIdentity } from "../config/own-identity.ts"
import type { Tenant } from "../model/tenant.ts"
import type { RunBacktest } from "../ports/backtest.ts"
import type { FeedHealth } from "../ports/feed-ledger.ts"
import type { Store } from "../ports/store.ts"
import type { PostureMemory } from "./answer-posture.ts"
import type { Scope } from "./command-scope.ts"
import type { DomainsOf } from "./one-customer.ts"
import type { AskGlobalAdmins } from "./run-global-admins.ts"
import type { LiveDeps } from "./run-live.ts"

export type QuestionDeps = LiveDeps & {
  readonly store: Pick<
    Store,
    | "feed"
    | "incidents"
    | "noise"
    | "restores"
    | "backups"
    | "attributions"
    | "evidenceBook"
    | "records"
    | "snapshots"
  > & { readonly month: Pick<Store["month"], "worked"> }
  readonly config: Config
  readonly now: () => number
  readonly domainsOf: DomainsOf
  /** ISO 3166 code of an address; undefined when unknown. */
  readonly country: (ip: string) => string | undefined
  readonly globalAdmins: AskGlobalAdmins
  readonly backtest: RunBacktest
  /** So many records are read for an answer at most. */
  readonly rows: number
  readonly postures: PostureMemory
}

/** How the sources of the customers in scope are, and of no other. */
export async function healthIn(
  scope: Scope,
  { store }: Pick<QuestionDeps, "store">,
): Promise<readonly FeedHealth[]> {
  const [only, ...others] = scope.customers
  if (only !== undefined && others.length === 0) return store.feed.health(only.id)
  const ids = new Set<string>(scope.customers.map((customer) => customer.id))
  const all = await store.feed.health()
  return all.filter((one) => ids.has(one.tenantId))
}

export function expectedOf(customers: readonly CustomerConfig[]): (tenant: Tenant) => readonly string[] {
  const types = new Map(customers.map(({ id, contentTypes }) => [id, contentTypes]))
  return ({ id }) => types.get(id) ?? []
}

/** What rows of records need of the deps. */
export const rowWords = ({ config, country }: Pick<QuestionDeps, "config" | "country">) => ({
  country,
  ownApps: ownIdentity(config).appIds,
})
