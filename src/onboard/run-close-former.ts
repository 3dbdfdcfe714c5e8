/** Closes, at each start, what Watchpost told of itself about customers and backup servers that are no longer configured. */
import type { IncidentStore } from "../ports/incident-store.ts"
import { closeFormer, formerSentence, LASTING_SUBJECTS, type Watched } from "./former.ts"

export async function closeAllFormer(
  watched: Watched,
  deps: {
    readonly incidents: Pick<IncidentStore, "openBeginning" | "change">
    /** Milliseconds UTC. */
    readonly now: () => number
  },
): Promise<void> {
  for (const incident of await deps.incidents.openBeginning(LASTING_SUBJECTS)) {
    const sentence = formerSentence(incident, watched)
    if (sentence === undefined) continue
    await deps.incidents.change(
      incident.id,
      (now) => closeFormer(now, sentence, deps.now()) ?? { incident: now, notes: [] },
    )
  }
}
