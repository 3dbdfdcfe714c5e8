/** What isn't there says something, too: sessions that were deleted, and restores that no sign-in explains. */
import { describe, expect, it } from "vitest"
import { CONTOSO, NOW } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import {
  attributor,
  DAY,
  key,
  type Options,
  SERVER,
  SIGN_IN,
  STARTED,
  save,
  session,
  signIn,
} from "./attribute-rig.ts"
import { makeSession, SECOND } from "./make-evidence.ts"

describe("createAttributor()", () => {
  it("says U of a session that was deleted before what it did was read, and what is missing of one that ran", async () => {
    const { store } = openTemporaryStore()
    const { endedAt: _, ...running } = session
    await store.restores.save(SERVER, CONTOSO, running, [])
    await save(store, { ...running, id: "read" })
    for (const id of [session.id, "read"]) await store.restores.markGone(SERVER, id, NOW - 60 * SECOND)
    await attributor(store)()

    expect(await store.attributions.latest(key)).toMatchObject({
      grade: "U",
      reasons: [
        { text: "The session was deleted on the backup server before what it did could be read." },
        { text: "Veeam recorded “contoso.onmicrosoft.com” as who opened it." },
      ],
    })
    expect(await store.attributions.latest({ ...key, session: "read" })).toMatchObject({
      grade: "D",
      missing: expect.arrayContaining([expect.stringContaining("while it ran")]),
    })
  })

  it("weighs a session that was stored long after it ended", async () => {
    const { store } = openTemporaryStore()
    const round = attributor(store)
    await round()
    await save(store, { ...session, createdAt: STARTED - 9 * DAY, endedAt: STARTED - 9 * DAY })
    await round()

    expect(await store.attributions.latest(key)).toMatchObject({ grade: "D" })
  })

  it("leaves sessions alone that went long ago", async () => {
    const { store } = openTemporaryStore()
    const { endedAt: _, ...running } = session
    await save(store, { ...running, createdAt: NOW - 90 * DAY })
    await store.restores.markGone(SERVER, session.id, NOW - 80 * DAY)
    await attributor(store)()

    expect(await store.attributions.latest(key)).toBeUndefined()
  })

  it("tells once of a restore without a sign-in, when a day has passed and all of it are known", async () => {
    const { store } = openTemporaryStore()
    await save(store)
    const told: string[] = []
    const asked: number[][] = []
    const options: Options = {
      signInsComplete: async (_tenant, from, to) => asked.push([from - STARTED, to - STARTED]) > 1,
      tellUnseen: async (_tenant, { id }) => void told.push(id),
      now: () => clock,
    }
    let clock = STARTED + DAY - 1
    await attributor(store, options)()
    expect(asked).toEqual([])

    clock += 1
    for (let round = 0; round < 3; round += 1) await attributor(store, options)()

    expect(told).toEqual([session.id])
    expect(asked[0]).toEqual([-20 * 60 * SECOND, DAY])
    expect(await store.attributions.latest(key)).toMatchObject({ grade: "D", withoutSignIn: true })
  })

  it("tells of none when somebody signed in, or when none was needed", async () => {
    const { store } = openTemporaryStore()
    const windows = makeSession({
      id: "windows",
      initiatedBy: "NORTHWIND\\kim",
      createdAt: STARTED,
      endedAt: NOW,
    })
    await save(store)
    await save(store, windows)
    await signIn(store, SIGN_IN, STARTED - 6 * SECOND)
    const told: string[] = []
    await attributor(store, {
      signInsComplete: async () => true,
      now: () => STARTED + DAY,
      tellUnseen: async (_tenant, { id }) => void told.push(id),
    })()

    expect(told).toEqual([])
  })

  it("tells of none where a group administers: its people's sign-ins aren't known", async () => {
    const { store } = openTemporaryStore()
    await save(store)
    const told: string[] = []
    await attributor(store, {
      adminsOf: async () => ({ names: ["admin@contoso.example"], others: 1 }),
      signInsComplete: async () => true,
      now: () => STARTED + DAY,
      tellUnseen: async (_tenant, { id }) => void told.push(id),
    })()

    expect(told).toEqual([])
  })

  it("looks for the sign-in of whom the server names, administrator or not", async () => {
    const { store } = openTemporaryStore()
    const portal = (id: string, initiatedBy: string) =>
      makeSession({ id, initiatedBy, createdAt: STARTED, endedAt: NOW })
    await save(store, portal("seen", "Admin@contoso.example"))
    await save(store, portal("unseen", "kim@contoso.example"))
    await signIn(store, SIGN_IN, STARTED - 6 * SECOND)
    const told: string[] = []
    await attributor(store, {
      adminsOf: async () => "Roles can't be read.",
      signInsComplete: async () => true,
      now: () => STARTED + DAY,
      tellUnseen: async (_tenant, { id }) => void told.push(id),
    })()

    expect(told).toEqual(["unseen"])
    expect((await store.attributions.latest({ ...key, session: "seen" }))?.missing).toBeUndefined()
  })

  it("waits for the sign-in of whom the server names as long as for any, whoever else signed in", async () => {
    const { store } = openTemporaryStore()
    const portal = { initiatedBy: "kim@contoso.example", createdAt: STARTED, endedAt: NOW }
    await save(store, makeSession({ id: "portal", ...portal }))
    await signIn(store, SIGN_IN, STARTED - 6 * SECOND)
    const toldAt = async (now: number) => {
      const told: string[] = []
      await attributor(store, {
        signInsComplete: async () => true,
        now: () => now,
        tellUnseen: async (_tenant, { id }) => void told.push(id),
      })()
      return told
    }

    expect(await toldAt(STARTED + DAY - 1)).toEqual([])
    expect(await toldAt(STARTED + DAY)).toEqual(["portal"])
  })

  it("takes whom the server names in one session for no administrator of another", async () => {
    const { store } = openTemporaryStore()
    await save(store, makeSession({ id: "portal", initiatedBy: "kim@contoso.example", createdAt: STARTED }))
    await signIn(store, SIGN_IN, STARTED - 6 * SECOND, "kim@contoso.example")
    await attributor(store)()
    await save(store)
    await attributor(store)()

    expect(await store.attributions.latest(key)).toMatchObject({ grade: "D", candidates: [] })
  })
})
