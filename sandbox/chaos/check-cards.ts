/**
 * Every attack is one incident with one card in each channel; what was posted twice is counted and must be explained by
 * a death between Teams' acceptance and the product's mark. Pure.
 */
import { buttonsOn } from "../observe.ts"
import type { PracticeChannel, PracticeMessage } from "../world/types.ts"
import type { Generation } from "./lives.ts"
import type { Attack } from "./offer.ts"
import { buttonId } from "./press.ts"
import { BLIND_SUBJECT, type Stored } from "./read-database.ts"

export type CardCounts = {
  readonly attacks: number
  readonly incidents: number
  readonly attacksWithoutIncident: number
  readonly attacksWithSeveral: number
  /** Of no attack: noise that alerted, or an attack seen as two. */
  readonly incidentsOfNothing: number
  /** "We are blind at …", as it has to be told while a customer's consent is withdrawn. */
  readonly blindnesses: number
  /** Of a customer that never withdrew it, or still told although it is seen again. */
  readonly blindnessesOfNothing: number
  readonly cardsPosted: number
  readonly cardsMissing: number
  readonly cardsDoubled: number
  /** No kill came between the first post and what would have marked it. */
  readonly cardsDoubledUnexplained: number
}

/** Within it a card that Teams took is marked, unless the process dies. */
const MARKED_WITHIN_MS = 2_000

export function checkCards(
  attacks: readonly Attack[],
  stored: Stored,
  channels: readonly PracticeChannel[],
  happened: { readonly generations: readonly Generation[]; readonly blinded: ReadonlySet<string> },
): CardCounts {
  const { generations, blinded } = happened
  const found = attacks.map((attack) => incidentsOf(attack, stored))
  const known = new Set(found.flat())
  const blind = stored.incidents.filter(({ subject }) => subject.startsWith(BLIND_SUBJECT))
  const missing = [
    ...[...known].flatMap((incident) => missingFaces(incident, ["technician", "customer"], stored, channels)),
    ...blind.flatMap(({ id }) => missingFaces(id, ["technician"], stored, channels)),
  ]
  const doubles = strayCards(stored, channels)
  return {
    attacks: attacks.length,
    incidents: stored.incidents.length,
    attacksWithoutIncident: found.filter((incidents) => incidents.length === 0).length,
    attacksWithSeveral: found.filter((incidents) => incidents.length > 1).length,
    incidentsOfNothing: stored.incidents.filter((each) => !known.has(each.id) && !blind.includes(each))
      .length,
    blindnesses: blind.length,
    blindnessesOfNothing: blind.filter(({ tenantId, state }) => !blinded.has(tenantId) || state !== "fixed")
      .length,
    cardsPosted: stored.cards.filter(({ activityId }) => activityId !== null).length,
    cardsMissing: missing.length,
    cardsDoubled: doubles.length,
    cardsDoubledUnexplained: doubles.filter((message) => !diedAfter(message, generations)).length,
  }
}

const incidentsOf = (attack: Attack, { alerts }: Stored): readonly number[] => [
  ...new Set(
    alerts
      .filter((alert) => alert.tenantId === attack.tenantId && alert.recordIds.includes(attack.recordId))
      .flatMap(({ incidentId }) => incidentId ?? []),
  ),
]

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
  const kept = new Set(
    stored.cards.map(({ activityId, conversationId }) => `${conversationId} ${activityId}`),
  )
  const buttons = new Set(stored.buttons.map(({ id }) => id))
  return channels.flatMap((channel) =>
    channel.messages.filter(
      (message) =>
        message.from.kind === "bot" &&
        !kept.has(`${channel.id} ${message.id}`) &&
        buttonsOn(message).some((button) => buttons.has(buttonId(button) ?? "")),
    ),
  )
}

const diedAfter = (message: PracticeMessage, generations: readonly Generation[]): boolean =>
  generations.some(
    ({ startedAt, killedAt }) =>
      killedAt !== undefined &&
      startedAt <= message.at &&
      killedAt >= message.at &&
      killedAt - message.at <= MARKED_WITHIN_MS,
  )
