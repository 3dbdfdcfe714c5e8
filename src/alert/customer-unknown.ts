/**
 * The customer says that nobody of them knows this, or the mailbox's owner that it wasn't them: technicians hear of it where
 * they see the card, whoever has it. Pure.
 */
import { plainText } from "../lib/plain-text.ts"
import type { Incident } from "../model/alert.ts"
import type { Channel } from "../model/delivery.ts"
import type { Notice, Recipient } from "../model/notice.ts"
import { isClosed } from "./incident-state.ts"

export type Warning = {
  readonly by: string
  /** What was said, for the title, and what whoever said it was told. The customer's own words, unless given. */
  readonly said?: string
  readonly told?: string
  readonly customer: string
  readonly channels: readonly Channel[]
  /** Whoever has the incident, where a mention reaches them. */
  readonly owner?: Recipient
  /** Milliseconds UTC. */
  readonly now: number
}

/**
 * One message a channel, because a card that is edited rings no phone. `incident` as it is after the answer; none for what
 * is closed and stays so.
 */
export function unknownNotices(incident: Incident, warning: Warning): readonly Notice[] {
  if (isClosed(incident.state)) return []
  const { by, customer, channels, owner, now } = warning
  const {
    said = "the customer doesn't know this",
    told = "was told that you hear of it at once, and waits for a call",
  } = warning
  const { id, tenantId, level, alert } = incident
  const name = plainText(incident.owner, 80)
  return channels.map((channel) => ({
    key: `customer-unknown ${id} ${now} ${channel.conversationId}`,
    kind: "customer-unknown",
    to: { kind: "channel", channel },
    title: `Incident ${id}: ${said}`,
    lines: [
      `${plainText(customer, 80)} · ${level} · ${plainText(alert.rule.title, 120)}`,
      `${plainText(by, 80)} ${told}. ${
        name === ""
          ? "Nobody has it: take it from its card in this channel."
          : `${name} has it; take it over from its card in this channel if they can't.`
      }`,
    ],
    ...(owner === undefined ? {} : { mentions: [owner] }),
    data: { type: "incident.customer-unknown", incident: id, level },
    incidents: [id],
    tenantId,
    at: now,
  }))
}
