/** Peak memory of one big blob, each size in a fresh process: a peak can't be taken back. */
import { z } from "zod"
import type { Bench } from "./bench.ts"
import { askChild } from "./child.ts"
import { startFeed } from "./feed.ts"
import { fitLine } from "./measure.ts"
import { lookInto } from "./observe-store.ts"
import { type Figure, figure } from "./report.ts"

const SIZES_MB = [0, 8, 32, 64, 120]
const MB = 1_000_000
/** 80 MB and four times the blob. */
const allowed = (size: number): number => 80 + 4 * size

const Answer = z.object({ peakBytes: z.number(), fetched: z.number() })

export async function memoryFigures(bench: Bench): Promise<readonly Figure[]> {
  const points: (readonly [size: number, peak: number])[] = []
  // Not counted: it compiles, and the others find what it compiled, as every start but the first does.
  await peakOf(bench, 0)
  for (const size of SIZES_MB) {
    const peak = await peakOf(bench, size)
    points.push([size, peak])
    bench.progress(`a blob of ${size} MB: peak ${Math.round(peak)} MB`)
  }
  const { start, slope } = fitLine(points)
  return [
    ...points.map(([size, peak]) =>
      figure({
        name: size === 0 ? "peak without a blob" : `peak of a ${size} MB blob`,
        value: peak,
        unit: "MB",
        target: { atMost: allowed(size) },
      }),
    ),
    figure({ name: "line through these, start", value: start, unit: "MB", target: { atMost: 80 } }),
    figure({ name: "line through these, slope", value: slope, unit: "× blob", target: { atMost: 4 } }),
  ]
}

async function peakOf({ feed: plan, ground }: Bench, size: number): Promise<number> {
  const feed = await startFeed({ ...plan, tenants: 1, records: 0, bigBlobBytes: size * MB })
  try {
    const database = ground.newDatabase()
    const answer = await askChild("memory-child.ts", { database, feed: feed.answer }, Answer)
    const stored = lookInto(database).records
    if (size > 0 && stored === 0) throw new Error(`The blob of ${size} MB was not stored.`)
    return answer.peakBytes / MB
  } finally {
    await feed.stop()
  }
}
