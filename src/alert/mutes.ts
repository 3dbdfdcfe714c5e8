/**
 * Which alerts page nobody because somebody said so beforehand. A mute is a filter of the rule language over what the
 * card shows; it ends by itself, by event time, so that late records of a muted time stay muted and no others.
 */
import { CHANGE_NAMES } from "../model/act.ts"
import type { Alert } from "../model/alert.ts"
import { kindOfSubject, type Mute, type MuteCriteria, type NewMute } from "../model/mute.ts"
import { compileSearch } from "../sigma/compile-rule.ts"
import type { SigmaEvent } from "../sigma/event.ts"
import { parseRules } from "../sigma/parse-rules.ts"
import { writeFilter } from "../sigma/write-filter.ts"

/** What of an alert a mute can name; missing where the alert doesn't say. */
export function criteriaOf(alert: Alert): MuteCriteria {
  const [destination] = destinationsOf(alert)
  return {
    rule: alert.rule.name,
    kind: kindOfSubject(alert),
    actor: alert.actor.upn ?? alert.actor.id,
    target: alert.target.name,
    ...(destination === undefined ? {} : { destination }),
    ...(alert.ip === undefined ? {} : { ip: alert.ip }),
    ...(alert.country === undefined ? {} : { country: alert.country }),
  }
}

const destinationsOf = ({ changes }: Alert): readonly string[] =>
  changes.flatMap(({ what, after }) =>
    what === CHANGE_NAMES.forwarding && after !== undefined ? [after] : [],
  )

/** One sentence why such criteria would hide too much; undefined when they are narrow enough. */
export function tooWide(criteria: MuteCriteria): string | undefined {
  const { rule, kind, actor, target, destination, ip } = criteria
  if (rule === undefined && kind === undefined)
    return "Choose what was found or the kind of change, too: a mute of everything hides an attack."
  if ([actor, target, destination, ip].every((one) => one === undefined))
    return "Choose who did it, what it is about, where it goes to or the address, too: a mute of a whole rule hides an attack."
  return undefined
}

/** The mute as a filter document: readable, reviewable, and what is really evaluated. */
export function muteText(mute: NewMute): string {
  const { rule, ...fields } = mute.criteria
  return writeFilter({
    title: `Muted until ${new Date(mute.until).toISOString()}: ${mute.reason}`.slice(0, 200),
    rules: rule === undefined ? "any" : [rule],
    fields,
    custom: {
      tenant: mute.tenantId,
      from: new Date(mute.from).toISOString(),
      until: new Date(mute.until).toISOString(),
      by: mute.by,
      ...(mute.ticket === undefined ? {} : { ticket: mute.ticket }),
    },
  })
}

/** The first of the mutes that covers an alert. Those that were lifted cover nothing any more. */
export function muteFinder<Kept extends NewMute & Pick<Mute, "lifted">>(
  mutes: readonly Kept[],
): (alert: Alert) => Kept | undefined {
  const compiled = mutes
    .filter(({ lifted }) => lifted === undefined)
    .map((mute) => ({ mute, fits: fitOf(mute) }))
  return (alert) => compiled.find(({ mute, fits }) => isInTime(mute, alert) && fits(alert))?.mute
}

/** From its first record to its last: what goes on after the end pages. */
const isInTime = ({ tenantId, from, until }: NewMute, alert: Alert): boolean =>
  alert.tenantId === tenantId && alert.happenedAt >= from && (alert.lastAt ?? alert.happenedAt) < until

function fitOf(mute: NewMute): (alert: Alert) => boolean {
  const { filters } = parseRules(muteText(mute), "mute")
  const [filter] = filters
  const search = filter?.searches.get("selection")
  // A mute that can't be read hides nothing.
  if (filter === undefined || search === undefined) return () => false
  const selects = compileSearch(search)
  return (alert) =>
    (filter.rules === "any" || filter.rules.includes(alert.rule.name)) && eventsOf(alert).every(selects)
}

/** One act may name several destinations: a mute of one of them hides no other. */
function eventsOf(alert: Alert): readonly SigmaEvent[] {
  const criteria = criteriaOf(alert)
  const destinations = destinationsOf(alert)
  return destinations.length < 2
    ? [eventOf(criteria)]
    : destinations.map((destination) => eventOf({ ...criteria, destination }))
}

const eventOf = (criteria: MuteCriteria): SigmaEvent => ({
  field: (name) => Object.entries(criteria).find(([field]) => field === name)?.[1],
  texts: () => Object.values(criteria),
})

/** The last instant that a date can tell. */
const LATEST = 8.64e15

export type Preview = {
  /** Alerts that it would have hidden, newest first. */
  readonly hidden: readonly Alert[]
  /** Those of them that somebody acted on. */
  readonly actedOn: readonly Alert[]
}

/** What a mute would have hidden, had it been there all the time. */
export function previewMute(
  criteria: MuteCriteria,
  alerts: readonly Alert[],
  wasActedOn: (alert: Alert) => boolean,
): Preview {
  const tenants = new Set(alerts.map(({ tenantId }) => tenantId))
  const finders = [...tenants].map((tenantId) =>
    muteFinder([{ tenantId, criteria, reason: "preview", by: "preview", from: 0, until: LATEST }]),
  )
  const hidden = alerts
    .filter((alert) => finders.some((find) => find(alert) !== undefined))
    .toSorted((a, b) => b.happenedAt - a.happenedAt)
  return { hidden, actedOn: hidden.filter(wasActedOn) }
}
