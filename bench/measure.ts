/** Small helpers of every section: time, medians, percentiles. */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

/** Milliseconds by the clock, and milliseconds of this process's CPU time, which a busy neighbor lengthens far less. */
export type Cost = { readonly wall: number; readonly cpu: number }

export const NO_COST: Cost = { wall: 0, cpu: 0 }

export const addCost = (a: Cost, b: Cost): Cost => ({ wall: a.wall + b.wall, cpu: a.cpu + b.cpu })

/** What `work` cost. */
export async function timed(work: () => void | Promise<void>): Promise<Cost> {
  const cpuBefore = process.cpuUsage()
  const started = performance.now()
  await work()
  const wall = performance.now() - started
  const { user, system } = process.cpuUsage(cpuBefore)
  return { wall, cpu: (user + system) / 1000 }
}

/** Frees what was used before, so that the next one doesn't pay for it. */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc")
  const collect: unknown = runInNewContext("gc")
  if (typeof collect === "function") collect()
}

export const perSecond = (count: number, milliseconds: number): number => (count / milliseconds) * 1000

/** `share` is 0 to 1; the nearest value that was really measured. NaN for an empty list. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)

/** Least squares: the line `start + slope × x` that fits best. */
export function fitLine(points: readonly (readonly [x: number, y: number])[]): {
  start: number
  slope: number
} {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length
  const above = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  const below = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  const slope = above / below
  return { start: meanY - slope * meanX, slope }
}
