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

/**
 * The same for a key of several parts: parts that come from a memo are found sooner than a text that is put together of
 * them. The first part stays the same for many keys in a row.
 */
export function createPathMemo<T>(
  max = 10_000,
): (first: string, rest: readonly string[], make: () => T) => T {
  let root = newBranch<T>()
  let last: { readonly first: string; readonly branch: Branch<T> } | undefined
  let count = 0
  return (first, rest, make) => {
    if (last?.first !== first) {
      if (first.length > LONGEST_KEY) return make()
      last = { first, branch: branchAt(root, first) }
    }
    let { branch } = last
    for (let index = 0; index < rest.length; index += 1) {
      const part = rest[index] ?? ""
      if (part.length > LONGEST_KEY) return make()
      branch = branchAt(branch, part)
    }
    if (branch.made !== undefined) return branch.made
    if (count >= max) {
      root = newBranch()
      last = undefined
      count = 0
      return make()
    }
    count += 1
    branch.made = make()
    return branch.made
  }
}

function branchAt<T>(branch: Branch<T>, part: string): Branch<T> {
  branch.next ??= new Map()
  const known = branch.next.get(part)
  if (known !== undefined) return known
  const next = newBranch<T>()
  branch.next.set(part, next)
  return next
}
