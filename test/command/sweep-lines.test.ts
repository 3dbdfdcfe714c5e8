import { describe, expect, it } from "vitest"
import { type Scope, scopeOf } from "../../src/command/command-scope.ts"
import { sweepLines } from "../../src/command/sweep-lines.ts"
import type { Config } from "../../src/config/config.ts"
import type { FirstSweep } from "../../src/model/first-sweep.ts"
import type { TenantId } from "../../src/model/ids.ts"
import { newSweep } from "../../src/onboard/first-sweep.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { CONTOSO, caller, config, FABRIKAM, NOW } from "./make.ts"

const open: Config = {
  ...config,
  customers: config.customers.map((customer) => ({ ...customer, timeZone: "UTC", canRespond: true })),
}
const scope = (over: Parameters<typeof caller>[0] = {}): Scope => {
  const found = scopeOf(caller(over), open)
  if (!found.allowed) throw new Error(found.sentence)
  return found
}
const one = (id: TenantId, canRespond = true): Scope => ({
  ...scope(),
  customers: open.customers.filter((each) => each.id === id).map((each) => ({ ...each, canRespond })),
})

async function kept(tenant: TenantId, change: Partial<FirstSweep>) {
  const { sweeps } = openTemporaryStore().store
  await sweeps.keep({ ...newSweep(tenant, NOW), mailboxes: 40, ...change })
  return sweeps
}
const problem = { sentence: "The Exchange role is missing.", at: NOW }

describe("sweepLines()", () => {
  it("says of one customer what came of it, also when that is nothing", async () => {
    const none = await kept(CONTOSO, { read: 40, doneAt: NOW, told: 0 })
    const some = await kept(CONTOSO, { read: 38, doneAt: NOW, told: 2, unaudited: 3 })

    expect(await sweepLines(one(CONTOSO), none)).toEqual([
      expect.stringMatching(
        /^Nothing that was there before sends mail outside or hides it at Contoso Ltd: 40 mailboxes read, \d+ \w+ 2026/,
      ),
    ])
    expect((await sweepLines(one(CONTOSO), some)).join()).toMatch(
      /^2 things that were there before were told at Contoso Ltd: 38 of 40 mailboxes read, .*Auditing is off for 3 of them/,
    )
  })

  it("says how far it is, why it stopped, and of whom nobody knows", async () => {
    const going = await kept(CONTOSO, { read: 12 })
    const stopped = await kept(CONTOSO, { read: 12, problem })

    expect(await sweepLines(one(CONTOSO), going)).toEqual([
      "What was there before at Contoso Ltd is being read: the inbox rules of 12 of 40 mailboxes so far.",
    ])
    expect(await sweepLines(one(CONTOSO), stopped)).toEqual([
      "What was there before at Contoso Ltd couldn't be read to its end (12 of 40 mailboxes so far). The Exchange role is missing. It is tried again by itself.",
    ])
    expect(await sweepLines(one(FABRIKAM), going)).toEqual([
      "What was there before at Fabrikam GmbH wasn't read so far.",
    ])
    expect(await sweepLines(one(CONTOSO, false), going)).toEqual([
      "What was there before at Contoso Ltd isn't read: Contoso Ltd allowed watching only.",
    ])
  })

  it("says of several only where it can't go on, and to customers nothing", async () => {
    const stopped = await kept(CONTOSO, { problem })

    expect(await sweepLines(scope(), stopped)).toEqual([
      expect.stringContaining("The Exchange role is missing."),
    ])
    expect(await sweepLines(scope(), await kept(CONTOSO, { read: 12 }))).toEqual([])
    expect(await sweepLines({ ...one(CONTOSO), face: "customer" }, stopped)).toEqual([])
  })
})
