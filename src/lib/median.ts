/** The middle of numbers that are sorted, smallest first; of two middle ones half way between. Undefined where there are none. */
export function medianOf(sorted: readonly number[]): number | undefined {
  const middle = sorted.length >> 1
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}
