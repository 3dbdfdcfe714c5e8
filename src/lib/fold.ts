/** Text made comparable: what a person would call the same text becomes the same string. */

import { createMemo } from "./remembered.ts"

/** Zero-width characters and byte order marks: invisible, and found in real alert names. */
const INVISIBLE = /[\u200B-\u200F\u2060\uFEFF]/gu

/** Trimmed, without invisible characters. */
export const cleanText = (text: string): string => text.replace(INVISIBLE, "").trim()

/** Lower case, plain dashes, single blanks, no trailing dot: for comparing names of operations. */
export const foldName = (text: string): string =>
  folded(text, () =>
    cleanText(text)
      .replace(/[\u2010-\u2015\u2212]/gu, "-")
      .replace(/\s+/gu, " ")
      .replace(/\.+$/u, "")
      .trim()
      .toLowerCase(),
  )

const folded = createMemo<string>()
