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

/** Most branches end where they are, and need no map. */
type Branch<T> = { made: T | undefined; next: Map<string, Branch<T>> | undefined }

const newBranch = <T>(): Branch<T> => ({ made: undefined, next: undefined })

/** The same for a key of several parts: parts that come from a memo are found sooner than a text that is put together of them. */
export function createPathMemo<T>(max = 10_000): (path: readonly string[], make: () => T) => T {
  let root = newBranch<T>()
  let count = 0
  return (path, make) => {
    let branch = root
    for (const part of path) {
      if (part.length > LONGEST_KEY) return make()
      branch.next ??= new Map()
      let next = branch.next.get(part)
      if (next === undefined) {
        next = newBranch()
        branch.next.set(part, next)
      }
      branch = next
    }
    if (branch.made !== undefined) return branch.made
    if (count >= max) {
      root = newBranch()
      count = 0
      return make()
    }
    count += 1
    branch.made = make()
    return branch.made
  }
}
