/** What a legal hold keeps: a customer's records past their days, in files of their own rows alone. */
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs"
import { dirname } from "node:path"
import { describe, expect, it } from "vitest"
import { shelfPath } from "../../../src/adapters/sqlite/event-shelf.ts"
import { keepTenants } from "../../../src/adapters/sqlite/keep-tenants.ts"
import { openHolds, readHolds } from "../../../src/adapters/sqlite/legal-holds.ts"
import { openStore } from "../../../src/adapters/sqlite/open-store.ts"
import { recordId } from "../../../src/model/ids.ts"
import type { LegalHold } from "../../../src/model/legal-hold.ts"
import { makeAuditMail } from "../../make/make-audit-mail.ts"
import { CONTOSO, FABRIKAM, makeRecord, NOW } from "./make-rows.ts"
import { storedEvents } from "./stored-events.ts"
import { openRaw, openTemporaryStore } from "./temporary-store.ts"

const DAY = 86_400_000
const PAGE = 8192
const YEAR = 366 * DAY
const SHELF = "2026-W47-changes"
const ALL = { from: 0, to: NOW + DAY }

const note = { at: NOW, kind: "command", who: "ada", what: "Said at the command line.", data: {} } as const

function hold(path: string, override: Partial<LegalHold> = {}): void {
  const desk = openHolds(path, NOW)
  desk.hold(
    { tenantId: CONTOSO, customer: "Contoso", by: "ada", at: NOW, reason: "Case 4711", ...override },
    note,
  )
  desk.close()
}

/** Both customers in one file; one of the store's threads has it open. */
async function stage() {
  const { store, path } = openTemporaryStore()
  for (const tenantId of [CONTOSO, FABRIKAM])
    await store.records.addRecords(
      { tenantId, fetchedAt: NOW },
      [1, 2].map((number) => makeRecord({ tenantId, id: recordId(`${tenantId} ${number}`) })),
    )
  const whose = () => storedEvents(path).map(({ tenant }) => tenant)
  return { store, path, whose }
}

describe("dropOld() while a customer is on hold", () => {
  it("keeps that customer's records whole, and drops all others in the file", async () => {
    const { store, path, whose } = await stage()
    const before = await store.records.find(CONTOSO, ALL)
    const raws = storedEvents(path).filter(({ tenant }) => tenant === CONTOSO)
    hold(path)

    expect(await store.records.dropOld(NOW + YEAR + 7 * DAY)).toEqual([SHELF])

    expect(whose()).toEqual([CONTOSO, CONTOSO])
    expect(storedEvents(path)).toEqual(raws)
    expect(await store.records.find(CONTOSO, ALL)).toEqual(before)
    expect(await store.records.find(FABRIKAM, ALL)).toEqual([])
    expect(await store.records.dropOld(NOW + YEAR + 8 * DAY)).toEqual([])
    expect(readdirSync(dirname(path)).filter((name) => /\.(kept|past)/.test(name))).toEqual([])
  })

  it("drops them, too, when the hold is released", async () => {
    const { store, path, whose } = await stage()
    hold(path)
    await store.records.dropOld(NOW + YEAR + 7 * DAY)
    const desk = openHolds(path, NOW)

    expect(desk.release({ tenantId: CONTOSO, by: "ada", at: NOW }, note)).toBe(true)
    expect(desk.release({ tenantId: CONTOSO, by: "ada", at: NOW }, note)).toBe(false)
    desk.close()

    expect(await store.records.dropOld(NOW + YEAR + 7 * DAY)).toEqual([SHELF])
    expect(whose()).toEqual([])
  })

  it("takes in what comes late for such a week, and drops what isn't held of it", async () => {
    const { store, path, whose } = await stage()
    hold(path)
    await store.records.dropOld(NOW + YEAR + 7 * DAY)

    for (const tenantId of [CONTOSO, FABRIKAM])
      await store.records.addRecords({ tenantId, fetchedAt: NOW }, [
        makeRecord({ tenantId, id: recordId("late") }),
      ])

    expect(whose()).toEqual([CONTOSO, CONTOSO, CONTOSO, FABRIKAM])
    expect(await store.records.dropOld(NOW + YEAR + 7 * DAY)).toEqual([SHELF])
    expect(whose()).toEqual([CONTOSO, CONTOSO, CONTOSO])
  })

  it("leaves a file alone that somebody is reading, until the next time", async () => {
    const { store, path, whose } = await stage()
    hold(path)
    const reader = openRaw(shelfPath(path, SHELF))
    reader.exec("BEGIN; SELECT 1 FROM event")

    expect(await store.records.dropOld(NOW + YEAR + 7 * DAY)).toEqual([])
    expect(whose()).toHaveLength(4)
    reader.exec("COMMIT")

    expect(await store.records.dropOld(NOW + YEAR + 7 * DAY)).toEqual([SHELF])
    expect(whose()).toEqual([CONTOSO, CONTOSO])
  })

  it("ends by itself after its last day, and the trail says so", async () => {
    const { store, path, whose } = await stage()
    hold(path, { until: NOW + DAY })

    await store.records.dropOld(NOW + DAY - 1)
    expect(await store.holds.standing()).toHaveLength(1)
    await store.records.dropOld(NOW + YEAR + 7 * DAY)

    expect(await store.holds.standing()).toEqual([])
    expect(whose()).toEqual([])
    expect((await store.trail.read(0, 10)).map(({ what }) => what)).toEqual([
      note.what,
      "The legal hold of Contoso has ended: its time is over.",
    ])
  })
})

/** Overwrites the first page of a table. */
function tear(file: string, table: string): void {
  const db = openRaw(file)
  db.pragma("wal_checkpoint(TRUNCATE)")
  const page = Number(db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").pluck().get(table))
  db.close()
  const handle = openSync(file, "r+")
  writeSync(handle, Buffer.alloc(PAGE, 0xa5), 0, PAGE, (page - 1) * PAGE)
  closeSync(handle)
}

describe("damage", () => {
  it("of a hold's row drops nothing, and doesn't keep status from being answered", async () => {
    const { store, path, whose } = await stage()
    hold(path)
    openRaw(path).exec("UPDATE legal_hold SET tenant_id = 'torn'")

    await expect(store.records.dropOld(NOW + YEAR + 7 * DAY)).rejects.toThrow(/row .* in table legal_hold/)

    expect(whose()).toHaveLength(4)
    expect(await store.holds.standing()).toEqual([])
    expect(store.damage.damaged()).toHaveLength(1)
  })

  it.each(["tenant", "event"])(
    "of an event file (%s) keeps it as it is while somebody is on hold, and all others go",
    async (table) => {
      const { store, path } = await stage()
      const earlier = NOW - 7 * DAY
      await store.records.addRecords({ tenantId: FABRIKAM, fetchedAt: NOW }, [
        makeRecord({ tenantId: FABRIKAM, happenedAt: earlier }),
      ])
      hold(path)
      await store.records.sync()
      store.close()
      tear(shelfPath(path, SHELF), table)

      const again = openStore(path)
      expect(await again.records.dropOld(NOW + YEAR + 7 * DAY)).toEqual(["2026-W46-changes"])
      again.close()

      expect(existsSync(shelfPath(path, SHELF))).toBe(true)
    },
  )
})

describe("hold()", () => {
  it("replaces the hold that stands", async () => {
    const { path } = await stage()
    hold(path)
    hold(path, { reason: "Case 4712", until: NOW + DAY })

    expect(readHolds(path)).toEqual([
      { tenantId: CONTOSO, customer: "Contoso", by: "ada", at: NOW, reason: "Case 4712", until: NOW + DAY },
    ])
  })

  it("keeps Explorer logs and audit mails of that customer, and mails of nobody", async () => {
    const { store, path } = await stage()
    const added = { bytes: Buffer.from("log"), sha256: "" }
    for (const tenantId of [CONTOSO, FABRIKAM]) {
      await store.explorerLogs.begin(
        { site: "vienna", tenantId, machine: "pc", file: "a.log" },
        1,
        added,
        NOW,
      )
      await store.auditMails.keep(makeAuditMail({ id: tenantId }), NOW)
      await store.auditMails.saveReading(tenantId, { state: "evidence", tenantId }, NOW)
    }
    await store.auditMails.keep(makeAuditMail({ id: "nobody's" }), NOW)
    hold(path)

    expect(await store.explorerLogs.forget(NOW + 1, 10)).toBe(1)
    await store.auditMails.forget(NOW + 1)

    const mails = openRaw(path).prepare("SELECT id FROM audit_mail ORDER BY id").pluck()
    expect(openRaw(path).prepare("SELECT tenant_id FROM explorer_log").pluck().all()).toEqual([CONTOSO])
    expect(mails.all()).toEqual([CONTOSO, "nobody's"])
    const desk = openHolds(path, NOW)
    desk.release({ tenantId: CONTOSO, by: "ada", at: NOW }, note)
    desk.close()
    await store.auditMails.forget(NOW + 1)
    expect(mails.all()).toEqual([])
  })
})

describe("a file that was being written anew when the process died", () => {
  const bare = () => undefined

  it("is begun again where the new one wasn't finished", async () => {
    const { store, path, whose } = await stage()
    await store.records.sync()
    store.close()
    const file = shelfPath(path, SHELF)
    writeFileSync(`${file}.kept`, "half of it")

    openStore(path).close()

    expect(existsSync(`${file}.kept`)).toBe(false)
    expect(whose()).toHaveLength(4)
  })

  it("is the new one where the old one was moved away already", async () => {
    const { store, path, whose } = await stage()
    store.close()
    const file = shelfPath(path, SHELF)
    renameSync(file, `${file}.past`)
    const db = openRaw(`${file}.kept`)
    db.exec("CREATE TABLE tenant (k INTEGER PRIMARY KEY, id TEXT); PRAGMA user_version = 1")
    db.close()

    openStore(path).close()

    expect(readdirSync(dirname(path)).filter((name) => /\.(kept|past)/.test(name))).toEqual([])
    expect(
      openRaw(file).prepare("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'tenant'").pluck().get(),
    ).toBe(1)
    rmSync(file)
    expect(whose()).toEqual([])
  })

  it("leaves the old one where it is when it can't be copied", async () => {
    const { store, path, whose } = await stage()
    store.close()

    expect(() => keepTenants(shelfPath(path, SHELF), { only: [CONTOSO] }, bare)).toThrow(/no such table/)

    expect(readdirSync(dirname(path)).filter((name) => /\.(kept|past)/.test(name))).toEqual([])
    expect(whose()).toHaveLength(4)
  })
})

describe("dropOld() and damaged files that were put aside", () => {
  it("removes them after the days of their kind, unless somebody is on hold", async () => {
    const { store, path } = await stage()
    const aside = [SHELF, "odd-changes"].flatMap((shelf) =>
      ["", "-wal"].map((suffix) => `${shelfPath(path, shelf)}${suffix}.damaged-1`),
    )
    for (const file of aside) {
      writeFileSync(file, "torn")
      utimesSync(file, NOW / 1000, NOW / 1000)
    }
    const left = () => aside.filter((file) => existsSync(file))

    await store.records.dropOld(NOW + 364 * DAY)
    expect(left()).toHaveLength(4)
    hold(path)
    await store.records.dropOld(NOW + YEAR + 7 * DAY)
    expect(left()).toHaveLength(4)
    const desk = openHolds(path, NOW)
    desk.release({ tenantId: CONTOSO, by: "ada", at: NOW }, note)
    desk.close()
    await store.records.dropOld(NOW + YEAR + 7 * DAY)

    expect(left()).toEqual([])
  })
})
