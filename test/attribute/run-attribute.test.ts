/** From sessions and evidence in a real store to answers that follow late evidence, with their entries in the trail. */
import { describe, expect, it } from "vitest"
import { incidentId } from "../../src/model/ids.ts"
import { CONTOSO, FABRIKAM, NOW } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import {
  answer,
  attributor,
  DAY,
  event,
  HOUR,
  key,
  OTHER_SIGN_IN,
  openIncident,
  SERVER,
  SIGN_IN,
  STARTED,
  save,
  session,
  signIn,
  trailOf,
} from "./attribute-rig.ts"
import { makeRun, makeSession, SECOND } from "./make-evidence.ts"

describe("createAttributor()", () => {
  it("grades a session as it is stored, once, with an entry that names the evidence", async () => {
    const { store } = openTemporaryStore()
    await save(store)
    const round = attributor(store)
    await round()
    await round()

    expect(await store.attributions.latest(key)).toMatchObject({ grade: "D", machine: "PC-0417" })
    expect(await trailOf(store)).toMatchObject([
      {
        who: "watchpost",
        tenantId: CONTOSO,
        what: "Graded D, machine only. From machine PC-0417; person unknown.",
        data: { session: session.id, before: null, grade: "D", evidence: [session.id] },
      },
    ])
  })

  it("raises the grade when a sign-in arrives late, on the card too", async () => {
    const { store } = openTemporaryStore()
    await save(store)
    await openIncident(store)
    const round = attributor(store)
    await round()
    const [card] = await store.outbox.due(NOW, 9)

    await signIn(store, SIGN_IN, STARTED - 6 * SECOND)
    await round()

    expect(await store.attributions.latest(key)).toMatchObject({
      grade: "C",
      person: "admin@contoso.example",
    })
    const [first, second, ...others] = await trailOf(store)
    expect(others).toEqual([])
    expect(first?.data.grade).toBe("D")
    expect(second).toMatchObject({
      incidentId: 1,
      what: "Graded again, before it was D, machine only: C, probable. Probably admin@contoso.example from PC-0417.",
      data: { before: "D", grade: "C", evidence: [SIGN_IN] },
    })
    const [again] = await store.outbox.due(NOW, 9)
    expect(again?.wanted).toBeGreaterThan(card?.wanted ?? 0)
    const incident = await store.incidents.incident(incidentId(1))
    expect(incident?.history.at(-1)).toMatchObject({
      what: "found out more about who restored it: C, probable instead of D, machine only",
      customerSafe: false,
    })
  })

  it("lowers the grade when a second administrator's sign-in arrives late", async () => {
    const { store } = openTemporaryStore()
    await save(store)
    await signIn(store, SIGN_IN, STARTED - 6 * SECOND)
    const admins = {
      adminsOf: async () => ({ names: ["admin@contoso.example", "eva@contoso.example"], others: 0 }),
    }
    const round = attributor(store, admins)
    await round()
    await signIn(store, OTHER_SIGN_IN, STARTED - 60 * SECOND, "eva@contoso.example")
    await round()

    expect(await store.attributions.latest(key)).toMatchObject({
      grade: "D",
      candidates: ["admin@contoso.example", "eva@contoso.example"],
    })
    expect((await trailOf(store)).map(({ data }) => [data.before, data.grade, data.evidence])).toEqual([
      [null, "C", [SIGN_IN]],
      ["C", "D", [session.id, SIGN_IN, OTHER_SIGN_IN]],
    ])
  })

  it("says what may still come of the sign-ins, until it is known that none does", async () => {
    const { store } = openTemporaryStore()
    await save(store)
    const missingAt = async (now: number, complete: boolean) => {
      await attributor(store, { now: () => now, signInsComplete: async () => complete })()
      return (await store.attributions.latest(key))?.missing?.join(" ")
    }

    expect(await missingAt(STARTED + DAY - 1, true)).toContain("may still come")
    expect(await missingAt(STARTED + DAY, false)).toContain("Not every sign-in of that time is stored")
    expect(await missingAt(STARTED + DAY, true)).not.toContain("sign-in")
    expect(await trailOf(store)).toHaveLength(1)
  })

  it("owes no card again while the evidence is the same", async () => {
    const { store } = openTemporaryStore()
    await save(store)
    await openIncident(store)
    const round = attributor(store)
    await round()
    const before = await store.outbox.due(NOW, 9)
    await round()
    await attributor(store)()

    expect(await store.outbox.due(NOW, 9)).toEqual(before)
  })

  it("finds the same after a restart, and tells nothing again", async () => {
    const { store } = openTemporaryStore()
    await save(store)
    await attributor(store)()
    await store.evidenceBook.keep(CONTOSO, answer, NOW)
    await attributor(store)()
    await attributor(store)()

    expect((await trailOf(store)).map(({ data }) => data.grade)).toEqual(["D", "C"])
  })

  it("looks again at an old session when evidence about its time is kept", async () => {
    const { store } = openTemporaryStore()
    const old = makeSession({ createdAt: NOW - 5 * DAY, endedAt: NOW - 5 * DAY + HOUR })
    await save(store, old)
    const round = attributor(store)
    await round()
    await store.evidenceBook.keep(CONTOSO, makeRun({ openedAt: [old.createdAt + SECOND] }), NOW)
    await round()

    expect((await trailOf(store)).map(({ data }) => data.grade)).toEqual(["D", "C"])
  })

  it("looks again once an hour at a session of the week before: the feed may have been in trouble", async () => {
    const { store } = openTemporaryStore()
    const createdAt = NOW - 8 * DAY
    await save(store, makeSession({ createdAt, endedAt: createdAt + HOUR }))
    let clock = NOW
    const round = attributor(store, { now: () => clock })
    await round()
    await signIn(store, SIGN_IN, createdAt - 6 * SECOND)
    const gradeAt = async (at: number) => {
      clock = at
      await round()
      return (await store.attributions.latest(key))?.grade
    }

    expect([await gradeAt(NOW + HOUR - 1), await gradeAt(NOW + HOUR)]).toEqual(["D", "C"])
  })

  it("learns a machine's clock from its earlier sessions, never from the one in question", async () => {
    const { store } = openTemporaryStore()
    const ahead = 180 * SECOND
    const log = (id: string, at: number) =>
      makeRun({
        id,
        openedAt: [at + ahead],
        items: [{ at: at + 90 * SECOND + ahead, name: event.itemName, folder: event.target }],
      })
    await save(store)
    await store.evidenceBook.keep(CONTOSO, log("run-now", STARTED), NOW)
    await attributor(store)()
    expect(await store.attributions.latest(key)).toMatchObject({ grade: "D" })

    const before = STARTED - DAY
    const earlier = makeSession({ id: "earlier", createdAt: before, endedAt: before + HOUR })
    await store.restores.save(SERVER, CONTOSO, earlier, [
      { ...event, sessionId: "earlier", startedAt: before + 90 * SECOND },
    ])
    await store.evidenceBook.keep(CONTOSO, log("run-before", before), NOW)
    await attributor(store)()

    expect(await store.attributions.latest(key)).toMatchObject({ grade: "B", person: "PC-0417\\mara" })
  })

  it("says why sign-ins were not counted, and knows whose computer it is", async () => {
    const { store } = openTemporaryStore()
    await save(store)
    await signIn(store, SIGN_IN, STARTED - 6 * SECOND)
    await attributor(store, {
      adminsOf: async () => "Roles can't be read.",
      ownerOf: (tenant, machine) =>
        tenant === CONTOSO && machine === "pc-0417" ? "mara@contoso.example" : undefined,
    })()

    expect(await store.attributions.latest(key)).toMatchObject({
      grade: "C",
      person: "mara@contoso.example",
      missing: [
        "Sign-ins of administrators were not counted. Roles can't be read.",
        "No log of a Veeam Explorer on PC-0417 was sent for that time.",
      ],
    })
  })

  it("goes on with the others when one session fails, and looks at it again", async () => {
    const { store } = openTemporaryStore()
    await save(store)
    await save(store, makeSession({ id: "second", createdAt: STARTED + 1, endedAt: STARTED + HOUR }))
    let failing = true
    const round = attributor(store, {
      adminsOf: async () => {
        if (!failing) return { names: [], others: 0 }
        failing = false
        throw new Error("odd")
      },
    })
    await expect(round()).rejects.toThrow("odd")
    expect(await trailOf(store)).toHaveLength(1)
    await round()

    expect(await trailOf(store)).toHaveLength(2)
  })
})

describe("sqliteAttributionBook()", () => {
  it("gives the newest answer of each session, to its own customer alone", async () => {
    const { store } = openTemporaryStore()
    await save(store)
    await attributor(store)()
    await store.evidenceBook.keep(CONTOSO, answer, NOW)
    await attributor(store)()

    const found = await store.attributions.ofSessions(CONTOSO, [session.id, "unknown"])
    expect([...found].map(([id, { grade }]) => [id, grade])).toEqual([[session.id, "C"]])
    expect((await store.attributions.ofSessions(FABRIKAM, [session.id])).size).toBe(0)
  })
})
