import { describe, expect, it } from "vitest"
import { muteId, type NewMute } from "../../../src/model/mute.ts"
import { CONTOSO, FABRIKAM, makeNote, NOW } from "./make-rows.ts"
import { openIncident, openTemporaryStore } from "./temporary-store.ts"

const DAY = 86_400_000

const mute = (over: Partial<NewMute> = {}): NewMute => ({
  tenantId: CONTOSO,
  criteria: { kind: "forwarding", target: "bob@contoso.example" },
  reason: "Bob is on leave",
  by: "Kim Vega",
  from: NOW,
  until: NOW + DAY,
  ...over,
})

describe("sqliteMuteStore()", () => {
  it("keeps a mute with its trail entry, which names it", async () => {
    const { store } = openTemporaryStore()
    const { mute: added } = await store.mutes.add(mute({ ticket: "4711" }), makeNote({ kind: "mute" }))

    expect(added).toEqual({ ...mute({ ticket: "4711" }), id: 1 })
    expect(await store.mutes.mute(added.id)).toEqual(added)
    expect(await store.trail.read(0, 9)).toMatchObject([{ kind: "mute", data: { mute: 1 } }])
  })

  it("keeps nothing of it, and no trail entry, when it can't be told on its incident", async () => {
    const { store } = openTemporaryStore()
    const incident = await openIncident(store)
    const trail = await store.trail.read(0, 9)
    const line = () => {
      throw new Error("killed")
    }

    await expect(store.mutes.add(mute(), makeNote(), { incident, line })).rejects.toThrow("killed")

    expect(await store.mutes.covering(CONTOSO, 0)).toEqual([])
    expect(await store.trail.read(0, 9)).toEqual(trail)
  })

  it("lists what is active for some customers, soonest end first", async () => {
    const { store } = openTemporaryStore()
    const { mute: late } = await store.mutes.add(mute({ until: NOW + 3 * DAY }), makeNote())
    const { mute: soon } = await store.mutes.add(mute(), makeNote())
    await store.mutes.add(mute({ until: NOW }), makeNote())
    await store.mutes.add(mute({ tenantId: FABRIKAM }), makeNote())

    expect(await store.mutes.active([CONTOSO], NOW)).toEqual([soon, late])
    expect(await store.mutes.active([CONTOSO, FABRIKAM], NOW)).toHaveLength(3)
  })

  it("covers late records of a mute that has ended", async () => {
    const { store } = openTemporaryStore()
    const { mute: ended } = await store.mutes.add(mute({ until: NOW }), makeNote())

    expect(await store.mutes.active([CONTOSO], NOW)).toEqual([])
    expect(await store.mutes.covering(CONTOSO, NOW - DAY)).toEqual([ended])
  })

  it("lifts once, with a trail entry, and never one that has ended or doesn't exist", async () => {
    const { store } = openTemporaryStore()
    const {
      mute: { id },
    } = await store.mutes.add(mute(), makeNote())
    const lifted = { by: "Kim Vega", at: NOW + 1 }

    expect(await store.mutes.lift(id, lifted, makeNote({ kind: "mute" }))).toBe(true)
    expect(await store.mutes.lift(id, lifted, makeNote())).toBe(false)
    expect(await store.mutes.lift(muteId(99), lifted, makeNote())).toBe(false)
    expect((await store.mutes.mute(id))?.lifted).toEqual(lifted)
    expect(await store.mutes.covering(CONTOSO, 0)).toEqual([])
    expect(await store.trail.read(0, 9)).toHaveLength(2)
  })
})
