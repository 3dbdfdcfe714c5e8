/** Erasing a customer: every table and every file is known, nothing of the others is touched, and no byte is left. */
import { zstdDecompressSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { tracePrefix } from "../../../src/adapters/sqlite/detect-memory.ts"
import { ERASED, UNTOUCHED } from "../../../src/adapters/sqlite/erase-tables.ts"
import { openEraser } from "../../../src/adapters/sqlite/erase-tenant.ts"
import { shelfPath } from "../../../src/adapters/sqlite/event-shelf.ts"
import { openHolds, readHolds } from "../../../src/adapters/sqlite/legal-holds.ts"
import { openStore } from "../../../src/adapters/sqlite/open-store.ts"
import { openTrailForReading } from "../../../src/adapters/sqlite/open-trail.ts"
import { recordId, tenantId } from "../../../src/model/ids.ts"
import { verifyChain } from "../../../src/trail/chain.ts"
import { filesWith, fillTables, tablesOf } from "./fill-tables.ts"
import { CONTOSO, FABRIKAM, makeBatch, makeRecord, NOW } from "./make-rows.ts"
import { storedEvents } from "./stored-events.ts"
import { countOf, openRaw, temporaryPath } from "./temporary-store.ts"

const MARK = "erasable-7f3a"
const OTHER = "others-19c4"
const CUSTOMER = { id: CONTOSO, name: "contoso", displayName: "Contoso" }
const ORDER = {
  customer: CUSTOMER,
  by: "ada at the command line",
  now: () => NOW,
  say: (_part: string): void => {},
}

/** A hold would be in the way. */
const TABLES = ERASED.map(({ table }) => table).filter((table) => table !== "legal_hold")

const record = (tenantId: typeof CONTOSO, mark: string, operation = "Set-Mailbox") =>
  makeRecord({
    ...{ tenantId, id: recordId(mark), operation, operationKey: operation.toLowerCase() },
    actor: { kind: "user", id: mark, upn: `${mark}@example.com` },
    raw: { Id: mark },
  })

/** Two customers, each with a row everywhere and records in two event files: one kept whole, one in a bundle. */
async function filled() {
  const path = temporaryPath()
  const store = openStore(path)
  for (const [tenantId, mark] of [
    [CONTOSO, MARK],
    [FABRIKAM, OTHER],
  ] as const)
    await store.records.addRecords(
      { tenantId, fetchedAt: NOW, matched: new Set([recordId(`${mark}-read`)]) },
      [record(tenantId, mark), record(tenantId, `${mark}-read`, "MailItemsAccessed")],
    )
  await store.records.sync()
  store.close()
  fillTables(path, TABLES, { tenant: CONTOSO, number: 1, mark: MARK })
  fillTables(path, TABLES, { tenant: FABRIKAM, number: 2, mark: OTHER })
  return { path }
}

const erase = (path: string, order: Partial<typeof ORDER> = {}) => {
  const eraser = openEraser(path, [FABRIKAM], NOW)
  try {
    return eraser.erase({ ...ORDER, ...order })
  } finally {
    eraser.close()
  }
}

/** A tenant whose hash begins as this one's does. */
function twinOf(tenant: typeof CONTOSO): typeof CONTOSO {
  for (let number = 0; ; number += 1) {
    const one = tenantId(`${String(number).padStart(8, "0")}-1111-4222-8333-444455556666`)
    if (tracePrefix(one) === tracePrefix(tenant)) return one
  }
}

describe("the list of tables", () => {
  it("names every table of the main database once: erased, or with a reason why it stays", () => {
    const path = temporaryPath()
    openStore(path).close()

    const named = [...ERASED.map(({ table }) => table), ...Object.keys(UNTOUCHED)]

    expect(named.toSorted()).toEqual(tablesOf(path).toSorted())
  })
})

describe("erase()", () => {
  it("leaves no row and no byte of the customer, and all of the others", async () => {
    const { path } = await filled()
    expect(filesWith(path, MARK).length).toBeGreaterThan(2)
    const pruned = openRaw(path)
    pruned.exec(
      `INSERT INTO mailbox_name VALUES ('${CONTOSO}', 'gone', '${MARK} of before'); DELETE FROM mailbox_name WHERE name = 'gone'`,
    )
    pruned.close()
    expect(filesWith(path, `${MARK} of before`)).toEqual(["watchpost.db"])
    const others = filesWith(path, OTHER)
    expect(others).toHaveLength(3)

    const { seq, data } = erase(path)

    expect(Object.keys(Object(data.rows)).toSorted()).toEqual(TABLES.toSorted())
    expect(data).toMatchObject({ events: 2, files: 2, oldest: 1, newest: NOW - 60_000 })
    expect(TABLES.filter((table) => countOf(path, table) !== 1)).toEqual([])
    expect(openRaw(path).pragma("foreign_key_check")).toEqual([])
    expect(storedEvents(path).map(({ tenant, id }) => [tenant, id])).toEqual([
      [FABRIKAM, OTHER],
      [FABRIKAM, `${OTHER}-read`],
    ])
    expect(filesWith(path, MARK)).toEqual([])
    expect(filesWith(path, OTHER)).toEqual(others)
    const bundles = openRaw(shelfPath(path, "2026-W47-mailItems")).prepare<[], Buffer>(
      "SELECT bytes FROM bundle",
    )
    expect(
      bundles
        .pluck()
        .all()
        .map((bytes) => zstdDecompressSync(bytes).toString()),
    ).toEqual([expect.stringContaining(`{"Id":"${OTHER}-read"}`)])
    expect(seq).toBe(2)
  })

  it("notes what it found before anything went, and its end, in a trail that is whole", async () => {
    const { path } = await filled()

    const entry = erase(path)

    const trail = openTrailForReading(path)
    const entries = await trail.read(0, 10)
    expect(entries.map(({ kind, who, what }) => [kind, who, what])).toEqual([
      ["intent", ORDER.by, "Begins to erase everything that is stored of Contoso."],
      ["result", ORDER.by, "Erased everything that was stored of Contoso; the trail stays."],
    ])
    expect(entries[1]).toEqual(entry)
    expect(entries[0]?.data).toEqual(entry.data)
    expect(await verifyChain(trail.entries(), trail.head() ?? "missing")).toMatchObject({
      ok: true,
      head: entry.hash,
    })
    trail.close()
  })

  it("goes on where it was cut off, and tells what there was at first", async () => {
    const { path } = await filled()
    const whole = openEraser(path, [FABRIKAM], NOW)
    const found = whole.find(CONTOSO)
    whole.close()
    const parts: string[] = []
    let left = 0
    const cutOff = (part: string) => {
      parts.push(part)
      left -= 1
      if (left < 0) throw new Error("killed")
    }

    expect(() => erase(path, { say: cutOff })).toThrow("killed")
    left = 1
    expect(() => erase(path, { say: cutOff })).toThrow("killed")
    left = 1
    expect(() => erase(path, { say: cutOff })).toThrow("killed")
    const entry = erase(path, { say: (part) => void parts.push(part) })

    expect(entry.data).toEqual(found)
    expect(entry.seq).toBe(2)
    // Each file once, but for the part before which it died.
    expect(parts.map((part) => part.replace("watchpost-events-", ""))).toEqual([
      "2026-W47-changes.db",
      ...["2026-W47-changes.db", "2026-W47-mailItems.db"],
      ...["2026-W47-mailItems.db", "watchpost.db"],
      "watchpost.db",
    ])
    expect(storedEvents(path)).toHaveLength(2)
  })

  it("is refused while the customer is on hold, and touches nothing", async () => {
    const { path } = await filled()
    const holds = openHolds(path, NOW)
    const hold = { tenantId: CONTOSO, customer: "Contoso", by: "ada", at: NOW, reason: "Case 4711" }
    holds.hold(hold, { at: NOW, kind: "command", who: "ada", what: "Held.", data: {} })
    holds.close()

    expect(() => erase(path)).toThrow(/on legal hold since 2026-11-20, said by ada \(Case 4711\)/)

    expect(countOf(path, "trail")).toBe(1)
    expect(storedEvents(path)).toHaveLength(4)
  })

  it("can't be held any more once it has begun", async () => {
    const { path } = await filled()
    const hold = { tenantId: CONTOSO, customer: "Contoso", by: "ada", at: NOW, reason: "Case 4711" }
    const say = (): void => {
      const holds = openHolds(path, NOW)
      try {
        holds.hold(hold, { at: NOW, kind: "command", who: "ada", what: "Held.", data: {} })
      } finally {
        holds.close()
      }
    }

    expect(() => erase(path, { say })).toThrow("Contoso can't be held: its erasure has begun")

    expect(readHolds(path)).toEqual([])
  })

  it("is refused while another process has the database", async () => {
    const { path } = await filled()
    const store = openStore(path)

    expect(() => erase(path)).toThrow(/in use by another Watchpost process/)

    store.close()
  })

  it("keeps of a sent message about several customers its key alone, and one that is owed whole", async () => {
    const { path } = await filled()
    const db = openRaw(path)
    const body = JSON.stringify({
      title: MARK,
      lines: [MARK],
      incidents: [1, 2],
      data: { incidents: [1, 2] },
    })
    const add = db.prepare("INSERT INTO notice (key, body, owed_at, done_at) VALUES (?, ?, 1, ?)")
    add.run("digest of monday", body, 5)
    add.run("digest of tuesday", body, null)
    db.close()

    erase(path)

    const rows = openRaw(path)
      .prepare("SELECT key, body FROM notice WHERE key LIKE 'digest%' ORDER BY key")
      .all()
    expect(rows).toEqual([
      { key: "digest of monday", body: '{"title":"Erased","lines":[],"data":{}}' },
      { key: "digest of tuesday", body },
    ])
  })

  it("finds the customer in what a program was told of several customers' incidents", async () => {
    const { path } = await filled()
    const facts = [1, 2].map((id) => ({ id, customer: MARK }))
    const body = JSON.stringify({ title: "", lines: [], data: { incidents: facts } })
    const db = openRaw(path)
    db.prepare("INSERT INTO notice (key, body, owed_at, done_at) VALUES ('delivered', ?, 1, 5)").run(body)
    db.close()

    erase(path)

    const kept = openRaw(path).prepare("SELECT body FROM notice WHERE key = 'delivered'").pluck().get()
    expect(kept).not.toContain(MARK)
  })

  it("takes an owed answer of a schedule that may hold rows of the customer, and none about another alone", async () => {
    const { path } = await filled()
    const answer = (key: string, more: object = {}): string =>
      JSON.stringify({ key, title: "Board", lines: [], data: {}, card: { summary: MARK }, ...more })
    const add = openRaw(path).prepare("INSERT INTO notice (key, body, owed_at) VALUES (?, ?, 1)")
    add.run("all", answer("all"))
    add.run("theirs", answer("theirs", { tenantId: FABRIKAM, card: { summary: OTHER } }))

    erase(path)

    const keys = openRaw(path).prepare("SELECT key FROM notice WHERE key IN ('all', 'theirs')").pluck().all()
    expect(keys).toEqual(["theirs"])
  })

  it("leaves what another tenant's hash can't be told from, and that tenant's memory", async () => {
    const { path } = await filled()
    const twin = twinOf(CONTOSO)
    fillTables(path, ["watched_tenant", "detect_owner", "detect_entry"], {
      tenant: twin,
      number: 3,
      mark: "twin",
    })

    const { data } = erase(path)

    expect(Object.keys(Object(data.rows))).not.toContain("detect_trace")
    expect(countOf(path, "detect_trace")).toBe(2)
    expect(openRaw(path).prepare("SELECT owner FROM detect_entry ORDER BY owner").pluck().all()).toEqual([
      2, 3,
    ])
  })

  it("takes a file away in which nobody else has records", async () => {
    const { path } = await filled()
    const store = openStore(path)
    const alone = makeRecord({ tenantId: CONTOSO, happenedAt: NOW - 40 * 86_400_000 })
    await store.records.saveBatch(makeBatch({ records: [alone], alerts: [], rejected: [] }), () => ({
      incidents: [],
    }))
    store.close()

    erase(path)

    expect(filesWith(path, CONTOSO).filter((name) => name.includes("events"))).toEqual([])
  })
})
