/** Cards of ours about customers and servers that were taken out of the configuration: they end with them. Over a real store. */
import { describe, expect, it } from "vitest"
import { alertId, tenantId } from "../../src/model/ids.ts"
import { createCredentialBook, createCredentialWatch } from "../../src/onboard/run-check-credentials.ts"
import { closeAllFormer } from "../../src/onboard/run-close-former.ts"
import { watchBackups } from "../../src/onboard/run-watch-backups.ts"
import { watchTenants } from "../../src/onboard/run-watch-tenants.ts"
import { makeAlert, makeBatch, makeIncident } from "../adapters/sqlite/make-rows.ts"
import { missed, RESCUE } from "./accounts-rig.ts"
import { contoso, MINUTE, NORTHWIND, NOW, watchRig } from "./watch-rig.ts"

type Rig = Pick<ReturnType<typeof watchRig>, "store" | "incidents">

async function started({ store, incidents }: Rig, tenants = [contoso.id], servers: readonly string[] = []) {
  const watched = { tenants: new Set(tenants), servers, us: NORTHWIND.id }
  await closeAllFormer(watched, { incidents: store.incidents, now: () => NOW })
  return (await incidents()).map(({ state, alert, history }) => [
    state,
    alert.rule.title,
    alert.summary,
    history.at(-1)?.what,
  ])
}
const GONE = "Contoso Ltd is not in the configuration any more."
const CLOSED = ["fixed", "No longer watched: Contoso Ltd", GONE, GONE]

describe("closeAllFormer()", () => {
  it("closes the card of a blind customer that was taken out, and leaves it while the customer is there", async () => {
    const rig = watchRig()
    await rig.refused("ERR_TENANT_GONE")
    await rig.look()

    expect((await started(rig))[0]?.[0]).toBe("new")
    expect(await started(rig, [])).toEqual([CLOSED])
    expect((await rig.store.trail.read(0, 10)).at(-1)?.what).toBe(GONE)
  })

  it("closes the card of the provider itself, where it was watched like a customer", async () => {
    const ours = { ...contoso, ...NORTHWIND }
    const rig = watchRig([ours])
    await rig.refused("ERR_TENANT_GONE")
    await rig.look()

    expect((await started(rig, [ours.id]))[0]?.[0]).toBe("new")
    expect((await started(rig, []))[0]?.[0]).toBe("fixed")
  })

  it("closes the card of its protected accounts", async () => {
    const rig = await missed(RESCUE)

    expect((await started(rig))[0]?.[0]).toBe("new")
    expect(await started(rig, [])).toEqual([CLOSED])
  })

  it("closes the card of a backup server that was taken out, and of no other", async () => {
    const rig = watchRig()
    const deps = { ...rig.deps, book: rig.store.backups, startedAt: NOW }
    await rig.store.backups.noteTrouble("vb365-01", "Refused.")
    await rig.store.backups.noteTrouble("vb365-02", "Refused.")
    rig.pass(15 * MINUTE)
    await watchBackups(["vb365-01", "vb365-02"], deps)

    const told = await started(rig, [], ["vb365-02"])

    expect(told.map(([state]) => state)).toEqual(["new", "fixed"])
    expect(told[1]?.[2]).toBe("The backup server vb365-01 is not in the configuration any more.")
  })

  it("leaves the card of what we ourselves sign in with, whoever the customers are", async () => {
    const rig = watchRig()
    const end = { at: NOW, source: "certificate" } as const
    const book = createCredentialBook([{ app: "Bot", kind: "certificate", end }], rig.deps.now)
    await createCredentialWatch({ ...rig.deps, incidents: rig.store.incidents, book })(
      AbortSignal.timeout(1_000),
    )

    expect((await started(rig, [])).map(([state]) => state)).toEqual(["new"])
    expect((await started(rig, [NORTHWIND.id])).map(([state]) => state)).toEqual(["new"])
  })

  it("leaves what happened at the customer, and what was lost there", async () => {
    const rig = watchRig()
    for (const subject of ["forwarding bob", "loss:disabled", "blinds:bought"]) {
      const alert = makeAlert({ id: alertId(`alr_${subject}`), tenantId: contoso.id, subject })
      await rig.store.records.saveBatch(
        { ...makeBatch({ alerts: [alert], records: [], rejected: [] }), tenantId: contoso.id },
        () => ({
          incidents: [{ incident: makeIncident({ alert }), channels: [], notes: [], newAlerts: [alert] }],
        }),
      )
    }

    expect((await started(rig, [])).map(([state]) => state)).toEqual(["new", "new", "new"])
  })

  it("changes nothing in what a technician has closed", async () => {
    const rig = watchRig()
    await rig.refused("ERR_TENANT_GONE")
    await rig.look()
    const [incident] = await rig.incidents()
    if (incident === undefined) throw new Error("nothing was opened")
    await rig.store.incidents.change(incident.id, (one) => ({
      incident: { ...one, state: "expected" },
      notes: [],
    }))

    expect((await started(rig, []))[0]?.slice(0, 2)).toEqual(["expected", "We are blind at Contoso Ltd"])
  })
})

describe("a card of several blind customers", () => {
  const many = Array.from({ length: 5 }, (_one, index) => ({
    ...contoso,
    id: tenantId(`51a7c0de-0000-4000-9000-00000000000${index}`),
    displayName: `Customer ${index}`,
  }))
  const signal = new AbortController().signal

  it("says that nobody of it is left, and not that they were seen", async () => {
    const rig = watchRig(many)
    await rig.refused("ERR_TENANT_GONE")
    await rig.look()

    await watchTenants([contoso], rig.deps, signal)

    const told = "None of these customers is in the configuration any more."
    expect(await rig.incidents()).toMatchObject([
      { state: "fixed", alert: { summary: told, rule: { title: "No longer watched: 5 customers" } } },
    ])
  })

  it("stays open while those that are left can't be looked at", async () => {
    const rig = watchRig(many)
    await rig.refused("ERR_TENANT_GONE")
    await rig.look()
    const sight = { ...rig.deps.sight, sources: () => Promise.reject(new Error("the store is busy")) }

    await watchTenants(many, { ...rig.deps, sight }, signal)

    expect(await rig.incidents()).toMatchObject([{ state: "new" }])
  })
})
