/** A fix that waits for its second person. Part of an incident until somebody decides or the time is over. */
import type { FixName, PlaybookName, UndoName } from "./action.ts"

export type Approval = {
  readonly action: FixName | UndoName | PlaybookName
  /** What people know it by, where that isn't the action's own name. */
  readonly title?: string
  /** Who asks: name and object id. */
  readonly by: string
  readonly byId: string
  /** Milliseconds UTC. */
  readonly at: number
  readonly until: number
  /** Who may say yes, by name; empty when nobody else may. */
  readonly asked: readonly string[]
  /** Why a second person is needed, one sentence each. */
  readonly why: readonly string[]
  /** What will run, as it was planned when it was asked for; empty when it couldn't be read. */
  readonly runs: readonly string[]
  /** Stands for that plan: what runs in the end is this, or nothing. */
  readonly plan?: string
  /** The optional steps that were chosen; missing where there are none. */
  readonly also?: readonly FixName[]
}

/** What may be configured. */
export const LONGEST_APPROVAL_MINUTES = 1_440
/** No question waits longer, milliseconds: one that ends later was asked while the clock was ahead. An hour for smaller steps of it. */
export const LONGEST_APPROVAL_MS = (LONGEST_APPROVAL_MINUTES + 60) * 60_000

/** It may still be decided. `now` in milliseconds UTC. */
export const isInTime = ({ until }: Pick<Approval, "until">, now: number): boolean =>
  now < until && until <= now + LONGEST_APPROVAL_MS

export const isWaiting = (approval: Approval | undefined, now: number): approval is Approval =>
  approval !== undefined && isInTime(approval, now)

const MOST_NAMES = 3

/** `Ann, Bob, Cem or 2 more`. */
export function askedText({ asked }: Pick<Approval, "asked">): string {
  const more = asked.length - MOST_NAMES
  const names = [...asked.slice(0, MOST_NAMES), ...(more > 0 ? [`${more} more`] : [])]
  const last = names.pop()
  if (last === undefined) return "nobody: no one else is an approver of this customer"
  return names.length === 0 ? last : `${names.join(", ")} or ${last}`
}
