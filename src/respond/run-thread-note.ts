/**
 * A reply in the thread of an incident's card that mentions the bot and asks nothing is a note on that incident.
 * Teams tells a bot only of messages that mention it.
 */
import { plainText } from "../lib/plain-text.ts"
import type { Incident } from "../model/alert.ts"
import { coerceError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import type { Person } from "../model/person.ts"
import type { BotMessage, BotReply } from "../ports/bot.ts"
import type { Log } from "../ports/log.ts"
import type { Store } from "../ports/store.ts"
import { isCaller, mayTake } from "./authorize.ts"
import { answered } from "./decide-answer.ts"
import { saidIn } from "./own-inputs.ts"
import { MAX_REASON } from "./typed-words.ts"
import { personText } from "./who.ts"

export type ThreadNoteDeps = {
  readonly store: { readonly incidents: Pick<Store["incidents"], "ofThread" | "change"> }
  readonly people: readonly Person[]
  readonly mspTenantId: TenantId
  /** True for what can be asked: a question in a thread is answered, not kept. */
  readonly isQuestion: (text: string) => boolean
  /** Who answers everything else. */
  readonly answer: (message: BotMessage) => Promise<BotReply>
  readonly wakeJobs: () => void
  /** Milliseconds UTC. */
  readonly now: () => number
  readonly log: Log
}

/** `note called the customer` is a note as well as the words alone. */
const NOTE = /^note:?\s+/i

export function createThreadNotes(deps: ThreadNoteDeps): (message: BotMessage) => Promise<BotReply> {
  return async (message) => {
    try {
      return await take(deps, message)
    } catch (thrown) {
      deps.log.error("a note could not be kept", { error: coerceError(thrown).message })
      return {
        text: "The note wasn't kept: Watchpost can't write its records just now. Try again in a minute.",
      }
    }
  }
}

async function take(deps: ThreadNoteDeps, message: BotMessage): Promise<BotReply> {
  const said = saidIn("note", { text: message.text.replace(NOTE, "") }, { takers: [], now: deps.now() })
  const asks = !NOTE.test(message.text) && deps.isQuestion(message.text)
  if (message.threadId === undefined || asks || "ask" in said) return deps.answer(message)
  const incident = await deps.store.incidents.ofThread(message.caller.conversationId, message.threadId)
  const person = incident && deps.people.find((one) => isCaller(one, { ...deps, caller: message.caller }))
  // Whoever may not keep a note is answered, and refused, as anywhere else.
  if (incident === undefined || person === undefined || !mayTake(person, incident.tenantId))
    return deps.answer(message)
  const at = deps.now()
  await deps.store.incidents.change(incident.id, (current) => {
    const noted = answered(current, said, person, at)
    if (noted === undefined) return { incident: current, notes: [] }
    return { incident: noted, notes: [noteOf(noted, person, message, at)] }
  })
  deps.wakeJobs()
  const isCut = plainText(message.text.replace(NOTE, ""), MAX_REASON + 1).length > MAX_REASON
  const kept = isCut ? ` Only its first ${MAX_REASON} characters are kept.` : ""
  return { text: `Noted on incident ${incident.id}.${kept}` }
}

const noteOf = (incident: Incident, person: Person, { caller, text }: BotMessage, at: number) => ({
  at,
  kind: "click" as const,
  who: personText(person),
  tenantId: incident.tenantId,
  incidentId: incident.id,
  what: `Wrote a note on incident ${incident.id} in its thread`,
  data: { text: plainText(text), conversationId: caller.conversationId },
})
