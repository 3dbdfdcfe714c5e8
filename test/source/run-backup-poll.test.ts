import { describe, expect, it } from "vitest"
import { backupRig, DAY, HEALTH, restoreEvent, START, session } from "./backup-rig.ts"
import { CONTOSO } from "./fake-feed.ts"

describe("createBackupPoller() poll()", () => {
  it("hands over what left the backup, not what was only looked at, to the organization's customer", async () => {
    const { world, handedOver, saved, ledger, poll } = backupRig()
    world.sessions = [session("s1")]
    world.events = {
      s1: ["None", "View", "Restore", "Save", "Export", "Send"].map((type) => restoreEvent(type, type)),
    }

    await poll()

    expect(handedOver).toEqual(["contoso: Restore Save Export Send"])
    expect(saved.get("s1")).toMatchObject({ owner: CONTOSO, events: 6 })
    expect(ledger.told.get(HEALTH)).toEqual({ state: "ok", sentence: "" })
  })

  it("keeps with which app each customer is backed up, and nobody's else", async () => {
    const { world, book, poll } = backupRig()
    world.organizations = world.organizations.map((one) => ({ ...one, appId: "app-of-contoso" }))
    world.organizations.push({ id: "o9", name: "Stranger", appId: "app-of-stranger" })

    await poll()

    expect(book.reading?.apps).toEqual([{ tenantId: CONTOSO, appId: "app-of-contoso" }])
  })

  it("keeps the further apps, too, also of one that was taken away and after a restart: it wrote before", async () => {
    const { world, book, poll, restart } = backupRig()
    world.apps = { o1: ["helper-app"], o9: ["app-of-stranger"] }
    world.organizations.push({ id: "o9", name: "Stranger" })
    await poll()
    world.apps = {}
    restart()
    await poll()

    expect(book.reading?.apps).toEqual([{ tenantId: CONTOSO, appId: "helper-app" }])
  })

  it("looks back as far as can be asked for at first, then a day over the last round, and now and then a month", async () => {
    const { asked, poll, later } = backupRig()

    await poll()
    later(60_000)
    await poll()
    later(15 * 60_000)
    await poll()

    expect(asked).toEqual([START - 400 * DAY, START - DAY, START + 16 * 60_000 - 31 * DAY])
  })

  it("reads the events of the last month only, however far the list goes", async () => {
    const { world, saved, poll } = backupRig()
    world.sessions = [
      session("new", { endedAt: START }),
      session("old", { createdAt: START - 32 * DAY, endedAt: START - 32 * DAY + 1 }),
    ]

    await poll()

    expect([...saved.keys()]).toEqual(["new"])
  })

  it("reads all that started while it was off, however long that was", async () => {
    const readAt = START - 90 * DAY
    const { world, saved, poll } = backupRig({
      before: {
        version: "v8",
        product: "8.3.0.2201",
        installation: "installation-1",
        clockAheadMs: 0,
        firstReadAt: readAt,
        readAt,
      },
    })
    const old = (id: string, days: number) =>
      session(id, { createdAt: START - days * DAY, endedAt: START - days * DAY + 1 })
    world.sessions = [old("away", 60), old("before", 100)]

    await poll()

    expect([...saved.keys()]).toEqual(["away"])
  })

  it("reads a session that has ended again when it looks different, as one that gained events late", async () => {
    const { world, handedOver, poll } = backupRig()
    world.sessions = [session("s1", { endedAt: START })]
    world.events = { s1: [restoreEvent("e1", "Restore")] }
    await poll()
    await poll()
    world.sessions = [session("s1", { endedAt: START, raw: { eTag: 2 } })]
    world.events = { s1: [restoreEvent("e1", "Restore"), restoreEvent("e2", "Save")] }

    await poll()

    expect(handedOver).toEqual(["contoso: e1", "contoso: e2"])
  })

  it("hands over a running session again only when it gained a restore", async () => {
    const { world, handedOver, poll, later } = backupRig()
    world.sessions = [session("s1")]
    world.events = { s1: [restoreEvent("e1", "Restore")] }

    await poll()
    later(60_000)
    await poll()
    world.events = { s1: [restoreEvent("e1", "Restore"), restoreEvent("e2", "Export")] }
    await poll()

    expect(handedOver).toEqual(["contoso: e1", "contoso: e2"])
  })

  const inOrder = (...ids: readonly string[]) =>
    ids.map((id, order) => ({ ...restoreEvent(id, "Save"), order }))

  it("reads of a running session only what isn't settled, and all of it when it has ended", async () => {
    const { world, handedOver, poll } = backupRig()
    world.sessions = [session("s1")]
    const [first, second, third] = inOrder("e0", "e1", "e2")
    world.events = { s1: [first, second && { ...second, status: "Running" }].flatMap((one) => one ?? []) }
    await poll()
    world.events = { s1: [first, second, third].flatMap((one) => one ?? []) }
    await poll()
    await poll()
    world.sessions = [session("s1", { endedAt: START })]

    await poll()

    expect(world.skipped).toEqual([0, 1, 3, 0])
    expect(handedOver).toEqual(["contoso: e0 e1", "contoso: e2"])
  })

  it("skips nothing where the server's list turns out to be in another order", async () => {
    const { world, handedOver, poll } = backupRig()
    world.sessions = [session("s1")]
    world.events = { s1: inOrder("e0", "e1") }
    await poll()
    world.events = { s1: inOrder("e0", "e1", "e2").reverse() }

    await poll()

    expect(world.skipped).toEqual([0, 2, 0])
    expect(handedOver).toEqual(["contoso: e0 e1", "contoso: e2"])
  })

  it("follows a session that runs longer than any window, until it ends", async () => {
    const { world, handedOver, saved, poll, later } = backupRig()
    const long = session("long")
    world.sessions = [long]
    await poll()
    later(9 * DAY)
    await poll()
    world.sessions = []
    world.older = [{ ...long, endedAt: START + 9 * DAY }]
    world.events = { long: [restoreEvent("late", "Restore")] }

    await poll()

    expect(handedOver).toEqual(["contoso: late"])
    expect(saved.get("long")?.session.endedAt).toBe(START + 9 * DAY)
  })

  it("stores a session only after its restores were handed over, so that a crash repeats them", async () => {
    let fails = true
    const { world, handedOver, saved, ledger, poll } = backupRig({ failIngest: () => fails })
    world.sessions = [session("s1", { endedAt: START })]
    world.events = { s1: [restoreEvent("e1", "Restore")] }

    await poll()
    const savedEarly = saved.has("s1")
    const told = ledger.told.get(HEALTH)?.state
    fails = false
    await poll()

    expect([savedEarly, told, handedOver]).toEqual([false, "trouble", ["contoso: e1"]])
  })

  it("goes on with the other sessions when one can't be read, and tries it again", async () => {
    const { world, handedOver, ledger, asked, poll } = backupRig()
    world.sessions = [session("s1"), session("s2")]
    world.events = { s1: [restoreEvent("e1", "Restore")], s2: [restoreEvent("e2", "Restore")] }
    world.broken.add("s1")

    await poll()
    const told = ledger.told.get(HEALTH)
    world.broken.clear()
    await poll()

    expect(told).toEqual({ state: "trouble", sentence: "Events not available." })
    expect(handedOver).toEqual(["contoso: e2", "contoso: e1"])
    expect(asked).toEqual([START - 400 * DAY, START - 400 * DAY])
  })

  it("tells the restores of the others when one of the list can't be read, and doesn't call it a whole reading", async () => {
    const { world, handedOver, health, book, poll } = backupRig()
    world.sessions = [session("s1", { endedAt: START })]
    world.events = { s1: [restoreEvent("e1", "Export")] }
    world.broken.add("a listed session")

    await poll()
    const early = [book.reading, health.at(-1)]
    world.broken.clear()
    await poll()

    expect(handedOver).toEqual(["contoso: e1"])
    expect(early).toEqual([undefined, expect.stringContaining("trouble")])
    expect(book.reading?.readAt).toBe(START)
  })

  it("goes on when a stored session that the list has lost can't be read, and doesn't take it for deleted", async () => {
    const { world, handedOver, gone, book, poll, later } = backupRig()
    world.sessions = [session("s1", { endedAt: START })]
    await poll()
    later(60_000)
    world.sessions = [session("s2", { endedAt: START })]
    world.events = { s2: [restoreEvent("e2", "Export")] }
    world.broken.add("s1 itself")

    await poll()

    expect(handedOver).toEqual(["contoso: e2"])
    expect([gone.size, book.reading?.readAt]).toEqual([0, START])
  })

  it("leaves a server alone as long as it asks", async () => {
    const { world, asked, poll, later } = backupRig()
    world.throttledMs = 300_000
    await poll()
    world.throttledMs = undefined
    later(299_000)
    await poll()
    const early = asked.length
    later(1_000)

    await poll()

    expect([early, asked.length]).toEqual([0, 1])
  })

  it("turns the server's trouble into health and heals", async () => {
    const { world, ledger, poll } = backupRig()
    await poll()
    world.broken.add("server")
    await poll()
    const told = ledger.told.get(HEALTH)
    world.broken.clear()
    await poll()

    expect(told).toEqual({ state: "trouble", sentence: "Not available." })
    expect(ledger.told.get(HEALTH)?.state).toBe("ok")
  })

  it("ends with the signal's reason and blames nobody", async () => {
    const { world, ledger, poll } = backupRig()
    const stop = new AbortController()
    world.broken.add("server")
    stop.abort(new Error("shutting down"))

    await expect(poll(stop.signal)).rejects.toThrow("shutting down")
    expect(ledger.told.size).toBe(0)
  })
})
