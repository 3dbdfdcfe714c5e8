/**
 * Value transformations: base64, its three offsets, UTF-16 and dash variants.
 * Source: Sigma appendix "Modifiers" v2.1.0.
 */
import { Buffer } from "node:buffer"

const DASHES = ["-", "/", "–", "—", "―"] as const

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

/** Every dash or slash before a word, in all five spellings. */
export const dashVariants = (text: string): readonly string[] => [
  text,
  ...DASHES.map((dash) => text.replace(/\B[-/]\b/g, dash)).filter((variant) => variant !== text),
]
