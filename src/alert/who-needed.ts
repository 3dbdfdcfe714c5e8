/** The question who needed a restore: whom it can be put to, and the messages that put it. Pure. */
import { plainText } from "../lib/plain-text.ts"
import type { Incident } from "../model/alert.ts"
import type { Channel } from "../model/delivery.ts"
import type { Notice } from "../model/notice.ts"
import type { Person } from "../model/person.ts"
import { isClosed } from "./incident-state.ts"

/** Whom the question goes to: the customer in its own channels, or one of ours in a chat. */
export type Askable =
  | { readonly id: "customer"; readonly title: string; readonly channels: readonly Channel[] }
  | { readonly id: string; readonly title: string; readonly person: Pick<Person, "objectId" | "name"> }

/** `likely`: the account or name that the evidence points to. Only people of ours can be written to. */
export function askables(parts: {
  readonly customer: string
  /** Of the customer, those that take answers. */
  readonly channels: readonly Channel[]
  readonly likely: string | undefined
  readonly staff: readonly Pick<Person, "objectId" | "name" | "upn">[]
}): readonly Askable[] {
  const { customer, channels, likely, staff } = parts
  const person = likely === undefined ? undefined : staff.find((one) => isNamed(one, likely))
  const title = `${customer}, in its own channel`
  return [
    ...(channels.length === 0 ? [] : [{ id: "customer", title, channels } as const]),
    ...(person === undefined ? [] : [{ id: person.objectId, title: `${person.name}, in a chat`, person }]),
  ]
}

/** By sign-in name, by name, or by a Windows account with the name of the sign-in: it is only a question. */
function isNamed({ name, upn }: Pick<Person, "name" | "upn">, likely: string): boolean {
  const wanted = likely.trim().toLowerCase()
  const windows = wanted.split("\\")[1]
  return (
    [upn, name.toLowerCase()].includes(wanted) || (windows !== undefined && upn?.split("@")[0] === windows)
  )
}

/** One message a channel, or one to the person. `what` is said in the words of whoever reads it; `now` in milliseconds UTC. */
export function questionNotices(
  { id, tenantId }: Incident,
  askable: Askable,
  { what, by, now }: { readonly what: string; readonly by: string; readonly now: number },
): readonly Notice[] {
  const common = {
    kind: "question",
    title: "Who needed this restore?",
    data: { type: "incident.question", incident: id, to: askable.title },
    incidents: [id],
    tenantId,
    at: now,
  } as const
  const asks = `${plainText(by, 80)} asks. ${plainText(what, 300)}`
  if ("person" in askable) {
    const { objectId, name } = askable.person
    return [
      {
        ...common,
        key: `question ${id} ${now} ${objectId}`,
        to: { kind: "person", person: { objectId, name } },
        lines: [asks, `Please press “Say who it was” on the card of incident ${id}, or hand it over.`],
      },
    ]
  }
  return askable.channels.map((channel) => ({
    ...common,
    key: `question ${id} ${now} ${channel.conversationId}`,
    to: { kind: "channel", channel },
    lines: [
      asks,
      `Please answer on the card of incident ${id} in this channel: “That was us” asks who it was and what for; “We don't know this” is an answer, too.`,
    ],
  }))
}

/** Nobody is asked what was answered or closed meanwhile. */
export const isOpenQuestion = (incident: Incident): boolean =>
  !isClosed(incident.state) && incident.customerAnswer === undefined
