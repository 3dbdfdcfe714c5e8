/** How something that was pressed begins: it waits for its second person, or everybody sees that it is being worked on. */
import { awake, type IncidentEvent, nextState, takenBy } from "../alert/incident-state.ts"
import { titleOf } from "../card/button-labels.ts"
import { MINUTE } from "../lib/time-units.ts"
import { type ActionName, isUndo } from "../model/action.ts"
import type { HistoryLine, Incident } from "../model/alert.ts"
import { type Approval, askedText, isWaiting } from "../model/approval.ts"
import { coerceError, DeniedError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import type { Person } from "../model/person.ts"
import type { BotReply } from "../ports/bot.ts"
import type { Begin } from "../ports/journal.ts"
import { approversOf } from "./authorize.ts"
import { decidedSentence } from "./decided.ts"
import { type FixWords, fixWordsText } from "./fix-words.ts"
import { card, note, type Press, type PressDeps } from "./press.ts"

/** Who asked for it; the presser is the second person where that is somebody else. */
export type Asker = Pick<Person, "name" | "objectId">

export const eventOf = (action: ActionName): IncidentEvent =>
  isUndo(action) ? "request-undo" : "request-fix"

/** Why nothing can begin any more, a part of a sentence; undefined while it can. `now` in milliseconds UTC. */
export function heldUp(incident: Incident, event: IncidentEvent, now: number): string | undefined {
  if (nextState(incident.state, event) === undefined)
    return `the incident is ${incident.state}, nothing was done`
  return isWaiting(incident.approval, now) ? "a fix waits for its second person already" : undefined
}

/** Who asks whom, and until when. `now` in milliseconds UTC. */
export function askedBy(
  { people, policyOf }: Pick<PressDeps, "people" | "policyOf">,
  { name, objectId }: Asker,
  tenant: TenantId,
  now: number,
): Pick<Approval, "by" | "byId" | "at" | "until" | "asked"> {
  const until = now + policyOf(tenant).approvalMinutes * MINUTE
  return { by: name, byId: objectId, at: now, until, asked: approversOf(people, tenant, objectId) }
}

/** The fix waits on the incident, where everybody sees it; nothing is journaled. */
export async function waitForSecond(
  deps: PressDeps,
  allowed: Press,
  {
    words,
    ...asked
  }: Pick<Approval, "action" | "title" | "why" | "runs" | "plan" | "also"> & { readonly words: FixWords },
): Promise<BotReply> {
  const { incident, person, button } = allowed
  const now = deps.now()
  const approval = { ...asked, ...askedBy(deps, person, incident.tenantId, now) }
  const why = `${asked.why.join(" ")} Asked: ${askedText(approval)}.`
  const click = note(deps, allowed, "click", `; a second person has to approve it: ${why}`)
  const what = `asked for “${asked.title ?? titleOf(button.action)}”, which needs a second person`
  await deps.store.incidents.change(incident.id, (current) => {
    const why = heldUp(current, eventOf(asked.action), now)
    if (why !== undefined) return { incident: current, notes: [note(deps, allowed, "click", `; ${why}`)] }
    const history = [...current.history, ...linesOf(person, now, what, words)]
    const notes = [{ ...click, data: { ...click.data, ...words } }]
    return { incident: { ...current, approval, history }, notes }
  })
  deps.wakeJobs()
  return card(deps, button)
}

function linesOf(
  person: Pick<Person, "name">,
  at: number,
  what: string,
  words: FixWords,
): readonly HistoryLine[] {
  const why = fixWordsText(words)
  const line = { at, who: person.name, what, customerSafe: true }
  return why === "" ? [line] : [line, { ...line, what: why, customerSafe: false }]
}

export type Begun = {
  readonly event: IncidentEvent
  /** In the presser's history line. */
  readonly what: string
  readonly asker: Asker
  readonly words: FixWords
  /** What the presser said yes to; missing where one person is enough. */
  readonly approved?: Approval
  /** It is about everything that the card stands for, as it was when that was shown. */
  readonly isForAll?: boolean
}

/** What everybody sees from the moment in which it is journaled. Of two presses at once the second finds the first one's. */
export function beginning({ person, incident: shown }: Press, begun: Begun, now: number): Begin {
  const { event, what, asker, words, approved, isForAll = false } = begun
  return (incident) => {
    if (isForAll && incident.alertIds.length !== shown.alertIds.length) throw new DeniedError(GROWN)
    const { approval, ...current } = incident
    if (approved !== undefined && approval?.at !== approved.at)
      throw new DeniedError(decidedSentence(incident, now))
    const why = heldUp(approved === undefined ? incident : current, event, now)
    const state = nextState(current.state, event)
    if (why !== undefined || state === undefined) throw new DeniedError(`Too late: ${why}. See the card.`)
    const lines: readonly HistoryLine[] =
      approved === undefined
        ? linesOf(person, now, what, words)
        : [{ ...approvedLine(asker), at: now, who: person.name }]
    return {
      ...awake(current),
      ...{ state, workedFrom: current.state },
      ...takenBy(current, current.owner ?? asker.name, now),
      history: [...current.history, ...lines],
    }
  }
}

const GROWN = "Something joined this card just now, so nothing was done. See the card, and press again."

const approvedLine = ({ name }: Asker) =>
  ({ what: `approved what ${name} asked for`, customerSafe: true, kind: "approve" }) as const

/** The card as it is now; whatever happens to the picture, what is journaled runs. */
export async function answerStarted(deps: PressDeps, { button }: Press): Promise<BotReply> {
  try {
    return await card(deps, button)
  } catch (thrown) {
    deps.log.error("a requested fix could not be shown", { error: coerceError(thrown).message })
    return { text: "Watchpost is working on it; the card will show the result." }
  } finally {
    deps.wakeJobs()
  }
}

/** A refusal by the journal is an answer for the presser. */
export async function orDenied<Made>(made: Promise<Made>): Promise<Made | DeniedError> {
  try {
    return await made
  } catch (thrown) {
    if (thrown instanceof DeniedError) return thrown
    throw thrown
  }
}
