/** Pressing a button of a practice card as somebody, over the practice cloud's control API. */
import { buttonOn, type CardButton } from "../../sandbox/observe.ts"
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
  /** What a form asks for. */
  inputs: Readonly<Record<string, string>> = {},
): Promise<PressAnswer> {
  const button = buttonOn(message, title)
  const channel = channelOf(practice, message)
  if (button === undefined || channel === undefined)
    throw new Error(`No card in a channel offers "${title}".`)
  return send(practice, channel.id, message.id, person, { ...button, data: { ...button.data, ...inputs } })
}

/** Presses a fix that asks first, and confirms the very plan that is shown. */
export async function confirmAs(
  practice: Practice,
  person: PracticePerson,
  message: PracticeMessage,
  title: string,
  /** What is chosen besides. */
  inputs: Readonly<Record<string, string>> = {},
): Promise<PressAnswer> {
  const asked = await pressAs(practice, person, message, title)
  const plan = /"plan":"([0-9a-f]{24})"/.exec(JSON.stringify(asked.body))?.[1]
  const button = buttonOn(message, title)
  const channel = channelOf(practice, message)
  if (plan === undefined || button === undefined || channel === undefined)
    throw new Error(`"${title}" doesn't ask first: ${JSON.stringify(asked.body).slice(0, 300)}`)
  return send(practice, channel.id, message.id, person, {
    ...button,
    data: { ...button.data, ...inputs, plan },
  })
}

async function send(
  practice: Practice,
  channelId: string,
  messageId: string,
  person: PracticePerson,
  button: CardButton,
): Promise<PressAnswer> {
  const answer = await fetch(`${practice.cloud.url}/control/invokes`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      channelId,
      messageId,
      personObjectId: person.objectId,
      verb: button.verb,
      data: button.data,
    }),
  })
  const parsed: unknown = await answer.json()
  return parsed as PressAnswer
}

const channelOf = (practice: Practice, message: PracticeMessage) =>
  practice.cloud.world.channels.find((one) => one.messages.some(({ id }) => id === message.id))
