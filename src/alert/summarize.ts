/**
 * When single cards would bury the channel. A burst, several alerts of one kind by one account, is one incident whose card
 * unfolds. A flood, more incidents of one kind at one customer than people can look at, goes on in one summary: the first
 * of every kind always has its own card, so that much of one kind can't hide another. Nothing is lost: every alert is
 * stored and belongs to an incident. Pure.
 */
import { HOUR } from "../lib/time-units.ts"
import {
  type Alert,
  FLOOD_SUBJECT,
  type Incident,
  isForTechnicians,
  isMicrosofts,
  type MoreOfKind,
} from "../model/alert.ts"
import { compareLevels } from "../model/level.ts"
import {
  BURST_PAUSE_MS,
  burstKey,
  closeTogether,
  keepsFixes,
  LONGEST_BURST_MS,
  leastOf,
  MANY_FROM,
  nameInBurst,
} from "./bursts.ts"
import { isClosed } from "./incident-state.ts"

/** So many incidents of one kind have a card of their own within `FLOOD_MS`. */
const FLOOD_FROM = 10
/** A flood's summary takes what comes within this time, milliseconds; later it is worth a new card. */
const SUMMARY_MS = HOUR
/** More names than this of one kind are counted. */
const MAX_NAMES = 200

/** Alerts that share an incident: an open one, or a new one, which may be a summary. */
export type Group = {
  readonly incident?: Incident
  readonly alerts: Alert[]
  /** Of a new summary, and of an open incident that becomes a burst. */
  subject?: string
}

export type SummaryContext = {
  /** Milliseconds UTC. */
  readonly now: number
  /** How many incidents were opened for this customer within `FLOOD_MS`, by rule name; missing means none. */
  readonly recentCounts?: ReadonlyMap<string, number>
}

/** The same alerts in fewer groups, where there are too many. */
export function summarized(groups: readonly Group[], context: SummaryContext): readonly Group[] {
  const known = groups.filter(({ incident }) => incident !== undefined)
  const fresh = groups.filter(({ incident }) => incident === undefined)
  const kept: Group[] = []
  const bursts: Group[] = []
  for (const same of Map.groupBy(fresh, keyOfGroup).values()) {
    for (const run of closeTogether(same, ({ alerts: [first] }) => first?.happenedAt ?? 0)) {
      const subject = subjectOfBurst(run[0])
      const alerts = run.flatMap((group) => group.alerts)
      const open = subject === undefined ? undefined : openBurst(known, subject, run)
      if (open !== undefined) open.alerts.push(...alerts)
      else if (subject !== undefined && isBurstNow(run, known)) bursts.push({ subject, alerts })
      else kept.push(...run)
    }
  }
  const inOrder = fresh.filter((one) => kept.includes(one))
  return [...known, ...bursts, ...withoutFlood(inOrder, known, context)]
}

/** Without what Microsoft tells of it. */
const ownOf = ({ alerts }: Group): readonly Alert[] => alerts.filter((alert) => !isMicrosofts(alert))

/** The alert that a group is known by: always the same, whatever order they came in. */
const headOf = (group: Group): Alert | undefined =>
  ownOf(group).reduce<Alert | undefined>(
    (head, alert) => (head === undefined || alert.rule.name < head.rule.name ? alert : head),
    undefined,
  )

/**
 * None where two people did something to one thing, or one did it again after hours: whosever burst it were, it would hold
 * what isn't part of it.
 */
function subjectOfBurst(group: Group | undefined): string | undefined {
  const head = group && headOf(group)
  if (group === undefined || head === undefined) return undefined
  const own = ownOf(group)
  const isOfOne = new Set(own.map(({ actor }) => actor.id.toLowerCase())).size === 1
  return isOfOne && closeTogether(own, timeOf).length === 1 ? burstKey(head) : undefined
}

const timeOf = ({ happenedAt }: Alert): number => happenedAt
const keyOfGroup = (group: Group): string => `${group.alerts[0]?.tenantId} ${subjectOfBurst(group)}`

const headsOf = (run: readonly Group[]): readonly Alert[] => run.flatMap((group) => headOf(group) ?? [])

/** Cards that were told one by one count, too: fully, where a fix of each is lost anyway. */
function isBurstNow(run: readonly Group[], known: readonly Group[]): boolean {
  const heads = headsOf(run)
  const before = singlesBefore(heads, known).length
  const least = leastOf(heads)
  return run.length >= least || before + run.length >= Math.max(least, MANY_FROM)
}

/** Open cards of the same kind by the same account, within the hour. */
const singlesBefore = (alerts: readonly Alert[], known: readonly Group[]): readonly Group[] =>
  known.filter(
    ({ incident }) => incident !== undefined && isOfSame(incident, alerts) && isNear(incident, alerts),
  )

const isOfSame = (incident: Incident, alerts: readonly Alert[]): boolean =>
  alerts.some(
    (alert) =>
      alert.tenantId === incident.tenantId &&
      burstKey(alert) === burstKey(incident.alert) &&
      alert.sameBy?.includes(incident.subject) === true,
  )

/** The card of a burst that is still open, or the last of several cards, which becomes the burst's. */
function openBurst(known: readonly Group[], subject: string, run: readonly Group[]): Group | undefined {
  const heads = headsOf(run)
  const burst = known.find(
    ({ incident }) =>
      incident?.subject === subject &&
      incident.tenantId === heads[0]?.tenantId &&
      takesMore(incident) &&
      isNear(incident, heads),
  )
  const singles = singlesBefore(heads, known)
  if (burst !== undefined || singles.length + run.length < leastOf(heads)) return burst
  const last = singles.find(
    ({ incident, alerts }) =>
      incident !== undefined &&
      mayGrow(incident) &&
      isOfOneAlert(incident, alerts) &&
      [incident.alert, ...heads].every(keepsFixes),
  )
  if (last !== undefined) last.subject = subject
  return last
}

/** What is being fixed or approved, what waits for later, and what the customer has answered for, is what somebody was shown. */
const takesMore = ({ state, approval, snoozed, customerAnswer }: Incident): boolean =>
  state !== "working" &&
  !isClosed(state) &&
  approval === undefined &&
  snoozed === undefined &&
  customerAnswer?.answer !== "expected"

/** A card on which a fix stands, or that the customer has answered for, is about that. */
const mayGrow = ({ standing = [], ...incident }: Incident): boolean =>
  takesMore(incident) && standing.length === 0 && incident.customerAnswer === undefined

/** What else stands on the card of one thing may be another person's, and the fix of all would run for it. */
const isOfOneAlert = ({ alertIds }: Incident, joined: readonly Alert[]): boolean =>
  alertIds.length + joined.length === 1

/** By when it happened: after an outage last night's comes with this morning's. A single card is of when its alert was. */
function isNear({ more, times, alert, lastAt = lastOf(alert) }: Incident, heads: readonly Alert[]): boolean {
  const { happenedAt: firstAt } = more === undefined ? alert : times
  const from = Math.min(...heads.map(({ happenedAt }) => happenedAt))
  const to = Math.max(...heads.map(lastOf))
  return (
    from - lastAt <= BURST_PAUSE_MS &&
    firstAt - to <= BURST_PAUSE_MS &&
    Math.max(to, lastAt) - Math.min(from, firstAt) <= LONGEST_BURST_MS
  )
}

const lastOf = ({ happenedAt, lastAt = happenedAt }: Alert): number => lastAt

function withoutFlood(
  fresh: readonly Group[],
  known: readonly Group[],
  context: SummaryContext,
): readonly Group[] {
  const byRule = new Map(context.recentCounts)
  const kept: Group[] = []
  const flood: Alert[] = []
  for (const one of fresh) {
    const [first] = one.alerts
    if (first === undefined || isForTechnicians(first)) {
      kept.push(one)
      continue
    }
    const count = (byRule.get(first.rule.name) ?? 0) + 1
    byRule.set(first.rule.name, count)
    if (count <= FLOOD_FROM) kept.push(one)
    else flood.push(...one.alerts)
  }
  if (flood.length === 0) return kept
  const open = openFlood(known, context)
  if (open === undefined) return [...kept, { subject: FLOOD_SUBJECT, alerts: flood }]
  open.alerts.push(...flood)
  return kept
}

const openFlood = (groups: readonly Group[], { now }: SummaryContext): Group | undefined =>
  groups.find(
    ({ incident }) =>
      incident?.subject === FLOOD_SUBJECT && mayGrow(incident) && now - incident.times.fetchedAt < SUMMARY_MS,
  )

/** What a summary lists, with what came now. */
export function withMore(known: readonly MoreOfKind[], alerts: readonly Alert[]): readonly MoreOfKind[] {
  const kinds = new Map(known.map((kind) => [kind.title, kind]))
  for (const alert of alerts) {
    const { title } = alert.rule
    const before = kinds.get(title) ?? { title, level: alert.level, count: 0, names: [] }
    const name = nameInBurst(alert)
    const isNew = !before.names.includes(name) && before.names.length < MAX_NAMES
    kinds.set(title, {
      title,
      level: compareLevels(alert.level, before.level) > 0 ? alert.level : before.level,
      count: before.count + 1,
      names: isNew ? [...before.names, name] : before.names,
    })
  }
  return [...kinds.values()]
}
