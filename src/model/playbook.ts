/** What one press asked for together, as the journal tells it: the steps of "Secure account", or one fix for many things. */
import type { Alert } from "./alert.ts"
import type { Remediation } from "./remediation.ts"

const SECURE_ACCOUNT = "secure-account"

/** Which step a run is: there is one of each fix, but those that clear up after an alert are one for each alert. */
export const stepPart = (alert?: Pick<Alert, "id">): string =>
  alert === undefined ? SECURE_ACCOUNT : `${SECURE_ACCOUNT} ${alert.id}`

/** The last run of each step, in the order in which they are worked off. Taking a step back is no step. */
export const playbookSteps = (runs: readonly Remediation[]): readonly Remediation[] =>
  lastOfEach(runs, ({ part }) => part?.startsWith(SECURE_ACCOUNT) === true)

function lastOfEach(
  runs: readonly Remediation[],
  isMeant: (run: Remediation) => boolean,
): readonly Remediation[] {
  const steps = new Map<string, Remediation>()
  for (const run of runs.toSorted((a, b) => a.id - b.id)) {
    if (run.undoes === undefined && isMeant(run)) steps.set(`${run.action} ${run.part}`, run)
  }
  return [...steps.values()]
}

/** The steps that may be tried once more. */
export const leftSteps = (runs: readonly Remediation[]): readonly Remediation[] =>
  playbookSteps(runs).filter(({ state }) => ["failed", "skipped", "unapproved"].includes(state))

/** Begins the part of a fix that was asked for together with others like it; alone it stands for all of them. */
export const BULK_PART = "all"
export const bulkPart = ({ id }: Pick<Alert, "id">): string => `${BULK_PART} ${id}`
export const isInBulk = ({ part }: Pick<Remediation, "part">): boolean =>
  part?.startsWith(`${BULK_PART} `) === true

/** The last run for each thing that a card stands for. */
export const bulkRuns = (runs: readonly Remediation[]): readonly Remediation[] => lastOfEach(runs, isInBulk)
