/** Remembering what was read from a text: records repeat few names, operations and addresses thousands of times. */

/** What a stranger wrote must not fill the memory. */
const LONGEST_KEY = 300

/**
 * Answers with what `make` made for the same key before. Keeps up to `max` answers, then begins anew; `make` must give
 * the same for the same key.
 */
export function createMemo<T>(max = 5_000): (key: string, make: () => T) => T {
  const known = new Map<string, T>()
  return (key, make) => {
    const before = known.get(key)
    if (before !== undefined) return before
    const made = make()
    if (key.length > LONGEST_KEY) return made
    if (known.size >= max) known.clear()
    known.set(key, made)
    return made
  }
}
