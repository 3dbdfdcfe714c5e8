/**
 * The morning after quiet hours: one message a channel tells what waited, and only then the cards may go.
 * By the clocks of each customer, so that mornings come one after the other.
 */
import { moreLine } from "../lib/list-text.ts"
import { plainText } from "../lib/plain-text.ts"
import { localTimeText } from "../lib/time-text.ts"
import type { Incident } from "../model/alert.ts"
import { isWebhook } from "../model/delivery.ts"
import type { IncidentId } from "../model/ids.ts"
import type { Notice } from "../model/notice.ts"
import type { Tenant } from "../model/tenant.ts"
import type { IncidentStore } from "../ports/incident-store.ts"
import type { HeldCard, Notices } from "../ports/notices.ts"
import { STATE_WORDS } from "./state-words.ts"

export type DigestDeps = {
  readonly incidents: Pick<IncidentStore, "incident">
  readonly notices: Pick<Notices, "held" | "release">
  readonly tenantOf: (incident: Incident) => Pick<Tenant, "displayName" | "timeZone"> | undefined
  readonly wake: () => void
  /** Milliseconds UTC. */
  readonly now: () => number
}

const MAX_LINES = 20

/** One look. A single card needs no digest. */
export async function tellMorning(deps: DigestDeps): Promise<void> {
  const now = deps.now()
  const held = await deps.notices.held(now)
  if (held.length === 0) return
  const known = new Map<IncidentId, Incident>()
  for (const { incidentId } of held) {
    const incident = await deps.incidents.incident(incidentId)
    if (incident !== undefined) known.set(incidentId, incident)
  }
  const digests = [...Map.groupBy(held, ({ channel }) => channel.conversationId).values()].flatMap((cards) =>
    cards.length < 2 ? [] : digestOf(cards, known, deps, now),
  )
  await deps.notices.release(now, digests)
  deps.wake()
}

/** A webhook's customer gets the cards alone: nobody can be told "they follow below". */
function digestOf(
  cards: readonly HeldCard[],
  known: ReadonlyMap<IncidentId, Incident>,
  deps: DigestDeps,
  now: number,
): readonly Notice[] {
  const [first] = cards
  if (first === undefined || isWebhook(first.channel)) return []
  const incidents = cards.flatMap(({ incidentId }) => known.get(incidentId) ?? [])
  const lines = incidents.slice(0, MAX_LINES).map((incident) => lineOf(incident, first, deps))
  const [only, ...others] = new Set(incidents.map(({ tenantId }) => tenantId))
  return [
    {
      key: `digest ${first.channel.conversationId} ${first.heldUntil} ${first.incidentId}`,
      kind: "digest",
      to: { kind: "channel", channel: first.channel },
      title: `${incidents.length} incidents of low urgency waited for the morning`,
      lines: [...lines, ...moreLine(incidents.length - lines.length), "Their cards follow."],
      data: { incidents: incidents.map(({ id }) => id) },
      ...(only !== undefined && others.length === 0 ? { tenantId: only } : {}),
      at: now,
    },
  ]
}

/** A customer's channel needs no customer's name. */
function lineOf(incident: Incident, { face }: HeldCard, { tenantOf }: DigestDeps): string {
  const tenant = tenantOf(incident)
  const when = localTimeText(incident.times.happenedAt, tenant?.timeZone ?? "UTC")
  const who = face === "technician" ? ` · ${plainText(tenant?.displayName ?? "", 80)}` : ""
  return `Incident ${incident.id}${who} · ${plainText(incident.alert.rule.title, 120)} · ${when} · ${STATE_WORDS[incident.state]}`
}
