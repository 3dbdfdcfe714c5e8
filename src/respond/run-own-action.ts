/** A press that needs no call: it changes the incident, and nothing in the customer's tenant. */
import { handOverNotices } from "../alert/hand-over.ts"
import type { Askable } from "../alert/who-needed.ts"
import { BACK } from "../card/confirm-card.ts"
import { formCard } from "../card/form-card.ts"
import { doubtLines } from "../card/owner-rows.ts"
import type { OwnActionName } from "../model/action.ts"
import type { Incident } from "../model/alert.ts"
import { compareLevels } from "../model/level.ts"
import type { Notice } from "../model/notice.ts"
import type { BotReply } from "../ports/bot.ts"
import { mayTake } from "./authorize.ts"
import { staysLines } from "./automatic.ts"
import { answered } from "./decide-answer.ts"
import { type AskingAction, ownForm, type Said, type SaidContext, saidIn } from "./own-inputs.ts"
import { card, note, type Press, type PressDeps, placeOf, zoneOf } from "./press.ts"
import { pressAskOwner } from "./run-ask-owner.ts"
import { askablesOf, declared, questions } from "./run-ask-who.ts"
import { pressMute } from "./run-mute.ts"
import { useless } from "./run-request-fix.ts"
import { warned } from "./warn.ts"

export async function pressOwn(deps: PressDeps, allowed: Press, action: OwnActionName): Promise<BotReply> {
  const { press, incident, button } = allowed
  if (press.inputs.plan === BACK) return useless(deps, allowed, "went back")
  if (action === "mute") return pressMute(deps, allowed)
  if (action === "ask-owner") return pressAskOwner(deps, allowed)
  const now = deps.now()
  const takers = deps.people.filter((person) => mayTake(person, incident.tenantId))
  const asking = await askablesOf(deps, incident)
  const context: SaidContext = { takers, now, ...(asking === undefined ? {} : { askables: asking }) }
  const said = saidIn(action, press.inputs, context)
  if (!("ask" in said)) return changeIncident(deps, allowed, said, asking)
  // What can't be said any more isn't asked for: the card tells what became of it.
  if (!isPossible(incident, said.ask, context)) return useless(deps, allowed, TOO_LATE)
  await deps.store.trail.append(note(deps, allowed, "click", "; was asked for a word"))
  const form = ownForm(said.ask, press.inputs, context)
  const problem = said.problem === undefined ? {} : { problem: said.problem }
  const doubts = doubtLines({ incident, timeZone: zoneOf(deps, incident), now })
  const lines = isVerdict(said.ask) ? [...doubts, ...staysLines(incident)] : []
  const shown = { ...form, ...problem, lines }
  return { card: formCard({ ...shown, place: placeOf(deps, incident), button: button.id }) }
}

/** Closes the incident as harmless. */
const isVerdict = (action: OwnActionName): boolean => action === "expected" || action === "not-a-threat"

/** The card tells the truth. */
const TOO_LATE = "nothing was left to change"

/** Would an answer change anything? Asked with one that is surely new. */
function isPossible(incident: Incident, action: AskingAction, { askables, now }: SaidContext): boolean {
  const unsaid = "…"
  const inputs = { reason: unsaid, text: unsaid, length: "1h", to: unsaid, person: unsaid }
  const someone = { name: unsaid, objectId: unsaid }
  const anybody = askables === undefined ? {} : { askables: [{ id: unsaid, title: unsaid }] }
  const said = saidIn(action, inputs, { takers: [someone], now, ...anybody })
  return !("ask" in said) && answered(incident, said, someone, now) !== undefined
}

async function changeIncident(
  deps: PressDeps,
  allowed: Press,
  said: Said,
  asking: readonly Askable[] | undefined,
): Promise<BotReply> {
  const { incident, person, button } = allowed
  const now = deps.now()
  const expected = answered(incident, said, person, now)
  if (expected === undefined) return useless(deps, allowed, TOO_LATE)
  const click = note(deps, allowed, "click")
  const notes = isAnswer(said.action) ? [click, note(deps, allowed, "customer-answer")] : [click]
  const spoken = notes.map((one) => ({ ...one, data: { ...one.data, ...saidData(said) } }))
  // What has become worse may be routed to others, too.
  const isWorse = compareLevels(expected.level, incident.level) > 0
  // Two open incidents of one subject would be two cards that say different things about one.
  let other: Incident | undefined
  await deps.store.incidents.change(incident.id, (current, openLike) => {
    other = said.action === "reopen" ? openLike()[0] : undefined
    const changed = other === undefined ? answered(current, said, person, now) : undefined
    const why = other === undefined ? TOO_LATE : `incident ${other.id} is open about the same`
    return changed === undefined
      ? { incident: current, notes: [note(deps, allowed, "click", `; ${why}`)] }
      : {
          incident: changed,
          notes: spoken,
          ...(isWorse ? { cards: (links) => deps.cardsOf(changed, links) } : {}),
          notices: [
            ...ringing(deps, allowed, said, changed),
            ...warning(deps, allowed, said, changed),
            ...questions(allowed, said, changed, { asking, now }),
          ],
          kept: { evidence: declared(allowed, said, changed), at: now },
        }
  })
  deps.wakeJobs()
  return other === undefined
    ? card(deps, button)
    : { text: `Incident ${other.id} about the same is open already; please use its card.` }
}

function ringing(
  deps: PressDeps,
  { press, person }: Press,
  said: Said,
  incident: Incident,
): readonly Notice[] {
  const to = deps.people.find(({ objectId }) => objectId === press.inputs.to)
  if (said.action !== "hand-over" || to === undefined) return []
  const customer = deps.customerOf(incident.tenantId)?.displayName ?? incident.tenantId
  return handOverNotices(incident, {
    ...{ by: person, to, customer, channels: deps.channelsOf(incident) },
    ...{ mspTenantId: deps.mspTenantId, now: deps.now() },
  })
}

/** An answer that says "it was nobody of us" must not wait until somebody looks at the card again. */
const warning = (deps: PressDeps, { person }: Press, said: Said, incident: Incident): readonly Notice[] =>
  said.action === "we-dont-know-this" ? warned(deps, incident, { by: person.name }) : []

const isAnswer = (action: OwnActionName): boolean =>
  action === "that-was-us" || action === "we-dont-know-this" || action === "say-who"

const saidData = ({ action: _action, ...said }: Said): Readonly<Record<string, string | number>> => said
