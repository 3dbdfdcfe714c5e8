/** When customers are looked through for what was there before anybody watched: some minutes after a start, each once. */
import type { Ground } from "../ground.ts"
import { createFirstSweeps, type SweepDeps } from "../onboard/run-first-sweep.ts"
import type { Ingest } from "../source/run-ingest.ts"
import { every } from "./every.ts"

/** Customers that were there when the program was updated have their turn, too. */
export function sweepForever(
  ground: Ground,
  ingest: Pick<Ingest, "records">,
  signal: AbortSignal,
): Promise<void> {
  const { config, log } = ground
  const lookMs = config.poll.sweepSeconds * 1000
  const sweeps = createFirstSweeps(depsOf(ground, ingest))
  const round = (own: AbortSignal): Promise<void> => sweeps(config.customers, own)
  return every(lookMs, round, { signal, log, name: "first sweeps", spread: 0.1, delayMs: lookMs })
}

function depsOf(
  { config, store, outside, book, log, now }: Ground,
  ingest: Pick<Ingest, "records">,
): SweepDeps {
  const { sweeps, incidents, sight } = store
  return {
    ...{ sweeps, incidents, sight, log, now },
    admin: outside.admin,
    pollMs: config.poll.feedSeconds * 1000,
    tell: (tenantId, records) =>
      ingest.records({ tenantId, source: "Audit.Exchange", fetchedAt: now(), wasThere: true }, records),
    knowsDomains: async (tenant, signal) => {
      await book.ensureDomains(tenant, signal)
      return book.knowsDomains(tenant)
    },
  }
}
