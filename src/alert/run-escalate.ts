/**
 * Looks at what nobody has taken, and owes the messages that are due. Incidents that reach a step together share one
 * message, so that a flood rings a phone once.
 */
import { moreLine } from "../lib/list-text.ts"
import { plainText } from "../lib/plain-text.ts"
import { durationText } from "../lib/time-text.ts"
import type { Incident } from "../model/alert.ts"
import type { Channel } from "../model/delivery.ts"
import type { EscalationPolicy, EscalationStep } from "../model/escalation.ts"
import { compareLevels } from "../model/level.ts"
import type { Notice, NoticePlace } from "../model/notice.ts"
import type { QuietHours } from "../model/quiet-hours.ts"
import { unconfirmedIn } from "../model/standing.ts"
import type { Tenant } from "../model/tenant.ts"
import type { IncidentStore } from "../ports/incident-store.ts"
import type { Notices } from "../ports/notices.ts"
import { type DueStep, dueSteps, WAITING, waitingSince } from "./escalation.ts"
import { customerOf, factsOf } from "./incident-facts.ts"
import { quietUntil } from "./quiet-hours.ts"

export type EscalationDeps = {
  readonly incidents: Pick<IncidentStore, "list">
  readonly notices: Pick<Notices, "owe" | "stepsOf">
  readonly policy: EscalationPolicy
  /** Where technicians see the incident. */
  readonly channelsOf: (incident: Incident) => readonly Channel[]
  readonly tenantOf: (incident: Incident) => Pick<Tenant, "displayName" | "timeZone"> | undefined
  readonly quietHours: QuietHours | undefined
  /** Milliseconds UTC. */
  readonly now: () => number
}

/** The newest so many; whatever is older was told of long ago. */
const MAX_OPEN = 5_000
const MAX_LINES = 12

/** One look. Steps and messages are stored in one transaction: neither is there without the other. */
export async function escalate(deps: EscalationDeps): Promise<void> {
  const now = deps.now()
  const open = await deps.incidents.list({ states: WAITING, limit: MAX_OPEN })
  const taken = await deps.notices.stepsOf(open.map(({ id }) => id))
  const quietEnd = (incident: Incident, since: number): number | undefined =>
    quietUntil(incident.level, deps.tenantOf(incident)?.timeZone ?? "UTC", deps.quietHours, since)
  const due = dueSteps(open, taken, deps.policy, now, quietEnd)
  if (due.length === 0) return
  const notices = [...Map.groupBy(due, ({ step }) => step)].flatMap(([step, steps]) =>
    placesOf(step, steps, deps).map(({ to, incidents }) => noticeOf(step, to, incidents, { deps, now })),
  )
  await deps.notices.owe(
    notices,
    due.map(({ incidentId, step, since }) => ({ incidentId, step, since })),
  )
}

type Told = { readonly to: NoticePlace; readonly incidents: readonly Incident[] }

function placesOf(step: EscalationStep, steps: readonly DueStep[], deps: EscalationDeps): readonly Told[] {
  const incidents = steps.map(({ incident }) => incident)
  if (step === "webhook") return [{ to: { kind: "webhook" }, incidents }]
  if (step === "message")
    return deps.policy.onCall.map((person) => ({ to: { kind: "person", person }, incidents }))
  const pairs = incidents.flatMap((incident) =>
    deps.channelsOf(incident).map((channel) => ({ incident, channel })),
  )
  return [...Map.groupBy(pairs, ({ channel }) => channel.conversationId).values()].flatMap((group) =>
    group
      .slice(0, 1)
      .map(({ channel }) => ({ to: { kind: "channel", channel }, incidents: group.map((p) => p.incident) })),
  )
}

function noticeOf(
  step: EscalationStep,
  to: NoticePlace,
  incidents: readonly Incident[],
  { deps, now }: { readonly deps: EscalationDeps; readonly now: number },
): Notice {
  const worstFirst = incidents.toSorted((a, b) => compareLevels(b.level, a.level) || a.id - b.id)
  const lines = worstFirst.slice(0, MAX_LINES).map((incident) => lineOf(incident, deps, now))
  const [only, ...others] = new Set(incidents.map(({ tenantId }) => tenantId))
  return {
    key: `escalation ${step} ${placeText(to)} ${now} ${incidents.map(({ id }) => id).join(" ")}`,
    kind: "escalation",
    to,
    title:
      incidents.length === 1
        ? "Nobody has taken this incident"
        : `Nobody has taken ${incidents.length} incidents`,
    lines: [...lines, ...moreLine(worstFirst.length - lines.length), "Take it from its card in the channel."],
    ...(step === "mention" ? { mentions: deps.policy.onCall } : {}),
    data: {
      type: "incident.unclaimed",
      incidents: worstFirst.map((incident) => factsOf(incident, deps.tenantOf)),
    },
    incidents: incidents.map(({ id }) => id),
    ...(only !== undefined && others.length === 0 ? { tenantId: only } : {}),
    at: now,
  }
}

const placeText = (to: NoticePlace): string =>
  to.kind === "channel" ? to.channel.conversationId : to.kind === "person" ? to.person.objectId : "webhook"

/** Whoever is called at night weighs by it how much can wait. */
const ranWords = (incident: Incident): string =>
  unconfirmedIn(incident).length === 0 ? "" : " · a fix ran by itself"

const lineOf = (incident: Incident, deps: EscalationDeps, now: number): string =>
  `Incident ${incident.id} · ${incident.level} · ${customerOf(incident, deps.tenantOf)} · ${plainText(incident.alert.rule.title, 120)} · open for ${openFor(now - waitingSince(incident))}${ranWords(incident)}`

const openFor = (ms: number): string => durationText(ms < 0 ? Number.NaN : ms)
