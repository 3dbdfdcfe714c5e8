import { describe, expect, it } from "vitest"
import { accountLines } from "../../src/command/account-lines.ts"
import { type Scope, scopeOf } from "../../src/command/command-scope.ts"
import type { Config } from "../../src/config/config.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { fakeStore } from "./fake-store.ts"
import { CONTOSO, CONTOSO_CHANNEL, caller, config, FABRIKAM, NOW } from "./make.ts"
import { makeHandler } from "./make-handler.ts"

const RESCUE = "rescue@contoso.example"
const guarded: Config = {
  ...config,
  customers: config.customers.map((customer) =>
    customer.id === CONTOSO
      ? { ...customer, breakGlass: [RESCUE], vips: ["anna@contoso.example"] }
      : { ...customer, vips: ["kim@fabrikam.example"] },
  ),
}
const scope = (over: Parameters<typeof caller>[0] = {}): Scope => {
  const found = scopeOf(caller(over), guarded)
  if (!found.allowed) throw new Error(found.sentence)
  return found
}
const one = (name: string): Scope => ({
  ...scope(),
  customers: guarded.customers.filter((customer) => customer.name === name),
})

async function stage() {
  const { accounts } = openTemporaryStore().store
  await accounts.keep(CONTOSO, [
    { account: RESCUE, answer: "not-there", since: NOW, at: NOW },
    { account: "anna@contoso.example", answer: "there", at: NOW },
    { account: "taken-out@contoso.example", answer: "not-there", since: NOW, at: NOW },
  ])
  await accounts.keep(FABRIKAM, [
    { account: "kim@fabrikam.example", answer: "unasked", problem: "Consent is missing.", at: NOW },
  ])
  return accounts
}
const WRONG = `Contoso Ltd's directory knows no account ${RESCUE} (breakGlass): that entry protects nobody.`

describe("accountLines()", () => {
  it("tells technicians what the directory doesn't know, and where nobody could ask it", async () => {
    expect(await accountLines(scope(), await stage())).toEqual([
      WRONG,
      "Whether all protected accounts exist isn't known at Fabrikam GmbH: “status at <customer>” says why.",
    ])
  })

  it("tells technicians which accounts for emergencies are disabled", async () => {
    const accounts = await stage()
    await accounts.keep(CONTOSO, [
      { account: RESCUE, answer: "disabled", since: NOW, at: NOW },
      { account: "anna@contoso.example", answer: "disabled", since: NOW, at: NOW },
    ])
    const told = `${RESCUE} (breakGlass) is disabled in Contoso Ltd's directory: in an emergency nobody can sign in with it.`

    expect((await accountLines(scope(), accounts))[0]).toBe(told)
    expect(await accountLines(one("contoso"), accounts)).toEqual([told])
  })

  it("says of one customer why it isn't known, and doesn't call it wrong", async () => {
    const accounts = await stage()

    expect(await accountLines(one("contoso"), accounts)).toEqual([WRONG])
    expect(await accountLines(one("fabrikam"), accounts)).toEqual([
      "Whether Fabrikam GmbH's directory knows kim@fabrikam.example (vips) isn't known: Consent is missing.",
    ])
  })

  it("says that nothing is known before the first look", async () => {
    expect(await accountLines(one("fabrikam"), openTemporaryStore().store.accounts)).toEqual([
      "Whether Fabrikam GmbH's directory knows kim@fabrikam.example (vips) isn't known so far: it was not asked yet.",
    ])
  })

  it("tells nobody in a customer's channel which accounts are protected", async () => {
    expect(await accountLines(scope({ conversationId: CONTOSO_CHANNEL }), await stage())).toEqual([])
  })

  it("is a part of status", async () => {
    const { store } = fakeStore({})
    const ask = makeHandler({ store: { ...store, accounts: await stage() }, config: guarded })

    const reply = await ask({ caller: caller(), text: "status at contoso" })

    expect(JSON.stringify(reply)).toContain(WRONG)
  })
})
