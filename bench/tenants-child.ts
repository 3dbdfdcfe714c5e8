/** A collector of its own with many tenants that have no news: what does asking them all cost? */
import { setTimeout as wait } from "node:timers/promises"
import { z } from "zod"
import { keepHeapLean } from "../src/lib/lean-heap.ts"
import { CONTENT_TYPES } from "../src/model/audit-record.ts"
import { answerTask } from "./child.ts"
import { type BenchTenant, makeTenants } from "./customers.ts"
import { FeedAddress } from "./feed.ts"
import { percentile } from "./measure.ts"
import type { Collector } from "./product.ts"

const Task = z.object({ database: z.string(), feed: FeedAddress, tenants: z.number(), seconds: z.number() })

/** Tenants met at the same time at first contact; a burst of all would measure the burst. */
const AT_ONCE = 20
const SETTLING_ROUNDS = 3
/**
 * So few that each of their content types finds a turn for its weekly listing (32 of them): one that finds none tries
 * again in the next round, and would be listing a week while it is measured as idle.
 */
const SETTLING_AT_ONCE = 6
/** Between two looks at which tenants are due. */
const TICK_MS = 50
const MINUTE = 60_000

answerTask(Task, async ({ database, feed, tenants: count, seconds }) => {
  const tenants = makeTenants(count, 1)
  // Before the product is read, as its own entry does it.
  keepHeapLean()
  const { openCollector, MANAGE_RESOURCE } = await import("./product.ts")
  const collector = await openCollector({ database, feed, tenants, types: CONTENT_TYPES })
  // Some seconds at the true pace: flat out would be cheaper a request than the real thing, which wakes up for each.
  const spreadMs = seconds * 1000
  const polled = tenants.slice(0, Math.round((count * spreadMs) / MINUTE))
  const setup = performance.now()
  await collector.poll(polled, AT_ONCE)
  const setupSeconds = (performance.now() - setup) / 1000
  // What the first contact left for later; a tenant is idle when nothing of it is open.
  for (let round = 0; round < SETTLING_ROUNDS; round += 1) await collector.poll(polled, SETTLING_AT_ONCE)
  for (const { id } of tenants) await collector.tokens.token("monitor", id, MANAGE_RESOURCE)
  const before = process.cpuUsage()
  const started = performance.now()
  await pollSpread(collector, polled, spreadMs)
  const took = performance.now() - started
  const used = process.cpuUsage(before)
  const cpuSeconds = (used.user + used.system) / 1e6
  const look = await lookUpTokens(tenants, ({ id }) => collector.tokens.token("monitor", id, MANAGE_RESOURCE))
  const residentMb = process.memoryUsage().rss / 1e6
  await collector.close()
  return { setupSeconds, cpuShare: cpuSeconds / (took / 1000), residentMb, ...look }
})

/** Evenly over `spreadMs`, as a scheduler would. */
async function pollSpread(
  collector: Collector,
  tenants: ReturnType<typeof makeTenants>,
  spreadMs: number,
): Promise<void> {
  const started = performance.now()
  const running: Promise<void>[] = []
  while (running.length < tenants.length) {
    const due = Math.min(
      tenants.length,
      Math.ceil(((performance.now() - started) / spreadMs) * tenants.length),
    )
    for (const tenant of tenants.slice(running.length, due)) running.push(collector.poll([tenant], 1))
    await wait(TICK_MS)
  }
  await Promise.all(running)
}

/** Milliseconds of one look-up, all tenants in turn; each has signed in before. */
async function lookUpTokens(
  tenants: ReturnType<typeof makeTenants>,
  lookUp: (tenant: BenchTenant) => Promise<string>,
) {
  const times: number[] = []
  for (const tenant of tenants) {
    const started = performance.now()
    await lookUp(tenant)
    times.push(performance.now() - started)
  }
  return { tokenP50: percentile(times, 0.5), tokenP99: percentile(times, 0.99) }
}
