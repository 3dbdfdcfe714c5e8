import { describe, expect, it } from "vitest"
import { ContractError } from "../../../src/model/errors.ts"
import { alertId, buttonId, incidentId } from "../../../src/model/ids.ts"
import {
  CHANNEL,
  CONTOSO,
  FABRIKAM,
  makeAlert,
  makeBatch,
  makeIncident,
  makeNote,
  mergeInto,
  NOW,
} from "./make-rows.ts"
import { openIncident, openRaw, openTemporaryStore } from "./temporary-store.ts"

const YEAR = 365 * 86_400_000

describe("incident()", () => {
  it("gives back what was written, with its number", async () => {
    const { store } = openTemporaryStore()
    const id = await openIncident(store)

    expect(await store.incidents.incident(id)).toEqual({ ...makeIncident(), id })
    expect(await store.incidents.incident(incidentId(99))).toBeUndefined()
  })

  it("answers a damaged row with an error that names it", async () => {
    const { store, path } = openTemporaryStore()
    const id = await openIncident(store)
    openRaw(path).exec("UPDATE incident SET body = substr(body, 1, 40)")

    await expect(store.incidents.incident(id)).rejects.toThrow(ContractError)
    await expect(store.incidents.incident(id)).rejects.toThrow(/row 1 in table incident/)
  })
})

describe("noteLive()", () => {
  it("keeps what was read, and owes no card for it", async () => {
    const { store } = openTemporaryStore()
    const id = await openIncident(store, "technician")
    const owed = await store.outbox.due(NOW, 10)
    const live = { at: NOW, lines: [{ label: "Forwarding", value: "off" }] }

    await store.incidents.noteLive(id, live)

    expect((await store.incidents.incident(id))?.live).toEqual(live)
    expect(await store.outbox.due(NOW, 10)).toEqual(owed)
    expect(owed).not.toEqual([])
  })
})

describe("list()", () => {
  it("gives the newest first, of the tenants and states asked for", async () => {
    const { store } = openTemporaryStore()
    const first = await openIncident(store)
    const ofFabrikam = makeAlert({ id: alertId("alr_f"), tenantId: FABRIKAM })
    const fabrikam = { tenantId: FABRIKAM, records: [], rejected: [], alerts: [ofFabrikam] }
    await store.records.saveBatch(makeBatch(fabrikam), mergeInto())
    await store.incidents.change(first, (incident) => ({
      incident: { ...incident, state: "fixed" },
      notes: [],
    }))
    const idsOf = async (filter: Parameters<typeof store.incidents.list>[0]) =>
      (await store.incidents.list(filter)).map((incident) => incident.id)

    expect(await idsOf({ limit: 10 })).toEqual([2, 1])
    expect(await idsOf({ limit: 1 })).toEqual([2])
    expect(await idsOf({ tenants: [CONTOSO], limit: 10 })).toEqual([1])
    expect(await idsOf({ states: ["fixed"], limit: 10 })).toEqual([1])
    expect(await idsOf({ tenants: [FABRIKAM], states: ["fixed"], limit: 10 })).toEqual([])
  })

  it("finds nothing for somebody who may see no tenant", async () => {
    const { store } = openTemporaryStore()
    await openIncident(store)

    expect(await store.incidents.list({ tenants: [], limit: 10 })).toEqual([])
  })
})

describe("change()", () => {
  it("writes the incident, its notes and the wish for new cards together", async () => {
    const { store } = openTemporaryStore()
    const id = await openIncident(store, "technician", "customer")

    const changed = await store.incidents.change(id, (incident) => ({
      incident: { ...incident, state: "claimed", owner: "Kim" },
      notes: [makeNote({ kind: "click", incidentId: id })],
    }))

    expect(changed).toMatchObject({ id, state: "claimed", owner: "Kim" })
    expect(await store.incidents.incident(id)).toEqual(changed)
    expect((await store.outbox.due(NOW, 10)).map((card) => card.wanted)).toEqual([2, 2])
    expect((await store.trail.read(1, 10)).map((entry) => entry.kind)).toEqual(["click"])
  })

  it("changes nothing when the decision throws, and nothing without an incident", async () => {
    const { store } = openTemporaryStore()
    const id = await openIncident(store, "technician")
    const change = store.incidents.change(id, () => {
      throw new Error("no")
    })

    await expect(change).rejects.toThrow("no")

    expect(await store.incidents.incident(id)).toEqual({ ...makeIncident(), id })
    expect((await store.outbox.due(NOW, 10)).map((card) => card.wanted)).toEqual([1])
    const missing = await store.incidents.change(incidentId(99), (incident) => ({
      incident,
      notes: [makeNote()],
    }))
    expect(missing).toBeUndefined()
    expect(await store.trail.read(1, 10)).toEqual([])
  })

  it("tells what else is open about the same, and not the incident itself", async () => {
    const { store } = openTemporaryStore()
    const id = await openIncident(store)
    const like: unknown[] = []
    const look = () =>
      store.incidents.change(id, (incident, openLike) => {
        like.push(openLike().map((one) => one.id))
        return { incident, notes: [] }
      })

    await look()
    const alert = makeAlert({ id: alertId("alr_2") })
    await store.records.saveBatch(makeBatch({ alerts: [alert], records: [], rejected: [] }), () => ({
      incidents: [{ incident: makeIncident({ alert }), channels: [], notes: [], newAlerts: [alert] }],
    }))
    await look()

    expect(like).toEqual([[], [incidentId(2)]])
  })

  it("never moves an incident to another tenant or number", async () => {
    const { store } = openTemporaryStore()
    const id = await openIncident(store)

    await store.incidents.change(id, (incident) => ({
      incident: { ...incident, id: incidentId(7), tenantId: FABRIKAM },
      notes: [],
    }))

    expect(await store.incidents.incident(id)).toMatchObject({ id, tenantId: CONTOSO })
    expect(await store.incidents.list({ tenants: [FABRIKAM], limit: 10 })).toEqual([])
  })

  it("keeps a field that a later version adds", async () => {
    const { store } = openTemporaryStore()
    const id = await openIncident(store)
    const later = { foundBy: "a later version" }

    await store.incidents.change(id, (incident) => ({ incident: { ...incident, ...later }, notes: [] }))
    await store.incidents.change(id, (incident) => ({ incident, notes: [] }))

    expect(await store.incidents.incident(id)).toMatchObject(later)
  })
})

describe("buttons()", () => {
  it("gives the same ids when a card is drawn again, and others for another face or channel", async () => {
    const { store } = openTemporaryStore()
    const id = await openIncident(store)
    const draw = (face: "technician" | "customer", channel: string) =>
      store.incidents.buttons(id, face, channel, ["claim", "not-a-threat"], NOW + YEAR)

    const first = await draw("technician", CHANNEL.conversationId)

    expect([...first.keys()]).toEqual(["claim", "not-a-threat"])
    expect(await draw("technician", CHANNEL.conversationId)).toEqual(first)
    const others = [await draw("customer", CHANNEL.conversationId), await draw("technician", "19:other")]
    const all = [first, ...others].flatMap((buttons) => [...buttons.values()])
    expect(new Set(all).size).toBe(6)
  })

  it("makes ids that say nothing and can't be guessed", async () => {
    const { store } = openTemporaryStore()
    const id = await openIncident(store)

    const buttons = await store.incidents.buttons(id, "technician", "19:a", ["claim"], NOW)

    expect(buttons.get("claim")).toMatch(/^[\w-]{22}$/)
  })

  it("tells what a button means and when it ends; a newer card only makes it live longer", async () => {
    const { store } = openTemporaryStore()
    const id = await openIncident(store)
    const draw = (until: number) =>
      store.incidents.buttons(id, "technician", CHANNEL.conversationId, ["stop-forwarding"], until)
    const button = (await draw(NOW + 1_000)).get("stop-forwarding")

    await draw(NOW + 5_000)
    await draw(NOW - 5_000)

    expect(button && (await store.incidents.button(button))).toEqual({
      id: button,
      incidentId: id,
      tenantId: CONTOSO,
      action: "stop-forwarding",
      face: "technician",
      conversationId: CHANNEL.conversationId,
      expiresAt: NOW + 5_000,
    })
  })

  it("knows no button that it didn't make, and makes none for an incident that isn't there", async () => {
    const { store } = openTemporaryStore()

    expect(await store.incidents.button(buttonId("AAAAAAAAAAAAAAAAAAAAAA"))).toBeUndefined()
    await expect(
      store.incidents.buttons(incidentId(5), "technician", "19:a", ["claim"], NOW),
    ).rejects.toThrow(ContractError)
  })
})
