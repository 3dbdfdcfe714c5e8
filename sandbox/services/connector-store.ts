/**
 * The messages of the practice Teams: finds channels and messages by Bot Framework's ids, stores and changes them.
 * A thread in a channel is named by its first message: `19:…@thread.tacv2;messageid=1700000000000`.
 */
import type { PracticeChannel, PracticeMessage, PracticePerson, World } from "../world/types.ts"

/** Newest id given in each world: two messages of one millisecond must not share an id. */
const newestIds = new WeakMap<World, number>()

/** Teams names messages by their time in milliseconds. */
export function newMessageId(world: World): string {
  const id = Math.max(world.now(), (newestIds.get(world) ?? 0) + 1)
  newestIds.set(world, id)
  return String(id)
}

export type Place = { readonly channel: PracticeChannel; readonly threadId?: string }

/** The channel (and thread) that a conversation id names, or undefined when there is none. */
export function findPlace(world: World, conversationId: string): Place | undefined {
  const [id = "", messageId] = conversationId.split(";messageid=")
  const channel = world.channels.find((one) => one.id === id)
  if (channel === undefined) return undefined
  if (messageId === undefined || channel.kind === "personal") return { channel }
  const known = channel.messages.some((one) => one.threadId === messageId)
  return known ? { channel, threadId: messageId } : undefined
}

/** What the Bot Framework calls the conversation of a message. */
export const conversationIdOf = (channel: PracticeChannel, threadId: string): string =>
  channel.kind === "personal" ? channel.id : `${channel.id};messageid=${threadId}`

export type NewMessage = {
  readonly from: PracticeMessage["from"]
  readonly threadId?: string | undefined
  readonly text?: string | undefined
  readonly cards: readonly object[]
  readonly consent?: PracticeMessage["consent"]
  readonly file?: PracticeMessage["file"]
}

/** Stores a message; without `threadId` it opens a thread of its own. */
export function addMessage(world: World, channel: PracticeChannel, message: NewMessage): PracticeMessage {
  const id = newMessageId(world)
  const stored: PracticeMessage = {
    id,
    threadId: message.threadId ?? id,
    from: message.from,
    at: world.now(),
    cards: [...message.cards],
    ...(message.text === undefined ? {} : { text: message.text }),
    ...(message.consent === undefined ? {} : { consent: message.consent }),
    ...(message.file === undefined ? {} : { file: message.file }),
  }
  channel.messages.push(stored)
  world.changed({ kind: "message", channelId: channel.id, messageId: id })
  return stored
}

/** Replaces what a message says, for everyone. `editedAt` always grows, so that a reader sees each change. */
export function replaceMessage(
  world: World,
  channel: PracticeChannel,
  message: PracticeMessage,
  content: { readonly text?: string | undefined; readonly cards: readonly object[] },
): void {
  message.cards = [...content.cards]
  if (content.text === undefined) delete message.text
  else message.text = content.text
  message.editedAt = Math.max(world.now(), (message.editedAt ?? message.at) + 1)
  world.changed({ kind: "message", channelId: channel.id, messageId: message.id })
}

export function removeMessage(world: World, channel: PracticeChannel, message: PracticeMessage): void {
  channel.messages = channel.messages.filter((one) => one.id !== message.id)
  world.changed({ kind: "message", channelId: channel.id, messageId: message.id })
}

/** Technicians are in every channel; a contact is in the own company's channel and in the own chat; others only in their chat. */
export const isMember = (person: PracticePerson, channel: PracticeChannel): boolean =>
  channel.kind === "personal"
    ? channel.personObjectId === person.objectId
    : person.kind === "technician" ||
      (person.kind === "contact" && channel.customerTenantId === person.tenantId)

export const membersOf = (world: World, channel: PracticeChannel): readonly PracticePerson[] =>
  world.people.filter((person) => isMember(person, channel))
