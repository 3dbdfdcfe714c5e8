/** What the store still knows of an earlier configuration, after the next start. Against a real store. */
import { describe, expect, it } from "vitest"
import { readCustomerNames } from "../src/adapters/sqlite/customer-names.ts"
import type { Config } from "../src/config/config.ts"
import { alertId, incidentId } from "../src/model/ids.ts"
import { newSweep } from "../src/onboard/first-sweep.ts"
import { settleConfiguration } from "../src/run-settle-configuration.ts"
import { makeAlert, makeBatch, mergeInto } from "./adapters/sqlite/make-rows.ts"
import { openRaw, openTemporaryStore } from "./adapters/sqlite/temporary-store.ts"
import { CONTOSO, config, FABRIKAM, MSP, NOW } from "./command/make.ts"
import { silentLog } from "./source/fake-feed.ts"

const server = (name: string) => ({ name, baseUrl: "https://127.0.0.1", username: "svc" })
const now: Config = {
  ...config,
  customers: config.customers
    .filter(({ id }) => id === CONTOSO)
    .map((customer) => ({ ...customer, contentTypes: ["Audit.Exchange"] })),
  veeam: [server("vb365-01")],
  sites: [
    { name: "vienna", tenantId: CONTOSO },
    { name: "rack", tenantId: MSP, server: "vb365-01" },
  ],
  auditMails: { sender: "veeam@northwind.example", timeZone: "UTC" },
}

const KEPT = [
  [CONTOSO, "Audit.Exchange"],
  [CONTOSO, "Audit.Exchange gap"],
  [CONTOSO, "Explorer logs of vienna"],
  [CONTOSO, "Veeam vb365-01"],
  [MSP, "Server logs of rack"],
  [MSP, "Veeam audit mails"],
  [MSP, "Veeam vb365-01"],
] as const
const OVER = [
  [CONTOSO, "DLP.All"],
  [CONTOSO, "DLP.All gap"],
  [CONTOSO, "Explorer logs of graz"],
  [CONTOSO, "Veeam vb365-02"],
  [FABRIKAM, "Audit.Exchange"],
  [FABRIKAM, "Veeam vb365-01"],
  [FABRIKAM, "Explorer logs of vienna"],
] as const

describe("settleConfiguration()", () => {
  it("forgets the health of what nobody reads any more, and keeps the rest", async () => {
    const { store } = openTemporaryStore()
    for (const [tenant, source] of [...KEPT, ...OVER])
      await store.feed.saveHealth(tenant, source, "trouble", "Refused.", NOW)

    await settleConfiguration({ config: now, store, log: silentLog, now: () => NOW })

    const left = (await store.feed.health()).map(({ tenantId, source }) => `${tenantId} ${source}`)
    expect(left.toSorted()).toEqual(KEPT.map(([tenant, source]) => `${tenant} ${source}`).toSorted())
    expect(await store.feed.tally()).toEqual({ sources: KEPT.length, trouble: KEPT.length })
  })

  it("remembers what customers are called, so that a former one can be named", async () => {
    const { store, path } = openTemporaryStore()
    for (const tenant of [CONTOSO, FABRIKAM]) await store.feed.watchedSince(tenant, NOW)
    await settleConfiguration({ config, store, log: silentLog, now: () => NOW })

    await settleConfiguration({ config: now, store, log: silentLog, now: () => NOW })

    const names = config.customers.map(({ id, name, displayName }) => ({ id, name, displayName }))
    expect(readCustomerNames(path)).toEqual(names.filter(({ id }) => id === CONTOSO || id === FABRIKAM))
  })

  it("forgets how far the first sweep of a former customer came, so that whoever comes back is read again", async () => {
    const { store } = openTemporaryStore()
    for (const tenant of [CONTOSO, FABRIKAM])
      await store.sweeps.keep({ ...newSweep(tenant, NOW), doneAt: NOW })

    await settleConfiguration({ config: now, store, log: silentLog, now: () => NOW })

    expect(await store.sweeps.sweep(CONTOSO)).toMatchObject({ doneAt: NOW })
    expect(await store.sweeps.sweep(FABRIKAM)).toBeUndefined()
  })

  it("forgets the audit mails when none are awaited any more", async () => {
    const { store } = openTemporaryStore()
    await store.feed.saveHealth(MSP, "Veeam audit mails", "trouble", "Refused.", NOW)
    const { auditMails: _auditMails, ...without } = now

    await settleConfiguration({ config: without, store, log: silentLog, now: () => NOW })

    expect(await store.feed.health()).toEqual([])
  })

  it("closes what is former although another card of ours is damaged", async () => {
    const { store, path } = openTemporaryStore()
    for (const name of ["one", "two"]) {
      const alert = makeAlert({ id: alertId(name), tenantId: FABRIKAM, subject: `blind:${name}` })
      const batch = { ...{ tenantId: FABRIKAM, records: [], rejected: [] }, alerts: [alert] }
      await store.records.saveBatch(makeBatch(batch), mergeInto())
    }
    openRaw(path).exec("UPDATE incident SET body = 'torn' WHERE id = 1")

    await settleConfiguration({ config: now, store, log: silentLog, now: () => NOW })

    expect((await store.incidents.incident(incidentId(2)))?.state).toBe("fixed")
    expect(store.damage.damaged()).toEqual([expect.stringContaining("row 1 in table incident")])
  })

  it("goes on where a part can't be put right, and says so", async () => {
    const { store, path } = openTemporaryStore()
    openRaw(path).exec("DROP TABLE first_sweep")
    await store.feed.saveHealth(FABRIKAM, "Audit.Exchange", "trouble", "Refused.", NOW)
    const logged: unknown[] = []
    const log = { ...silentLog, error: (_message: string, data?: unknown) => void logged.push(data) }

    await settleConfiguration({ config: now, store, log, now: () => NOW })

    expect(logged).toMatchObject([{ part: "first sweeps" }])
    expect(await store.feed.health()).toEqual([])
  })
})
