/** A poller on a feed and a ledger in memory, with a clock that the test moves. */
import type { ContentType } from "../../src/model/audit-record.ts"
import { UpstreamError } from "../../src/model/errors.ts"
import type { ActivityFeed } from "../../src/ports/activity-feed.ts"
import type { BlobBatch } from "../../src/source/poll-round.ts"
import { createPoller } from "../../src/source/run-poll.ts"
import { CONTOSO, fakeFeed, fakeLedger, silentLog } from "./fake-feed.ts"

export const START = Date.UTC(2026, 2, 10, 12, 0, 0)
export const MINUTE = 60_000

export const rig = (
  overrides: Partial<ActivityFeed> = {},
  ingestError?: (batch: BlobBatch) => Error | undefined,
) => {
  let now = START
  const feed = fakeFeed(() => now, overrides)
  const ledger = fakeLedger()
  const ingested: BlobBatch[] = []
  const poller = createPoller({
    feed,
    ledger,
    ingest: async (batch) => {
      const error = ingestError?.(batch)
      if (error !== undefined) throw error
      ingested.push(batch)
      ledger.done(batch.contentId)
    },
    now: () => now,
    log: silentLog,
    random: () => 0,
  })
  const poll = (types: readonly ContentType[] = ["Audit.Exchange"], signal = new AbortController().signal) =>
    poller.pollTenant({ id: CONTOSO, contentTypes: types }, signal)
  return {
    feed,
    ledger,
    ingested,
    poll,
    later: (ms: number) => {
      now += ms
    },
  }
}
export const upstream = (retryAfterMs?: number) =>
  new UpstreamError(
    "ERR_UPSTREAM_UNAVAILABLE",
    "Not available.",
    retryAfterMs === undefined ? {} : { retryAfterMs },
  )
