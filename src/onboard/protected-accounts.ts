/**
 * "Contoso's directory knows no account rescue@contso.com": what names nobody protects nobody, so that is an incident of our
 * own, and so is an account for emergencies that is disabled. It is told in the triage channel alone, changes with the
 * accounts, and closes itself when the directory knows each of them, or the configuration names it no more. Pure.
 */
import { nextState } from "../alert/incident-state.ts"
import { type Alert, type Incident, SETTING_SUBJECT } from "../model/alert.ts"
import type { Level } from "../model/level.ts"
import {
  type AccountStanding,
  accountNames,
  type WrongAccount,
  wrongSentences,
} from "../model/protected-account.ts"
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

/** Accounts that are of no use as they are. */
export const wrongOf = ({ missing, disabled }: AccountStanding): readonly WrongAccount[] => [
  ...missing,
  ...disabled,
]

/** When the newest of them was found first: tells one mistake from the next. */
const newestOf = (standing: AccountStanding): number =>
  Math.max(0, ...wrongOf(standing).map(({ since }) => since))

/**
 * Undefined while nothing is wrong, and when a technician has closed an incident about the same. The same mistake makes
 * the same alert, also after a restart.
 */
export function accountsAlert(look: AccountLook, closed: readonly Incident[]): Alert | undefined {
  const { tenant, standing } = look
  const newest = newestOf(standing)
  const isClosed = closed.some(
    ({ subject, alert }) => subject === accountsSubject(tenant) && Number(alert.object.newest) >= newest,
  )
  if (wrongOf(standing).length === 0 || isClosed) return undefined
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
  const { missing, disabled } = standing
  const isUrgent = wrongOf(standing).some(({ lists }) => lists.includes("breakGlass"))
  const level: Level = isUrgent ? "high" : "medium"
  const told = [...(missing.length > 0 ? [MISSING] : []), ...(disabled.length > 0 ? [DISABLED] : [])]
  const text = (words: keyof Words): string => told.map((one) => one[words]).join(" ")
  return {
    level,
    rule: {
      id: RULE_NAME,
      name: RULE_NAME,
      title: `${titleOf(standing)} at ${tenant.displayName}`,
      level,
      techniques: [],
      why: text("why"),
      falsePositives: [],
      question: text("question"),
      actions: [],
    },
    object: {
      accounts: accountsOf(missing),
      ...(disabled.length === 0 ? {} : { disabled: accountsOf(disabled) }),
      newest: String(newestOf(standing)),
    },
    summary: `${wrongSentences(standing, tenant.displayName).join(" ")} ${text("advice")}`,
  }
}

const accountsOf = (accounts: readonly WrongAccount[]): string =>
  accounts.map(({ account }) => account).join(" ")

type Words = { readonly why: string; readonly question: string; readonly advice: string }

const MISSING: Words = {
  why: "An entry that names nobody protects nobody: fixes may lock the real account out, and what is done to it is not told louder.",
  question:
    "How is the account's sign-in name spelled in the customer's directory, and does the account still exist?",
  advice:
    "Correct the spelling in the configuration, or take it out: a mail address is not always the sign-in name.",
}
const DISABLED: Words = {
  why: "When every other administrator is locked out, an account for emergencies is the only way back in.",
  question: "Who disabled the account for emergencies, and was that on purpose?",
  advice: "Enable it in the customer's directory, or name the account that is used in an emergency instead.",
}

function titleOf({ missing, disabled }: AccountStanding): string {
  if (missing.length === 0)
    return disabled.length === 1
      ? "An account for emergencies is disabled"
      : "Accounts for emergencies are disabled"
  if (disabled.length > 0) return "Accounts that should be protected can't be found, or are disabled,"
  return missing.length === 1
    ? "An account that should be protected can't be found"
    : "Accounts that should be protected can't be found"
}

/** What the look changes in an open incident; undefined when the card already says it, or nobody knows. */
export function changeAccounts(incident: Incident, look: AccountLook): BlindChange | undefined {
  const { standing, now } = look
  const { object } = incident.alert
  if (wrongOf(standing).length === 0) {
    const told = `${object.accounts} ${object.disabled ?? ""}`.split(" ")
    const isUnsure = standing.unasked.some(({ account }) => told.includes(account))
    return isUnsure ? undefined : close(incident, look)
  }
  const words = wordsOf(look)
  if (words.object.accounts === object.accounts && words.object.disabled === object.disabled) return undefined
  const changed = { ...incident, level: words.level, alert: { ...incident.alert, ...words } }
  return withLine(changed, nowText(standing), now)
}

const nowText = ({ missing, disabled }: AccountStanding): string =>
  [
    ...(missing.length === 0 ? [] : [`Not found now: ${accountNames(missing)}.`]),
    ...(disabled.length === 0 ? [] : [`Disabled now: ${accountNames(disabled)}.`]),
  ].join(" ")

function close(incident: Incident, { tenant, now }: AccountLook): BlindChange | undefined {
  const state = nextState(incident.state, "seen-again")
  if (state === undefined) return undefined
  const { alert } = incident
  const enabled = alert.object.disabled === undefined ? "" : ", and none for emergencies is disabled"
  const line = `Corrected: the directory knows every account that the configuration protects${enabled}.`
  const rule = { ...alert.rule, title: `The protected accounts of ${tenant.displayName} were put right` }
  return withLine({ ...incident, state, alert: { ...alert, rule, summary: line } }, line, now)
}
