/** Who is given an incident by somebody else hears of it: a mention where technicians see its card. Pure. */
import { plainText } from "../lib/plain-text.ts"
import type { Incident } from "../model/alert.ts"
import type { Channel } from "../model/delivery.ts"
import type { TenantId } from "../model/ids.ts"
import type { Notice } from "../model/notice.ts"
import type { Person } from "../model/person.ts"
import { isClosed } from "./incident-state.ts"

export type HandOver = {
  readonly by: Pick<Person, "name" | "objectId">
  readonly to: Pick<Person, "name" | "objectId" | "homeTenantId">
  readonly customer: string
  readonly channels: readonly Channel[]
  /** Whose directory a mention is looked up in. */
  readonly mspTenantId: TenantId
  /** Milliseconds UTC. */
  readonly now: number
}

/** One message a channel; none for whoever gives an incident to themselves. */
export function handOverNotices(incident: Incident, handOver: HandOver): readonly Notice[] {
  const { by, to, customer, channels, mspTenantId, now } = handOver
  if (by.objectId === to.objectId) return []
  const { id, tenantId, level, alert } = incident
  return channels.map((channel) => ({
    key: `hand-over ${id} ${now} ${to.objectId} ${channel.conversationId}`,
    kind: "hand-over",
    to: { kind: "channel", channel },
    title: `Incident ${id} was handed over to ${plainText(to.name, 80)}`,
    lines: [
      `${plainText(customer, 80)} · ${level} · ${plainText(alert.rule.title, 120)}`,
      `By ${plainText(by.name, 80)}. Go on from its card in this channel; if you can't, hand it over to somebody else.`,
    ],
    ...(to.homeTenantId === mspTenantId ? { mentions: [{ objectId: to.objectId, name: to.name }] } : {}),
    data: { type: "incident.handed-over", incident: id, owner: to.name },
    incidents: [id],
    tenantId,
    at: now,
  }))
}

/** False once somebody else has it, or it is closed: nobody is called for that. */
export const isHandedOver = (incident: Incident, notice: Pick<Notice, "data">): boolean =>
  !isClosed(incident.state) && incident.owner === notice.data.owner
