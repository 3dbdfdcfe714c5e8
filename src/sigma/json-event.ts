/** Any JSON value as an event, without any knowledge of where it comes from. */
import type { SigmaEvent } from "./event.ts"

/** Fields in which logs usually write when something happened, best first. */
export const TIME_FIELDS = [
  "@timestamp",
  "timestamp",
  "Timestamp",
  "CreationTime",
  "CreationDate",
  "createdDateTime",
  "activityDateTime",
  "TimeGenerated",
  "TimeCreated",
  "EventTime",
  "UtcTime",
  "SystemTime",
  "eventTime",
  "_time",
  "time",
] as const

/** A flat key wins over a path; a path goes through lists into every element. */
export function jsonEvent(root: unknown): SigmaEvent {
  let texts: readonly string[] | undefined
  return {
    field: (name) => readField(root, name),
    texts() {
      texts ??= textsOf(root)
      return texts
    },
  }
}

type JsonMap = Readonly<Record<string, unknown>>

const isMap = (value: unknown): value is JsonMap =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Lists inside lists deeper than this hold nothing that a rule could mean. */
const MAX_DEPTH = 50

function readField(at: unknown, name: string, depth = 0): unknown {
  if (Array.isArray(at)) {
    if (depth > MAX_DEPTH) return undefined
    const found = at
      .map((element) => readField(element, name, depth + 1))
      .filter((value) => value !== undefined)
    return found.length === 0 ? undefined : found.flat()
  }
  if (!isMap(at)) return undefined
  if (Object.hasOwn(at, name)) return at[name]
  // Keys may have dots themselves: each beginning of the path is tried.
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
    const head = name.slice(0, dot)
    const found = Object.hasOwn(at, head) ? readField(at[head], name.slice(dot + 1), depth) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** Values, not keys. Without recursion: JSON from outside may nest deeper than the stack. */
function textsOf(root: unknown): readonly string[] {
  const texts: string[] = []
  const open: unknown[] = [root]
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value === "string") texts.push(value)
    else if (typeof value === "number" || typeof value === "boolean") texts.push(String(value))
    else if (typeof value === "object" && value !== null)
      for (const inner of Object.values(value)) open.push(inner)
  }
  return texts
}
