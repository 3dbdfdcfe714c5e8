/** What `watchpost coverage` tells of accounts that the configuration protects: whether the directories know them. */
import { openAccountsForReading } from "../adapters/sqlite/account-book.ts"
import type { Config, CustomerConfig } from "../config/config.ts"
import {
  type AccountStanding,
  accountStanding,
  standingSentences,
  type WrongAccount,
} from "../model/protected-account.ts"
import { iso } from "./utc-text.ts"

export type AccountCoverage = { readonly customer: CustomerConfig; readonly standing: AccountStanding }

/** Of those customers, each that protects an account. Throws a ConfigError when the database can't be read. */
export async function readAccountCoverage(
  { database }: Config,
  customers: readonly CustomerConfig[],
): Promise<readonly AccountCoverage[]> {
  const guarded = customers.filter(
    ({ breakGlass = [], vips = [] }) => breakGlass.length > 0 || vips.length > 0,
  )
  if (guarded.length === 0) return []
  const reader = openAccountsForReading(database)
  try {
    const checked = await reader.checked()
    return guarded.map((customer) => ({
      customer,
      standing: accountStanding(customer, checked.get(customer.id) ?? []),
    }))
  } finally {
    reader.close()
  }
}

/** A line for each exception; empty when every account is there. */
export const accountText = (accounts: readonly AccountCoverage[]): string =>
  accounts
    .flatMap(({ customer, standing }) => standingSentences(standing, customer.displayName))
    .map((sentence) => `${sentence}\n`)
    .join("")

const wrongJson = ({ account, lists, since }: WrongAccount) => ({
  account,
  lists,
  since: iso(since),
})

/** One JSON line for each customer. */
export const accountJson = (accounts: readonly AccountCoverage[]): string =>
  accounts
    .map(({ customer, standing: { missing, disabled, unasked, problems } }) => ({
      tenant: customer.name,
      tenantId: customer.id,
      accountsNotFound: missing.map(wrongJson),
      accountsDisabled: disabled.map(wrongJson),
      accountsNotKnown: unasked.map(({ account, lists }) => ({ account, lists })),
      why: problems,
    }))
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("")
