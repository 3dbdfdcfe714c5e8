/**
 * Whose mailbox or account an incident is about, and whether that person can be asked in a chat. Who they are comes from the
 * customer's directory, and where their chat is from what Teams told: never from a card.
 */
import { mustNotAsk, SUSPICION_MS } from "../alert/owner-question.ts"
import { plainText } from "../lib/plain-text.ts"
import type { Incident } from "../model/alert.ts"
import { AppError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import type { MailboxOwner, PersonalChat } from "../model/owner-question.ts"
import { isAboutSigningIn, ownerKeyOf } from "../model/whose-mailbox.ts"
import type { Directory, DirectoryUser } from "../ports/directory.ts"
import type { Store } from "../ports/store.ts"
import type { TenantAdmin } from "../ports/tenant-admin.ts"
import { text } from "./cmdlet-rows.ts"
import { findRecipient } from "./find-recipient.ts"
import { reachOf } from "./reach.ts"

/**
 * Undefined when nobody is meant, and when the directory knows no such person, or none who reads a chat in this tenant: a shared
 * mailbox, a blocked account, a guest. Throws what the outside throws.
 */
export type FindOwner = (
  incident: Pick<Incident, "tenantId" | "alert">,
  signal: AbortSignal,
) => Promise<MailboxOwner | undefined>

export function createOwnerFinder(deps: {
  /** Microsoft Graph as the app that may read this customer's accounts. */
  readonly directoryOf: (tenant: TenantId) => Pick<Directory, "user">
  readonly admin: TenantAdmin
}): FindOwner {
  return async (incident, signal) => {
    const key = ownerKeyOf(incident)
    if (key === undefined) return undefined
    const { tenantId } = incident
    const directory = deps.directoryOf(tenantId)
    const user = await directory.user(tenantId, key, signal)
    if (user !== undefined) return ownerIn(user)
    // A record may name the mailbox by alias, path or another address: then Exchange says whose it is.
    const recipient = await findRecipient(key, reachOf(deps.admin, tenantId, signal))
    const id = text(recipient ?? {}, "ExternalDirectoryObjectId")
    const named = id === undefined ? undefined : await directory.user(tenantId, id, signal)
    return named === undefined ? undefined : ownerIn(named)
  }
}

/** @NOTE The account of a shared mailbox is disabled. Source: Exchange Online, "About shared mailboxes". */
function ownerIn({ objectId, displayName, upn, mail, enabled }: DirectoryUser): MailboxOwner | undefined {
  const isGuest = /#ext#@/i.test(upn)
  if (!enabled || isGuest) return undefined
  const names = [upn, mail ?? ""].map((name) => name.toLowerCase()).filter((name) => name !== "")
  return { objectId, name: plainText(displayName, 120) || upn, names: [...new Set(names)] }
}

/** Whom to ask and where; or why not, in one sentence that says what to do instead. */
export type OwnerLook =
  | { readonly refused: string }
  | { readonly owner: MailboxOwner; readonly chat: PersonalChat }

export type LookForOwner = (incident: Incident) => Promise<OwnerLook>

export type OwnerLookDeps = {
  readonly findOwner: FindOwner
  readonly store: Pick<Store, "incidents" | "chats">
  /** Sign-in names and object ids that the configuration protects, lower case. */
  readonly guardedOf: (tenant: TenantId) => readonly string[]
  /** Milliseconds UTC. */
  readonly now: () => number
  /** Teams waits 10 to 15 s for the answer to a press. */
  readonly timeoutMs?: number
  /** So many alerts are looked through; where there are more, nobody is asked. */
  readonly mostSeen?: number
}

const TIMEOUT_MS = 6_000
const MOST_SEEN = 1_000

/** Never throws for what the outside does: what can't be found out counts against asking. */
export function createOwnerLook(deps: OwnerLookDeps): LookForOwner {
  return async (incident) => {
    const owner = await findNow(incident, deps)
    if ("refused" in owner) return owner
    const own = await deps.store.incidents.alertsOf(incident.id)
    const { mostSeen = MOST_SEEN } = deps
    const since = deps.now() - SUSPICION_MS
    const seen = await deps.store.incidents.alertsSince(incident.tenantId, since, mostSeen)
    // An older suspicion may be among what wasn't read.
    if (seen.length === mostSeen) return { refused: TOO_MUCH }
    const refused = mustNotAsk(incident, {
      owner,
      guarded: deps.guardedOf(incident.tenantId),
      seen: [...own.map((alert) => ({ alert, incident })), ...seen],
    })
    if (refused !== undefined) return { refused }
    const chat = await deps.store.chats.of(incident.tenantId, owner.objectId)
    return chat === undefined ? { refused: noChatSentence(owner) } : { owner, chat }
  }
}

async function findNow(
  incident: Incident,
  deps: OwnerLookDeps,
): Promise<MailboxOwner | { readonly refused: string }> {
  if (isAboutSigningIn(incident.subject) || incident.level === "critical") {
    const refused = mustNotAsk(incident, { owner: null, guarded: [], seen: [] })
    if (refused !== undefined) return { refused }
  }
  try {
    const owner = await deps.findOwner(incident, AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS))
    return owner ?? { refused: NOBODY }
  } catch (thrown) {
    const why = thrown instanceof AppError ? thrown.advice : "Microsoft didn't answer in time."
    return { refused: `Whose it is couldn't be found out: ${why} Try again, or phone them.` }
  }
}

const TOO_MUCH =
  "So much was seen at this customer within a week that nobody can say whether their sign-ins are safe. Phone them."

const NOBODY =
  "The customer's directory knows nobody who could be asked here: it is a shared mailbox, a blocked account or a guest's, or isn't known there. Ask by phone."

/** Source: Teams, "Send proactive messages": an app can write only to whom it is installed for. */
export const noChatSentence = ({ name }: Pick<MailboxOwner, "name">): string =>
  `Watchpost isn't installed in ${plainText(name, 80)}'s Teams, so it can't write to them. Phone them; for next time let the customer's Teams administrator install it by an app setup policy.`
