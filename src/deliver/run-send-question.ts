/**
 * Sends the question to a mailbox's owner into their own chat. Nobody can look into a chat for what may be there already, and
 * being asked the same twice frightens people: so it is tried once, and what may have gone wrong is told to technicians, who
 * can ask again. Edits of what is there are tried like those of any card.
 */
import { isOver } from "../card/incident-text.ts"
import type { Incident } from "../model/alert.ts"
import type { OwedCard, RenderedCard } from "../model/delivery.ts"
import { ContractError, DeliveryError } from "../model/errors.ts"
import type { IncidentId } from "../model/ids.ts"
import { isOpenToOwner } from "../model/owner-question.ts"
import type { Messenger, PostedCard } from "../ports/messenger.ts"
import type { Outbox } from "../ports/outbox.ts"
import { isRefusal, SETTLE_MS } from "./run-find-card.ts"

export type QuestionDeps = {
  readonly outbox: Pick<Outbox, "sending" | "notSent">
  readonly messenger: Pick<Messenger, "chatWith" | "say" | "update">
  /** It didn't reach its owner, or may not have: nobody sends it again. `reason` is one sentence. */
  readonly questionLost: (incident: IncidentId, reason: string) => Promise<void>
  readonly now: () => number
}

export type SentQuestion = { readonly posted: PostedCard; readonly verb?: "Posted" | "Edited" }

/** Undefined when nothing was sent and nothing is owed any more. `where` is missing until it was posted. */
export async function sendQuestion(
  deps: QuestionDeps,
  { card, incident }: { readonly card: OwedCard; readonly incident: Incident },
  rendered: RenderedCard,
  where: PostedCard | undefined,
): Promise<SentQuestion | undefined> {
  if (where !== undefined) return edit(deps, card, where, rendered)
  const why = await whyNotPost(deps, card, incident)
  if (why !== undefined) return lose(deps, incident, why)
  const at = deps.now()
  // Written down before the call: after a death in between it counts as tried.
  await deps.outbox.sending(card, at, at + SETTLE_MS)
  try {
    return { posted: await deps.messenger.say(card.channel, rendered), verb: "Posted" }
  } catch (thrown) {
    if (isRefusal(thrown)) await deps.outbox.notSent(card)
    if (thrown instanceof DeliveryError) return lose(deps, incident, refusalOf(thrown))
    throw thrown
  }
}

const UNSURE = "It was on its way when Teams gave no clear answer, or Watchpost stopped."

/** Teams itself says whose chat it is, at the last moment. Trouble on the way is thrown and tried again: nothing was sent. */
async function whyNotPost(
  { messenger }: QuestionDeps,
  { channel, sendingSince }: OwedCard,
  incident: Incident,
): Promise<string | undefined> {
  const { ownerQuestion: question } = incident
  if (sendingSince !== undefined) return UNSURE
  if (!isOpenToOwner(question) || isOver(incident)) return "It was over before it could be sent."
  const { serviceUrl, teamsTenantId, conversationId } = channel
  const { objectId } = question.owner
  try {
    const chat = await messenger.chatWith({ objectId, serviceUrl, teamsTenantId })
    return chat === conversationId
      ? undefined
      : "Teams says that the chat which Watchpost knows isn't theirs."
  } catch (thrown) {
    if (thrown instanceof DeliveryError) return refusalOf(thrown)
    if (thrown instanceof ContractError) return thrown.message
    throw thrown
  }
}

const refusalOf = ({ lostChannel, message }: DeliveryError): string =>
  lostChannel ? "Teams doesn't let Watchpost write to them: the app was removed, or blocked." : message

/** Whoever removed the app or the message isn't told again. */
async function edit(
  { messenger }: QuestionDeps,
  { channel }: OwedCard,
  posted: PostedCard,
  rendered: RenderedCard,
): Promise<SentQuestion> {
  try {
    await messenger.update(channel, posted, rendered)
    return { posted, verb: "Edited" }
  } catch (thrown) {
    if (thrown instanceof DeliveryError) return { posted }
    throw thrown
  }
}

async function lose({ questionLost }: QuestionDeps, { id }: Incident, reason: string): Promise<undefined> {
  await questionLost(id, reason)
  return undefined
}
