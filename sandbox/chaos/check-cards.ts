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
  /** Posted twice within one life of the product, or by one that was not killed. */
  readonly cardsDoubledUnexplained: number
  /** Of the doubled ones, the longest time between Teams' acceptance and the death, milliseconds. */
  readonly longestUnmarkedMs: number
}

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
  const all = [...doubles, ...keptCards(stored, channels)]
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
    cardsDoubledUnexplained: doubles.filter((stray) => !isExplained(stray, all, generations)).length,
    longestUnmarkedMs: Math.max(0, ...doubles.map((stray) => unmarkedFor(stray, generations))),
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

type Posted = { readonly incident: number; readonly channelId: string; readonly message: PracticeMessage }

/** Cards of an incident that the product doesn't know of: it posted another one, which it keeps. */
function strayCards(stored: Stored, channels: readonly PracticeChannel[]): readonly Posted[] {
  const kept = keptCards(stored, channels).map(({ message }) => message)
  const incidents = new Map(stored.buttons.map(({ id, incidentId }) => [id, incidentId]))
  return channels.flatMap((channel) =>
    channel.messages.flatMap((message) => {
      if (message.from.kind !== "bot" || kept.includes(message)) return []
      const [incident] = buttonsOn(message).flatMap((button) => incidents.get(buttonId(button) ?? "") ?? [])
      return incident === undefined ? [] : [{ incident, channelId: channel.id, message }]
    }),
  )
}

const keptCards = ({ cards }: Stored, channels: readonly PracticeChannel[]): readonly Posted[] =>
  cards.flatMap(({ incidentId, conversationId, activityId }) => {
    const channel = channels.find(({ id }) => id === conversationId)
    const message = channel?.messages.find(({ id }) => id === activityId)
    return message === undefined ? [] : [{ incident: incidentId, channelId: conversationId, message }]
  })

/** The process that posted it was killed, and had not posted the same card before or again: then it never got to mark it. */
function isExplained(stray: Posted, all: readonly Posted[], generations: readonly Generation[]): boolean {
  const life = lifeOf(stray, generations)
  const inSameLife = all.filter(
    (other) =>
      other.incident === stray.incident &&
      other.channelId === stray.channelId &&
      lifeOf(other, generations) === life,
  )
  return life?.killedAt !== undefined && inSameLife.length === 1
}

/** The last one that had begun. */
const lifeOf = ({ message }: Posted, generations: readonly Generation[]): Generation | undefined =>
  generations.findLast(({ startedAt }) => startedAt <= message.at)

/** From the post to the death, milliseconds. */
function unmarkedFor(stray: Posted, generations: readonly Generation[]): number {
  const life = lifeOf(stray, generations)
  return life?.killedAt === undefined ? 0 : life.killedAt - stray.message.at
}
