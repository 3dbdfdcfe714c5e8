/** A collector of its own that polls one tenant once and tells how much memory it took at most. */
import { z } from "zod"
import { answerTask } from "./child.ts"
import { makeTenants } from "./customers.ts"
import { FeedAddress } from "./feed.ts"
import { openCollector } from "./product.ts"

const Task = z.object({ database: z.string(), feed: FeedAddress })

answerTask(Task, async ({ database, feed }) => {
  const tenants = makeTenants(1)
  const collector = await openCollector({ database, feed, tenants, types: ["Audit.Exchange"] })
  await collector.poll(tenants, 1)
  await collector.close()
  // Kilobytes, on every platform.
  return { peakBytes: process.resourceUsage().maxRSS * 1024, fetched: collector.fetched() }
})
