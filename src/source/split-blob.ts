/** The bytes of a large content blob → parts of whole records, so that it is never parsed at once. Pure. */
import { ContentError } from "../model/errors.ts"
import { parseBlob, parseRecords } from "./parse-blob.ts"

/** A normal blob holds up to a thousand records of 2 to 10 KB: it is one part. */
const ONE_PART_BYTES = 8_000_000
const PART_BYTES = 2_000_000

/** Reads one part: its raw records. Throws ContentError ("unreadable") when they aren't JSON. */
export type ReadPart = () => readonly unknown[]

/**
 * A blob as parts to be read one after the other; a normal one is one part. Throws ContentError ("unreadable") when a
 * large one isn't a complete array; what is wrong inside of a record is found with its part.
 */
export function blobParts(
  bytes: Uint8Array,
  limits = { onePart: ONE_PART_BYTES, part: PART_BYTES },
): readonly ReadPart[] {
  if (bytes.length <= limits.onePart) return [() => parseBlob(bytes)]
  return splitArray(bytes, limits.part).map((part) => () => parseRecords(part))
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPEN = 0x5b
const CLOSE = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** The inside of the array, cut at commas between records into parts of at least `size` bytes. Nothing is copied. */
function splitArray(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  const start = afterBlanks(bytes, hasByteOrderMark(bytes) ? 3 : 0)
  if (bytes[start] !== OPEN)
    throw new ContentError("unreadable", "The audit content is not a list of records.")
  const parts: Uint8Array[] = []
  let from = start + 1
  let depth = 1
  let at = from
  for (; at < bytes.length && depth > 0; at += 1) {
    const byte = bytes[at]
    if (byte === QUOTE) at = endOfText(bytes, at)
    else if (byte === OPEN || byte === OPEN_OBJECT) depth += 1
    else if (byte === CLOSE || byte === CLOSE_OBJECT) depth -= 1
    else if (byte === COMMA && depth === 1 && at - from >= size) {
      parts.push(bytes.subarray(from, at))
      from = at + 1
    }
  }
  // A cut body is fetched again as a whole.
  if (depth > 0)
    throw new ContentError(
      "unreadable",
      "The audit content broke off in the middle; it will be fetched again.",
    )
  if (bytes[at - 1] !== CLOSE || afterBlanks(bytes, at) !== bytes.length)
    throw new ContentError("unreadable", "The audit content is not JSON; it will be fetched again.")
  parts.push(bytes.subarray(from, at - 1))
  return parts
}

const hasByteOrderMark = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf

const BLANKS: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d])

function afterBlanks(bytes: Uint8Array, from: number): number {
  let at = from
  while (BLANKS.has(bytes[at])) at += 1
  return at
}

/** The closing quote of the text that opens at `from`; past the end when there is none. */
function endOfText(bytes: Uint8Array, from: number): number {
  let at = from
  while (true) {
    at = bytes.indexOf(QUOTE, at + 1)
    if (at < 0) return bytes.length
    let slashes = 0
    while (bytes[at - 1 - slashes] === BACKSLASH) slashes += 1
    if (slashes % 2 === 0) return at
  }
}
