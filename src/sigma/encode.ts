/**
 * Value transformations: base64, its three offsets, UTF-16 and dash variants.
 * Source: Sigma appendix "Modifiers" v2.1.0.
 */
import { Buffer } from "node:buffer"
import { DASHES, OPTION_DASH } from "./pattern.ts"

/** Bytes of a text in the encoding that `wide` and its relatives name; UTF-8 otherwise. */
export function encodeText(text: string, encoding: string | undefined): Buffer {
  if (encoding === "wide" || encoding === "utf16le") return Buffer.from(text, "utf16le")
  if (encoding === "utf16be") return Buffer.from(text, "utf16le").swap16()
  if (encoding === "utf16") {
    return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")])
  }
  return Buffer.from(text, "utf8")
}

/** The three ways the bytes can look inside a longer base64 text, cut to the characters that don't depend on the neighbors. */
export function base64Offsets(bytes: Buffer): readonly string[] {
  const starts = [0, 2, 3] as const
  const ends = [undefined, -3, -2] as const
  return starts.map((start, offset) => {
    const text = Buffer.concat([Buffer.alloc(offset, 0x20), bytes]).toString("base64")
    return text.slice(start, ends[(bytes.length + offset) % 3])
  })
}

/** More dashes than this in one encoded value would need more than 3,125 spellings. */
export const MAX_ENCODED_DASHES = 5

export const countOptionDashes = (text: string): number => text.match(OPTION_DASH)?.length ?? 0

/** Every spelling of a text whose dashes before words may each be any of the five marks. */
export function dashVariants(text: string): readonly string[] {
  const pieces = text.split(OPTION_DASH)
  return pieces
    .slice(1)
    .reduce<readonly string[]>(
      (variants, piece) => variants.flatMap((variant) => DASHES.map((dash) => variant + dash + piece)),
      [pieces[0] ?? ""],
    )
}
