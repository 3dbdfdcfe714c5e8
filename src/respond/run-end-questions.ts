/** A question that the mailbox's owner didn't answer in time ends: their card says so, and the technicians' does. */
import { withoutAnswer, withoutDelivery } from "../alert/owner-question.ts"
import type { IncidentId } from "../model/ids.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { IncidentStore } from "../ports/incident-store.ts"

export type EndQuestionsDeps = {
  readonly incidents: Pick<IncidentStore, "questionOver" | "change">
  /** Called after a card changed. Must not throw. */
  readonly wake: () => void
  /** Milliseconds UTC. */
  readonly now: () => number
}

/** So many in one look; the next look takes the others. */
const AT_ONCE = 100

/** One look. */
export async function endQuestions({ incidents, wake, now }: EndQuestionsDeps): Promise<void> {
  const at = now()
  const ids = await incidents.questionOver(at, AT_ONCE)
  for (const id of ids)
    await incidents.change(id, (current) => ({ incident: withoutAnswer(current, at) ?? current, notes: [] }))
  if (ids.length > 0) wake()
}

/** What the outbox tells when a question may not have reached its owner. It is owed no more; the trail says so. */
export function createQuestionLoss(
  deps: Omit<EndQuestionsDeps, "incidents"> & {
    readonly incidents: Pick<IncidentStore, "change">
  },
): (id: IncidentId, reason: string) => Promise<void> {
  return async (id, reason) => {
    const at = deps.now()
    await deps.incidents.change(id, (current) => {
      const changed = withoutDelivery(current, reason, at)
      const note: TrailNote = {
        at,
        kind: "delivery",
        who: "watchpost",
        tenantId: current.tenantId,
        incidentId: id,
        what: `The question to the owner of incident ${id} may not have reached them, and isn't sent again: ${reason}`,
        data: { owner: current.ownerQuestion?.owner.objectId ?? "" },
      }
      return changed === undefined ? { incident: current, notes: [] } : { incident: changed, notes: [note] }
    })
    deps.wake()
  }
}
