/** CPU and memory of thousands of tenants that have no news, each polled once a minute. */
import { z } from "zod"
import { CONTENT_TYPES } from "../src/model/audit-record.ts"
import type { Bench } from "./bench.ts"
import { askChild } from "./child.ts"
import { startFeed } from "./feed.ts"
import { type Figure, figure } from "./report.ts"

const COUNTS = [1000, 5000]
/** A tenth of the minute, with a tenth of the tenants; all of them have signed in. */
const SECONDS = 6

const Answer = z.object({
  setupSeconds: z.number(),
  cpuShare: z.number(),
  residentMb: z.number(),
  tokenP50: z.number(),
  tokenP99: z.number(),
})

export async function tenantFigures(bench: Bench): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  for (const count of COUNTS) {
    bench.progress(`${count} tenants × ${CONTENT_TYPES.length} content types`)
    const found = await measureTenants(bench, count)
    for (const { name, value, unit } of found) bench.progress(`${name}: ${value} ${unit}`)
    figures.push(...found)
  }
  return figures
}

async function measureTenants({ ground, feed: plan }: Bench, count: number): Promise<readonly Figure[]> {
  const feed = await startFeed({ ...plan, tenants: count, mailboxes: 1, records: 0, bigBlobBytes: 0 })
  try {
    const task = { database: ground.newDatabase(), feed: feed.answer, tenants: count, seconds: SECONDS }
    const found = await askChild("tenants-child.ts", task, Answer)
    const many = (name: string): string => `${count} tenants: ${name}`
    return [
      figure({
        name: many("share of a core"),
        value: found.cpuShare * 100,
        unit: "%",
        target: { atMost: 15 },
        note: `${CONTENT_TYPES.length} content types, ${SECONDS} s at the pace of once a minute, plain HTTP`,
      }),
      figure({ name: many("resident memory"), value: found.residentMb, unit: "MB", target: { atMost: 250 } }),
      figure({
        name: many("token look-up, half of"),
        value: found.tokenP50,
        unit: "ms",
        target: { atMost: 0.1 },
      }),
      figure({ name: many("token look-up, 99 of 100"), value: found.tokenP99, unit: "ms" }),
      figure({
        name: many("first contact with a tenth"),
        value: found.setupSeconds,
        unit: "s",
        note: "sign-in, subscriptions, first listings",
      }),
    ]
  } finally {
    await feed.stop()
  }
}
