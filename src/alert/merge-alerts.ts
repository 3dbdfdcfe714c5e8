/**
 * Alerts meet what is already open: one subject has one open incident, and a repeat raises its counter
 * instead of making a second card. Pure, and the same for the same input, because a batch may come again after a crash.
 */
import type { Alert, HistoryLine, Incident } from "../model/alert.ts"
import type { Channel, Face } from "../model/delivery.ts"
import type { AlertId, TenantId } from "../model/ids.ts"
import { compareLevels } from "../model/level.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { DecisionWrites } from "../ports/record-store.ts"
import { isClosed, nextState } from "./incident-state.ts"

export type MergeContext = {
  /** All instants are milliseconds UTC. */
  readonly now: number
  readonly fetchedAt: number
  readonly publishedAt?: number
  readonly channelsFor: (tenant: TenantId) => readonly { readonly face: Face; readonly channel: Channel }[]
}

type Write = DecisionWrites["incidents"][number]

const WATCHPOST = "Watchpost"
const SEEN_AGAIN = "Seen again"

/**
 * What to store for `newAlerts`, given the incidents of their subjects. Alerts that an incident already counts are
 * ignored; incidents that are closed are never changed, their repeat opens a new one that names the old.
 */
export function mergeAlerts(
  newAlerts: readonly Alert[],
  open: readonly Incident[],
  context: MergeContext,
): DecisionWrites {
  const known = new Set<AlertId>(open.flatMap((incident) => incident.alertIds))
  const unique = new Map(newAlerts.filter((alert) => !known.has(alert.id)).map((alert) => [alert.id, alert]))
  const groups = Map.groupBy([...unique.values()].toSorted(oldestFirst), subjectKey)

  return {
    incidents: [...groups.values()].flatMap((alerts) => {
      const [first, ...rest] = alerts
      return first === undefined ? [] : [writeFor([first, ...rest], open, context)]
    }),
  }
}

type Alerts = readonly [Alert, ...Alert[]]

function writeFor(alerts: Alerts, incidents: readonly Incident[], context: MergeContext): Write {
  const [first] = alerts
  const ofSubject = incidents
    .filter((incident) => subjectKey(incident) === subjectKey(first))
    .toSorted((a, b) => b.id - a.id)
  const current = ofSubject.find((incident) => !isClosed(incident.state))
  return {
    incident:
      current === undefined ? openIncident(alerts, ofSubject[0], context) : join(current, alerts, context),
    channels: context.channelsFor(first.tenantId),
    notes: alerts.map((alert) => noteOf(alert, context.now)),
    newAlerts: alerts,
  }
}

function openIncident(
  alerts: Alerts,
  before: Incident | undefined,
  context: MergeContext,
): Omit<Incident, "id"> {
  const [first, ...rest] = alerts
  const described = rest.reduce(moreImportant, first)
  const count = countOf(alerts)
  const opened = `${described.rule.title}${before === undefined ? "" : `; incident ${before.id} about the same is closed`}`
  return {
    tenantId: first.tenantId,
    subject: first.subject,
    state: "new",
    level: described.level,
    alert: described,
    alertIds: alerts.map((alert) => alert.id),
    count,
    history: [{ at: context.now, who: WATCHPOST, what: opened, customerSafe: true }],
    times: {
      happenedAt: first.happenedAt,
      ...(context.publishedAt === undefined ? {} : { publishedAt: context.publishedAt }),
      fetchedAt: context.fetchedAt,
    },
  }
}

/** The times stay those of the first alert: they tell how long the first card took. */
function join(incident: Incident, alerts: Alerts, context: MergeContext): Incident {
  const described = alerts.reduce(moreImportant, incident.alert)
  const count = incident.count + countOf(alerts)
  const level = compareLevels(described.level, incident.level) > 0 ? described.level : incident.level
  return {
    ...incident,
    state: nextState(incident.state, "repeat") ?? incident.state,
    level,
    alert: described,
    alertIds: [...incident.alertIds, ...alerts.map((alert) => alert.id)],
    count,
    history: withRepeat(incident.history, count, context.now),
  }
}

/** Repeats in a row share one line, so that a burst doesn't push what people did off the card. */
function withRepeat(history: readonly HistoryLine[], count: number, now: number): readonly HistoryLine[] {
  const last = history.at(-1)
  const isRepeat = last?.who === WATCHPOST && last.what.startsWith(SEEN_AGAIN)
  const line = { at: now, who: WATCHPOST, what: `${SEEN_AGAIN}: ${count} times in all`, customerSafe: true }
  return [...(isRepeat ? history.slice(0, -1) : history), line]
}

const noteOf = (alert: Alert, now: number): Omit<TrailNote, "incidentId"> => ({
  at: now,
  kind: "alert",
  who: "watchpost",
  tenantId: alert.tenantId,
  what: alert.summary,
  data: {
    alertId: alert.id,
    rule: alert.rule.name,
    ruleId: alert.rule.id,
    level: alert.level,
    recordIds: alert.recordIds,
    count: alert.count,
    happenedAt: alert.happenedAt,
  },
})

/** The card describes the most severe alert, and among equals the newest. */
function moreImportant(a: Alert, b: Alert): Alert {
  const byLevel = compareLevels(b.level, a.level)
  return byLevel > 0 || (byLevel === 0 && oldestFirst(a, b) <= 0) ? b : a
}

const oldestFirst = (a: Alert, b: Alert): number =>
  a.happenedAt - b.happenedAt || (a.id < b.id ? -1 : Number(a.id > b.id))

const countOf = (alerts: readonly Alert[]): number => alerts.reduce((sum, alert) => sum + alert.count, 0)

const subjectKey = (about: Pick<Alert, "tenantId" | "subject">): string =>
  `${about.tenantId} ${about.subject}`
