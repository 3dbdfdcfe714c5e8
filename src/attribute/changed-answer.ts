/** What is told when an answer was made or changed: the entry of the trail, and the line on the incident's card. Pure. */
import { type HistoryLine, WATCHPOST } from "../model/alert.ts"
import type { TenantId } from "../model/ids.ts"
import type { Attribution } from "../model/restore-evidence.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import { gradeText, whoSentence } from "./words.ts"

export type ToldChange = {
  readonly note: TrailNote
  /** Missing for the first answer: the card was just made, and says it itself. */
  readonly line?: HistoryLine
}

/** So many pieces of evidence are named in an entry; the reasons in the store name all. */
const MAX_IDS = 100

/** Undefined when it is the same answer: more of the same evidence changes nobody's mind. `now` in milliseconds UTC. */
export function toldChange(
  about: { readonly tenantId: TenantId; readonly server: string; readonly session: string },
  before: Attribution | undefined,
  after: Attribution,
  now: number,
): ToldChange | undefined {
  if (before !== undefined && isSameAnswer(before, after)) return undefined
  const who = whoSentence(after, "technician")
  const change = before === undefined ? "Graded" : `Graded again, before it was ${gradeText(before)}:`
  const note: TrailNote = {
    at: now,
    kind: "attribution",
    who: "watchpost",
    tenantId: about.tenantId,
    what: `${change} ${gradeText(after)}. ${who}`,
    data: {
      server: about.server,
      session: about.session,
      before: before?.grade ?? null,
      grade: after.grade,
      person: after.person ?? null,
      candidates: [...after.candidates],
      evidence: evidenceOf(after).slice(0, MAX_IDS),
    },
  }
  if (before === undefined) return { note }
  const what =
    before.grade === after.grade
      ? `found out more about who restored it: ${who}`
      : `found out more about who restored it: ${gradeText(after)} instead of ${gradeText(before)}`
  return { note, line: { at: now, who: WATCHPOST, what, customerSafe: false } }
}

const evidenceOf = ({ reasons }: Attribution): readonly string[] => [
  ...new Set(reasons.flatMap(({ evidenceIds }) => evidenceIds)),
]

const isSameAnswer = (one: Attribution, other: Attribution): boolean =>
  one.grade === other.grade &&
  one.person === other.person &&
  one.machine === other.machine &&
  one.candidates.join("\n") === other.candidates.join("\n")
