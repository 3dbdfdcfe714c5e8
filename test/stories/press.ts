/** Pressing a button of a practice card as somebody, over the practice cloud's control API. */
import { buttonOn } from "../../sandbox/observe.ts"
import type { Practice } from "../../sandbox/practice.ts"
import type { PracticeMessage, PracticePerson, World } from "../../sandbox/world/types.ts"

export type PressAnswer = { readonly status: number; readonly body: unknown }

export function personNamed(world: World, kind: PracticePerson["kind"], index = 0): PracticePerson {
  const person = world.people.filter((one) => one.kind === kind)[index]
  if (person === undefined) throw new Error(`The practice world has no ${kind} number ${index}.`)
  return person
}

/** What the bot answered: status and body of the invoke. */
export async function pressAs(
  practice: Practice,
  person: PracticePerson,
  message: PracticeMessage,
  title: string,
): Promise<PressAnswer> {
  const button = buttonOn(message, title)
  const channel = practice.cloud.world.channels.find((one) =>
    one.messages.some(({ id }) => id === message.id),
  )
  if (button === undefined || channel === undefined)
    throw new Error(`No card in a channel offers "${title}".`)
  const answer = await fetch(`${practice.cloud.url}/control/invokes`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      channelId: channel.id,
      messageId: message.id,
      personObjectId: person.objectId,
      verb: button.verb,
      data: button.data,
    }),
  })
  const parsed: unknown = await answer.json()
  return parsed as PressAnswer
}
