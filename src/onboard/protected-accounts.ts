/**
 * "Contoso's directory knows no account rescue@contso.com": what names nobody protects nobody, so that is an incident of our
 * own. It is told in the triage channel alone, changes with the accounts that are missing, and closes itself when the
 * directory knows each of them, or the configuration names it no more. Pure.
 */
import { nextState } from "../alert/incident-state.ts"
import { type Alert, type Incident, SETTING_SUBJECT } from "../model/alert.ts"
import type { Level } from "../model/level.ts"
import { type AccountStanding, accountNames, missingSentence } from "../model/protected-account.ts"
import type { Tenant } from "../model/tenant.ts"
import { type BlindChange, withLine } from "./blind.ts"
import { ownAlert } from "./own-alert.ts"

export type AccountLook = {
  readonly tenant: Pick<Tenant, "id" | "displayName">
  readonly standing: AccountStanding
  /** Milliseconds UTC. */
  readonly now: number
}

const RULE_NAME = "protected-account-missing"

export const accountsSubject = ({ id }: Pick<Tenant, "id">): string => `${SETTING_SUBJECT}accounts:${id}`

/** When the newest of the missing accounts was missed first: tells one mistake from the next. */
const newestOf = ({ missing }: AccountStanding): number => Math.max(0, ...missing.map(({ since }) => since))

/**
 * Undefined while nothing is missing, and when a technician has closed an incident about the same. The same mistake makes
 * the same alert, also after a restart.
 */
export function accountsAlert(look: AccountLook, closed: readonly Incident[]): Alert | undefined {
  const { tenant, standing } = look
  const newest = newestOf(standing)
  const isClosed = closed.some(
    ({ subject, alert }) => subject === accountsSubject(tenant) && Number(alert.object.newest) >= newest,
  )
  if (standing.missing.length === 0 || isClosed) return undefined
  return ownAlert([tenant.id, RULE_NAME, newest], {
    tenantId: tenant.id,
    target: { kind: "tenant", id: tenant.id, name: tenant.displayName },
    operation: "Checking protected accounts",
    happenedAt: newest,
    subject: accountsSubject(tenant),
    ...wordsOf(look),
  })
}

/** An account for emergencies that isn't protected may be locked out by the next fix. */
function wordsOf({ tenant, standing }: AccountLook): Pick<Alert, "rule" | "level" | "object" | "summary"> {
  const { missing } = standing
  const level: Level = missing.some(({ lists }) => lists.includes("breakGlass")) ? "high" : "medium"
  const noun =
    missing.length === 1 ? "An account that should be protected" : "Accounts that should be protected"
  return {
    level,
    rule: {
      id: RULE_NAME,
      name: RULE_NAME,
      title: `${noun} can't be found at ${tenant.displayName}`,
      level,
      techniques: [],
      why: "An entry that names nobody protects nobody: fixes may lock the real account out, and what is done to it is not told louder.",
      falsePositives: [],
      question:
        "How is the account's sign-in name spelled in the customer's directory, and does the account still exist?",
      actions: [],
    },
    object: { accounts: missing.map(({ account }) => account).join(" "), newest: String(newestOf(standing)) },
    summary: `${missingSentence(missing, tenant.displayName)} Correct the spelling in the configuration, or take it out: a mail address is not always the sign-in name.`,
  }
}

/** What the look changes in an open incident; undefined when the card already says it, or nobody knows. */
export function changeAccounts(incident: Incident, look: AccountLook): BlindChange | undefined {
  const { standing, now } = look
  const told = (incident.alert.object.accounts ?? "").split(" ")
  if (standing.missing.length === 0) {
    const isUnsure = standing.unasked.some(({ account }) => told.includes(account))
    return isUnsure ? undefined : close(incident, look)
  }
  const words = wordsOf(look)
  if (words.object.accounts === incident.alert.object.accounts) return undefined
  const changed = { ...incident, level: words.level, alert: { ...incident.alert, ...words } }
  return withLine(changed, `Not found now: ${accountNames(standing.missing)}.`, now)
}

function close(incident: Incident, { tenant, now }: AccountLook): BlindChange | undefined {
  const state = nextState(incident.state, "seen-again")
  if (state === undefined) return undefined
  const { alert } = incident
  const line = "Corrected: the directory knows every account that the configuration protects."
  const rule = { ...alert.rule, title: `The protected accounts of ${tenant.displayName} were put right` }
  return withLine({ ...incident, state, alert: { ...alert, rule, summary: line } }, line, now)
}
