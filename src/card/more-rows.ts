/** What a burst or a flood stands for, on the part of a technician's card that unfolds. Pure. */
import { plainText } from "../lib/plain-text.ts"
import type { MoreOfKind } from "../model/alert.ts"
import { compareLevels } from "../model/level.ts"
import { LEVEL_WORDS } from "./incident-text.ts"
import type { View } from "./template.ts"

/** So many names in one paragraph; a client draws long ones slowly. */
const NAMES_A_ROW = 10
/** So many names on one card: as many as fit at their full length, so that none is cut off uncounted. */
const NAMES_A_CARD = 200
const LONGEST_NAME = 60
/** So many kinds; a flood may be of every rule that there is. */
const KINDS_A_CARD = 20

/** "box2" before "box10". */
const BY_NUMBER = new Intl.Collator("en", { numeric: true })

/** Every kind with how many, and below it what they are about, ten in a paragraph; what isn't listed is counted. */
export function moreViews(all: readonly MoreOfKind[]): readonly View[] {
  const worstFirst = all.toSorted((a, b) => compareLevels(b.level, a.level))
  const [kinds, others] = [worstFirst.slice(0, KINDS_A_CARD), worstFirst.slice(KINDS_A_CARD)]
  const each = Math.floor(NAMES_A_CARD / Math.max(1, kinds.length))
  const views: readonly View[] = kinds.map(({ title, level, count, names }) => {
    const listed = names
      .slice(0, each)
      .toSorted(BY_NUMBER.compare)
      .map((name) => plainText(name, LONGEST_NAME))
    const rows = Array.from({ length: Math.ceil(listed.length / NAMES_A_ROW) }, (_, index) =>
      listed.slice(index * NAMES_A_ROW, (index + 1) * NAMES_A_ROW).join(" · "),
    )
    const rest = count > listed.length ? [restOf(count - listed.length)] : []
    return {
      heading: `${count} × ${plainText(title, 120)} (${LEVEL_WORDS[level].toLowerCase()})`,
      rows: [...rows, ...rest].map((text) => ({ text })),
    }
  })
  const left = others.reduce((sum, { count }) => sum + count, 0)
  const heading = `… and ${left} more of ${others.length} other kinds`
  return left === 0 ? views : [...views, { heading, rows: [] }]
}

const restOf = (count: number): string =>
  `… and ${count} more, on these or on others; the evidence pack of this incident holds all of them`
