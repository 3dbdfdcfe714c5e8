/** A collector of its own that polls one tenant once and tells how much memory it took at most. */
import { readFileSync } from "node:fs"
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
  return { peakBytes: peakBytes(), fetched: collector.fetched() }
})

/** A process that was forked from a large one begins with that one's peak in `maxRSS`; Linux tells its own apart. */
function peakBytes(): number {
  const status = process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : ""
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
  return Number(kilobytes ?? process.resourceUsage().maxRSS) * 1024
}
