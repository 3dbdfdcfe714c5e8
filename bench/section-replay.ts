/** Replay: the same feed polled again, and every record again in blobs of other names. Neither may add a row. */

import type { Bench } from "./bench.ts"
import { openCore } from "./core.ts"
import { startFeed } from "./feed.ts"
import { perSecond, timed } from "./measure.ts"
import { lookInto } from "./observe-store.ts"
import { openCollector } from "./product.ts"
import { type Figure, figure } from "./report.ts"
import { batchOf } from "./variants.ts"

const TYPES = ["Audit.Exchange", "Audit.AzureActiveDirectory"] as const

export async function replayFigures(bench: Bench): Promise<readonly Figure[]> {
  const { feed, tenants, stages, newDatabase } = bench.ground
  const database = newDatabase()
  const again = await pollTwice(bench, database)
  const first = lookInto(database)

  const core = await openCore(database, tenants, stages)
  const took = await timed(async () => {
    for (const blob of feed.blobs) {
      await core.ingest.blob({ ...batchOf(blob), contentId: `${blob.contentId}$again` })
    }
    await core.close()
  })
  const second = lookInto(database)
  return [
    figure({ name: "blobs fetched by a second poll", value: again, unit: "", target: { atMost: 0 } }),
    figure({
      name: "rows added by the same records",
      value: second.records - first.records,
      unit: "",
      target: { atMost: 0 },
    }),
    figure({
      name: "cards added by the same records",
      value: second.owedCards - first.owedCards,
      unit: "",
      target: { atMost: 0 },
    }),
    figure({ name: "replay", value: perSecond(feed.records, took.wall), unit: "records/s" }),
  ]
}

/** Fills the database from the feed, polls once more, and says how many blobs were fetched by that. */
async function pollTwice({ ground, feed: plan }: Bench, database: string): Promise<number> {
  const feed = await startFeed({ ...plan, records: ground.feed.records, bigBlobBytes: 0 })
  try {
    const { tenants } = ground
    const collector = await openCollector({ database, feed: feed.answer, tenants, types: TYPES })
    await collector.poll(tenants, tenants.length)
    const fetched = collector.fetched()
    await collector.poll(tenants, tenants.length)
    const again = collector.fetched() - fetched
    await collector.close()
    return again
  } finally {
    await feed.stop()
  }
}
