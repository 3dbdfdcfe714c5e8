/**
 * A card button was pressed: start here. Looks the button up, asks `authorize.ts`, and either changes the incident or
 * journals a fix and wakes the runner. Answers at once with the card as it is now, because Teams gives up after
 * 10 to 15 s (Teams, "Universal Actions"). Presses come twice (Teams retries, two people press): each is harmless.
 */
import { type IncidentEvent, nextState } from "../alert/incident-state.ts"
import { BACK, confirmCard } from "../card/confirm-card.ts"
import { type FixName, fixOf, isFix, isUndo, type UndoName } from "../model/action.ts"
import { AppError, coerceError, DeniedError } from "../model/errors.ts"
import { buttonId } from "../model/ids.ts"
import type { Remediation } from "../model/remediation.ts"
import type { BotReply, CardPress } from "../ports/bot.ts"
import type { Button } from "../ports/incident-store.ts"
import { ACTIONS } from "./actions/catalogue.ts"
import { type Allowed, authorize, mayLook } from "./authorize.ts"
import { card, note, type Press, type PressDeps, refuse } from "./press.ts"
import { pressOwn } from "./run-own-action.ts"
import { subjectOf } from "./subject.ts"
import { canUndo } from "./undo.ts"
import { personText } from "./who.ts"

const UNKNOWN_BUTTON = "This button isn't known to Watchpost; it may be from an older installation."
const NOTHING_DONE = "Nothing was done: Watchpost can't write its records just now. Press again in a minute."

/** Never throws: a failure is a sentence, and what could not be written to the trail is not done. */
export function createPressHandler(deps: PressDeps): (press: CardPress) => Promise<BotReply> {
  return async (press) => {
    try {
      return await answer(deps, press)
    } catch (thrown) {
      deps.log.error("a press failed", { error: coerceError(thrown).message })
      return { text: thrown instanceof AppError ? `Nothing was done: ${thrown.advice}` : NOTHING_DONE }
    }
  }
}

async function answer(deps: PressDeps, press: CardPress): Promise<BotReply> {
  const button = await findButton(deps, press.button)
  const incident = button && (await deps.store.incidents.incident(button.incidentId))
  if (button === undefined || incident === undefined) return refuse(deps, press, UNKNOWN_BUTTON)

  const question = {
    ...deps,
    caller: press.caller,
    trigger: press.trigger,
    button,
    incident,
    now: deps.now(),
  }
  if (press.trigger === "automatic") {
    const looking = mayLook(question)
    return looking.allowed ? card(deps, button) : { text: looking.sentence }
  }
  const verdict: Allowed | { allowed: false; sentence: string } = authorize(question)
  if (!verdict.allowed) return refuse(deps, press, verdict.sentence, button)

  const allowed = { press, button, incident, person: verdict.person }
  const { action } = button
  if (isFix(action)) return requestFix(deps, allowed, { action })
  return isUndo(action) ? requestUndo(deps, allowed, action) : pressOwn(deps, allowed, action)
}

/** Ids are base64url or alike: anything else isn't even looked up. */
async function findButton(deps: PressDeps, id: string): Promise<Button | undefined> {
  return /^[\w-]{8,128}$/.test(id) ? deps.store.incidents.button(buttonId(id)) : undefined
}

/** A fix, or the taking back of one. Of an undo the subject is the fix's own. */
type WantedRun = { readonly action: FixName; readonly undone?: Remediation }

const eventOf = (run: WantedRun): IncidentEvent => (run.undone === undefined ? "request-fix" : "request-undo")

/** What the confirming press says was shown; the runner compares it with what it is about to call. */
const confirmed = ({ inputs }: CardPress): Readonly<Record<string, string>> =>
  /^[0-9a-f]{24}$/.test(inputs.plan ?? "") ? { confirmed: inputs.plan ?? "" } : {}

/** The card that asks, for the presser alone; undefined when nothing is to be asked, or what was asked was confirmed. */
async function questionBefore(
  deps: PressDeps,
  allowed: Press,
  { action, undone }: WantedRun,
): Promise<BotReply | undefined> {
  const { incident, button, press } = allowed
  if (press.inputs.plan === BACK) return card(deps, button)
  const ask = await deps.askFirst({ incident, fix: action, ...(undone === undefined ? {} : { undone }) })
  if (ask === undefined || ask.digest === press.inputs.plan) return undefined
  await deps.store.trail.append(note(deps, allowed, "click", "; was shown the plan and asked to confirm"))
  return { card: confirmCard({ action: button.action, button: button.id, ...ask }) }
}

/** Only a fix that stands, and only for as long as the card promises. */
async function requestUndo(deps: PressDeps, allowed: Press, undo: UndoName): Promise<BotReply> {
  const rows = await deps.store.journal.ofIncident(allowed.incident.id)
  const fix = rows.findLast(
    (row) => row.action === fixOf(undo) && canUndo(ACTIONS[row.action], row, deps.now()),
  )
  if (fix !== undefined) {
    return requestFix(deps, allowed, { action: fix.action, undone: fix })
  }
  await deps.store.trail.append(note(deps, allowed, "click", "; there is nothing that can be taken back"))
  return card(deps, allowed.button)
}

/** The journal row and the click's trail entry are one transaction: without them nothing will be called. */
async function requestFix(deps: PressDeps, allowed: Press, run: WantedRun): Promise<BotReply> {
  const { incident, button, person } = allowed
  if (nextState(incident.state, eventOf(run)) === undefined) {
    await deps.store.trail.append(
      note(deps, allowed, "click", `; the incident is ${incident.state}, nothing was done`),
    )
    return card(deps, button)
  }
  const question = await questionBefore(deps, allowed, run)
  if (question !== undefined) return question
  // What was confirmed for the fix says nothing about taking it back.
  const { confirmed: _, ...subject } = run.undone?.subject ?? subjectOf(incident.alert)
  const wanted = {
    tenantId: incident.tenantId,
    incidentId: incident.id,
    requestedBy: personText(person),
    requestedAt: deps.now(),
    action: run.action,
    ...(run.undone === undefined ? {} : { undoes: run.undone.id }),
    subject: { ...subject, ...confirmed(allowed.press) },
  }
  const requested = await deps.store.journal
    .request(wanted, note(deps, allowed, "click"))
    .catch((thrown: unknown) => {
      if (thrown instanceof DeniedError) return thrown
      throw thrown
    })
  if (requested instanceof DeniedError) return refuse(deps, allowed.press, requested.advice, button)
  const { created } = requested
  if (!created) await deps.store.trail.append(note(deps, allowed, "click", "; this fix was asked for before"))
  try {
    if (created) await markWorking(deps, allowed, run)
    return await card(deps, button)
  } catch (thrown) {
    // The fix is journaled and will run; only the picture is behind, and the runner redraws it.
    deps.log.error("a requested fix could not be shown", { error: coerceError(thrown).message })
    return { text: "Watchpost is working on it; the card will show the result." }
  } finally {
    deps.wakeJobs()
  }
}

async function markWorking(deps: PressDeps, { incident, person }: Press, run: WantedRun): Promise<void> {
  const what = run.undone === undefined ? "asked for the fix" : "asked to take the fix back"
  const line = { at: deps.now(), who: person.name, what, customerSafe: true }
  await deps.store.incidents.change(incident.id, (current) => {
    const state = nextState(current.state, eventOf(run))
    if (state === undefined) return { incident: current, notes: [] }
    const changed = {
      ...current,
      state,
      owner: current.owner ?? person.name,
      history: [...current.history, line],
    }
    return { incident: changed, notes: [] }
  })
}
