/** The second person's word on a fix that waits for it: approve runs what was shown, decline forgets it. The first one stands. */
import { titleOf } from "../card/button-labels.ts"
import type { ApprovalName } from "../model/action.ts"
import type { Incident } from "../model/alert.ts"
import { type Approval, isWaiting } from "../model/approval.ts"
import type { BotReply } from "../ports/bot.ts"
import { decidedSentence, lastWord } from "./decided.ts"
import { card, note, type Press, type PressDeps, refuse } from "./press.ts"
import { eventOf, heldUp } from "./run-begin.ts"
import { approvePlaybook, takesSeveral } from "./run-playbook.ts"
import { startRun, useless, wantedRun } from "./run-request-fix.ts"

export async function pressApproval(deps: PressDeps, allowed: Press, word: ApprovalName): Promise<BotReply> {
  const { approval, ...incident } = allowed.incident
  if (!isWaiting(approval, deps.now())) return decidedBefore(deps, allowed)
  if (word === "decline") return decline(deps, allowed, approval)
  if (heldUp(incident, eventOf(approval.action), deps.now()) !== undefined)
    return useless(deps, allowed, "what was asked for can't be done any more")
  if (takesSeveral(approval.action, allowed.incident))
    return approvePlaybook(deps, allowed, approval.action, approval)
  const run = await wantedRun(deps, allowed, approval.action)
  if (run === undefined) return useless(deps, allowed, "what was asked for can't be done any more")
  const asker = { name: approval.by, objectId: approval.byId }
  return startRun(deps, allowed, run, { asker, confirmed: approval.plan, words: {}, approved: approval })
}

/** The card tells what is true; whoever came after somebody else reads that, too. */
export async function decidedBefore(
  deps: PressDeps,
  allowed: Press,
  incident: Incident = allowed.incident,
): Promise<BotReply> {
  const { press, person, button } = allowed
  const word = lastWord(incident, deps.now())
  return word === undefined || word.who === person.name
    ? useless(deps, allowed, "nothing waits for a second person any more")
    : refuse(deps, press, decidedSentence(incident, deps.now()), button)
}

async function decline(deps: PressDeps, allowed: Press, approval: Approval): Promise<BotReply> {
  const { incident, person, button } = allowed
  const isOwn = person.objectId === approval.byId
  const what = `${isOwn ? "withdrew" : "declined"} “${approval.title ?? titleOf(approval.action)}”`
  const line = { at: deps.now(), who: person.name, what, customerSafe: true, kind: "decline" } as const
  let isFirst = false
  const after = await deps.store.incidents.change(incident.id, (current) => {
    const { approval: waiting, ...rest } = current
    isFirst = waiting?.at === approval.at
    return isFirst
      ? {
          incident: { ...rest, history: [...rest.history, line] },
          notes: [note(deps, allowed, "click", `; ${what}`)],
        }
      : { incident: current, notes: [] }
  })
  deps.wakeJobs()
  return isFirst ? card(deps, button) : decidedBefore(deps, allowed, after)
}
