/** Asking the owners of mailboxes, put together: from the directory and the chats that Teams told of to what press, outbox and card need. */
import { mustNotAsk } from "./alert/owner-question.ts"
import { createProtectionOf } from "./config/protection.ts"
import type { Ground } from "./ground.ts"
import type { Incident } from "./model/alert.ts"
import { unlessDamaged } from "./model/errors.ts"
import type { TenantId } from "./model/ids.ts"
import type { Caller, ChatSign } from "./ports/bot.ts"
import { createQuestionLoss } from "./respond/run-end-questions.ts"
import {
  createOwnerFinder,
  createOwnerLook,
  type FindOwner,
  type LookForOwner,
  noChatSentence,
} from "./respond/run-find-owner.ts"
import { createChatMemory } from "./respond/run-remember-chats.ts"

export type OwnerDesk = {
  readonly findOwner: FindOwner
  readonly lookForOwner: LookForOwner
}

export function createOwnerDesk({ config, store, outside, book, now }: Ground): OwnerDesk {
  const findOwner = createOwnerFinder({
    directoryOf: (tenant) =>
      book.get(tenant)?.canRespond === true ? outside.respondDirectory : outside.directory,
    admin: outside.admin,
  })
  const guardedOf = createGuardedOf(config)
  return { findOwner, lookForOwner: createOwnerLook({ findOwner, store, guardedOf, now }) }
}

const createGuardedOf = (config: Ground["config"]): ((tenant: TenantId) => readonly string[]) => {
  const protectionOf = createProtectionOf(config)
  return (tenant) => {
    const { breakGlass, vips } = protectionOf(tenant)
    return [...breakGlass, ...vips]
  }
}

export const createQuestionLossOf = (
  { store, now }: Pick<Ground, "store" | "now">,
  wake: () => void,
): ReturnType<typeof createQuestionLoss> => createQuestionLoss({ incidents: store.incidents, wake, now })

export const createChatMemoryOf = (
  { config, store }: Pick<Ground, "config" | "store">,
  wakeJobs: () => void,
): ((caller: Caller, sign: ChatSign) => Promise<void>) =>
  createChatMemory({
    store,
    isCustomer: (tenant) => config.customers.some(({ id }) => id === tenant),
    wakeJobs,
  })

/**
 * Why a card's button is greyed, by what is known without asking anybody; the press looks further. Undefined also where
 * nobody knows yet whose it is.
 */
export function createWhyNotAsk({
  config,
  store,
}: Pick<Ground, "config" | "store">): (incident: Incident) => Promise<string | undefined> {
  const guardedOf = createGuardedOf(config)
  return async (incident) => {
    const owner = incident.live?.owner ?? null
    // Damage is no reason to draw no card.
    const alerts = await unlessDamaged(store.incidents.alertsOf(incident.id))
    if (alerts === undefined) return UNREADABLE
    const refused = mustNotAsk(incident, {
      owner,
      guarded: guardedOf(incident.tenantId),
      seen: alerts.map((alert) => ({ alert, incident })),
    })
    if (refused !== undefined || owner === null) return refused
    const chat = await store.chats.of(incident.tenantId, owner.objectId)
    return chat === undefined ? noChatSentence(owner) : undefined
  }
}

const UNREADABLE = "What belongs to it can't be read: phone them."
