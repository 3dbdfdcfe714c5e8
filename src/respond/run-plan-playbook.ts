/**
 * Plans "Secure account" for the confirming card: reads the account and, side by side, what each step would find and do.
 * What can't work is said before anybody confirms; what can't be read just now is tried all the same.
 */

import type { Bulk } from "../card/bulk-card.ts"
import { canonicalHash } from "../lib/canonical-json.ts"
import type { Incident } from "../model/alert.ts"
import { AppError, CmdletError, RemediationError, TenantError, UpstreamError } from "../model/errors.ts"
import type { RemediationId } from "../model/ids.ts"
import type { PlannedCall, Remediation } from "../model/remediation.ts"
import type { Store } from "../ports/store.ts"
import type { TenantAdmin } from "../ports/tenant-admin.ts"
import type { Action } from "./action-contract.ts"
import { ACTIONS } from "./actions/catalogue.ts"
import { text } from "./cmdlet-rows.ts"
import { readAccount } from "./directory-reads.ts"
import { LOOK_BACK_MS } from "./look-back.ts"
import { reachOf } from "./reach.ts"
import type { Safeguard } from "./run-safeguard.ts"
import { isLocking, type Verdict } from "./safeguards.ts"
import { isAboutMailbox, type Step, stepsFor } from "./secure-steps.ts"
import { subjectOf } from "./subject.ts"

export type PlannedStep = Step & {
  /** The run that this one takes back; missing for a fix. */
  readonly undoes?: RemediationId
  /** Why it isn't tried, one sentence; missing for a step that runs. */
  readonly skipped?: string
  /** What would run; missing when that couldn't be read. */
  readonly calls?: readonly PlannedCall[]
  /** How it is now: `Forwarding: drop@evil.example`. */
  readonly now?: string
  /** What can't be taken back, or reaches further, in this case. */
  readonly warning?: string
}

export type PlaybookPlan = Verdict & {
  /** Whom it is about, as people call the account. */
  readonly account: string
  readonly steps: readonly PlannedStep[]
  /** So many more things would be too much for one press; missing where nothing is left out. */
  readonly left?: number
  /** Stands for the steps that will run; what each of them calls is decided when it runs. */
  readonly digest: string
  /** Where all steps are one fix, of many things. */
  readonly bulk?: Bulk
}

/** `again`: only the steps of these runs. A sentence instead of a plan when there is nothing to plan by. */
export type PlanPlaybook = (
  incident: Incident,
  again?: readonly Remediation[],
) => Promise<PlaybookPlan | { readonly problem: string }>

export type PlaybookDeps = {
  readonly store: Pick<Store, "incidents">
  readonly admin: TenantAdmin
  readonly safeguard: Safeguard
  /** Teams waits 10 to 15 s for the answer to a press. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 8_000
const MOST_ALERTS = 500

/** Never throws. */
export function createPlaybookPlanner(deps: PlaybookDeps): PlanPlaybook {
  return async (incident, again) => {
    const signal = AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS)
    try {
      const account = await accountOf(incident, deps, signal)
      const wanted =
        again === undefined
          ? stepsFor(account, incident.times.happenedAt, await alertsBefore(incident, deps))
          : { steps: again.map(stepOf), left: 0 }
      const looks = await Promise.all(wanted.steps.map((step) => lookAt(step, incident, deps, signal)))
      const steps = looks.flatMap(({ step }) => step ?? [])
      const forbidden = looks.find(({ verdict, step }) => step && isLocking(step.fix) && verdict.forbidden)
      return {
        ...{ account: account.upn, steps, left: wanted.left },
        second: [...new Set(looks.flatMap(({ verdict }) => verdict.second))],
        ...(forbidden?.verdict.forbidden === undefined ? {} : { forbidden: forbidden.verdict.forbidden }),
        digest: stepsDigest(steps.filter(({ skipped }) => skipped === undefined)),
      }
    } catch (thrown) {
      const why = thrown instanceof AppError ? thrown.advice : "Microsoft didn't answer in time."
      return { problem: `Nothing was done, because the account couldn't be read: ${why} Press again.` }
    }
  }
}

export const stepOf = ({ action, part = "", subject }: Remediation): Step => ({ fix: action, part, subject })

async function accountOf(incident: Incident, { admin }: PlaybookDeps, signal: AbortSignal) {
  const account = await readAccount(subjectOf(incident.alert), reachOf(admin, incident.tenantId, signal))
  return { id: text(account, "id") ?? "", upn: text(account, "account") ?? "" }
}

const alertsBefore = ({ tenantId, times }: Incident, { store }: PlaybookDeps) =>
  store.incidents.alertsSince(tenantId, times.happenedAt - LOOK_BACK_MS, MOST_ALERTS)

type Look = { readonly step?: PlannedStep; readonly verdict: Verdict }
const UNGUARDED: Verdict = { second: [] }

/** No step: there is nothing that it could be about. */
async function lookAt(
  step: Step,
  { tenantId: tenant }: Incident,
  { admin, safeguard }: PlaybookDeps,
  signal: AbortSignal,
): Promise<Look> {
  const action = ACTIONS[step.fix]
  if (action.readsOnly) return { verdict: UNGUARDED, step: { ...step, calls: [] } }
  try {
    const seen = await action.read(step.subject, reachOf(admin, tenant, signal))
    const subject = action.pin(step.subject, seen)
    const calls = action.plan(subject, seen)
    const verdict = await safeguard({ tenant, fix: step.fix, subject, seen }, signal)
    const blocked =
      calls.length === 0 ? undefined : action.blocked?.(seen, await admin.granted(tenant, signal))
    const skipped = verdict.forbidden ?? blocked
    const warning = action.asks?.(subject, seen)
    return {
      verdict,
      step: {
        ...{ ...step, calls, now: nowText(action.live(seen)) },
        ...(skipped === undefined ? {} : { skipped }),
        ...(warning === undefined ? {} : { warning }),
      },
    }
  } catch (thrown) {
    if (thrown instanceof CmdletError && thrown.missing && isAboutMailbox(step.fix))
      return { verdict: UNGUARDED }
    const lasting =
      !(thrown instanceof UpstreamError) &&
      (thrown instanceof RemediationError || thrown instanceof TenantError)
    const verdict = await safeguard({ tenant, fix: step.fix, subject: step.subject }, signal)
    return { verdict, step: { ...step, ...(lasting ? { skipped: thrown.advice } : {}) } }
  }
}

const nowText = (lines: ReturnType<Action["live"]>): string =>
  lines.map(({ label, value }) => `${label}: ${value}`).join(", ")

/** Stands for steps that will run. */
export const stepsDigest = (steps: readonly Step[]): string =>
  canonicalHash(steps.map(({ fix, part, subject }) => ({ fix, part, subject }))).slice(0, 24)
