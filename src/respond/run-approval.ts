/** The second person's word on a fix that waits for it: approve runs what was shown, decline forgets it. */
import { titleOf } from "../card/button-labels.ts"
import type { ApprovalName } from "../model/action.ts"
import { type Approval, isWaiting } from "../model/approval.ts"
import type { BotReply } from "../ports/bot.ts"
import { card, note, type Press, type PressDeps } from "./press.ts"
import { approvePlaybook, takesSeveral } from "./run-playbook.ts"
import { isPossible, startRun, useless, wantedRun } from "./run-request-fix.ts"

export async function pressApproval(deps: PressDeps, allowed: Press, word: ApprovalName): Promise<BotReply> {
  const { approval } = allowed.incident
  if (!isWaiting(approval, deps.now()))
    return useless(deps, allowed, "nothing waits for a second person any more")
  if (word === "decline") return decline(deps, allowed, approval)
  if (takesSeveral(approval.action, allowed.incident))
    return approvePlaybook(deps, allowed, approval.action, approval)
  const run = await wantedRun(deps, allowed, approval.action)
  if (run === undefined || !isPossible(run, allowed))
    return useless(deps, allowed, "what was asked for can't be done any more")
  const asker = { name: approval.by, objectId: approval.byId }
  return startRun(deps, allowed, run, { asker, confirmed: approval.plan, words: {} })
}

async function decline(deps: PressDeps, allowed: Press, approval: Approval): Promise<BotReply> {
  const { incident, person, button } = allowed
  const isOwn = person.objectId === approval.byId
  const what = `${isOwn ? "withdrew" : "declined"} “${titleOf(approval.action)}”`
  const line = { at: deps.now(), who: person.name, what, customerSafe: true }
  await deps.store.incidents.change(incident.id, ({ approval: waiting, ...current }) =>
    waiting?.at === approval.at
      ? {
          incident: { ...current, history: [...current.history, line] },
          notes: [note(deps, allowed, "click", `; ${what}`)],
        }
      : { incident: { ...current, ...(waiting === undefined ? {} : { approval: waiting }) }, notes: [] },
  )
  deps.wakeJobs()
  return card(deps, button)
}
