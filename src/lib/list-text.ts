/** Lists inside sentences and messages. */

/** `a`, `a and b`, `a, b and c`. */
export const andList = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`

/** `a, b and 3 more`: those that are shown, of so many in all. */
export const andMore = (shown: readonly string[], all: number, between = ", "): string =>
  `${shown.join(between)}${all > shown.length ? ` and ${all - shown.length} more` : ""}`

/** The line below a list of which so many are left out; none where all are there. */
export const moreLine = (left: number): readonly string[] => (left > 0 ? [`… and ${left} more`] : [])
