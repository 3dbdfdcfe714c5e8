/**
 * Does a fix run by itself for this incident? Only where the customer opted in, and where nobody has said or done anything
 * yet. Whoever can make alerts can ask for fixes: so they are counted, and a person's word always wins. Pure.
 */
import { titleOf } from "../card/button-labels.ts"
import { DAY, HOUR, MINUTE } from "../lib/time-units.ts"
import { CHANGE_NAMES } from "../model/act.ts"
import { undoOf } from "../model/action.ts"
import { type Alert, type Incident, singleFixesIn } from "../model/alert.ts"
import {
  type AutomaticFix,
  type AutomaticPolicy,
  LEFT_ALONE_MS,
  MOST_AUTOMATIC_PER_HOUR,
  MOST_AUTOMATIC_PER_MAILBOX,
} from "../model/automatic.ts"
import { type Freeze, frozenSentence } from "../model/freeze.ts"
import { compareLevels } from "../model/level.ts"
import type { Remediation } from "../model/remediation.ts"
import type { RuleIncident } from "../model/rule-incident.ts"
import { unconfirmedIn } from "../model/standing.ts"
import type { Subject } from "./action-contract.ts"
import { subjectIn } from "./subject.ts"

/** Microsoft's clock may be ahead of ours by so much; what lies further ahead was not written by it. */
const CLOCK_MS = 5 * MINUTE

/**
 * Nobody has touched it. What was closed before and came back is opened again: what people said of it then is weighed in
 * `whyLeft`.
 */
export const isUntouched = (incident: Incident): boolean =>
  incident.automaticAt === undefined &&
  incident.state === "new" &&
  incident.more === undefined &&
  incident.owner === undefined &&
  incident.approval === undefined &&
  incident.snoozed === undefined &&
  incident.customerAnswer === undefined &&
  incident.ownerQuestion === undefined &&
  incident.history.every(({ kind }) => kind === "opened" || kind === "opened-again" || kind === "repeat")

/** Bad enough, recent and untouched: worth reading what it stands for. `now` in milliseconds UTC. */
export const isMeant = (incident: Incident, policy: AutomaticPolicy, now: number): boolean =>
  isUntouched(incident) &&
  compareLevels(incident.level, policy.level) >= 0 &&
  isRecent(incident.alert, policy, now)

/** What would run by itself, and what it would be about. */
export type AutomaticRun = { readonly fix: AutomaticFix; readonly subject: Subject }

/**
 * Undefined where nothing is meant to run: `alerts` is everything that the incident stands for, and all of it has to be
 * recorded, and recent by the time it happened. What was there before anybody watched, and what was fetched late, isn't.
 */
export function automaticRun(
  incident: Incident,
  alerts: readonly Alert[],
  policy: AutomaticPolicy,
  now: number,
): AutomaticRun | undefined {
  if (!isMeant(incident, policy, now)) return undefined
  if (alerts.length === 0 || !alerts.every((alert) => isRecent(alert, policy, now))) return undefined
  const told = forwardingsIn(alerts)
  const fits: Readonly<Record<AutomaticFix, boolean>> = {
    "stop-forwarding": told !== "",
    "disable-inbox-rule": [incident.alert.object.ruleId, incident.alert.object.ruleName].some(Boolean),
  }
  const fix = singleFixesIn(incident)
    .flatMap((one) => policy.fixes.filter((allowed) => allowed === one))
    .find((one) => fits[one])
  return fix === undefined
    ? undefined
    : { fix, subject: { ...subjectIn(incident), ...(fix === "stop-forwarding" ? { told } : {}) } }
}

/** When the last of it happened, not when it arrived. */
function isRecent(
  { wasThere, happenedAt, lastAt = happenedAt }: Alert,
  { withinMinutes }: AutomaticPolicy,
  now: number,
): boolean {
  return wasThere !== true && lastAt > now - withinMinutes * MINUTE && lastAt <= now + CLOCK_MS
}

/** Where the records say that mail was sent to. */
const forwardingsIn = (alerts: readonly Alert[]): string =>
  [
    ...new Set(
      alerts
        .flatMap(({ changes }) => changes)
        .filter(({ what }) => what === CHANGE_NAMES.forwarding)
        .map(({ after }) => after),
    ),
  ].join(", ")

export type Before = {
  /** The customer's runs of the last 30 days that nobody pressed for, and those that took something back. */
  readonly runs: readonly Remediation[]
  /** Other incidents of the same rule there, newest first. */
  readonly alike: readonly Pick<RuleIncident, "target" | "harmlessAt">[]
  readonly freeze: Freeze | undefined
}

/** Why it is left to people after all, a sentence for the card; undefined: it may run. `now` in milliseconds UTC. */
export function whyLeft(
  { subject }: AutomaticRun,
  { runs, alike, freeze }: Before,
  now: number,
): string | undefined {
  if (freeze !== undefined) return frozenSentence(freeze)
  const here = runs.filter((run) => isSameMailbox(run.subject, subject))
  // A clock that was wrong may have written times that lie ahead: they count.
  const since = (ms: number) => (run: Remediation) => run.requestedAt > now - ms
  if (here.some((run) => run.undoes !== undefined && since(LEFT_ALONE_MS)(run)))
    return "Somebody took a fix back at this mailbox within the last 30 days, so it is left to people."
  const names = namesOf(subject)
  if (
    alike.some(
      ({ target, harmlessAt = 0 }) =>
        harmlessAt > now - LEFT_ALONE_MS && names.includes(target.toLowerCase()),
    )
  )
    return "Somebody called the same harmless at this mailbox within the last 30 days, so it is left to people."
  const own = (run: Remediation): boolean => run.automatic === true
  if (here.filter((run) => own(run) && since(DAY)(run)).length >= MOST_AUTOMATIC_PER_MAILBOX)
    return `${MOST_AUTOMATIC_PER_MAILBOX} fixes ran by themselves at this mailbox within a day: somebody is still in. Lock the account out.`
  return runs.filter((run) => own(run) && since(HOUR)(run)).length >= MOST_AUTOMATIC_PER_HOUR
    ? `${MOST_AUTOMATIC_PER_HOUR} fixes ran by themselves at this customer within an hour; what is left of the hour's changes is for people.`
    : undefined
}

/** Records call a mailbox by several names: one in common is enough to leave it alone. */
const isSameMailbox = (one: Subject, other: Subject): boolean => {
  const names = namesOf(other)
  return namesOf(one).some((name) => names.includes(name))
}

const namesOf = ({ mailbox, target, targetName }: Subject): readonly string[] =>
  [mailbox, target, targetName].flatMap((name) => name?.trim().toLowerCase() || [])

/** For the card and the trail: `“Stop forwarding” runs by itself`. */
export const beginsLine = ({ fix }: AutomaticRun): string => `“${titleOf(fix)}” runs by itself`
export const leftLine = ({ fix }: AutomaticRun, why: string): string =>
  `“${titleOf(fix)}” didn't run by itself: ${why}`

/** Whoever closes an incident as harmless leaves what ran by itself as it is, unless it is taken back first. */
export const staysLines = (incident: Incident): readonly string[] =>
  unconfirmedIn(incident).map(
    (fix) =>
      `“${titleOf(fix)}” ran by itself, and stays. If it shouldn't, go back and press “${titleOf(undoOf(fix))}” first.`,
  )
