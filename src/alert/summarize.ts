/**
 * When single cards would bury the channel. A burst, many alerts of one kind by one account, is one incident whose card
 * unfolds. A flood, more incidents of one kind at one customer than people can look at, goes on in one summary: the first
 * of every kind always has its own card, so that noise of one kind can't hide another. Nothing is lost: every alert is
 * stored and belongs to an incident. Pure.
 */
import {
  type Alert,
  burstSubject,
  FLOOD_SUBJECT,
  type Incident,
  isForTechnicians,
  isMicrosofts,
  type MoreOfKind,
} from "../model/alert.ts"
import { compareLevels } from "../model/level.ts"
import { isClosed } from "./incident-state.ts"

/** So many new things of one kind by one account within `FLOOD_MS` are a burst: the card of those that are new unfolds. */
const BURST_FROM = 10
/** So many incidents of one kind have a card of their own within `FLOOD_MS`. */
const FLOOD_FROM = 10
/** A summary takes what comes within this time, milliseconds; later it is worth a new card. */
const SUMMARY_MS = 3_600_000
/** More names than this of one kind are counted. */
const MAX_NAMES = 200

/** Alerts that share an incident: an open one, or a new one, which may be a summary. */
export type Group = {
  readonly incident?: Incident
  readonly alerts: Alert[]
  /** Of a new summary. */
  readonly subject?: string
}

export type SummaryContext = {
  /** Milliseconds UTC. */
  readonly now: number
  /** How many incidents were opened for this customer within `FLOOD_MS`, by rule name and by `burstSubject`; missing means none. */
  readonly recentCounts?: ReadonlyMap<string, number>
}

/** The same alerts in fewer groups, where there are too many. */
export function summarized(groups: readonly Group[], context: SummaryContext): readonly Group[] {
  const known = groups.filter(({ incident }) => incident !== undefined)
  const fresh = groups.filter(({ incident }) => incident === undefined)
  const kept: Group[] = []
  const bursts: Group[] = []
  for (const [subject, same] of Map.groupBy(fresh, ({ alerts: [first] }) => first && summaryKey(first))) {
    const open = subject === undefined ? undefined : openSummary(known, subject, context)
    const before = context.recentCounts?.get(subject ?? "") ?? 0
    if (subject === undefined || (open === undefined && before + same.length < BURST_FROM)) kept.push(...same)
    else if (open === undefined) bursts.push({ subject, alerts: same.flatMap(({ alerts }) => alerts) })
    else open.alerts.push(...same.flatMap(({ alerts }) => alerts))
  }
  const inOrder = fresh.filter((one) => kept.includes(one))
  return [...known, ...bursts, ...withoutFlood(inOrder, known, context)]
}

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
  const open = openSummary(known, FLOOD_SUBJECT, context)
  if (open === undefined) return [...kept, { subject: FLOOD_SUBJECT, alerts: flood }]
  open.alerts.push(...flood)
  return kept
}

/** Microsoft's own alerts are about different people whatever their actor says. */
const summaryKey = (alert: Alert): string | undefined =>
  isMicrosofts(alert) || isForTechnicians(alert) ? undefined : burstSubject(alert)

const openSummary = (groups: readonly Group[], subject: string, { now }: SummaryContext): Group | undefined =>
  groups.find(
    ({ incident }) =>
      incident !== undefined &&
      incident.subject === subject &&
      // What is being fixed is what somebody was shown.
      incident.state !== "working" &&
      !isClosed(incident.state) &&
      now - incident.times.fetchedAt < SUMMARY_MS,
  )

/** What a summary lists, with what came now. */
export function withMore(known: readonly MoreOfKind[], alerts: readonly Alert[]): readonly MoreOfKind[] {
  const kinds = new Map(known.map((kind) => [kind.title, kind]))
  for (const alert of alerts) {
    const { title } = alert.rule
    const before = kinds.get(title) ?? { title, level: alert.level, count: 0, names: [] }
    const name = alert.target.name || alert.target.id
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
