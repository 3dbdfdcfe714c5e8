/** Every attack is one incident with exactly one card in each channel, however often the product died. Pure. */
import { z } from "zod"
import { buttonsOn } from "../observe.ts"
import type { PracticeChannel, PracticeMessage } from "../world/types.ts"
import type { Attack } from "./offer.ts"
import { buttonId } from "./press.ts"
import { BLIND_SUBJECT, CUSTOMERS_SUBJECT, type Stored } from "./read-database.ts"

export type CardCounts = {
  readonly attacks: number
  readonly incidents: number
  readonly attacksWithoutIncident: number
  readonly attacksWithSeveral: number
  /** Of no attack: everyday records that alerted, or an attack seen as two. */
  readonly incidentsOfNothing: number
  /** The same indicator at several customers: told to technicians besides. */
  readonly commonOfCustomers: number
  /** "We are blind at …", as it has to be told while a customer's consent is withdrawn. */
  readonly blindnesses: number
  /** Of a customer that never withdrew it, or still told although it is seen again. */
  readonly blindnessesOfNothing: number
  readonly cardsPosted: number
  readonly cardsMissing: number
  readonly cardsDoubled: number
}

export function checkCards(
  attacks: readonly Attack[],
  stored: Stored,
  channels: readonly PracticeChannel[],
  blinded: ReadonlySet<string>,
): CardCounts {
  const found = attacks.map((attack) => incidentsOf(attack, stored))
  const known = new Set(found.flat())
  const blind = stored.incidents.filter(({ subject }) => subject.startsWith(BLIND_SUBJECT))
  const common = stored.incidents.filter(isCommon)
  const forTechnicians = [...blind, ...common]
  const missing = [
    ...[...known].flatMap((incident) => missingFaces(incident, ["technician", "customer"], stored, channels)),
    ...forTechnicians.flatMap(({ id }) => missingFaces(id, ["technician"], stored, channels)),
  ]
  return {
    attacks: attacks.length,
    incidents: stored.incidents.length,
    attacksWithoutIncident: found.filter((incidents) => incidents.length === 0).length,
    attacksWithSeveral: found.filter((incidents) => incidents.length > 1).length,
    incidentsOfNothing: stored.incidents.filter(
      (each) => !known.has(each.id) && !forTechnicians.includes(each),
    ).length,
    commonOfCustomers: common.length,
    blindnesses: blind.length,
    blindnessesOfNothing: blind.filter(({ tenantId, state }) => !blinded.has(tenantId) || state !== "fixed")
      .length,
    cardsPosted: stored.cards.filter(({ activityId }) => activityId !== null).length,
    cardsMissing: missing.length,
    cardsDoubled: strayCards(stored, channels).length,
  }
}

export const isCommon = ({ subject }: { readonly subject: string }): boolean =>
  subject.startsWith(CUSTOMERS_SUBJECT)

/** Those that are about the attack itself. */
function incidentsOf(attack: Attack, { alerts, incidents }: Stored): readonly number[] {
  const common = new Set(incidents.filter(isCommon).map(({ id }) => id))
  const found = alerts
    .filter((alert) => alert.tenantId === attack.tenantId && alert.recordIds.includes(attack.recordId))
    .flatMap(({ incidentId }) => incidentId ?? [])
  return [...new Set(found)].filter((id) => !common.has(id))
}

/** Faces of which no card is in its channel. */
function missingFaces(
  incident: number,
  faces: readonly string[],
  { cards }: Stored,
  channels: readonly PracticeChannel[],
): readonly string[] {
  return faces.filter((face) => {
    const card = cards.find((one) => one.incidentId === incident && one.face === face)
    const channel = channels.find(({ id }) => id === card?.conversationId)
    return !channel?.messages.some(({ id }) => id === card?.activityId)
  })
}

/** Cards of an incident that the product doesn't know of: it posted another one, which it keeps. */
function strayCards(stored: Stored, channels: readonly PracticeChannel[]): readonly PracticeMessage[] {
  const buttons = new Set(stored.buttons.map(({ id }) => id))
  return channels.flatMap((channel) => {
    const kept = channel.messages.filter(({ id }) => isKept(stored, channel, id))
    const marks = new Set(kept.flatMap(markOf))
    return channel.messages.filter(
      (message) =>
        message.from.kind === "bot" &&
        !kept.includes(message) &&
        // A card without buttons is known by the mark that it shares with the one that is kept.
        (buttonsOn(message).some((button) => buttons.has(buttonId(button) ?? "")) ||
          markOf(message).some((mark) => marks.has(mark))),
    )
  })
}

const isKept = ({ cards }: Stored, { id }: PracticeChannel, messageId: string): boolean =>
  cards.some(({ conversationId, activityId }) => conversationId === id && activityId === messageId)

const cardWithMark = z.object({ body: z.array(z.unknown()) })
const firstElement = z.object({ id: z.string() })

/** The id of a card's first element. */
const markOf = ({ cards }: PracticeMessage): readonly string[] =>
  cards.flatMap((card) => firstElement.safeParse(cardWithMark.safeParse(card).data?.body[0]).data?.id ?? [])
