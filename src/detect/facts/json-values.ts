/** JSON inside the text of a changed property: as itself, as a text in a text, or as a list of texts. */
import { isDeeperThan, isNested } from "../../lib/deeper-than.ts"
import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts"

/** Texts in texts deeper than this are nobody's record. */
const MAX_WRAPS = 4

/** Levels that any real value stays far below; what is deeper can't be gone through. */
const MAX_DEPTH = 50

/** Undefined when the text holds no JSON that anybody could go through; inner texts that hold JSON are opened, too. */
export function unwrapJson(text: string): Json | undefined {
  const parsed = parse(text)
  return parsed === undefined ? undefined : open(parsed, MAX_WRAPS)
}

function open(value: Json, wraps: number): Json {
  if (wraps === 0) return value
  if (typeof value === "string") {
    const inner = /^\s*[[{"]/.test(value) ? parse(value) : undefined
    return inner === undefined ? value : open(inner, wraps - 1)
  }
  if (Array.isArray(value)) return value.map((item: Json) => open(item, wraps - 1))
  return value
}

function parse(text: string): Json | undefined {
  try {
    const parsed: Json = JSON.parse(text)
    return isNested(parsed) && isDeeperThan(parsed, MAX_DEPTH) ? undefined : parsed
  } catch {
    return undefined
  }
}

/** Every object in the value, outermost first. */
export function objectsIn(value: Json | undefined): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => objectsIn(item))
  if (!isJsonObject(value)) return []
  return [value, ...Object.values(value).flatMap((inner: Json) => objectsIn(inner))]
}

/** Every text, number and boolean below the value, as text. */
export function leavesOf(value: Json | undefined): readonly string[] {
  if (value === undefined || value === null) return []
  if (typeof value !== "object") return [String(value)]
  return Object.values(value).flatMap((inner: Json) => leavesOf(inner))
}
