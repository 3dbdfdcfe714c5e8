/** Technicians who press fixes while the product dies and comes back. */
import type { PracticeCloud } from "../cloud.ts"
import type { Random } from "../everyday-scene.ts"
import { buttonOn, type CardButton, cardText, channelOf, until } from "../observe.ts"
import { sendInvoke } from "../services/connector-send.ts"
import type { PracticeMessage, PracticePerson } from "../world/types.ts"
import { oneOf } from "./seeded.ts"

const PATIENCE_MS = 2_500

const FIX_TITLES = ["Stop forwarding", "Disable this rule", "Remove this permission"] as const

/** `taken`: the bot answered that it works on it; from then on the fix is owed. */
export type Press = { readonly button: string; readonly taken: boolean }

export type Technicians = {
  readonly presses: Press[]
  /** Presses a fix that nobody pressed yet, now and then two people at once. Nothing when no card comes to offer one. */
  press(): Promise<void>
  /** Presses again what a card of a pressed fix still offers; one of all where none came in time to be pressed. Answers how many did. */
  pressAgain(): Promise<number>
}

type Offer = { readonly message: PracticeMessage; readonly button: CardButton; readonly id: string }

export function createTechnicians(cloud: PracticeCloud, random: Random): Technicians {
  const presses: Press[] = []
  const people = cloud.world.people.filter((person) => person.kind === "technician")
  const wasPressed = (offer: Offer): boolean => presses.some(({ button }) => button === offer.id)
  const pressOne = async (offer: Offer, person: PracticePerson): Promise<void> => {
    const channel = channelOf(cloud.world, "triage")
    const { message, button } = offer
    const action = { verb: button.verb, data: button.data }
    const answer = await sendInvoke(cloud, { channel, message, person, action })
    const taken = answer.status === 200 && /working/i.test(cardText(cardIn(answer.body)))
    presses.push({ button: offer.id, taken })
  }
  return {
    presses,
    press: async () => {
      const open = await openOffers(cloud, wasPressed)
      if (open.length === 0) return
      const offer = oneOf(random, open)
      const pressing = random() < 0.2 ? people : [oneOf(random, people)]
      await Promise.all(pressing.map((person) => pressOne(offer, person)))
    },
    pressAgain: async () => {
      const offered = offers(cloud)
      const again = presses.length === 0 ? offered.slice(0, 1) : offered.filter(wasPressed)
      for (const offer of again) await pressOne(offer, oneOf(random, people))
      return again.length
    },
  }
}

/** Waits for one as a technician would, for a while. */
function openOffers(cloud: PracticeCloud, wasPressed: (offer: Offer) => boolean): Promise<readonly Offer[]> {
  const read = (): readonly Offer[] | undefined => {
    const open = offers(cloud).filter((offer) => !wasPressed(offer))
    return open.length === 0 ? undefined : open
  }
  return until(cloud.world, read, "a fix to press", PATIENCE_MS).catch(() => [])
}

/** Every fix that a card in the triage channel offers now. */
function offers(cloud: PracticeCloud): readonly Offer[] {
  return channelOf(cloud.world, "triage").messages.flatMap((message) =>
    FIX_TITLES.flatMap((title) => {
      const button = buttonOn(message, title)
      const id = button === undefined ? undefined : buttonId(button)
      return button === undefined || id === undefined ? [] : [{ message, button, id }]
    }),
  )
}

/** The opaque id that a button carries. */
export const buttonId = ({ data }: CardButton): string | undefined =>
  "button" in data && typeof data.button === "string" ? data.button : undefined

const cardIn = (body: unknown): object => {
  const value = typeof body === "object" && body !== null && "value" in body ? body.value : undefined
  return typeof value === "object" && value !== null ? value : {}
}
