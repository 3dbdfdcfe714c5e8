/**
 * A fix was pressed, or the taking back of one: asks what has to be asked, then journals it and wakes the runner.
 * What needs a second person waits on the incident until `run-approval.ts` is told.
 */
import { titleOf } from "../card/button-labels.ts"
import { BACK, callText, confirmCard } from "../card/confirm-card.ts"
import { formCard } from "../card/form-card.ts"
import { type FixName, fixOf, isUndo, type UndoName } from "../model/action.ts"
import type { Incident } from "../model/alert.ts"
import type { Approval } from "../model/approval.ts"
import { DeniedError } from "../model/errors.ts"
import type { Remediation } from "../model/remediation.ts"
import { isWhole } from "../model/standing.ts"
import type { BotReply } from "../ports/bot.ts"
import { ACTIONS } from "./actions/catalogue.ts"
import { type FixWords, fixWordsForm, fixWordsIn } from "./fix-words.ts"
import { card, note, type Press, type PressDeps, placeOf, refuse } from "./press.ts"
import type { Ask } from "./run-ask-first.ts"
import {
  type Asker,
  answerStarted,
  beginning,
  eventOf,
  heldUp,
  orDenied,
  waitForSecond,
} from "./run-begin.ts"
import { subjectIn } from "./subject.ts"
import { undoable } from "./undo.ts"
import { personText } from "./who.ts"

/** A fix, or the taking back of one. Of an undo the subject is the fix's own. */
export type WantedRun = { readonly action: FixName; readonly undone?: Remediation }

/** The run that a button asks for; undefined when nothing stands that can be taken back. */
export async function wantedRun(
  deps: PressDeps,
  { incident }: Pick<Press, "incident">,
  action: FixName | UndoName,
): Promise<WantedRun | undefined> {
  if (!isUndo(action)) return { action }
  const fix = fixOf(action)
  if (fix === undefined) return undefined
  const rows = await deps.store.journal.ofIncident(incident.id)
  const undone = undoable(ACTIONS[fix], rows, deps.now()).at(-1)
  return undone === undefined ? undefined : { action: fix, undone }
}

export async function pressFix(
  deps: PressDeps,
  allowed: Press,
  action: FixName | UndoName,
): Promise<BotReply> {
  const { incident, button, press } = allowed
  const run = await wantedRun(deps, allowed, action)
  if (run === undefined) return useless(deps, allowed, "there is nothing that can be taken back")
  const why = heldUp(incident, eventOf(action), deps.now())
  if (why !== undefined) return useless(deps, allowed, why)
  if (press.inputs.plan === BACK) return useless(deps, allowed, "went back")
  const { undone } = run
  const ask = await deps.askFirst({ incident, fix: run.action, ...(undone === undefined ? {} : { undone }) })
  if (ask?.forbidden !== undefined) return refuse(deps, press, ask.forbidden, button)
  const words = fixWordsIn(deps.policyOf(incident.tenantId).ask, press.inputs)
  const isShown = ask === undefined || ask.reasons.length === 0 || ask.digest === press.inputs.plan
  if (words === undefined || !isShown) return askPresser(deps, allowed, ask)
  if (ask !== undefined && ask.second.length > 0) {
    const { calls, second, digest } = ask
    const shown = calls.length === 0 ? {} : { plan: digest }
    return waitForSecond(deps, allowed, { action, why: second, runs: calls.map(callText), ...shown, words })
  }
  const confirmed = DIGEST.test(press.inputs.plan ?? "") ? press.inputs.plan : undefined
  return startRun(deps, allowed, run, { asker: allowed.person, confirmed, words })
}

const DIGEST = /^[0-9a-f]{24}$/

/** Kept in the trail; the card tells what is true. */
export async function useless(deps: PressDeps, allowed: Press, why: string): Promise<BotReply> {
  await deps.store.trail.append(note(deps, allowed, "click", `; ${why}`))
  return card(deps, allowed.button)
}

/** The card that asks, for the presser alone. */
async function askPresser(deps: PressDeps, allowed: Press, ask: Ask | undefined): Promise<BotReply> {
  const { button, incident, press } = allowed
  const wanted = deps.policyOf(incident.tenantId).ask
  if (wanted === "nothing") {
    await deps.store.trail.append(note(deps, allowed, "click", "; was shown the plan and asked to confirm"))
    return ask === undefined
      ? card(deps, button)
      : { card: confirmCard({ action: button.action, button: button.id, ...ask }) }
  }
  await deps.store.trail.append(note(deps, allowed, "click", `; was asked for a ${wanted}`))
  const runs = (ask?.calls ?? []).map((call) => `Runs ${callText(call)}`)
  const about = {
    title: titleOf(button.action),
    lines: ask === undefined ? [] : [...ask.reasons, ...runs, ask.reversibility],
    plan: ask === undefined || ask.reasons.length === 0 ? undefined : ask.digest,
  }
  const form = fixWordsForm(wanted, press.inputs, about)
  return { card: formCard({ ...form, place: placeOf(deps, incident), button: button.id }) }
}

export type Start = {
  readonly asker: Asker
  /** The digest of the plan that was shown: that runs, or nothing. */
  readonly confirmed: string | undefined
  readonly words: FixWords
  /** What the presser approved; missing where one person is enough. */
  readonly approved?: Approval
}

const isNeededAgain = (incident: Incident, fix: FixName): boolean =>
  (incident.standing ?? []).some((one) => one.action === fix && !isWhole(one, incident))

/** The journal row, the incident and the click's trail entry are one transaction: without them nothing will be called. */
export async function startRun(
  deps: PressDeps,
  allowed: Press,
  run: WantedRun,
  { asker, confirmed, words, approved }: Start,
): Promise<BotReply> {
  const { incident, button, person, press } = allowed
  // What was confirmed for the fix says nothing about taking it back.
  const { confirmed: _, ...subject } = run.undone?.subject ?? subjectIn(incident)
  const wanted = {
    tenantId: incident.tenantId,
    incidentId: incident.id,
    requestedBy: personText(asker),
    ...(asker.objectId === person.objectId ? {} : { approvedBy: personText(person) }),
    requestedAt: deps.now(),
    action: run.action,
    ...(run.undone === undefined ? {} : { undoes: run.undone.id }),
    ...(run.undone?.part === undefined ? {} : { part: run.undone.part }),
    ...(run.undone === undefined && isNeededAgain(incident, run.action) ? { again: true } : {}),
    subject: { ...subject, ...(confirmed === undefined ? {} : { confirmed }) },
  }
  const click = note(deps, allowed, "click")
  const begin = beginning(
    allowed,
    {
      event: run.undone === undefined ? "request-fix" : "request-undo",
      what: run.undone === undefined ? "asked for the fix" : "asked to take the fix back",
      ...{ asker, words },
      ...(approved === undefined ? {} : { approved }),
    },
    deps.now(),
  )
  const requested = await orDenied(
    deps.store.journal.request(wanted, { ...click, data: { ...click.data, ...words } }, button.id, begin),
  )
  if (requested instanceof DeniedError) return refuse(deps, press, requested.advice, button)
  const { created } = requested
  if (!created) await deps.store.trail.append(note(deps, allowed, "click", "; this fix was asked for before"))
  return answerStarted(deps, allowed)
}
