/** Looking at the practice cloud as a person would: wait for what should appear, find a button on a card. */
import type { PracticeChannel, PracticeMailbox, PracticeMessage, World } from "./world/types.ts"

/** Resolves with what `read` returns as soon as that isn't undefined; asked again after every change of the world. */
export function until<Seen>(
  world: World,
  read: () => Seen | undefined,
  what: string,
  timeoutMs = 60_000,
): Promise<Seen> {
  const now = read()
  if (now !== undefined) return Promise.resolve(now)
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      forget()
      reject(new Error(`Not seen within ${timeoutMs / 1000} s: ${what}.`))
    }, timeoutMs)
    const forget = world.onChange(() => {
      const seen = read()
      if (seen === undefined) return
      clearTimeout(timer)
      forget()
      resolve(seen)
    })
  })
}

export function channelOf(world: World, kind: PracticeChannel["kind"], customer?: string): PracticeChannel {
  const tenantId = world.tenants.find((tenant) => tenant.name === customer)?.id
  const channel = world.channels.find(
    (one) => one.kind === kind && (customer === undefined || one.customerTenantId === tenantId),
  )
  if (channel === undefined)
    throw new Error(`The practice world has no ${kind} channel${customer ? ` of ${customer}` : ""}.`)
  return channel
}

/** What the bot answered to the newest question with this text: in its thread, whatever cards come beside it. */
export function answerTo({ messages }: PracticeChannel, question: string): PracticeMessage | undefined {
  const asked = messages.findLast(({ from, text }) => from.kind === "person" && text?.endsWith(question))
  return messages.find(({ from, threadId }) => from.kind === "bot" && threadId === asked?.threadId)
}

export function mailboxOf(world: World, upn: string): PracticeMailbox {
  const mailbox = world.tenants.flatMap((tenant) => tenant.mailboxes).find((one) => one.upn === upn)
  if (mailbox === undefined) throw new Error(`The practice world has no mailbox ${upn}.`)
  return mailbox
}

/** All text of a card, one line an element, in reading order. */
export const cardText = (card: object): string => [...texts(card)].join("\n")

function* texts(node: unknown): Iterable<string> {
  if (Array.isArray(node)) for (const one of node) yield* texts(one)
  else if (isObject(node)) {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === "string" && ["text", "title", "value"].includes(key)) yield value
      else yield* texts(value)
    }
  }
}

/** What a button of the card sends: its verb and data. */
export type CardButton = { readonly verb: string; readonly data: object }

export function buttonOn(message: PracticeMessage, title: string): CardButton | undefined {
  for (const action of message.cards.flatMap((card) => [...actions(card)])) {
    if (action.title === title) {
      return { verb: String(action.verb), data: isObject(action.data) ? action.data : {} }
    }
  }
  return undefined
}

/** All buttons of a message's cards. */
export const buttonsOn = (message: PracticeMessage): readonly CardButton[] =>
  message.cards
    .flatMap((card) => [...actions(card)])
    .map(({ verb, data }) => ({ verb: String(verb), data: isObject(data) ? data : {} }))

function* actions(node: unknown): Iterable<Record<string, unknown>> {
  if (Array.isArray(node)) for (const one of node) yield* actions(one)
  else if (isObject(node)) {
    if (node.type === "Action.Execute") yield node
    for (const value of Object.values(node)) yield* actions(value)
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null
