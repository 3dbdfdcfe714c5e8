/** The checking of protected accounts over a real store and a directory in memory. */
import type { Incident } from "../../src/model/alert.ts"
import { createAccountChecks, type GuardedTenant } from "../../src/onboard/run-check-accounts.ts"
import type { DirectoryUser } from "../../src/ports/directory.ts"
import { contoso, MINUTE, watchRig } from "./watch-rig.ts"

export const RESCUE = "rescue@contoso.example"
export const ANNA = "anna@contoso.example"
export const HOUR = 60 * MINUTE
export const guarded: GuardedTenant = { ...contoso, breakGlass: [RESCUE], vips: [ANNA, RESCUE] }

const user = (upn: string, enabled: boolean): DirectoryUser => ({
  objectId: "9c8b7a60-1f2e-4d3c-8b5a-6f7e8d9c0b06",
  upn,
  displayName: upn,
  enabled,
  syncedFromOnPremises: false,
})

/** The directory knows both accounts, and both are enabled, until a test says otherwise. */
export function accounts() {
  const rig = watchRig()
  const there = new Set([RESCUE, ANNA])
  const disabled = new Set<string>()
  const asked: string[] = []
  let problem: ((account: string) => Error | undefined) | undefined
  const deps = {
    ...rig.deps,
    accounts: rig.store.accounts,
    directoryOf: () => ({
      user: async (_tenant: unknown, account: string) => {
        asked.push(account)
        const failure = problem?.(account)
        if (failure !== undefined) throw failure
        return there.has(account) ? user(account, !disabled.has(account)) : undefined
      },
    }),
  }
  let checks = createAccountChecks(deps)
  const signal = new AbortController().signal
  return {
    ...rig,
    there,
    disabled,
    asked,
    fails: (with_: Error | undefined, only?: string) => {
      problem = (account) => (only === undefined || account === only ? with_ : undefined)
    },
    restart: () => {
      checks = createAccountChecks(deps)
    },
    round: (...customers: readonly GuardedTenant[]) =>
      checks(customers.length === 0 ? [guarded] : customers, signal),
    known: async () =>
      ((await rig.store.accounts.checked(contoso.id)).get(contoso.id) ?? []).map(
        ({ account, answer }) => `${account} ${answer}`,
      ),
    close: async (state: Incident["state"]) => {
      for (const { id } of await rig.incidents())
        await rig.store.incidents.change(id, (incident) => ({ incident: { ...incident, state }, notes: [] }))
    },
  }
}

/** After the first round, in which the directory didn't know this account. */
export async function missed(account: string, customer: GuardedTenant = guarded) {
  const rig = accounts()
  rig.there.delete(account)
  await rig.round(customer)
  return rig
}
