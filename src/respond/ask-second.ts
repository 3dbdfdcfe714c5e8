/**
 * The question to a second person where only the runner learned that one is needed: made of the runs that it stopped, so
 * that what is approved is exactly those. Pure.
 */
import { bulkLines, bulkTitle, namesText } from "../card/bulk-card.ts"
import { titleOf } from "../card/button-labels.ts"
import { callText } from "../card/confirm-card.ts"
import { undoOf } from "../model/action.ts"
import { type Incident, WATCHPOST } from "../model/alert.ts"
import { type Approval, askedText } from "../model/approval.ts"
import { bulkRuns, isInBulk, leftSteps } from "../model/playbook.ts"
import type { Remediation } from "../model/remediation.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import { isFinished, isSuccess } from "./outcome.ts"
import { digestOf } from "./run-ask-first.ts"
import { bulkDigest, MOST_REASONS } from "./run-plan-bulk.ts"
import { stepOf, stepsDigest } from "./run-plan-playbook.ts"

/** What is asked for; who asks whom is added by whoever knows the people. */
export type Asking = Pick<Approval, "action" | "title" | "why" | "runs" | "plan">

/**
 * Undefined while something of the press isn't over, and where nothing of it waits. `together` is what one press asked
 * for, `rows` all runs of the incident.
 */
export function secondNeeded(
  together: readonly Remediation[],
  rows: readonly Remediation[],
): Asking | undefined {
  const stopped = together.filter(({ state }) => state === "unapproved")
  const [first] = stopped
  if (first === undefined || !together.every(isFinished)) return undefined
  const told = [...new Set(stopped.map(({ result = "" }) => result))]
  const more = told.length - MOST_REASONS
  const why = [
    ...told.slice(0, MOST_REASONS),
    ...(more > 0 ? [`… and ${more} more reasons like these.`] : []),
  ]
  if (first.press === undefined) return { why, ...aloneFor(first) }
  return isInBulk(first) ? { why, ...allFor(first, together, rows) } : { why, ...stepsFor(rows) }
}

type Wanted = Omit<Asking, "why">

function aloneFor({ action, undoes, plan = [] }: Remediation): Wanted {
  const name = undoes === undefined ? action : undoOf(action)
  return { action: name, runs: plan.map(callText), plan: digestOf(plan) }
}

/** What is left of "Secure account". */
function stepsFor(rows: readonly Remediation[]): Wanted {
  const left = leftSteps(rows).filter(({ state }) => state !== "skipped")
  const runs = left.map(({ action, plan = [] }) => `${titleOf(action)}: ${plan.map(callText).join(", ")}`)
  const title = titleOf("secure-account")
  return { action: "retry-failed-steps", title, runs, plan: stepsDigest(left.map(stepOf)) }
}

/** One fix of many things, or taking it back: what isn't done yet. */
function allFor(
  { action: fix, undoes }: Remediation,
  together: readonly Remediation[],
  rows: readonly Remediation[],
): Wanted {
  const isTakingBack = undoes !== undefined
  const action = isTakingBack ? undoOf(fix) : "fix-all"
  const left = isTakingBack
    ? together.filter(({ state }) => !isSuccess(state))
    : bulkRuns(rows).filter(({ state }) => state !== "verified")
  const names = left.map(({ subject }) => subject.targetName || subject.target || "?")
  const runs = [...bulkLines({ fix, isTakingBack, names }), `On ${namesText(names)}`]
  return { action, title: bulkTitle(action, fix, left.length), runs, plan: bulkDigest(left) }
}

/** The incident with its question, and the question in the trail. */
export function withQuestion(
  incident: Incident,
  approval: Approval,
): { readonly incident: Incident; readonly notes: readonly TrailNote[] } {
  const { at, title = titleOf(approval.action) } = approval
  const what = `“${title}” needs a second person, so it waits`
  const { id, tenantId, history } = incident
  const about = { at, kind: "click", who: "watchpost", tenantId, incidentId: id } as const
  return {
    incident: {
      ...incident,
      approval,
      history: [...history, { at, who: WATCHPOST, what, customerSafe: true }],
    },
    notes: [
      {
        ...about,
        what: `Asked for a second person for “${title}” of ${approval.by}: ${approval.why.join(" ")} Asked: ${askedText(approval)}.`,
        data: {
          action: approval.action,
          askedBy: `${approval.by} (${approval.byId})`,
          asked: approval.asked,
        },
      },
    ],
  }
}
