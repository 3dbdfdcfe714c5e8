/** A collector of its own that polls one tenant once and tells how much memory it took at most. */
import { flushCompileCache } from "node:module"
import { z } from "zod"
import { keepHeapLean } from "../src/lib/lean-heap.ts"
import { answerTask } from "./child.ts"
import { makeTenants } from "./customers.ts"
import { FeedAddress } from "./feed.ts"

const Task = z.object({ database: z.string(), feed: FeedAddress })

answerTask(Task, async ({ database, feed }) => {
  const tenants = makeTenants(1)
  // Before the product is read, as its own entry does it.
  keepHeapLean()
  const { openCollector } = await import("./product.ts")
  const collector = await openCollector({ database, feed, tenants, types: ["Audit.Exchange"] })
  await collector.poll(tenants, 1)
  await collector.close()
  // For the next one: this process is ended from outside.
  flushCompileCache()
  // Kilobytes, on every platform.
  return { peakBytes: process.resourceUsage().maxRSS * 1024, fetched: collector.fetched() }
})
