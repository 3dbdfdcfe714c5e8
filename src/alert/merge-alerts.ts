/**
 * Alerts meet what is already open: one subject has one open incident, and a repeat raises its counter
 * instead of making a second card. Pure, and the same for the same input, because a batch may come again after a crash.
 */
import { restoreOf } from "../model/act.ts"
import {
  type Alert,
  type HistoryLine,
  type Incident,
  isForTechnicians,
  isMicrosofts,
  WATCHPOST,
} from "../model/alert.ts"
import type { AlertId, RecordId } from "../model/ids.ts"
import { compareLevels } from "../model/level.ts"
import type { Mute } from "../model/mute.ts"
import type { Routed, RoutedCard } from "../model/route.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { DecisionWrites } from "../ports/record-store.ts"
import { mutedNote, noteOf, quietNote } from "./alert-notes.ts"
import { moreImportant, oldestFirst } from "./alert-order.ts"
import { awake, isClosed, nextState } from "./incident-state.ts"
import { ofEverybody } from "./of-everybody.ts"
import { type Group, summarized, withMore } from "./summarize.ts"

export type MergeContext = {
  /** All instants are milliseconds UTC. */
  readonly now: number
  readonly fetchedAt: number
  readonly publishedAt?: number
  /** What became available (or, without that, happened) before this is history: stored, and nobody is paged. */
  readonly watchedSince: number
  /** What somebody said that nobody wants to be paged for. */
  readonly mutedBy?: (alert: Alert) => Pick<Mute, "id"> | undefined
  /** How many incidents were opened for this customer within `FLOOD_MS`, by rule name; missing means none. */
  readonly recentCounts?: ReadonlyMap<string, number>
  /** SHA-256 of a record of this batch, so that the trail holds what an alert rests on. */
  readonly hashOf?: (id: RecordId) => string | undefined
  readonly channelsFor: (incident: Routed) => readonly RoutedCard[]
}

/**
 * What to store for alerts, given the incidents of their subjects and those that hold an alert which has grown (`before`:
 * as it was). Informational ones (our own technicians' work) page nobody: they are stored and can be asked for. An alert
 * that has grown stays with its incident; of a closed one it changes nothing, unless the act went on after it was closed.
 * A repeat of something closed opens a new incident that names the old.
 */
export function mergeAlerts(
  alerts: readonly Alert[],
  incidents: readonly Incident[],
  context: MergeContext,
  before: ReadonlyMap<AlertId, Alert> = new Map(),
): DecisionWrites {
  const newestFirst = incidents.toSorted((a, b) => b.id - a.id)
  const { current, notes: muted } = withoutMuted(
    alerts.filter((alert) => pages(alert, context)),
    newestFirst,
    context,
  )
  const quiet = alerts.filter((alert) => !pages(alert, context) && !before.has(alert.id))
  const notes = [...muted, ...quiet.map((alert) => quietNote(alert, context))]
  const holders = new Map(
    current.flatMap((alert) => {
      const holder = newestFirst.find((incident) => holds(incident, alert))
      return holder === undefined ? [] : [[alert.id, holder] as const]
    }),
  )
  const unique = new Map(current.filter(({ id }) => !holders.has(id)).map((alert) => [alert.id, alert]))
  const groups = summarized(group([...unique.values()].toSorted(oldestFirst), newestFirst), context)
  return {
    incidents: groups.flatMap(({ incident, alerts: fresh, subject }) => {
      const grown = current.flatMap((now): readonly Grown[] => {
        const was = before.get(now.id)
        return incident === undefined || was === undefined || holders.get(now.id) !== incident
          ? []
          : [{ was, now }]
      })
      const [first = grown[0]?.now] = fresh
      if (first === undefined) return []
      const closed = newestFirst.find((other) => isClosed(other.state) && wasAbout(other, first))
      const next =
        incident === undefined
          ? openIncident([first, ...fresh.slice(1)], closed, { ...context, subject })
          : join(incident, fresh, grown, { ...context, subject })
      return [
        {
          incident: next,
          channels: channelsFor(next, context),
          notes: [...fresh, ...grown.filter(isWorse).map(({ now }) => now)].map((alert) =>
            noteOf(alert, context),
          ),
          newAlerts: fresh,
        },
      ]
    }),
    ...(notes.length === 0 ? {} : { notes }),
  }
}

/** Not informational, and not history. What was there before is found now, whatever Microsoft's clock says. */
const pages = (alert: Alert, { watchedSince, publishedAt }: MergeContext): boolean =>
  alert.level !== "informational" &&
  (alert.wasThere === true || (publishedAt ?? alert.happenedAt) >= watchedSince)

/** What already has a card stays on it: a mute hides what comes, and never what somebody is looking at. */
function withoutMuted(
  alerts: readonly Alert[],
  incidents: readonly Incident[],
  context: MergeContext,
): { readonly current: readonly Alert[]; readonly notes: readonly TrailNote[] } {
  const isOpen = (alert: Alert): boolean => incidents.some((incident) => holds(incident, alert))
  const judged = alerts.map((alert) => ({
    alert,
    mute: isOpen(alert) ? undefined : context.mutedBy?.(alert),
  }))
  return {
    current: judged.filter(({ mute }) => mute === undefined).map(({ alert }) => alert),
    notes: judged.flatMap(({ alert, mute }) => (mute === undefined ? [] : [mutedNote(alert, mute, context)])),
  }
}

/** An alert as it was stored, and as it is now. */
type Grown = { readonly was: Alert; readonly now: Alert }

const isWorse = ({ was, now }: Grown): boolean => compareLevels(now.level, was.level) > 0

/** A closed incident holds its alert only as far as it happened before somebody closed it. */
function holds(incident: Incident, alert: Alert): boolean {
  if (!incident.alertIds.includes(alert.id)) return false
  if (!isClosed(incident.state)) return true
  return (alert.lastAt ?? alert.happenedAt) <= (incident.history.at(-1)?.at ?? Number.POSITIVE_INFINITY)
}

/** Whoever may not know of an incident is owed no card of it. */
const channelsFor = (
  incident: Omit<Incident, "id">,
  context: MergeContext,
): ReturnType<MergeContext["channelsFor"]> =>
  context.channelsFor(incident).filter(({ face }) => face === "technician" || !isForTechnicians(incident))

type Alerts = readonly [Alert, ...Alert[]]

function group(alerts: readonly Alert[], incidents: readonly Incident[]): readonly Group[] {
  const groups: Group[] = incidents
    .filter((incident) => !isClosed(incident.state))
    .map((incident) => ({ incident, alerts: [] }))
  for (const alert of alerts) {
    const joined =
      groups.find(({ incident, alerts: [first] }) => {
        const head = incident ?? first
        return head !== undefined && isAboutSame(head, alert, incident?.alert ?? first)
      }) ??
      groups.find(({ incident, alerts: told }) => {
        const head = incident ?? told[0]
        return head !== undefined && isSameStory(head, alert) && isOfOneThing([...told, alert])
      })
    if (joined === undefined) groups.push({ alerts: [alert] })
    else joined.alerts.push(alert)
  }
  return groups
}

/** What a fix tells two things of one subject apart by: two rules of one name, full access and the right to send. */
const TELLING_APART = ["ruleId", "roleId", "kind"] as const

/**
 * Same subject, and nothing that a fix would treat as two. An incident has one fix, which is about the alert that its
 * card describes: were two things one incident, it would count as fixed with one of them still there.
 */
function isAboutSame(
  head: Pick<Alert, "tenantId" | "subject">,
  alert: Alert,
  described: Alert | undefined,
): boolean {
  if (head.tenantId !== alert.tenantId || head.subject !== alert.subject) return false
  return TELLING_APART.every((key) => {
    const [one, other] = [described?.object[key], alert.object[key]]
    return !one || !other || one === other
  })
}

/** It may have stood for many, under another subject. */
const wasAbout = (closed: Incident, alert: Alert): boolean =>
  isAboutSame(closed, alert, closed.alert) || closed.alertIds.includes(alert.id)

/** A card has one fix: of several things that Microsoft's alert may be about, one shares its card. */
const isOfOneThing = (alerts: readonly Alert[]): boolean =>
  new Set(alerts.filter((alert) => !isMicrosofts(alert)).map(({ subject }) => subject)).size <= 1

/** Microsoft's alert about an act, and our own about it: the memory of detection has told which belong together. */
const isSameStory = (head: Pick<Alert, "tenantId" | "subject">, alert: Alert): boolean =>
  head.tenantId === alert.tenantId && alert.alsoAbout?.includes(head.subject) === true

function openIncident(
  alerts: Alerts,
  before: Incident | undefined,
  context: MergeContext & { readonly subject: string | undefined },
): Omit<Incident, "id"> {
  const [first, ...rest] = alerts
  const described = describedOf(first, ...rest)
  const count = countOf(alerts)
  const kind = before === undefined ? "opened" : "opened-again"
  const opened = `${described.rule.title}${before === undefined ? "" : `; incident ${before.id} about the same is closed`}`
  return {
    tenantId: first.tenantId,
    // What a fix can be about gives the incident its subject, also where Microsoft's alert is the older one.
    subject: context.subject ?? (isMicrosofts(first) ? described : first).subject,
    ...(context.subject === undefined ? {} : { more: withMore([], alerts), lastAt: latestOf(alerts) }),
    state: "new",
    level: described.level,
    alert: described,
    alertIds: alerts.map((alert) => alert.id),
    count,
    history: [{ at: context.now, who: WATCHPOST, what: opened, customerSafe: true, kind }],
    times: {
      happenedAt: first.happenedAt,
      ...(context.publishedAt === undefined ? {} : { publishedAt: context.publishedAt }),
      fetchedAt: context.fetchedAt,
    },
  }
}

/** The times stay those of the first alert: they tell how long the first card took. */
function join(
  incident: Incident,
  fresh: readonly Alert[],
  grown: readonly Grown[],
  context: MergeContext & { readonly subject: string | undefined },
): Incident {
  const shown = grown.find(({ now }) => now.id === incident.alert.id)?.now ?? incident.alert
  const news = [...grown.map(({ now }) => now), ...fresh]
  const described = describedOf(shown, ...news)
  const more = grown.reduce((sum, { was, now }) => sum + now.count - was.count, 0)
  const count = incident.count + countOf(fresh) + more
  // What the customer said of what was known stands; only worse than that raises again.
  const isWorseNow = compareLevels(described.level, incident.alert.level) > 0
  const level =
    isWorseNow && compareLevels(described.level, incident.level) > 0 ? described.level : incident.level
  return {
    ...(isWorseNow ? awake(incident) : incident),
    ...(context.subject === undefined
      ? withFresh(incident, fresh, news)
      : asBurst(incident, fresh, context.subject)),
    ...(isMicrosofts(incident) ? { subject: described.subject } : {}),
    state: nextState(incident.state, "repeat") ?? incident.state,
    level,
    alert: described,
    alertIds: [...incident.alertIds, ...fresh.map((alert) => alert.id)],
    count,
    history: withRepeat(incident, count, context.now),
  }
}

const withFresh = (
  { more, lastAt }: Incident,
  fresh: readonly Alert[],
  news: readonly Alert[],
): Pick<Incident, "more" | "lastAt"> =>
  more === undefined ? {} : { more: withMore(more, fresh), lastAt: latestOf(news, lastAt) }

/** What was read of the first says nothing of the others. */
const asBurst = ({ alert, live }: Incident, fresh: readonly Alert[], subject: string): Partial<Incident> => ({
  subject,
  more: withMore([], [alert, ...fresh]),
  lastAt: latestOf([alert, ...fresh]),
  ...(live === undefined ? {} : { live: { at: live.at, lines: [] } }),
})

/** Repeats in a row share one line, so that a burst doesn't push what people did off the card. A restore is of many things. */
function withRepeat({ history, subject }: Incident, count: number, now: number): readonly HistoryLine[] {
  const last = history.at(-1)
  const isRestore = restoreOf(subject) !== undefined
  const what = isRestore ? `The restore goes on: ${count} things in all` : `Seen again: ${count} times in all`
  const line: HistoryLine = { at: now, who: WATCHPOST, what, customerSafe: true, kind: "repeat" }
  return [...(last?.kind === "repeat" ? history.slice(0, -1) : history), line]
}

/** The card describes one alert; what is done about it is done about all that is the same. */
function describedOf(first: Alert, ...others: readonly Alert[]): Alert {
  const described = others.reduce(moreImportant, first)
  const same = [first, ...others].filter(({ subject }) => subject === described.subject)
  return { ...described, object: ofEverybody([described.object, ...same.map(({ object }) => object)]) }
}

const latestOf = (alerts: readonly Alert[], since = 0): number =>
  alerts.reduce((last, { happenedAt, lastAt = happenedAt }) => Math.max(last, lastAt), since)

const countOf = (alerts: readonly Alert[]): number => alerts.reduce((sum, alert) => sum + alert.count, 0)
