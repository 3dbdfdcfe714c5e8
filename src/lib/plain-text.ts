/**
 * The one place where outside text becomes showable text; every stage that shows some uses it, with its own limit.
 * What can't be seen (control, bidi and zero-width characters) is made visible as `[U+202E]` instead of dropped:
 * hiding something in a rule's name is itself a finding.
 */

/** Longest text that is shown of one value, in characters, where the caller names no other limit. */
const MAX_TEXT = 300

/** Line breaks, tabs and every other blank, also the exotic ones. */
const BLANKS = /[\s\u0085\u2028\u2029]+/gu
/**
 * Controls, formats (bidi, zero-width, tags), private use, and letters that draw nothing. What joins two emoji to one is
 * seen: it draws the one.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Co}\u115f\u1160\u3164\uffa0\u2800](?<!(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d(?=\p{Extended_Pictographic}))/gu
/** Accents piled up on one letter would paint over the lines above and below. */
const PILED_MARKS = /(\p{M}{3})\p{M}+/gu

const visible = (character: string): string =>
  `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`

/** Cuts at `max` characters (code points, so that none is cut in half) and says so with an ellipsis. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text
  const characters = Array.from(text.slice(0, max * 2 + 2))
  if (characters.length <= max) return text
  const kept = characters.slice(0, Math.max(0, max - 1)).join("")
  return `${kept.trimEnd().replace(/\u200d$/, "")}…`
}

/**
 * One line of text that is safe to show as text: folded to one line, nothing invisible, at most `max` characters.
 * Anything but a string, number or boolean becomes empty: an object must never reach a card as structure.
 */
export function plainText(value: unknown, max: number = MAX_TEXT): string {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return ""
  // Cut before cleaning, too, so that a megabyte of text costs no more than a line.
  const start = String(value)
    .trimStart()
    .slice(0, max * 8)
    .toWellFormed()
  const clean = start.replace(BLANKS, " ").trim().replace(INVISIBLE, visible).replace(PILED_MARKS, "$1")
  return cutText(clean, max)
}

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  "[": "［",
  "]": "］",
  "<": "‹",
  ">": "›",
  "*": "∗",
  _: "＿",
  "`": "ˋ",
  "~": "∼",
  "#": "＃",
  "|": "｜",
  "\\": "＼",
  "&": "＆",
}

/**
 * For the few places that may read Markdown or HTML and offer no other way (fallback text, answers to a pressed button).
 * Teams clients differ in how they read a backslash, so marks become look-alikes that mean nothing.
 */
export const markdownSafe = (text: string): string =>
  text.replace(/[[\]<>*_`~#|\\&]/g, (mark) => LOOK_ALIKES[mark] ?? mark)

const IP4 = /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g
const IP6 = /(?<![\w:])\[?(?:[0-9a-f]{0,4}:){2,7}(?:\[address\]|[0-9a-f]{0,4})\]?(?![\w:])/gi

/** A time of day has colons, too: an address has seven, a double one, or ends in an IPv4 address. */
const isIp6 = (text: string): boolean =>
  (text.includes("::") && /[0-9a-f]/i.test(text)) ||
  text.split(":").length === 8 ||
  text.includes("[address]")

/** IP addresses taken out: what the customer reads names none. */
export const withoutAddresses = (text: string): string =>
  text.replace(IP4, "[address]").replace(IP6, (match) => (isIp6(match) ? "[address]" : match))

/** Somebody whom only a request names, for the trail: a name of limited length, and the id. */
export const namedText = (name: string, id: string): string =>
  `${plainText(name, 80) || "somebody without a name"} (${plainText(id, 40)})`

/** A name as `namedText` and the journal write it, without the object id behind it. */
export const withoutId = (who: string): string => who.replace(/ \([0-9a-f-]+\)$/i, "")
