/** How something that was pressed begins: it waits for its second person, or everybody sees that it is being worked on. */
import { awake, type IncidentEvent, nextState, takenBy } from "../alert/incident-state.ts"
import { titleOf } from "../card/button-labels.ts"
import type { HistoryLine } from "../model/alert.ts"
import { type Approval, isWaiting } from "../model/approval.ts"
import { coerceError, DeniedError } from "../model/errors.ts"
import type { Person } from "../model/person.ts"
import type { BotReply } from "../ports/bot.ts"
import { type FixWords, fixWordsText } from "./fix-words.ts"
import { card, note, type Press, type PressDeps } from "./press.ts"

/** Who asked for it; the presser is the second person where that is somebody else. */
export type Asker = Pick<Person, "name" | "objectId">

const MINUTE = 60_000

/** The fix waits on the incident, where everybody sees it; nothing is journaled. */
export async function waitForSecond(
  deps: PressDeps,
  allowed: Press,
  {
    words,
    ...asked
  }: Pick<Approval, "action" | "why" | "runs" | "plan" | "also"> & { readonly words: FixWords },
): Promise<BotReply> {
  const { incident, person, button } = allowed
  const now = deps.now()
  const click = note(deps, allowed, "click", `; a second person has to approve it: ${asked.why.join(" ")}`)
  const until = now + deps.policyOf(incident.tenantId).approvalMinutes * MINUTE
  const approval = { ...asked, by: person.name, byId: person.objectId, at: now, until }
  const what = `asked for “${titleOf(button.action)}”, which needs a second person`
  await deps.store.incidents.change(incident.id, (current) =>
    isWaiting(current.approval, now)
      ? { incident: current, notes: [] }
      : {
          incident: {
            ...current,
            approval,
            history: [...current.history, ...linesOf(person, now, what, words)],
          },
          notes: [{ ...click, data: { ...click.data, ...words } }],
        },
  )
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

/** `what` was asked for, in the presser's history line. */
export async function showWorking(
  deps: PressDeps,
  { incident, person }: Press,
  begun: {
    readonly event: IncidentEvent
    readonly what: string
    readonly asker: Asker
    readonly words: FixWords
  },
): Promise<void> {
  const { event, what, asker, words } = begun
  const told = asker.objectId === person.objectId ? what : `approved what ${asker.name} asked for`
  const now = deps.now()
  await deps.store.incidents.change(incident.id, ({ approval: _, ...current }) => {
    const state = nextState(current.state, event)
    if (state === undefined) return { incident: current, notes: [] }
    const changed = {
      ...awake(current),
      state,
      ...takenBy(current, current.owner ?? asker.name, now),
      history: [...current.history, ...linesOf(person, now, told, words)],
    }
    return { incident: changed, notes: [] }
  })
}

/** The card once everybody is told; whatever happens to the picture, what is journaled runs. */
export async function answerStarted(
  deps: PressDeps,
  { button }: Press,
  tell: () => Promise<void>,
): Promise<BotReply> {
  try {
    await tell()
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
