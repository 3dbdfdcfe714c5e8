/**
 * Picking a new password up: a press gives link and code to whoever asked for the fix, and the page shows it once. Who
 * saw it, and every wrong code, is in the trail; the password never is.
 */
import { textCard } from "../card/answer-card.ts"
import type { BotReply } from "../ports/bot.ts"
import type { Store } from "../ports/store.ts"
import type { Kept, Pickups } from "./pickups.ts"
import { note, type Press, type PressDeps, refuse } from "./press.ts"
import { nameIn, personText } from "./who.ts"

const NOT_YOURS =
  "No new password waits for you here: it was picked up, its time is over, Watchpost was restarted, or a colleague asked for it. The user gets another one from the admin center."

/** The answer is for the presser's eyes alone. */
export async function pressPickUp(deps: PressDeps, allowed: Press): Promise<BotReply> {
  const { incident, person, press, button } = allowed
  const ticket = deps.pickups.ticket(incident.id, personText(person))
  if (ticket === undefined) return refuse(deps, press, NOT_YOURS, button)
  await deps.store.trail.append(note(deps, allowed, "click", "; was given the link and the code"))
  const { code, url, kept } = ticket
  const lines = [
    `Your code: ${code.slice(0, 4)} ${code.slice(4)}`,
    `The page asks for it and shows the new password of ${kept.account} once. Nobody else sees this message; don't pass the code on.`,
  ]
  return { card: textCard("Pick up the new password", lines, { link: { title: "Open the page", url } }) }
}

/** What the page says; the password itself only with the right code, and after the trail has it. */
export type PickUpAnswer =
  | { readonly kind: "ask"; readonly account: string; readonly problem?: string }
  | { readonly kind: "shown"; readonly account: string; readonly password: string }
  | { readonly kind: "gone" }

export type PickUpDesk = {
  look(link: string): PickUpAnswer
  enter(link: string, code: string): Promise<PickUpAnswer>
}

export function createPickUpDesk(deps: {
  readonly pickups: Pickups
  readonly store: Pick<Store, "incidents" | "trail">
  readonly wakeOutbox: () => void
  /** Milliseconds UTC. */
  readonly now: () => number
}): PickUpDesk {
  const { pickups, store, now } = deps
  const entry = ({ tenantId, incidentId, requestedBy }: Kept, kind: "view" | "refusal", what: string) => ({
    ...{ at: now(), kind, who: requestedBy, tenantId, incidentId, what, data: {} },
  })
  const tellIncident = async (kept: Kept): Promise<void> => {
    const what = `picked up the new password of ${kept.account}`
    const line = { at: now(), who: nameIn(kept.requestedBy), what, customerSafe: true }
    await store.incidents.change(kept.incidentId, (incident) => ({
      incident: { ...incident, history: [...incident.history, line] },
      notes: [entry(kept, "view", `Saw the new password of ${kept.account} with the link and the code.`)],
    }))
    deps.wakeOutbox()
  }
  return {
    look: (link) => {
      const kept = pickups.find(link)
      return kept === undefined ? { kind: "gone" } : { kind: "ask", account: kept.account }
    },
    enter: async (link, code) => {
      const opened = pickups.open(link, code)
      if (opened.kind === "gone") return opened
      const { kept } = opened
      if (opened.kind === "shown") {
        try {
          await tellIncident(kept)
        } catch (thrown) {
          opened.putBack()
          throw thrown
        }
        return { kind: "shown", account: kept.account, password: opened.password }
      }
      const { left } = opened
      const what = `A wrong code was entered for the new password of ${kept.account}; ${left <= 0 ? "it is gone" : `${left} left`}.`
      await store.trail.append(entry(kept, "refusal", what))
      if (left <= 0) return { kind: "gone" }
      const problem = `That isn't the code. ${left} more ${left === 1 ? "try" : "tries"}.`
      return { kind: "ask", account: kept.account, problem }
    },
  }
}
