import { buildIngest } from "../../src/build-ingest.ts"
import type { RuleSet } from "../../src/detect/rule-set.ts"
import type { IngestStore } from "../../src/ports/store.ts"
import { NOW } from "../adapters/sqlite/make-rows.ts"
import { silentLog } from "../source/fake-feed.ts"
import { CUSTOMER, makeIngestConfig } from "./make-ingest-config.ts"

/** Ingest on this thread, for the one customer, of whom everything arrives NOW. */
export const makeIngest = (path: string, store: IngestStore, rules: RuleSet) =>
  buildIngest({
    config: makeIngestConfig(path),
    store,
    rules,
    geo: { country: () => undefined },
    tenantOf: () => CUSTOMER,
    wakeOutbox: () => undefined,
    now: () => NOW,
    log: silentLog,
  })
