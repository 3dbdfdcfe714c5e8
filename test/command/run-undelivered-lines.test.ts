import { describe, expect, it } from "vitest"
import { undeliveredLines } from "../../src/command/run-undelivered-lines.ts"
import type { Config } from "../../src/config/config.ts"
import type { Face } from "../../src/model/delivery.ts"
import type { Tenant } from "../../src/model/tenant.ts"
import { CONTOSO, FABRIKAM, NOW } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { open } from "../alert/make-outage.ts"
import { config } from "./make.ts"

const [contoso] = config.customers
if (contoso === undefined) throw new Error("the configuration has a customer")
const owners = [{ ...contoso, id: CONTOSO }]
const technician = { face: "technician" } as const
const webhook: Config["escalation"] = { onCall: [], webhookUrl: "https://pager.northwind.example", after: {} }

async function look(minutes: number, change: Partial<Config> = {}) {
  const { store } = openTemporaryStore()
  await open(store, ["a", "b"])
  const deps = { store, config: { ...config, ...change }, now: () => NOW + minutes * 60_000 }
  return (whose: readonly Tenant[], scope: { readonly face: Face }) => undeliveredLines(whose, scope, deps)
}

describe("undeliveredLines()", () => {
  it("names urgent incidents that nobody can see, and what would help", async () => {
    const ask = await look(6)

    expect(await ask(owners, technician)).toEqual([
      "Teams takes no card of incidents 1 and 2. Nobody is called instead: set escalation.webhook.",
    ])
  })

  it("says that somebody is called where a webhook is set", async () => {
    const ask = await look(6, { escalation: webhook })

    expect(await ask(owners, technician)).toEqual([
      "Teams takes no card of incidents 1 and 2. escalation.webhook is called instead.",
    ])
  })

  it("is silent before it is late, about others' customers, and to customers", async () => {
    const early = await look(4)
    const late = await look(6)

    expect(await early(owners, technician)).toEqual([])
    expect(await late([{ ...contoso, id: FABRIKAM }], technician)).toEqual([])
    expect(await late(owners, { face: "customer" })).toEqual([])
  })
})
