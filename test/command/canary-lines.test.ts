import { describe, expect, it } from "vitest"
import { canaryLines } from "../../src/command/canary-lines.ts"
import { type Scope, scopeOf } from "../../src/command/command-scope.ts"
import type { Config } from "../../src/config/config.ts"
import type { TenantId } from "../../src/model/ids.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { CONTOSO, caller, config, FABRIKAM, NOW } from "./make.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR

const open: Config = {
  ...config,
  customers: config.customers.map((customer) => ({
    ...customer,
    timeZone: "UTC",
    canRespond: true,
    contentTypes: ["Audit.Exchange"],
  })),
}
function scope(customers = open.customers, over: Parameters<typeof caller>[0] = {}): Scope {
  const found = scopeOf(caller(over), open)
  if (!found.allowed) throw new Error(found.sentence)
  return { ...found, customers }
}
const contoso = open.customers.filter(({ id }) => id === CONTOSO)

function rig() {
  const { store } = openTemporaryStore()
  const note = { at: NOW, kind: "result" as const, who: "watchpost", what: "", data: {} }
  return {
    lines: (asked: Scope) =>
      canaryLines(asked, { canaries: store.canaries, ledger: store.feed, now: () => NOW }),
    written: async (tenantId: TenantId, at: number, arrivedAt?: number) => {
      const canary = { tenantId, marker: `${at}`, at }
      await store.canaries.begin(canary, note)
      await store.canaries.end(canary, { writtenAt: at }, note)
      const batch = { tenantId, records: [], rejected: [], alerts: [] }
      if (arrivedAt !== undefined)
        await store.records.saveBatch(
          { ...batch, fetchedAt: arrivedAt, canaries: [{ marker: canary.marker, note }] },
          () => ({ incidents: [] }),
        )
    },
    readTo: (tenantId: TenantId, watermark: number) =>
      store.feed.saveListing(tenantId, "Audit.Exchange", {
        items: [],
        window: { from: watermark, to: watermark },
        at: watermark,
        cursor: { since: 0, watermark, lastListedAt: watermark },
      }),
  }
}

describe("canaryLines()", () => {
  it("says of one customer when it was proved, also when that is long ago, and why nothing is", async () => {
    const { lines, written } = rig()
    expect(await lines(scope(contoso))).toEqual([
      "Not proved end to end at Contoso Ltd so far: no canary was written yet.",
    ])

    await written(CONTOSO, NOW - 5 * DAY, NOW - 5 * DAY + HOUR)
    expect((await lines(scope(contoso))).join()).toMatch(
      /^Not proved end to end at Contoso Ltd for 5 d; then the canary \(our line in its audit log\) of .* came back as a record after 1 h\.$/,
    )
    await written(CONTOSO, NOW - DAY, NOW - DAY + HOUR)
    expect((await lines(scope(contoso))).join()).toMatch(
      /^Proved end to end at Contoso Ltd: the canary \(our line in its audit log\) of/,
    )
    expect(await lines(scope(contoso.map((one) => ({ ...one, canRespond: false }))))).toEqual([
      "Not proved end to end at Contoso Ltd: it allowed watching only, and what only reads leaves no record.",
    ])
  })

  it("counts several, names where one stays away, and nags about none that allows watching only", async () => {
    const { lines, written, readTo } = rig()
    await written(CONTOSO, NOW - HOUR, NOW)
    // Proved not long ago, and missed since.
    await written(FABRIKAM, NOW - 2 * DAY, NOW - 2 * DAY + HOUR)
    await written(FABRIKAM, NOW - DAY)
    await readTo(FABRIKAM, NOW)

    expect(await lines(scope())).toEqual([
      "Proved end to end at 1 of 2 customers where it is allowed; a canary stays away at Fabrikam GmbH. “status at <customer>” tells each.",
    ])
    const watched = open.customers.map((one) => ({ ...one, canRespond: false }))
    expect(await lines(scope(watched))).toEqual([])
  })

  it("says nothing to customers", async () => {
    const { lines, written } = rig()
    await written(CONTOSO, NOW - HOUR, NOW)

    expect(await lines({ ...scope(contoso), face: "customer" })).toEqual([])
  })
})
