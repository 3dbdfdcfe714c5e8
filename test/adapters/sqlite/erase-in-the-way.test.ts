/** What an erasure can't get past, and says so: readers beside it, damaged files, somebody else's hold. */
import { closeSync, existsSync, openSync, writeFileSync, writeSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { openEraser } from "../../../src/adapters/sqlite/erase-tenant.ts"
import { shelfPath } from "../../../src/adapters/sqlite/event-shelf.ts"
import { openHolds } from "../../../src/adapters/sqlite/legal-holds.ts"
import { openStore } from "../../../src/adapters/sqlite/open-store.ts"
import { recordId } from "../../../src/model/ids.ts"
import { filesWith } from "./fill-tables.ts"
import { CONTOSO, FABRIKAM, makeBatch, makeRecord, mergeInto, NOW } from "./make-rows.ts"
import { storedEvents } from "./stored-events.ts"
import { openRaw, temporaryPath } from "./temporary-store.ts"

const SHELF = "2026-W47-changes"
const MARK = "erasable-7f3a"

async function stage() {
  const path = temporaryPath()
  const store = openStore(path)
  const record = makeRecord({ id: recordId(MARK), raw: { Id: MARK } })
  await store.records.saveBatch(makeBatch({ records: [record], rejected: [] }), mergeInto())
  const arrival = { tenantId: FABRIKAM, fetchedAt: NOW }
  await store.records.addRecords(arrival, [makeRecord({ tenantId: FABRIKAM })])
  store.close()
  const erase = () => {
    const eraser = openEraser(path, [FABRIKAM], NOW)
    try {
      const customer = { id: CONTOSO, name: "contoso", displayName: "Contoso" }
      return eraser.erase({ customer, by: "ada", now: () => NOW, say: () => {} })
    } finally {
      eraser.close()
    }
  }
  return { path, file: shelfPath(path, SHELF), erase }
}

/** The first page of the records' table. */
function rootOf(file: string): number {
  const db = openRaw(file)
  const page = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'event'").pluck().get()
  db.close()
  return Number(page)
}

describe("erase()", () => {
  it("doesn't end while the database is being read beside it, and leaves no byte the next time", async () => {
    const { path, erase } = await stage()
    const reader = openRaw(path)
    reader.exec("BEGIN; SELECT 1 FROM alert")

    expect(erase).toThrow(/watchpost\.db is being read by another process/)
    reader.exec("COMMIT")
    reader.close()
    erase()

    expect(filesWith(path, MARK)).toEqual([])
    expect(storedEvents(path).map(({ tenant }) => tenant)).toEqual([FABRIKAM])
  })

  it.each([
    ["at its head", () => 1],
    ["in its records", rootOf],
  ])("names an event file that is damaged %s, and leaves it to a person", async (_where, pageIn) => {
    const { path, file, erase } = await stage()
    const page = pageIn(file)
    const handle = openSync(file, "r+")
    writeSync(handle, Buffer.alloc(8192, 0xa5), 0, 8192, (page - 1) * 8192)
    closeSync(handle)

    expect(erase).toThrow(/The event file .*2026-W47-changes\.db is damaged.*Restore it .* or delete it/)

    expect(filesWith(path, MARK)).not.toEqual([])
  })

  it("takes damaged files away that were put aside, since nobody can say whose records they hold", async () => {
    const { file, erase } = await stage()
    const aside = [`${file}.damaged-1`, `${file}-wal.damaged-1`]
    for (const one of aside) writeFileSync(one, MARK)

    const { data } = erase()

    expect(data.aside).toBe(2)
    expect(aside.filter((one) => existsSync(one))).toEqual([])
  })

  it("leaves them to a person while somebody else is on hold", async () => {
    const { path, file, erase } = await stage()
    writeFileSync(`${file}.damaged-1`, MARK)
    const desk = openHolds(path, NOW)
    const hold = { tenantId: FABRIKAM, customer: "Fabrikam", by: "ada", at: NOW, reason: "Case 4711" }
    desk.hold(hold, { at: NOW, kind: "command", who: "ada", what: "Held.", data: {} })
    desk.close()

    expect(erase).toThrow(/changes\.db\.damaged-1 would have to go, and may hold records of Fabrikam/)

    expect(existsSync(`${file}.damaged-1`)).toBe(true)
    expect(storedEvents(path)).toHaveLength(2)
  })
})

describe("what detection remembers of a customer", () => {
  it("goes with the customer, told apart by whose it is", async () => {
    const path = temporaryPath()
    const store = openStore(path)
    const actor = { kind: "user", id: MARK } as const
    const target = { kind: "mailbox", id: "bob", name: "bob" } as const
    const about = {
      actor,
      actorName: MARK,
      target,
      operation: "Set-Mailbox",
      silent: false,
      kind: "forwarding",
    } as const
    const rest = { level: "high", subject: "s", object: {}, sentence: MARK, facts: [] } as const
    for (const tenantId of [CONTOSO, FABRIKAM])
      for (const scope of [tenantId, "*"] as const)
        await store.records.saveBatch(
          makeBatch({
            ...{ tenantId, contentId: `${tenantId} ${scope}`, records: [], rejected: [], alerts: [] },
            memory: {
              entries: [
                {
                  ...{
                    scope,
                    rule: "r",
                    key: "k",
                    id: tenantId,
                    listed: "r",
                    at: NOW,
                    tenantId,
                    group: [MARK],
                  },
                  ...{ keepUntil: NOW, about: { ...about, ...rest } },
                },
              ],
              ...{ bursts: [], traces: [], names: [] },
            },
          }),
          mergeInto(),
        )
    store.close()
    const eraser = openEraser(path, [], NOW)

    const found = eraser.find(CONTOSO)
    const customer = { id: CONTOSO, name: "contoso", displayName: "Contoso" }
    eraser.erase({ customer, by: "ada", now: () => NOW, say: () => {} })

    eraser.close()
    expect(found.rows).toMatchObject({ detect_entry: 2, detect_owner: 1 })
    expect(openRaw(path).prepare("SELECT id FROM detect_entry").pluck().all()).toEqual([FABRIKAM, FABRIKAM])
  })
})
