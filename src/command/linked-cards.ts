/**
 * What a channel gets when it becomes a customer's, in chat or in the configuration: the customer's open incidents as live cards, the newest first, and one message
 * that names the others. Nobody is mentioned, and whom escalation calls is not changed by it. Pure.
 */
import { type Incident, isAboutOurselves, isForTechnicians } from "../model/alert.ts"
import { type Channel, isWebhook } from "../model/delivery.ts"
import type { IncidentId } from "../model/ids.ts"
import type { LinkedChannel } from "../model/linked-channel.ts"
import type { Notice } from "../model/notice.ts"
import type { RoutedCard } from "../model/route.ts"
import type { FoundOnLink, OwedOnLink } from "../ports/channel-book.ts"

/** So many open incidents get a card at once: who joins late reads what is new, and asks for the rest. */
export const LINKED_CARDS = 10
const MOST_NUMBERS = 30

export type LinkedIncidents = FoundOnLink & {
  readonly link: LinkedChannel
  /** Where an incident's cards go, this channel being linked. */
  readonly cardsOf: (incident: Incident) => readonly RoutedCard[]
}

/** The store's part, with how many open incidents may be told here at all. */
export type ToldOnLink = OwedOnLink & { readonly open: number }

/**
 * As the routes say: what isn't the customer's to know, or goes elsewhere, doesn't come here either. What the customer has
 * here already is kept true, whatever the routes say by now; what has ended meanwhile says so.
 */
export function owedOnLink(found: LinkedIncidents): ToldOnLink {
  const { open, ended, left, link } = found
  const told = open.flatMap((incident) => shownHere(incident, found))
  const isShown = ({ incidentId }: (typeof told)[number], index: number): boolean =>
    index < LINKED_CARDS || left.has(incidentId)
  const rest = told.filter((one, index) => !isShown(one, index))
  return {
    open: told.length,
    // A card that is only edited rings nobody: it doesn't wait for the morning.
    cards: [
      ...told
        .filter(isShown)
        .map((one) => (left.has(one.incidentId) ? { ...one, card: atOnce(one.card) } : one)),
      ...ended
        .filter(({ id }) => left.has(id))
        .flatMap((incident) => shownHere(incident, found))
        .map((one) => ({ ...one, card: atOnce(one.card) })),
    ],
    notices:
      rest.length === 0
        ? []
        : [
            restNotice(
              rest.map(({ incidentId }) => incidentId),
              link,
            ),
          ],
  }
}

function shownHere(incident: Incident, { left, link, cardsOf }: LinkedIncidents): OwedOnLink["cards"] {
  const { channel } = link
  const isHere = (card: RoutedCard): boolean =>
    card.face === "customer" && card.channel.conversationId === channel.conversationId
  if (isForTechnicians(incident)) return []
  const card =
    cardsOf(incident).find(isHere) ??
    (left.get(incident.id) === "customer" ? { face: "customer" as const, channel } : undefined)
  return card === undefined ? [] : [{ incidentId: incident.id, card }]
}

/**
 * Where technicians' cards of an incident go whose only one was in a channel that isn't theirs any more: as its route says,
 * `routed`, and to the triage channel where that names no technicians. What concerns ourselves is for the triage channel alone.
 */
export function movedCards(
  incident: Incident,
  routed: readonly RoutedCard[],
  triage: Channel,
): readonly RoutedCard[] {
  const theirs = isAboutOurselves(incident) ? [] : routed.filter(({ face }) => face === "technician")
  return theirs.length === 0 ? [{ face: "technician", channel: triage }] : theirs
}

const atOnce = ({ heldUntil: _heldUntil, ...card }: RoutedCard): RoutedCard => card

function restNotice(rest: readonly IncidentId[], { tenantId, channel, at }: LinkedChannel): Notice {
  const [first] = rest
  const more = rest.length - MOST_NUMBERS
  const numbers = `${rest.slice(0, MOST_NUMBERS).join(", ")}${more > 0 ? ` and ${more} more` : ""}`
  // A webhook gives nothing back: neither presses nor questions.
  const isDeaf = isWebhook(channel)
  const how = `“alerts” lists all that are open, “explain alert ${first}” tells about one.`
  return {
    key: `linked ${channel.conversationId} ${at}`,
    kind: "open-incidents",
    to: { kind: "channel", channel },
    title: `${rest.length} older ${rest.length === 1 ? "incident is" : "incidents are"} open, too`,
    lines: [`Without a card here: ${numbers}.${isDeaf ? "" : ` ${how}`}`],
    ...(isDeaf ? {} : { asks: [{ title: "Open incidents", ask: "alerts" }] }),
    data: { type: "incidents.open", incidents: rest },
    tenantId,
    at,
  }
}
