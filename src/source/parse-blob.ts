/** The bytes of a content blob → its raw records. Pure. */
import { ContentError } from "../model/errors.ts"

const BYTE_ORDER_MARK = /^\uFEFF/

/**
 * Throws ContentError ("unreadable") when the bytes are not one complete JSON array: a cut body must be fetched again,
 * never be stored in part.
 */
export function parseBlob(bytes: Uint8Array): readonly unknown[] {
  const text = decode(bytes).replace(BYTE_ORDER_MARK, "").trim()
  if (text === "")
    throw new ContentError("unreadable", "The audit content is empty; it will be fetched again.")
  const parsed = parse(text)
  if (Array.isArray(parsed)) return parsed
  throw new ContentError("unreadable", "The audit content is not a list of records.")
}

/** The same for records without the brackets around them. */
export const parseRecords = (bytes: Uint8Array): readonly unknown[] => {
  const parsed = parse(`[${decode(bytes)}]`)
  return Array.isArray(parsed) ? parsed : []
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    throw new ContentError(
      "unreadable",
      "The audit content is not valid UTF-8 text; it will be fetched again.",
    )
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The end tells the two apart: a complete list closes its bracket.
    const cut = text.startsWith("[") && !text.endsWith("]")
    throw new ContentError(
      "unreadable",
      cut
        ? "The audit content broke off in the middle; it will be fetched again."
        : "The audit content is not JSON; it will be fetched again.",
    )
  }
}
