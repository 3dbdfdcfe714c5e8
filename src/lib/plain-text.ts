/** Outside text, made fit to stand inside a sentence. */

/** Control characters, line breaks and marks that turn the reading direction: they can make a sentence say something else. */
 * Used by every stage that shows outside text; callers pass their own limit.
const UNSEEN = /[\p{Cc}\u2028\u2029\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]+/gu

/** One line of visible text, at most `limit` characters long. Everything else stays as written. */
export function plainText(text: string, limit = 200): string {
  const line = text.replace(UNSEEN, " ").trim()
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`
}
