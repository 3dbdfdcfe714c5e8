/**
 * Does each customer's directory know the accounts that the configuration protects, and are they enabled? Asked once after a start and once a
 * day, one look-up an account, few at a time; who can't be asked is asked again after an hour. A failure is never read as
 * "not there": then nobody knows, and that is what is told.
 */

import { DAY, HOUR, MINUTE } from "../lib/time-units.ts"
import { AppError, ContractError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import { accountStanding, type CheckedAccount, protectedAccounts } from "../model/protected-account.ts"
import type { Tenant } from "../model/tenant.ts"
import type { AccountBook } from "../ports/account-book.ts"
import type { Directory, DirectoryUser } from "../ports/directory.ts"
import type { IncidentStore } from "../ports/incident-store.ts"
import {
  type AccountLook,
  accountsAlert,
  accountsSubject,
  changeAccounts,
  wrongOf,
} from "./protected-accounts.ts"
import { changeOwn, closedByPeople, type OwnIncidentDeps, openOwn } from "./run-watch-tenants.ts"
import { createTurns } from "./take-turns.ts"

export type GuardedTenant = Tenant & { readonly breakGlass?: readonly string[] }

export type AccountDeps = OwnIncidentDeps & {
  readonly incidents: Pick<IncidentStore, "openAbout" | "change" | "list">
  readonly accounts: AccountBook
  /** Microsoft Graph as the app that may read this customer's accounts. */
  readonly directoryOf: (tenant: TenantId) => Pick<Directory, "user">
}

const AGAIN_MS = HOUR
/** How often is looked whose turn it is, milliseconds. */
export const ACCOUNTS_LOOK_MS = 5 * MINUTE

/** A round asks those customers whose turn it is. One that fails is logged and asked again; the others go on. */
export const createAccountChecks = (
  deps: AccountDeps,
): ((customers: readonly GuardedTenant[], signal: AbortSignal) => Promise<void>) =>
  createTurns<GuardedTenant>({
    ...{ now: deps.now, log: deps.log, failedAgainMs: AGAIN_MS },
    failure: "a customer's protected accounts could not be checked",
    turn: async (customer, signal) => ((await check(customer, deps, signal)) ? DAY : AGAIN_MS),
  })

/** Asks, keeps the answers and tells. False when something couldn't be asked. */
async function check(customer: GuardedTenant, deps: AccountDeps, signal: AbortSignal): Promise<boolean> {
  const before = (await deps.accounts.checked(customer.id)).get(customer.id) ?? []
  const { checked, isWhole } = await askAll(before, { customer, deps, signal })
  if (before.length > 0 || checked.length > 0) await deps.accounts.keep(customer.id, checked)
  const standing = accountStanding(customer, checked)
  await tell({ tenant: customer, standing, now: deps.now() }, deps)
  return isWhole
}

type Asking = { readonly customer: GuardedTenant; readonly deps: AccountDeps; readonly signal: AbortSignal }

/** Whoever doesn't let us ask, or asks to slow down, isn't asked for the other accounts. */
async function askAll(
  before: readonly CheckedAccount[],
  { customer, deps, signal }: Asking,
): Promise<{ readonly checked: readonly CheckedAccount[]; readonly isWhole: boolean }> {
  const known = new Map(before.map((one) => [one.account, one]))
  const directory = deps.directoryOf(customer.id)
  const checked: CheckedAccount[] = []
  let problem: AppError | undefined
  for (const { account } of protectedAccounts(customer)) {
    const isStopped = problem !== undefined && !(problem instanceof ContractError)
    if (!isStopped) {
      const answer = await ask(() => directory.user(customer.id, account, signal))
      if (typeof answer === "string") {
        checked.push(answered(account, answer, { was: known.get(account), now: deps.now() }))
        continue
      }
      problem = answer
    }
    if (problem !== undefined)
      checked.push(unanswered(account, problem, { was: known.get(account), now: deps.now() }))
  }
  return { checked, isWhole: problem === undefined }
}

type Answer = Exclude<CheckedAccount["answer"], "unasked">

/** Is it there? Or why nobody knows. */
async function ask(
  user: () => Promise<Pick<DirectoryUser, "enabled"> | undefined>,
): Promise<Answer | AppError> {
  try {
    const found = await user()
    if (found === undefined) return "not-there"
    return found.enabled ? "there" : "disabled"
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown
    throw thrown
  }
}

type Before = { readonly was: CheckedAccount | undefined; readonly now: number }

const answered = (account: string, answer: Answer, { was, now }: Before): CheckedAccount => {
  const since = was?.answer === answer ? (was.since ?? now) : now
  return { account, answer, ...(answer === "there" ? {} : { since }), at: now }
}

/** What passes by itself takes nothing back that was answered before. */
const unanswered = (account: string, problem: AppError, { was, now }: Before): CheckedAccount =>
  problem.retry && was !== undefined ? was : { account, answer: "unasked", problem: problem.advice, at: now }

async function tell(look: AccountLook, deps: AccountDeps): Promise<void> {
  const { tenant, standing } = look
  const own = await deps.incidents.openAbout(tenant.id, accountsSubject(tenant))
  for (const incident of own) await changeOwn(incident, (now) => changeAccounts(now, look), deps)
  if (own.length > 0 || wrongOf(standing).length === 0) return
  const alert = accountsAlert(look, await closedByPeople(tenant.id, deps))
  if (alert !== undefined) await openOwn(alert, "protected accounts are of no use", deps)
}
