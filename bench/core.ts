/** Store and pure stages on this thread: what is measured without HTTP and without the worker. */
import { readRules } from "../src/adapters/files/read-rules.ts"
import { openCountryDatabase } from "../src/adapters/geo/country-database.ts"
import { buildIngest } from "../src/build-ingest.ts"
import { compileRuleSet, type RuleSet } from "../src/detect/rule-set.ts"
import type { DecideContext } from "../src/pipeline.ts"
import type { Geo } from "../src/ports/geo.ts"
import type { RawBatch } from "../src/source/run-ingest.ts"
import {
  COMPACT,
  type Core,
  configFor,
  openWatchedStore,
  quietLog,
  tenantFacts,
  tenantFinder,
} from "./bench-store.ts"
import type { BenchTenant } from "./customers.ts"

export const NO_RULES: RuleSet = compileRuleSet([])

const readRulePack = (): RuleSet => compileRuleSet(readRules())

export type Stages = { readonly rules: RuleSet; readonly geo: Geo }

export const openStages = async (): Promise<Stages> => ({
  rules: readRulePack(),
  geo: await openCountryDatabase(),
})

/** What the pure stages are given for one tenant. */
export const decideContext = (
  stages: Stages,
  tenant: BenchTenant,
  source: RawBatch["source"],
): DecideContext => ({
  tenant: tenantFacts(tenant),
  source,
  own: { appIds: [], technicians: {} },
  rules: stages.rules,
  country: stages.geo.country,
  recentFixes: [],
  now: Date.now(),
})

/** Store and ingest on this thread: everything between the bytes of a blob and what follows from them. */
export async function openCore(
  database: string,
  tenants: readonly BenchTenant[],
  stages: Stages,
  storage = COMPACT,
): Promise<Core> {
  const store = await openWatchedStore(database, tenants, storage)
  const ingest = buildIngest({
    config: configFor(database, tenants, storage),
    store,
    ...stages,
    tenantOf: tenantFinder(tenants),
    wakeOutbox: () => undefined,
    now: Date.now,
    log: quietLog,
  })
  return { store, ingest, close: async () => store.close() }
}
