/** What somebody left alone for a while comes back by itself: its card is drawn again, and its channel is told. */
import { plainText } from "../lib/plain-text.ts"
import type { Incident } from "../model/alert.ts"
import type { Channel } from "../model/delivery.ts"
import type { Notice, Recipient } from "../model/notice.ts"
import type { Tenant } from "../model/tenant.ts"
import type { IncidentStore } from "../ports/incident-store.ts"
import type { Notices } from "../ports/notices.ts"
import { isClosed, woken } from "./incident-state.ts"

export type SnoozeDeps = {
  readonly incidents: Pick<IncidentStore, "snoozeOver" | "incident" | "change">
  readonly notices: Pick<Notices, "owe">
  /** Where technicians see the incident. */
  readonly channelsOf: (incident: Incident) => readonly Channel[]
  readonly tenantOf: (incident: Incident) => Pick<Tenant, "displayName"> | undefined
  /** Who is called so, to be mentioned. */
  readonly personNamed: (name: string) => Recipient | undefined
  readonly wake: () => void
  /** Milliseconds UTC. */
  readonly now: () => number
}

/** So many in one look; the next look takes the others. */
const AT_ONCE = 100

/** One look. The message is owed first, under a key of its own: after a crash it is not owed twice. */
export async function endSnoozes(deps: SnoozeDeps): Promise<void> {
  const now = deps.now()
  const ids = await deps.incidents.snoozeOver(now, AT_ONCE)
  for (const id of ids) {
    const incident = await deps.incidents.incident(id)
    if (incident === undefined || woken(incident, now) === undefined) continue
    if (!isClosed(incident.state)) await deps.notices.owe(noticesOf(incident, deps, now))
    await deps.incidents.change(id, (current) => ({ incident: woken(current, now) ?? current, notes: [] }))
  }
  if (ids.length > 0) deps.wake()
}

function noticesOf(incident: Incident, deps: SnoozeDeps, now: number): readonly Notice[] {
  const { id, tenantId, alert, snoozed, owner } = incident
  const person = deps.personNamed(owner ?? snoozed?.by ?? "")
  const customer = plainText(deps.tenantOf(incident)?.displayName ?? tenantId, 80)
  return deps.channelsOf(incident).map((channel) => ({
    key: `snooze ${id} ${snoozed?.until} ${channel.conversationId}`,
    kind: "reminder",
    to: { kind: "channel", channel },
    title: `Incident ${id} is back from its snooze`,
    lines: [
      `${customer} · ${incident.level} · ${plainText(alert.rule.title, 120)}`,
      `Snoozed by ${plainText(snoozed?.by, 80)}; please look at its card again.`,
    ],
    ...(person === undefined ? {} : { mentions: [person] }),
    data: { type: "incident.snooze-over", incident: id },
    tenantId,
    at: now,
  }))
}
