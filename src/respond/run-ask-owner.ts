/**
 * "Ask the owner" was pressed: shows whom the question goes to and what it says, then puts it. The question, its entry in
 * the trail and the card that is owed to their chat are one transaction; the outbox sends it, once.
 */
import { canStillAsk, mustNotAsk, withQuestion } from "../alert/owner-question.ts"
import { calmSentence, mailboxName } from "../card/customer-words.ts"
import { formCard, SEND } from "../card/form-card.ts"
import { localTimeText } from "../lib/time-text.ts"
import type { Incident } from "../model/alert.ts"
import type { AskedAbout, MailboxOwner, PersonalChat } from "../model/owner-question.ts"
import type { BotReply } from "../ports/bot.ts"
import { card, note, type Press, type PressDeps, placeOf } from "./press.ts"
import { useless } from "./run-request-fix.ts"

const TITLE = "Ask the owner"

export async function pressAskOwner(deps: PressDeps, allowed: Press): Promise<BotReply> {
  const { incident, press, button } = allowed
  if (!canStillAsk(incident)) return useless(deps, allowed, "nothing was left to ask")
  const look = await deps.lookForOwner(incident)
  const form = { title: TITLE, place: placeOf(deps, incident), inputs: [], button: button.id }
  if ("refused" in look) {
    await deps.store.trail.append(note(deps, allowed, "click", `; the owner wasn't asked: ${look.refused}`))
    return { card: formCard({ ...form, about: look.refused, sends: [] }) }
  }
  const about = askedAbout(deps, incident, look.chat)
  if (press.inputs.plan === SEND) return put(deps, allowed, { ...look, about })
  await deps.store.trail.append(note(deps, allowed, "click", "; was shown the question"))
  return {
    card: formCard({
      ...form,
      about: `${look.owner.name} gets this in their own chat with Watchpost, and may answer for a day. Whoever reads their chat may answer: a yes proves nothing, a no makes the incident more urgent.`,
      lines: [
        `${localTimeText(about.happenedAt, about.timeZone)}: ${about.sentence} Did you do this, or ask somebody to do it?`,
      ],
      sends: [{ title: "Ask them", tooltip: "Sends the question", plan: SEND }],
    }),
  }
}

/** What a customer may read, by the clock of whoever reads it. */
function askedAbout(deps: PressDeps, { alert, times, tenantId }: Incident, chat: PersonalChat): AskedAbout {
  const mailbox = mailboxName(alert)
  return {
    sentence: calmSentence(alert),
    ...(mailbox === undefined ? {} : { mailbox }),
    happenedAt: times.happenedAt,
    timeZone: chat.timeZone ?? deps.customerOf(tenantId)?.timeZone ?? "UTC",
  }
}

type Asking = { readonly owner: MailboxOwner; readonly chat: PersonalChat; readonly about: AskedAbout }

async function put(deps: PressDeps, allowed: Press, { owner, chat, about }: Asking): Promise<BotReply> {
  const { incident, person, button } = allowed
  const { conversationId, serviceUrl, teamsTenantId } = chat
  const channel = { conversationId, serviceUrl, teamsTenantId }
  await deps.store.incidents.change(incident.id, (current) => {
    // It may have become worse, or another technician may have asked, since it was looked at.
    const late = !canStillAsk(current) || mustNotAsk(current, { owner, guarded: [], seen: [] }) !== undefined
    if (late) return { incident: current, notes: [note(deps, allowed, "click", "; nothing was left to ask")] }
    const click = note(deps, allowed, "click", `: the question goes to ${owner.name}`)
    return {
      incident: withQuestion(current, { owner, by: person.name, at: deps.now(), about }),
      notes: [{ ...click, data: { ...click.data, owner: owner.objectId, ownersChat: conversationId } }],
      cards: () => [{ face: "mailbox-owner", channel }],
    }
  })
  deps.wakeJobs()
  return card(deps, button)
}
