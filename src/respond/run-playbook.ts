/**
 * Something was pressed that takes several fixes ("Secure account", "Retry failed steps", one fix of everything that a card
 * stands for, or taking all of that back): shows the steps to the presser, asks for the second person where one is
 * needed, and then journals all steps in one transaction. The runner works them off like any other fix.
 */
import { bulkCard, bulkLines, bulkTitle, namesText } from "../card/bulk-card.ts"
import { titleOf } from "../card/button-labels.ts"
import { BACK, callText } from "../card/confirm-card.ts"
import { formCard } from "../card/form-card.ts"
import { CHOSEN_STEPS, chooseSteps, playbookCard } from "../card/playbook-card.ts"
import { canonicalHash } from "../lib/canonical-json.ts"
import {
  type ActionName,
  FIX_NAMES,
  type FixName,
  fixOf,
  isPlaybook,
  isUndo,
  type PlaybookName,
  type UndoName,
} from "../model/action.ts"
import { bulkFixIn, type Incident } from "../model/alert.ts"
import type { Approval } from "../model/approval.ts"
import { DeniedError } from "../model/errors.ts"
import { BULK_PART, leftSteps, playbookSteps } from "../model/playbook.ts"
import type { Remediation } from "../model/remediation.ts"
import type { BotReply } from "../ports/bot.ts"
import { ACTIONS } from "./actions/catalogue.ts"
import { type FixWords, fixWordsForm, fixWordsIn } from "./fix-words.ts"
import { note, type Press, type PressDeps, placeOf, refuse, zoneOf } from "./press.ts"
import {
  type Asker,
  answerStarted,
  beginning,
  eventOf,
  heldUp,
  orDenied,
  waitForSecond,
} from "./run-begin.ts"
import type { PlannedStep, PlaybookPlan } from "./run-plan-playbook.ts"
import { useless } from "./run-request-fix.ts"
import type { Inputs } from "./typed-words.ts"
import { personText } from "./who.ts"

/** Of a burst's card even taking back the fix of all of it takes several runs. */
type Several = PlaybookName | UndoName

export const takesSeveral = (action: ActionName, incident: Incident): action is Several =>
  isPlaybook(action) || (isUndo(action) && isOfAll(fixOf(action), incident))

const isOfAll = (fix: FixName | undefined, incident: Incident): boolean =>
  fix !== undefined &&
  (fix === bulkFixIn(incident) ||
    (incident.standing ?? []).some(({ action, part }) => action === fix && part === BULK_PART))

export async function pressPlaybook(deps: PressDeps, allowed: Press, name: Several): Promise<BotReply> {
  const { incident, button, press } = allowed
  const why = heldUp(incident, eventOf(name), deps.now())
  if (why !== undefined) return useless(deps, allowed, why)
  if (press.inputs.plan === BACK) return useless(deps, allowed, "went back")
  const plan = await planOf(deps, allowed, name)
  if ("problem" in plan) return refuse(deps, press, plan.problem, button)
  const words = fixWordsIn(deps.policyOf(incident.tenantId).ask, press.inputs)
  if (words === undefined || plan.digest !== press.inputs.plan) return askPresser(deps, allowed, plan)
  const also = chosenIn(press.inputs)
  const wanted = withChosen(plan, also)
  if (plan.second.length === 0) return start(deps, allowed, wanted, { name, asker: allowed.person, words })
  const shown = { action: name, why: plan.second, runs: linesOf(wanted), plan: plan.digest }
  const asked = plan.bulk === undefined ? shown : { ...shown, title: askedFor(plan, name) }
  return waitForSecond(deps, allowed, { ...asked, ...(also.length === 0 ? {} : { also }), words })
}

/** The second person approved: exactly the steps that were shown, or none. */
export async function approvePlaybook(
  deps: PressDeps,
  allowed: Press,
  name: Several,
  approval: Approval,
): Promise<BotReply> {
  const plan = await planOf(deps, allowed, name)
  if ("problem" in plan) return refuse(deps, allowed.press, plan.problem, allowed.button)
  if (plan.digest !== approval.plan) return refuse(deps, allowed.press, CHANGED, allowed.button)
  const asker = { name: approval.by, objectId: approval.byId }
  const steps = withChosen(plan, approval.also ?? [])
  return start(deps, allowed, steps, { name, asker, words: {}, approved: approval })
}

/** What isn't the name of a fix is no choice. */
const chosenIn = (inputs: Inputs): readonly FixName[] =>
  FIX_NAMES.filter((fix) => inputs[CHOSEN_STEPS]?.split(",").includes(fix))

/** An optional step that can't work isn't kept as skipped: the account is secured without it. */
const withChosen = (plan: PlaybookPlan, also: readonly FixName[]): PlaybookPlan => ({
  ...plan,
  steps: plan.steps
    .filter(({ optional, skipped, fix }) => !optional || (skipped === undefined && also.includes(fix)))
    .map((step) => ({ ...step, optional: false })),
})

const CHANGED = "The steps changed since this was asked for, so nothing was done. Decline it and ask again."

/** A sentence when nothing of it may or can be done. */
async function planOf(
  deps: PressDeps,
  { incident, person }: Press,
  name: Several,
): Promise<PlaybookPlan | { readonly problem: string }> {
  if (name === "fix-all" || isUndo(name)) return allowedPlan(await deps.planBulk(incident, name, person))
  const runs = await deps.store.journal.ofIncident(incident.id)
  if (name === "secure-account") return afterRuns(allowedPlan(await deps.planPlaybook(incident)), runs)
  const left = leftSteps(runs)
  if (left.length === 0) return { problem: "No step is left that could be tried again." }
  return allowedPlan(await deps.planPlaybook(incident, left))
}

/** What was shown before somebody else secured the account isn't confirmed any more: it would all be done once more. */
function afterRuns<Plan extends PlaybookPlan | { readonly problem: string }>(
  plan: Plan,
  runs: readonly Remediation[],
): Plan {
  const done = playbookSteps(runs).map(({ id }) => id)
  return "problem" in plan || done.length === 0
    ? plan
    : { ...plan, digest: canonicalHash([plan.digest, done]).slice(0, 24) }
}

function allowedPlan(plan: PlaybookPlan | { readonly problem: string }) {
  if ("problem" in plan) return plan
  if (plan.forbidden !== undefined) return { problem: plan.forbidden }
  return plan.steps.every(({ optional, skipped }) => optional || skipped !== undefined)
    ? { problem: `Nothing can be done from here. ${plan.steps.map(stepText).join(" ")}` }
    : plan
}

/** The plan for those who read it as text; a hundred steps are counted and named. */
const linesOf = ({ bulk, steps }: PlaybookPlan): readonly string[] =>
  bulk === undefined ? steps.map(stepText) : [...bulkLines(bulk), `On ${namesText(bulk.names)}`]

/** For those who read it in one paragraph. */
const stepText = ({ optional, ...step }: PlannedStep): string => {
  if (optional) return `If you choose it: ${stepText(step)}`
  const { fix, skipped, calls } = step
  if (skipped !== undefined) return `${titleOf(fix)}: skipped, ${skipped}`
  if (calls === undefined) return `${titleOf(fix)}: couldn't be read just now, is tried all the same`
  return `${titleOf(fix)}${calls.length === 0 ? "" : `: ${calls.map(callText).join(", ")}`}`
}

/** The card that asks, for the presser alone. */
async function askPresser(deps: PressDeps, allowed: Press, plan: PlaybookPlan): Promise<BotReply> {
  const { button, incident, press } = allowed
  const wanted = deps.policyOf(incident.tenantId).ask
  await deps.store.trail.append(note(deps, allowed, "click", "; was shown the steps and asked to confirm"))
  const place = placeOf(deps, incident)
  if (wanted === "nothing" && plan.bulk !== undefined) {
    const { reversibility } = ACTIONS[plan.bulk.fix]
    const asked = { ...plan.bulk, action: button.action, button: button.id, place, digest: plan.digest }
    return { card: bulkCard({ ...asked, reversibility: plan.bulk.isTakingBack ? AGAIN : reversibility }) }
  }
  if (wanted === "nothing") {
    const steps = plan.steps.map((step) => ({ ...step, reversibility: ACTIONS[step.fix].reversibility }))
    const timeZone = zoneOf(deps, incident)
    return {
      card: playbookCard({ ...plan, action: button.action, button: button.id, place, steps, timeZone }),
    }
  }
  const about = { title: askedFor(plan, button.action), lines: linesOf(plan), plan: plan.digest }
  const form = fixWordsForm(wanted, press.inputs, about)
  const inputs = [...chooseSteps(plan.steps, chosenIn(press.inputs)), ...form.inputs]
  return { card: formCard({ ...form, inputs, place, button: button.id }) }
}

const AGAIN = "The fix can be asked for again."

const askedFor = ({ bulk }: PlaybookPlan, action: ActionName): string =>
  bulk === undefined ? titleOf(action) : bulkTitle(action, bulk.fix, bulk.names.length)

type StartAll = {
  readonly name: Several
  readonly asker: Asker
  readonly words: FixWords
  readonly approved?: Approval
}

/** What couldn't be read may have something to do; what only reads does so every time. */
const isNeeded = (fix: FixName, calls: PlannedStep["calls"]): boolean =>
  ACTIONS[fix].readsOnly === true || calls === undefined || calls.length > 0

/** All rows, the incident and the click's trail entry are one transaction: without them nothing will be called. */
async function start(
  deps: PressDeps,
  allowed: Press,
  plan: PlaybookPlan,
  { name, ...started }: StartAll,
): Promise<BotReply> {
  const { incident, button, person, press } = allowed
  const { asker, words } = started
  const common = {
    tenantId: incident.tenantId,
    incidentId: incident.id,
    requestedBy: personText(asker),
    ...(asker.objectId === person.objectId ? {} : { approvedBy: personText(person) }),
    requestedAt: deps.now(),
  }
  const wanted = plan.steps.map(({ fix, part, subject, skipped, undoes, calls }) => ({
    ...common,
    ...{ action: fix, part, subject },
    // What is shown to have something to do runs, though it was proven before: the thief may have come back.
    ...(isNeeded(fix, calls) && skipped === undefined && plan.bulk === undefined ? { again: true } : {}),
    ...(undoes === undefined ? {} : { undoes }),
    ...(skipped === undefined ? {} : { skipped }),
  }))
  const click = note(deps, allowed, "click")
  const steps = plan.bulk?.names ?? plan.steps.map(stepText)
  const of = plan.bulk === undefined ? ` of ${plan.account}` : ""
  const what = `asked for “${askedFor(plan, name)}”${of}`
  const isForAll = plan.bulk?.isTakingBack === false
  const begin = beginning(allowed, { ...started, event: eventOf(name), what, isForAll }, deps.now())
  const asked = { ...click, data: { ...click.data, ...words, steps } }
  const made = await orDenied(deps.store.journal.requestAll(wanted, asked, button.id, begin))
  if (made instanceof DeniedError) return refuse(deps, press, made.advice, button)
  if (made.length === 0) return useless(deps, allowed, "these steps were done before")
  return answerStarted(deps, allowed)
}
