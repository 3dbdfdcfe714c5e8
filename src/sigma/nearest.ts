/** The word that was probably meant: a message that says what would be right saves a look into the manual. */

/** ` (did you mean "contains"?)`, or nothing when no word is near. */
export function didYouMean(word: string, words: Iterable<string>): string {
  const limit = word.length < 3 ? 0 : Math.floor((word.length + 1) / 3)
  let best: string | undefined
  let least = limit + 1
  for (const candidate of words) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), limit)
    if (distance < least) {
      least = distance
      best = candidate
    }
  }
  return best === undefined ? "" : ` (did you mean "${best}"?)`
}

/** Levenshtein's distance; anything above `limit` may be returned as `limit + 1`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
