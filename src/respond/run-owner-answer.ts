/**
 * The mailbox's owner answers in their own chat. Who may: the very person that was asked, from the tenant and the chat where
 * the question was put, as Teams vouches for them now. What the card carries is an opaque id and no authority.
 */
import { isDenial, withOwnersAnswer } from "../alert/owner-question.ts"
import { namedText } from "../lib/plain-text.ts"
import { isOwnerAnswer, type OwnerAnswerName } from "../model/action.ts"
import type { Incident } from "../model/alert.ts"
import type { Notice } from "../model/notice.ts"
import { OWNER_ANSWER_WORDS, OWNER_SAID } from "../model/owner-question.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { BotReply, CardPress } from "../ports/bot.ts"
import type { Button } from "../ports/incident-store.ts"
import { card, type PressDeps, refuse } from "./press.ts"
import { warned } from "./warn.ts"

/** A press of a button in an owner's chat: nobody needs to be on the list of people, and no role lets anybody else answer. */
export type OwnerPress = {
  readonly press: CardPress
  readonly button: Button
  readonly incident: Incident
}

export async function pressOwnerAnswer(deps: PressDeps, pressed: OwnerPress): Promise<BotReply> {
  const { press, button } = pressed
  const { action } = button
  const refusal = isOwnerAnswer(action) ? strangerSentence(pressed) : "This button answers nothing."
  if (refusal !== undefined || !isOwnerAnswer(action)) return refuse(deps, press, refusal ?? "", button)
  return press.trigger === "automatic" ? card(deps, button) : keep(deps, pressed, action)
}

/** Undefined when it is who was asked. A forwarded card, a copied id and a namesake in another tenant end here. */
function strangerSentence({ press, button, incident }: OwnerPress): string | undefined {
  const { caller } = press
  const { owner } = incident.ownerQuestion ?? {}
  const isTheirs =
    caller.kind === "personal" &&
    caller.conversationId === button.conversationId &&
    button.incidentId === incident.id &&
    button.tenantId === incident.tenantId &&
    caller.teamsTenantId === incident.tenantId &&
    owner !== undefined &&
    caller.objectId.toLowerCase() === owner.objectId
  return isTheirs ? undefined : "This question was put to somebody else; nothing was kept."
}

async function keep(deps: PressDeps, pressed: OwnerPress, word: OwnerAnswerName): Promise<BotReply> {
  const { button } = pressed
  const now = deps.now()
  await deps.store.incidents.change(button.incidentId, (current) => {
    // A button of an earlier question answers no later one.
    const changed = button.spentAt === undefined ? withOwnersAnswer(current, word, now) : undefined
    // Said too late it is kept all the same: the card tells them whom to call.
    if (changed === undefined)
      return { incident: current, notes: [noteOf(deps, pressed, `${OWNER_ANSWER_WORDS[word]}” too late`)] }
    return {
      incident: changed,
      notes: [noteOf(deps, pressed, `${OWNER_ANSWER_WORDS[word]}”`)],
      // What has become worse may be routed to others, too.
      ...(changed.level === current.level ? {} : { cards: (links) => deps.cardsOf(changed, links) }),
      notices: isDenial(word) ? warning(deps, changed, word) : [],
    }
  })
  deps.wakeJobs()
  return card(deps, button)
}

const warning = (deps: PressDeps, incident: Incident, word: OwnerAnswerName): readonly Notice[] =>
  warned(deps, incident, {
    by: incident.ownerQuestion?.owner.name ?? "The owner",
    said: OWNER_SAID[word],
    told: `answered “${OWNER_ANSWER_WORDS[word]}” in their own chat, and was told that you hear of it at once`,
  })

function noteOf(deps: PressDeps, { press, button, incident }: OwnerPress, answer: string): TrailNote {
  const { objectId, teamsTenantId, conversationId, name } = press.caller
  return {
    at: deps.now(),
    kind: "customer-answer",
    who: namedText(name, objectId),
    tenantId: incident.tenantId,
    incidentId: incident.id,
    what: `The owner answered “${answer} on incident ${incident.id}`,
    data: { action: button.action, objectId, teamsTenantId, conversationId },
  }
}
