import { describe, expect, it } from "vitest"
import { ContractError } from "../../../src/model/errors.ts"
import type { RestoreEvent, RestoreSession } from "../../../src/ports/backup-server.ts"
import { CONTOSO, FABRIKAM, NOW } from "./make-rows.ts"
import { openTemporaryStore } from "./temporary-store.ts"

const SERVER = "backup.northwind.example"
const HOUR = 3_600_000

const makeSession = (override: Partial<RestoreSession> = {}): RestoreSession => ({
  id: "session-1",
  organization: "Contoso",
  product: "Exchange",
  createdAt: NOW - HOUR,
  initiatedBy: "NORTHWIND\\kim",
  raw: { id: "session-1" },
  ...override,
})

const KEPT = { id: "session-1", tenantId: CONTOSO, createdAt: NOW - HOUR }

const makeEvent = (override: Partial<RestoreEvent> = {}): RestoreEvent => ({
  id: "event-1",
  sessionId: "session-1",
  order: 1,
  type: "Restore",
  status: "Success",
  startedAt: NOW - HOUR,
  itemName: "Board",
  itemType: "Folder",
  source: "Bob\\Inbox\\Board",
  target: "",
  message: "Restored",
  raw: {},
  ...override,
})

describe("save()", () => {
  it("adds what is new, changes what moved on, and never forgets what the server forgot", async () => {
    const { store } = openTemporaryStore()
    const second = makeEvent({ id: "event-2", order: 2, type: "Export" })
    await store.restores.save(SERVER, CONTOSO, makeSession(), [makeEvent({ status: "Running" }), second])
    expect(await store.restores.running(SERVER)).toEqual([KEPT])

    await store.restores.save(SERVER, CONTOSO, makeSession({ endedAt: NOW }), [makeEvent()])

    expect(await store.restores.running(SERVER)).toEqual([])
    expect(await store.restores.between(CONTOSO, NOW - HOUR, NOW)).toEqual([
      { tenantId: CONTOSO, session: makeSession({ endedAt: NOW }), events: [makeEvent(), second] },
    ])
  })

  it("never gives one customer's session to another", async () => {
    const { store } = openTemporaryStore()
    await store.restores.save(SERVER, CONTOSO, makeSession(), [makeEvent()])

    await expect(store.restores.save(SERVER, FABRIKAM, makeSession(), [makeEvent()])).rejects.toThrow(
      ContractError,
    )

    expect(await store.restores.between(FABRIKAM, 0, NOW)).toEqual([])
    expect(await store.restores.between(CONTOSO, 0, NOW)).toHaveLength(1)
  })
})

describe("running()", () => {
  it("tells servers apart", async () => {
    const { store } = openTemporaryStore()

    await store.restores.save(SERVER, CONTOSO, makeSession(), [])

    expect(await store.restores.running("other.northwind.example")).toEqual([])
  })
})

describe("markGone()", () => {
  it("keeps what the server lost, says since when, and looks for it no more", async () => {
    const { store } = openTemporaryStore()
    await store.restores.save(SERVER, CONTOSO, makeSession(), [makeEvent()])

    await store.restores.markGone(SERVER, "session-1", NOW)
    await store.restores.markGone(SERVER, "session-1", NOW + HOUR)

    expect(await store.restores.running(SERVER)).toEqual([])
    expect(await store.restores.keptByServer(SERVER, 0, NOW)).toEqual([])
    expect(await store.restores.kept(SERVER, "session-1")).toBeUndefined()
    const [found] = await store.restores.between(CONTOSO, 0, NOW)
    expect([found?.goneAt, found?.events.length]).toEqual([NOW, 1])
  })

  it("is undone by a session that comes back", async () => {
    const { store } = openTemporaryStore()
    await store.restores.save(SERVER, CONTOSO, makeSession(), [makeEvent()])
    await store.restores.markGone(SERVER, "session-1", NOW)

    await store.restores.save(SERVER, CONTOSO, makeSession(), [])

    expect(await store.restores.kept(SERVER, "session-1")).toEqual(KEPT)
  })
})

describe("keptByServer()", () => {
  it("takes sessions by their start, from inclusive, to exclusive", async () => {
    const { store } = openTemporaryStore()
    await store.restores.save(SERVER, CONTOSO, makeSession(), [])
    const count = async (from: number, to: number) =>
      (await store.restores.keptByServer(SERVER, from, to)).length

    expect(await count(NOW - HOUR, NOW)).toBe(1)
    expect(await count(NOW - 2 * HOUR, NOW - HOUR)).toBe(0)
    expect(await store.restores.keptByServer("other.northwind.example", 0, NOW)).toEqual([])
  })
})

describe("between()", () => {
  it("takes sessions with an event at or after the start and before the end, newest first, whole", async () => {
    const { store } = openTemporaryStore()
    const late = makeEvent({ id: "late", startedAt: NOW, order: 2 })
    await store.restores.save(SERVER, CONTOSO, makeSession(), [late, makeEvent()])
    const newer = makeSession({ id: "session-2", createdAt: NOW - 60_000 })
    await store.restores.save(SERVER, CONTOSO, newer, [
      makeEvent({ sessionId: "session-2", startedAt: NOW - 1 }),
    ])
    const idsBetween = async (from: number, to: number) =>
      (await store.restores.between(CONTOSO, from, to)).map((found) => found.session.id)

    expect(await idsBetween(NOW - HOUR, NOW)).toEqual(["session-2", "session-1"])
    expect(await idsBetween(NOW - HOUR, NOW - 1)).toEqual(["session-1"])
    expect(await idsBetween(NOW - 1, NOW)).toEqual(["session-2"])
    expect(await idsBetween(NOW + 1, NOW + HOUR)).toEqual([])
    const [, first] = await store.restores.between(CONTOSO, NOW - HOUR, NOW)
    expect(first?.events.map((event) => event.id)).toEqual(["event-1", "late"])
  })
})

describe("between()", () => {
  it("also gives sessions that were gone before they were read to their end, wherever they touch the time", async () => {
    const { store } = openTemporaryStore()
    const { restores } = store
    const events = (sessionId: string) => [makeEvent({ id: `of ${sessionId}`, sessionId })]
    await restores.save(SERVER, CONTOSO, makeSession({ id: "unread" }), [])
    await restores.save(SERVER, CONTOSO, makeSession({ id: "running" }), events("running"))
    await restores.save(SERVER, CONTOSO, makeSession({ id: "ended", endedAt: NOW }), events("ended"))
    await restores.save(SERVER, CONTOSO, makeSession({ id: "there" }), [])
    await restores.save(SERVER, FABRIKAM, makeSession({ id: "another's" }), [])
    for (const id of ["unread", "running", "ended", "another's"])
      await restores.markGone(SERVER, id, NOW + 2 * HOUR)
    const found = async (from: number, to: number): Promise<readonly string[]> =>
      (await restores.between(CONTOSO, from, to)).map(({ session }) => session.id)

    expect(await found(NOW + HOUR, NOW + 9 * HOUR)).toEqual(["running", "unread"])
    expect(await found(NOW - HOUR, NOW)).toEqual(["ended", "running", "unread"])
    expect(await found(NOW + 2 * HOUR, NOW + 9 * HOUR)).toEqual([])
    expect(await found(NOW - 9 * HOUR, NOW - HOUR)).toEqual([])
  })
})
