/**
 * Plans one fix for everything that a card stands for, or taking all of that back. Nothing is read from the tenant yet:
 * reading a hundred things takes longer than Teams waits for an answer. Each is read right before its own call.
 */
import { canonicalHash } from "../lib/canonical-json.ts"
import { type FixName, fixOf, isUndo, type UndoName } from "../model/action.ts"
import { type Alert, bulkFixIn, type Incident } from "../model/alert.ts"
import type { RemediationId, TenantId } from "../model/ids.ts"
import type { Person } from "../model/person.ts"
import { bulkPart, bulkRuns, isInBulk } from "../model/playbook.ts"
import type { Protection } from "../model/protection.ts"
import type { Remediation } from "../model/remediation.ts"
import type { Store } from "../ports/store.ts"
import type { Subject } from "./action-contract.ts"
import { ACTIONS } from "./actions/catalogue.ts"
import { concernsOwn } from "./authorize.ts"
import type { PlannedStep, PlaybookPlan } from "./run-plan-playbook.ts"
import { weigh } from "./safeguards.ts"
import { subjectOf } from "./subject.ts"
import { undoable } from "./undo.ts"

export type PlanBulk = (
  incident: Incident,
  action: "fix-all" | UndoName,
  person: Person,
) => Promise<PlaybookPlan | { readonly problem: string }>

export type BulkDeps = {
  readonly store: Pick<Store, "incidents" | "journal">
  readonly protectionOf: (tenant: TenantId) => Protection
  readonly now: () => number
}

/** Half of it would count as all of it: more than this is no matter for a card. */
const MOST_AT_ONCE = 500
export const MOST_REASONS = 3

export function createBulkPlanner({ store, protectionOf, now }: BulkDeps): PlanBulk {
  return async (incident, action, person) => {
    const isTakingBack = isUndo(action)
    const fix = isTakingBack ? fixOf(action) : bulkFixIn(incident)
    if (fix === undefined) return { problem: "There is no fix for all of this at once." }
    const rows = (await store.journal.ofIncident(incident.id)).filter(isInBulk)
    const alerts = (await store.incidents.alertsOf(incident.id)).filter(({ rule }) =>
      rule.actions.includes(fix),
    )
    if (alerts.some((alert) => concernsOwn(person, alert, fix)))
      return { problem: "Some of it concerns your own account, so nothing was done; ask a colleague." }
    const steps = isTakingBack ? undone(fix, rows, now()) : missing(fix, alerts, bulkRuns(rows))
    if (steps.length === 0) return { problem: "Nothing of it is left to do." }
    if (steps.length > MOST_AT_ONCE)
      return {
        problem: `Nothing was done: it concerns ${steps.length} things, and a card fixes ${MOST_AT_ONCE} at most. Do it with a script; the evidence pack names each.`,
      }
    return planned(fix, isTakingBack, steps, protectionOf(incident.tenantId))
  }
}

/** What wasn't proven yet, one step for each alert. */
function missing(
  fix: FixName,
  alerts: readonly Alert[],
  runs: readonly Remediation[],
): readonly PlannedStep[] {
  const done = new Set(runs.filter(({ state }) => state === "verified").map(({ part }) => part))
  return alerts
    .map((alert) => ({ fix, part: bulkPart(alert), subject: subjectOf(alert) }))
    .filter(({ part }) => !done.has(part))
}

const undone = (fix: FixName, runs: readonly Remediation[], now: number): readonly PlannedStep[] =>
  undoable(ACTIONS[fix], runs, now).map(({ id, part = "", subject }) => ({
    ...{ fix, part, subject },
    undoes: id,
  }))

/** Whom it hits is weighed by the names in the alerts; the runner weighs each again when the directory has told. */
function planned(
  fix: FixName,
  isTakingBack: boolean,
  steps: readonly PlannedStep[],
  protection: Protection,
): PlaybookPlan {
  const verdicts = steps.map(({ subject }) => weigh({ fix, isUndo: isTakingBack, subject }, protection))
  const told = [...new Set(verdicts.flatMap(({ second }) => second))]
  const more = told.length - MOST_REASONS
  const many = protection.policy.secondPerson.includes("bulk")
    ? [`It concerns ${steps.length} things at once.`]
    : []
  const forbidden = verdicts.find((verdict) => verdict.forbidden !== undefined)?.forbidden
  return {
    account: `${steps.length === 1 ? "1 thing" : `${steps.length} things`} at once`,
    steps,
    second: [
      ...many,
      ...told.slice(0, MOST_REASONS),
      ...(more > 0 ? [`… and ${more} more reasons like these.`] : []),
    ],
    ...(forbidden === undefined ? {} : { forbidden }),
    digest: bulkDigest(steps),
    bulk: { fix, isTakingBack, names: namesOf(steps) },
  }
}

/** Stands for these things, in any order. */
export const bulkDigest = (
  steps: readonly { readonly part?: string; readonly subject: Subject; readonly undoes?: RemediationId }[],
): string =>
  canonicalHash(
    steps
      .map(({ part = "", subject, undoes }) => ({ part, subject, undoes: undoes ?? null }))
      .toSorted((a, b) => (a.part < b.part ? -1 : 1)),
  ).slice(0, 24)

/** What they are about, in order; what distinguishes nothing, because all have it, is left to the card. */
function namesOf(steps: readonly PlannedStep[]): readonly string[] {
  const details = new Set(steps.map(({ subject }) => detailOf(subject)))
  return steps
    .map(({ subject }) => {
      const what = subject.targetName || subject.target || "?"
      return details.size === 1 ? what : `${what} (${detailOf(subject)})`
    })
    .toSorted()
}

const detailOf = ({ user, ruleName }: Subject): string => user || ruleName || ""
