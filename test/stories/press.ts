/** Pressing a button of a practice card as somebody, over the practice cloud's control API. */
import { buttonOn } from "../../sandbox/observe.ts"
import type { Practice } from "../../sandbox/practice.ts"
import type { PracticeMailbox, PracticeMessage, PracticePerson, World } from "../../sandbox/world/types.ts"

/** The first story's fix, as its button says it. */
export const FIX = "Stop forwarding"

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
  return send(practice, message, person, { title, inputs })
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
  if (plan === undefined)
    throw new Error(`"${title}" doesn't ask first: ${JSON.stringify(asked.body).slice(0, 300)}`)
  return send(practice, message, person, { title, inputs: { ...inputs, plan } })
}

/** The one whose mailbox the first story forwards. */
export function victimOf(world: World): PracticeMailbox {
  const victim = world.tenants
    .flatMap(({ mailboxes }) => mailboxes)
    .find(({ forwardingSmtpAddress }) => forwardingSmtpAddress !== null)
  if (victim === undefined) throw new Error("The story set no forwarding.")
  return victim
}

/** How often an app of ours really ran this cmdlet: Microsoft's records of it, listed yet or not. */
export const ownWrites = (world: World, cmdlet: string): number =>
  world.tenants
    .flatMap(({ outgoing, blobs }) => [
      ...outgoing.map(({ record }) => record),
      ...blobs.flatMap(({ records }) => records),
    ])
    .map((record) => JSON.stringify(record))
    .filter((text) => text.includes(`"${cmdlet}"`) && world.apps.some(({ appId }) => text.includes(appId)))
    .length

async function send(
  { cloud }: Practice,
  message: PracticeMessage,
  person: PracticePerson,
  press: { readonly title: string; readonly inputs: Readonly<Record<string, string>> },
): Promise<PressAnswer> {
  const button = buttonOn(message, press.title)
  const channel = cloud.world.channels.find(({ messages }) => messages.some(({ id }) => id === message.id))
  if (button === undefined || channel === undefined)
    throw new Error(`No card in a channel offers "${press.title}".`)
  const answer = await fetch(`${cloud.url}/control/invokes`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      channelId: channel.id,
      messageId: message.id,
      personObjectId: person.objectId,
      verb: button.verb,
      data: { ...button.data, ...press.inputs },
    }),
  })
  const parsed: unknown = await answer.json()
  return parsed as PressAnswer
}
