/** Small helpers of every section: time, medians, percentiles. */

/** Milliseconds that `work` took. */
export async function timed(work: () => void | Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
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
