/** The playbook "Secure account" as the journal tells it: its steps, and how each of them ended. */
import type { Alert } from "./alert.ts"
import type { Remediation } from "./remediation.ts"

const SECURE_ACCOUNT = "secure-account"

/** Which step a run is: there is one of each fix, but those that clear up after an alert are one for each alert. */
export const stepPart = (alert?: Pick<Alert, "id">): string =>
  alert === undefined ? SECURE_ACCOUNT : `${SECURE_ACCOUNT} ${alert.id}`

/** The last run of each step, in the order in which they are worked off. Taking a step back is no step. */
export function playbookSteps(runs: readonly Remediation[]): readonly Remediation[] {
  const steps = new Map<string, Remediation>()
  for (const run of runs.toSorted((a, b) => a.id - b.id)) {
    const isStep = run.undoes === undefined && run.part?.startsWith(SECURE_ACCOUNT) === true
    if (isStep) steps.set(`${run.action} ${run.part}`, run)
  }
  return [...steps.values()]
}

/** The steps that may be tried once more. */
export const leftSteps = (runs: readonly Remediation[]): readonly Remediation[] =>
  playbookSteps(runs).filter(({ state }) => state === "failed" || state === "skipped")
