/** A press that needs no call: it changes the incident, and nothing in the customer's tenant. */
import type { OwnActionName } from "../model/action.ts"
import type { BotReply } from "../ports/bot.ts"
import { answered, saidBy } from "./decide-answer.ts"
import { card, note, type Press, type PressDeps } from "./press.ts"

export async function pressOwn(deps: PressDeps, allowed: Press, action: OwnActionName): Promise<BotReply> {
  const { incident, person, button } = allowed
  const now = deps.now()
  if (answered(incident, action, person, now) === undefined) {
    await noteUselessPress(deps, allowed, action)
    return card(deps, button)
  }
  const isAnswer = action === "that-was-us" || action === "we-dont-know-this"
  const notes = isAnswer
    ? [note(deps, allowed, "click"), note(deps, allowed, "customer-answer")]
    : [note(deps, allowed, "click")]
  await deps.store.incidents.change(incident.id, (current) => {
    const changed = answered(current, action, person, now)
    return changed === undefined ? { incident: current, notes: [] } : { incident: changed, notes }
  })
  deps.wakeJobs()
  return card(deps, button)
}

/** Someone else's late press is kept; the same person's second one (Teams repeats invokes) is not. */
async function noteUselessPress(deps: PressDeps, allowed: Press, action: OwnActionName): Promise<void> {
  if (saidBy(allowed.incident, action, allowed.person)) return
  await deps.store.trail.append(note(deps, allowed, "click", "; nothing was left to change"))
}
