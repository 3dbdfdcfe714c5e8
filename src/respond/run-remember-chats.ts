/**
 * Remembers in which chat the bot can write to somebody of a customer, and forgets it when the app is removed. Told by the
 * door of Teams for whatever comes from a personal chat; only people of customers are kept, whoever else may have the app.
 */
import type { IncidentState } from "../model/alert.ts"
import type { TenantId } from "../model/ids.ts"
import type { Caller, ChatSign } from "../ports/bot.ts"
import type { Store } from "../ports/store.ts"

export type ChatDeps = {
  readonly store: Pick<Store, "chats" | "incidents">
  readonly isCustomer: (tenant: TenantId) => boolean
  /** Called after a card changed. Must not throw. */
  readonly wakeJobs: () => void
}

/** In which an owner may be asked. */
const ASKABLE = ["new", "reopened", "claimed", "failed"] as const satisfies IncidentState[]
/** The newest of a customer; on older cards the button comes with their next change. */
const MOST_DRAWN = 100

export function createChatMemory(deps: ChatDeps): (caller: Caller, sign: ChatSign) => Promise<void> {
  const { store, isCustomer } = deps
  return async (caller, sign) => {
    const { teamsTenantId, objectId, conversationId, serviceUrl, timeZone } = caller
    if (caller.kind !== "personal" || !isCustomer(teamsTenantId)) return
    if (sign === "gone") {
      await store.chats.forget({ teamsTenantId, objectId, conversationId })
    } else {
      const chat = { teamsTenantId, objectId, conversationId, serviceUrl }
      const isNews = await store.chats.remember({ ...chat, ...(timeZone === undefined ? {} : { timeZone }) })
      if (!isNews) return
    }
    await drawAgain(deps, caller)
  }
}

/** Whether they can be asked stands on the cards of what is open about them. */
async function drawAgain({ store, wakeJobs }: ChatDeps, caller: Caller): Promise<void> {
  const open = await store.incidents.list({
    tenants: [caller.teamsTenantId],
    states: ASKABLE,
    limit: MOST_DRAWN,
  })
  const theirs = open.filter(({ live }) => live?.owner?.objectId === caller.objectId)
  for (const { id } of theirs) await store.incidents.change(id, (incident) => ({ incident, notes: [] }))
  if (theirs.length > 0) wakeJobs()
}
