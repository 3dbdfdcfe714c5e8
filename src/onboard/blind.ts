/**
 * "We are blind at Contoso": when a tenant can't be seen any more, that is an incident of our own. It is told in the
 * triage channel alone, changes while it lasts, and closes itself when records or a complete listing are seen again. Pure.
 */
import { nextState } from "../alert/incident-state.ts"
import { durationText, localTimeText } from "../lib/time-text.ts"
import { MINUTE } from "../lib/time-units.ts"
import { type Alert, BLIND_SUBJECT, type Incident, WATCHPOST } from "../model/alert.ts"
import type { Channel } from "../model/delivery.ts"
import type { Tenant } from "../model/tenant.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { SourceSight } from "../ports/feed-sight.ts"
import type { DecisionWrites } from "../ports/record-store.ts"
import type { Proof } from "./canary.ts"
import { ownAlert } from "./own-alert.ts"
import { isBlind, type Standing, type TenantState } from "./tenant-state.ts"

/** A refusal that is worded otherwise each time must not edit the card each time. */
export const SAME_STATE_QUIET_MS = 15 * MINUTE

export type Look = {
  readonly tenant: Pick<Tenant, "id" | "displayName" | "timeZone">
  readonly standing: Standing
  readonly sources: readonly SourceSight[]
  /** Missing where none can be written, and where nobody looked. */
  readonly proof?: Proof
  /** Milliseconds UTC. */
  readonly now: number
}

/** What was seen last; grows only when something is seen, so that it tells one blindness from the next. */
export type Seen = { readonly listedTo: number; readonly newestAt: number }

export const seenIn = (sources: readonly SourceSight[]): Seen => ({
  listedTo: Math.max(0, ...sources.flatMap((one) => one.listedTo ?? [])),
  newestAt: Math.max(0, ...sources.flatMap((one) => one.newestAt ?? [])),
})

export const blindSubject = ({ id }: Pick<Tenant, "id">): string => `${BLIND_SUBJECT}${id}`

/** From what was seen last, or written when it was last proved; of a tenant that was never seen from the first contact, `watchedSince`. */
export function blindSince({ standing, sources, proof }: Look, watchedSince: number): number {
  const seen = seenIn(sources)
  if (standing.state === "unproved") return proof?.proved?.at ?? watchedSince
  return (standing.state === "silent" ? seen.newestAt : seen.listedTo) || watchedSince
}

/**
 * The alert of a tenant that can't be seen; the same blindness makes the same alert, also after a restart.
 */
export function blindAlert(look: Look & { readonly since: number }): Alert {
  const { tenant, sources, since } = look
  const seen = seenIn(sources)
  return ownAlert([tenant.id, RULE_NAME, since], {
    tenantId: tenant.id,
    target: { kind: "tenant", id: tenant.id, name: tenant.displayName },
    operation: "Reading the audit records",
    happenedAt: since,
    subject: blindSubject(tenant),
    ...wordsOf(look, seen),
  })
}

export const RULE_NAME = "feed-blind"

export const QUESTIONS: Readonly<Partial<Record<TenantState, string>>> = {
  "no-consent": "Did the customer withdraw our access on purpose?",
  "audit-off": "Did somebody switch the audit log off on purpose? Attackers do it first.",
  silent: "Is the customer at work right now, and is auditing on?",
  unproved: "Does Microsoft Purview's audit log hold the canary, and did somebody change what is audited?",
  gone: "Is this still our customer, and is the tenant id right?",
  "locked-out": "When did the app's secret or certificate end, and did somebody change the app?",
}

/** Of whom nothing is seen is told plainly; a canary that stays away leaves it open. */
export const blindWords = (state: string | undefined) =>
  state === "unproved"
    ? { now: "We may be blind", over: "We may have been blind", cannot: "Watchpost may not see" }
    : { now: "We are blind", over: "We were blind", cannot: "Watchpost can't see" }

/** What changes when the reason does. */
function wordsOf(look: Look, seen: Seen): Pick<Alert, "rule" | "level" | "object" | "summary"> {
  const { tenant, standing, proof } = look
  const words = blindWords(standing.state)
  const provedAt = String(proof?.proved?.arrivedAt ?? 0)
  return {
    level: "high",
    rule: {
      id: RULE_NAME,
      name: RULE_NAME,
      title: `${words.now} at ${tenant.displayName}`,
      level: "high",
      techniques: [],
      why: "While a customer's audit records can't be read, an attack there raises no alert.",
      falsePositives: [],
      question: QUESTIONS[standing.state] ?? "",
      actions: [],
    },
    object: {
      ...{ state: standing.state, listedTo: String(seen.listedTo), newestAt: String(seen.newestAt) },
      ...(standing.state === "unproved" ? { provedAt } : {}),
    },
    summary: `${words.cannot} what happens at ${tenant.displayName}. ${standing.sentence}`,
  }
}

/** A new incident for the triage channel, and for no other. */
export function openBlind(alert: Alert, triage: Channel, now: number): DecisionWrites {
  const { tenantId, subject, level, happenedAt } = alert
  const history = [
    { at: now, who: WATCHPOST, what: alert.rule.title, customerSafe: false, kind: "opened" as const },
  ]
  return {
    incidents: [
      {
        incident: {
          ...{ tenantId, subject, level, alert, history },
          state: "new",
          alertIds: [alert.id],
          count: 1,
          times: { happenedAt, fetchedAt: now },
        },
        channels: [{ face: "technician", channel: triage }],
        notes: [noteOf(alert, alert.summary, now)],
        newAlerts: [alert],
      },
    ],
  }
}

export type BlindChange = { readonly incident: Incident; readonly notes: readonly TrailNote[] }

/** What the look changes in an open incident; undefined when the card already says it. */
export function changeBlind(incident: Incident, look: Look): BlindChange | undefined {
  const seen = seenIn(look.sources)
  if (!isBlind(look.standing.state)) {
    return isSeenAgain(incident, look, seen) ? closeBlind(incident, look) : undefined
  }
  const before = incident.alert.object.state
  const words = wordsOf(look, seen)
  const isQuiet = look.now - (incident.history.at(-1)?.at ?? 0) >= SAME_STATE_QUIET_MS
  if (before === look.standing.state && (words.summary === incident.alert.summary || !isQuiet))
    return undefined
  // How long a silence lasts is told when it begins, not every quarter of an hour; which canary is missed, not every day.
  if (before === look.standing.state && (before === "silent" || before === "unproved")) return undefined
  const alert = { ...incident.alert, ...words }
  return withLine({ ...incident, alert }, look.standing.sentence, look.now)
}

/** Only what was really seen counts: trouble of another kind is not sight. */
function isSeenAgain({ alert }: Incident, { proof }: Look, seen: Seen): boolean {
  // Where none is written any more, none can be missed.
  if (alert.object.state === "unproved")
    return proof === undefined || (proof.proved?.arrivedAt ?? 0) > Number(alert.object.provedAt)
  if (alert.object.state === "silent") return seen.newestAt > Number(alert.object.newestAt)
  return seen.listedTo > Number(alert.object.listedTo)
}

export const MEANWHILE: Readonly<Partial<Record<string, string>>> = {
  "audit-off": " What happened meanwhile was not recorded and can't be fetched.",
  "no-consent": " What Microsoft recorded meanwhile is fetched, as far as seven days back.",
  gone: " What Microsoft recorded meanwhile is fetched, as far as seven days back.",
  "locked-out": " What Microsoft recorded meanwhile is fetched, as far as seven days back.",
}

function closeBlind(incident: Incident, { tenant, now }: Look): BlindChange | undefined {
  const state = nextState(incident.state, "seen-again")
  if (state === undefined) return undefined
  const { alert } = incident
  const blindFor = durationText(now - alert.happenedAt)
  const line = `Seen again at ${localTimeText(now, tenant.timeZone)}, blind for ${blindFor}.`
  const summary = `${line}${MEANWHILE[alert.object.state ?? ""] ?? ""}`
  const { over } = blindWords(alert.object.state)
  const rule = { ...alert.rule, title: `${over} at ${tenant.displayName}` }
  return withLine({ ...incident, state, alert: { ...alert, rule, summary } }, line, now)
}

export function withLine(incident: Incident, what: string, now: number): BlindChange {
  const line = { at: now, who: WATCHPOST, what, customerSafe: false }
  const note = { ...noteOf(incident.alert, what, now), incidentId: incident.id }
  return { incident: { ...incident, history: [...incident.history, line] }, notes: [note] }
}

const noteOf = (alert: Alert, what: string, now: number): Omit<TrailNote, "incidentId"> => ({
  at: now,
  kind: "alert",
  who: "watchpost",
  tenantId: alert.tenantId,
  what,
  data: { alertId: alert.id, rule: alert.rule.name, level: alert.level, state: alert.object.state ?? "" },
})
