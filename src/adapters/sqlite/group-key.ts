/** What a group of entries and bursts is found by. */
import { createMemo } from "../../lib/remembered.ts"
import { sha256Hex } from "../../lib/sha256.ts"
import type { MemoryGroup } from "../../model/detect-memory.ts"

/**
 * 52 bits, as many as a number holds. The first twelve are the scope's: groups of one tenant lie together, so that its batch
 * changes few pages and not one a group. Two groups would share one with a chance of one in a hundred among ten million of
 * thousands of tenants, of one in two hundred among a hundred thousand of one tenant; their acts would count together.
 */
export const groupKey = ({ scope, rule, key }: MemoryGroup): number => {
  const text = `${scope}\n${rule}\n${key}`
  return (
    scopesBefore(scope, () => hashNumber(scope, SCOPE_DIGITS)) * 2 ** 40 +
    groupsBefore(text, () => hashNumber(text, 10))
  )
}

/** The keys of all groups of a scope, and of those scopes whose hash begins alike: both ends belong to it. */
export function scopeRange(scope: MemoryGroup["scope"]): { readonly from: number; readonly to: number } {
  const from = hashNumber(scope, SCOPE_DIGITS) * 2 ** 40
  return { from, to: from + 2 ** 40 - 1 }
}

/** So many hexadecimal digits of the hash, four bits each. */
const hashNumber = (text: string, digits: number): number =>
  Number.parseInt(sha256Hex(text).slice(0, digits), 16)

const SCOPE_DIGITS = 3
const scopesBefore = createMemo<number>()
const groupsBefore = createMemo<number>()
