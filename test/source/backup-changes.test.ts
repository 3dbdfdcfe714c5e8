/** Sessions that are gone, settings that keep or tell less, another server under the same name, times without a reading. */
import { describe, expect, it } from "vitest"
import { backupRig, DAY, restoreEvent, SERVER, START, session } from "./backup-rig.ts"
import { CONTOSO } from "./fake-feed.ts"

const WEEK = 7 * DAY
const mail = (over: object = {}) => ({
  enabled: true,
  to: ["audit@northwind.example"],
  from: "veeam@northwind.example",
  subject: "[Audit]",
  sentBy: "CustomSmtp mail.northwind.example",
  ...over,
})
const earlier = (readAt: number, installation = "installation-1") => ({
  version: "v8" as const,
  product: "8.3.0.2201",
  installation,
  clockAheadMs: 0,
  firstReadAt: START - 90 * DAY,
  readAt,
})

describe("createBackupPoller() deleted sessions", () => {
  const withStored = async (options: Parameters<typeof backupRig>[0] = {}) => {
    const rig = backupRig(options)
    rig.world.sessions = [session("s1", { endedAt: START }), session("s2", { endedAt: START })]
    rig.world.events = { s1: [restoreEvent("e1", "Export")] }
    await rig.poll()
    rig.later(60_000)
    return rig
  }

  it("tells of a stored session that the server doesn't have any more, once, and keeps it", async () => {
    const { world, told, gone, saved, book, poll } = await withStored()
    world.sessions = [session("s2", { endedAt: START })]

    await poll()
    await poll()

    expect(told).toEqual([
      expect.objectContaining({
        kind: "session-deleted",
        server: SERVER,
        tenantId: CONTOSO,
        sessionId: "s1",
        since: START,
        foundAt: START + 60_000,
        worse: true,
      }),
    ])
    expect(book.changes).toEqual(told)
    expect(gone.get("s1")).toBe(START + 60_000)
    expect(saved.has("s1")).toBe(true)
  })

  it("says nothing of a session that only the list has lost", async () => {
    const { world, told, gone, poll } = await withStored()
    world.older = world.sessions
    world.sessions = []

    await poll()

    expect([told, gone.size]).toEqual([[], 0])
  })

  it("says nothing of a session that is older than what the server keeps", async () => {
    const { world, told, gone, poll, later } = await withStored()
    world.settings = { history: { weeks: 2 } }
    later(2 * WEEK)
    world.sessions = []

    await poll()

    expect([told, [...gone.keys()]]).toEqual([[], ["s1", "s2"]])
  })

  it("takes Veeam's default of 53 weeks for a history that can't be read", async () => {
    const { world, told, gone, poll, later } = await withStored()
    later(53 * WEEK)
    world.sessions = []

    await poll()

    expect([told, gone.size]).toEqual([[], 2])
  })

  it("says that it happened since the last reading, also when that was by an earlier run", async () => {
    const { world, told, saved, poll } = backupRig({ before: earlier(START - 60_000) })
    saved.set("s1", { owner: CONTOSO, session: session("s1", { endedAt: START }), events: 0 })
    world.sessions = []

    await poll()

    expect(told.map(({ since }) => since)).toEqual([START - 60_000])
  })

  it("finds the same change again when the process died between telling and storing", async () => {
    let fails = false
    const { world, told, gone, book, poll } = await withStored({ failChange: () => fails })
    world.sessions = [session("s2", { endedAt: START })]
    fails = true
    await poll()
    const early = [gone.size, book.changes.length]
    fails = false

    await poll()

    expect(early).toEqual([0, 0])
    expect(new Set(told.map(({ id }) => id)).size).toBe(1)
    expect([gone.size, book.changes.length]).toEqual([1, 1])
  })

  it("tells of another installation once, and of none of the sessions that it never had", async () => {
    const { world, told, gone, poll } = await withStored()
    world.installation = "installation-2"
    world.sessions = []

    await poll()
    await poll()

    expect(told.map(({ kind, tenantId }) => [kind, tenantId])).toEqual([["server-replaced", undefined]])
    expect(gone.size).toBe(2)
  })
})

describe("createBackupPoller() settings", () => {
  it.each([
    ["53 weeks", { weeks: 53 }, "4 weeks", { weeks: 4 }, true],
    ["for good", {}, "53 weeks", { weeks: 53 }, true],
    ["4 weeks", { weeks: 4 }, "for good", {}, false],
  ])("tells when the history goes from %s to another time", async (old, first, now, second, worse) => {
    const { world, told, book, poll, later } = backupRig()
    world.settings = { history: first }
    await poll()
    await poll()
    later(60_000)
    world.settings = { history: second }

    await poll()
    await poll()

    expect(told).toEqual([
      expect.objectContaining({ kind: "history", before: old, after: now, worse, since: START }),
    ])
    expect(book.changes).toEqual(told)
  })

  it("tells when audit mails are switched off or lose a recipient, and that a new recipient is no loss", async () => {
    const { world, told, poll } = backupRig()
    const both = ["audit@northwind.example", "security@northwind.example"]
    for (const auditMail of [mail(), mail({ to: both }), mail(), mail({ enabled: false })]) {
      world.settings = { auditMail }
      await poll()
    }

    expect(told.map(({ kind, worse }) => [kind, worse])).toEqual([
      ["audit-mail", false],
      ["audit-mail", true],
      ["audit-mail", true],
    ])
    expect(told[1]?.before).toContain("security@northwind.example")
    expect(told[2]?.after).toBe("off")
  })

  it("tells the customer's change when somebody's data is no longer watched", async () => {
    const { world, told, poll } = backupRig()
    world.auditItems = { o1: ["ceo@contoso.example", "group Board"] }
    await poll()
    world.auditItems = { o1: ["group Board"] }

    await poll()

    expect(told).toEqual([
      expect.objectContaining({
        kind: "audit-items",
        tenantId: CONTOSO,
        before: "ceo@contoso.example",
        after: "no",
        worse: true,
      }),
    ])
  })

  it("takes what can't be read for unknown, not for changed", async () => {
    const { world, told, poll } = backupRig()
    world.settings = { history: { weeks: 53 }, auditMail: mail() }
    world.auditItems = { o1: ["ceo@contoso.example"] }
    await poll()
    world.settings = {}
    world.auditItems = {}

    await poll()

    expect(told).toEqual([])
  })
})

describe("createBackupPoller() gaps", () => {
  it("keeps the time in which Watchpost was off", async () => {
    const { book, poll } = backupRig({ before: earlier(START - 3 * 3_600_000) })

    await poll()

    expect(book.gaps).toEqual([
      { server: SERVER, from: START - 3 * 3_600_000, to: START, cause: "Watchpost was not running" },
    ])
  })

  it("keeps the time in which the server could not be read, with its reason", async () => {
    const { world, book, poll, later } = backupRig()
    await poll()
    world.broken.add("server")
    later(60_000)
    await poll()
    later(3_600_000)
    world.broken.clear()

    await poll()

    expect(book.gaps).toEqual([
      { server: SERVER, from: START, to: START + 3_660_000, cause: "Not available" },
    ])
  })

  it("calls a few minutes no gap", async () => {
    const { book, poll } = backupRig({ before: earlier(START - 10 * 60_000) })

    await poll()

    expect(book.gaps).toEqual([])
  })
})
