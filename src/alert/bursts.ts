/**
 * What one account does several times, of one kind and close together, is told once: a burst. It is keyed by who did it
 * and what rule found it, so that two people, or two kinds of act, are never one. Pure.
 */
import { andMore } from "../lib/list-text.ts"
import { durationText } from "../lib/time-text.ts"
import { DAY, HOUR } from "../lib/time-units.ts"
import { restoreOf, subjectKind } from "../model/act.ts"
import { bulkFixOf, CONTAINMENT, isFix } from "../model/action.ts"
import {
  type Alert,
  burstSubject,
  isAboutActor,
  isForTechnicians,
  isMicrosofts,
  type RuleInfo,
} from "../model/alert.ts"
import { moreImportant, oldestFirst } from "./alert-order.ts"

/** What is further apart than this is two bursts, milliseconds. */
export const BURST_PAUSE_MS = HOUR
/** What goes on for longer is worth a new card, milliseconds. */
export const LONGEST_BURST_MS = DAY

/** Their own session and its card are what a technician works on: only very many are one. */
export const RESTORES_FROM = 10
/** From so many on a technician looks at who did it, not at each. */
export const MANY_FROM = 5
/** Where one card can do all that the cards of each could. */
const WHOLE_FROM = 3

/** Words that services write where they name nobody: two apps or visitors of such a name are two. */
const NOBODY = /^(unknown|anonymous|not available|not-found|user|serviceprincipal)$/i

/** What a service of Microsoft finds (leaked data, malware, a reported prompt) is about as many people. */
const isSomebody = ({ kind, id }: Alert["actor"]): boolean =>
  kind !== "unknown" && kind !== "microsoft" && !NOBODY.test(id)

/**
 * Undefined: it is never part of a burst. Microsoft's own alerts are about different people whatever their actor says, and
 * whoever signed in, or tried to, is the victim rather than who did it.
 */
export const burstKey = (alert: Alert): string | undefined =>
  isMicrosofts(alert) ||
  isForTechnicians(alert) ||
  !isSomebody(alert.actor) ||
  subjectKind(alert.subject) === "sign-in"
    ? undefined
    : burstSubject(alert)

/** So many alerts like this are a burst: fewer, where the card of all can still do what the card of one could. */
function burstFrom(alert: Alert): number {
  if (restoreOf(alert.subject) !== undefined) return RESTORES_FROM
  return keepsFixes(alert) ? WHOLE_FROM : MANY_FROM
}

/** So many alerts like these are a burst. */
export const leastOf = (alerts: readonly Alert[]): number =>
  alerts.reduce((most, alert) => Math.max(most, burstFrom(alert)), 0)

/** Its fix can run for all of them, and those of an account are about the one who did it all. */
export function keepsFixes(alert: Alert): boolean {
  const { actions }: Pick<RuleInfo, "actions"> = alert.rule
  const fixes = actions.filter(isFix)
  const bulk = bulkFixOf(actions)
  const isKept = (fix: (typeof fixes)[number]): boolean =>
    fix === bulk || (CONTAINMENT.includes(fix) && isAboutActor(alert))
  return fixes.length > 0 && fixes.every(isKept)
}

/** In pieces between which nothing happened for a while, each of a day at most. `timeOf` in milliseconds UTC. */
export function closeTogether<One>(
  all: readonly One[],
  timeOf: (one: One) => number,
): readonly (readonly One[])[] {
  const runs: One[][] = []
  for (const one of all.toSorted((a, b) => timeOf(a) - timeOf(b))) {
    const run = runs.at(-1)
    const since = (other: One | undefined): number =>
      other === undefined ? Number.POSITIVE_INFINITY : timeOf(one) - timeOf(other)
    if (run !== undefined && since(run.at(-1)) <= BURST_PAUSE_MS && since(run[0]) <= LONGEST_BURST_MS)
      run.push(one)
    else runs.push([one])
  }
  return runs
}

/** What it is about, where many are listed: `box1@contoso.example (ben@contoso.example)`. */
export function nameInBurst({ target, object, actor }: Alert): string {
  const name = target.name || target.id
  const { ruleName, user = "" } = object
  const isOther = ![actor.upn, name.toLowerCase()].includes(user.toLowerCase())
  const detail = ruleName || (isOther ? user : "")
  return detail === "" || detail === name ? name : `${name} (${detail})`
}

/** So many of them are named in the sentence of a burst. */
const MAX_NAMES = 3

/** The same alerts as people are told of them: each burst is one, with its count. For whoever has all of them at once. */
export function toldTogether(alerts: readonly Alert[]): readonly Alert[] {
  const keyOf = (alert: Alert): string => {
    const key = burstKey(alert)
    const whose = `${alert.tenantId} ${alert.level === "informational"}`
    return key === undefined ? alert.id : `${whose} ${key}`
  }
  return [...Map.groupBy(alerts, keyOf).values()]
    .flatMap((same) => closeTogether(same, ({ happenedAt }) => happenedAt))
    .flatMap((run) => {
      const [first] = run
      return first === undefined || run.length < leastOf(run) ? run : [asOne(first, run)]
    })
    .toSorted(oldestFirst)
}

function asOne(first: Alert, run: readonly Alert[]): Alert {
  const described = run.reduce(moreImportant)
  const others = run.filter((alert) => alert !== described).map(nameInBurst)
  const names = [...new Set(others)]
  const named = andMore(names.slice(0, MAX_NAMES), names.length)
  const lastAt = run.reduce((last, alert) => Math.max(last, alert.lastAt ?? alert.happenedAt), 0)
  const within = durationText(lastAt - first.happenedAt)
  return {
    ...described,
    id: first.id,
    summary: `${described.summary} And ${others.length} more like this by the same account within ${within}: ${named}.`,
    happenedAt: first.happenedAt,
    lastAt,
    count: run.reduce((sum, { count }) => sum + count, 0),
    recordIds: [...new Set(run.flatMap(({ recordIds }) => recordIds))],
  }
}
