import { describe, expect, it } from "vitest"
import type { BackupChange } from "../../../src/model/backup-change.ts"
import { CONTOSO, FABRIKAM, NOW } from "./make-rows.ts"
import { openTemporaryStore } from "./temporary-store.ts"

const SERVER = "vb365-01"
const HOUR = 3_600_000
const facts = { version: "v8", product: "8.3.0.2201", installation: "i-1", clockAheadMs: 0 } as const

const makeChange = (over: Partial<BackupChange> = {}): BackupChange => ({
  id: "change-1",
  kind: "history",
  server: SERVER,
  since: NOW - HOUR,
  foundAt: NOW,
  worse: true,
  before: "53 weeks",
  after: "4 weeks",
  ...over,
})

describe("saveReading()", () => {
  it("remembers the first and the last reading, and what was said then", async () => {
    const { store } = openTemporaryStore()
    const { backups } = store
    await backups.saveReading(SERVER, facts, NOW)

    await backups.saveReading(SERVER, { ...facts, version: "v7" }, NOW + HOUR)

    expect(await backups.reading(SERVER)).toEqual({
      ...facts,
      version: "v7",
      firstReadAt: NOW,
      readAt: NOW + HOUR,
    })
    expect(await backups.reading("other")).toBeUndefined()
  })

  it("keeps the gap before it, and finds it by the time that it touches", async () => {
    const { store } = openTemporaryStore()
    const { backups } = store
    const gap = { from: NOW - HOUR, to: NOW, cause: "Watchpost was not running" }

    await backups.saveReading(SERVER, facts, NOW, gap)

    expect(await backups.gaps(NOW - 1, NOW + HOUR)).toEqual([{ server: SERVER, ...gap }])
    expect(await backups.gaps(NOW, NOW + HOUR)).toEqual([])
    expect(await backups.gaps(0, NOW - HOUR)).toEqual([])
  })
})

describe("noteTrouble()", () => {
  it("stands beside what was read before, and ends with the next reading", async () => {
    const { store } = openTemporaryStore()
    const { backups } = store
    await backups.noteTrouble("vb365-02", "vb365-02 refuses our account.")
    await backups.saveReading(SERVER, { ...facts, leftOut: "Whose is it?" }, NOW)
    await backups.noteTrouble(SERVER, "vb365-01 asks to slow down.")

    const troubled = await backups.all()
    await backups.saveReading(SERVER, facts, NOW + HOUR)

    const reading = { ...facts, firstReadAt: NOW, readAt: NOW, leftOut: "Whose is it?" }
    expect(troubled).toEqual([
      { server: SERVER, reading, trouble: "vb365-01 asks to slow down." },
      { server: "vb365-02", trouble: "vb365-02 refuses our account." },
    ])
    expect((await backups.all())[0]).toEqual({
      server: SERVER,
      reading: { ...facts, firstReadAt: NOW, readAt: NOW + HOUR },
    })
    expect(await backups.reading("vb365-02")).toBeUndefined()
  })
})

describe("saveSetting()", () => {
  it("keeps each setting, and audit items of each organization, as read last", async () => {
    const { store } = openTemporaryStore()
    const { backups } = store
    const items = { kind: "audit-items", organizationId: "o1", items: ["ceo@contoso.example"] } as const
    await backups.saveSetting(SERVER, { setting: { kind: "history", weeks: 53 }, at: NOW }, undefined)
    await backups.saveSetting(SERVER, { setting: items, at: NOW }, undefined)

    await backups.saveSetting(SERVER, { setting: { kind: "history" }, at: NOW + 1 }, makeChange())

    expect(await backups.setting(SERVER, { kind: "history" })).toEqual({
      setting: { kind: "history" },
      at: NOW + 1,
    })
    expect(await backups.setting(SERVER, items)).toEqual({ setting: items, at: NOW })
    expect(await backups.setting(SERVER, { ...items, organizationId: "o2" })).toBeUndefined()
    expect(await backups.changes(undefined, NOW, NOW + 1)).toEqual([makeChange()])
  })
})

describe("changes()", () => {
  it("tells a customer's from another's and from the servers' own, each once", async () => {
    const { store } = openTemporaryStore()
    const { backups } = store
    const own = makeChange({ id: "change-2", kind: "session-deleted", tenantId: CONTOSO, sessionId: "s1" })
    await backups.saveChange(makeChange())
    await backups.saveChange(own)
    await backups.saveChange({ ...own, foundAt: NOW + HOUR })

    expect(await backups.changes(CONTOSO, 0, NOW + HOUR)).toEqual([own])
    expect(await backups.changes(FABRIKAM, 0, NOW + HOUR)).toEqual([])
    expect(await backups.changes(undefined, 0, NOW + HOUR)).toEqual([makeChange()])
    expect(await backups.changes(CONTOSO, NOW + 1, NOW + HOUR)).toEqual([])
  })
})
