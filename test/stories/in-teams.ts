/** What a person sees and says in the practice Teams. Whoever waits here waits for a minute, and then fails with what was missing. */
import { answerTo, buttonOn, cardText, channelOf, until } from "../../sandbox/observe.ts"
import type { Practice } from "../../sandbox/practice.ts"
import { sendMessage } from "../../sandbox/services/connector-send.ts"
import type { PracticeChannel, PracticeMessage, PracticePerson } from "../../sandbox/world/types.ts"
import { openTrailForReading } from "../../src/adapters/sqlite/open-trail.ts"
import { personNamed } from "./press.ts"

/** Everything that the message says now: its words, then its card. */
export const textOf = ({ text, cards }: PracticeMessage): string =>
  [text ?? "", cardText(cards[0] ?? {})].filter(Boolean).join("\n")

export const triageOf = ({ cloud }: Practice): PracticeChannel => channelOf(cloud.world, "triage")

export const cardsIn = ({ messages }: PracticeChannel): readonly PracticeMessage[] =>
  messages.filter(({ cards }) => cards.length > 0)

/** The first card in triage that says all of these. */
export const cardSaying = (practice: Practice, ...texts: readonly string[]): Promise<PracticeMessage> =>
  until(
    practice.cloud.world,
    () => cardsIn(triageOf(practice)).find((card) => texts.every((text) => textOf(card).includes(text))),
    `a card that says ${texts.join(" and ")}`,
  )

/** The first card in triage with this button that says all of these. */
export const cardOffering = (
  practice: Practice,
  title: string,
  ...texts: readonly string[]
): Promise<PracticeMessage> =>
  until(
    practice.cloud.world,
    () =>
      cardsIn(triageOf(practice)).find(
        (card) => buttonOn(card, title) && texts.every((text) => textOf(card).includes(text)),
      ),
    `a card that offers "${title}" ${texts.join(" and ")}`,
  )

/** This very card, edited until it says so. */
export const says = (practice: Practice, card: PracticeMessage, words: RegExp): Promise<true> =>
  until(practice.cloud.world, () => words.test(textOf(card)) || undefined, `the card says ${words}`)

/** The fix is done and read back, says its card. */
export const verified = (practice: Practice, card: PracticeMessage): Promise<true> =>
  says(practice, card, /verified/i)

/** What the bot answers to a message that mentions it: a technician's in triage, unless told. */
export async function ask(
  practice: Practice,
  text: string,
  where: { readonly channel?: PracticeChannel; readonly person?: PracticePerson } = {},
): Promise<PracticeMessage> {
  const { world } = practice.cloud
  const { channel = triageOf(practice), person = personNamed(world, "technician") } = where
  await sendMessage(practice.cloud, { channel, person, text, mention: true })
  return until(world, () => answerTo(channel, text), `an answer to ${text.slice(0, 80)}`)
}

/** Everything that is in the trail now. */
export async function trailOf({ database }: Practice) {
  const trail = openTrailForReading(database)
  try {
    return await trail.read(0, 10_000)
  } finally {
    trail.close()
  }
}
