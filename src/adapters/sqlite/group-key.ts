/** What a group of entries and bursts is found by. */
import { createMemo } from "../../lib/remembered.ts"
import { sha256Hex } from "../../lib/sha256.ts"
import type { MemoryGroup } from "../../model/detect-memory.ts"

/** 52 bits, as many as a number holds: among ten million groups two would share one with a chance of one in a hundred. */
export const groupKey = ({ scope, rule, key }: MemoryGroup): number => {
  const text = `${scope}\n${rule}\n${key}`
  return groupsBefore(text, () => Number.parseInt(sha256Hex(text).slice(0, 13), 16))
}

const groupsBefore = createMemo<number>()
