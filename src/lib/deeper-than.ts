/** How deep a parsed value goes, before anything goes through it by calling itself. */

type Nested = Readonly<Record<string, unknown>> | readonly unknown[]

/** Looks at everything within so many levels, and at nothing below them: it makes no list and no function on its way. */
export function isDeeperThan(value: Nested, levels: number): boolean {
  if (levels === 0) return true
  if (isList(value)) {
    for (const inner of value) if (isNested(inner) && isDeeperThan(inner, levels - 1)) return true
    return false
  }
  for (const name in value) {
    const inner = value[name]
    if (isNested(inner) && isDeeperThan(inner, levels - 1)) return true
  }
  return false
}

const isList = (value: Nested): value is readonly unknown[] => Array.isArray(value)

export const isNested = (value: unknown): value is Nested => typeof value === "object" && value !== null
