/** One damaged record, or row of detection's memory: what is read beside it is whole. Against real files. */
import { describe, expect, it, onTestFinished } from "vitest"
import { shelfOf, shelfPath } from "../../../src/adapters/sqlite/event-shelf.ts"
import { openStore } from "../../../src/adapters/sqlite/open-store.ts"
import type { MemoryEntry, MemoryGroup } from "../../../src/model/detect-memory.ts"
import { alertId, recordId } from "../../../src/model/ids.ts"
import { DEFAULT_STORAGE } from "../../../src/model/storage-policy.ts"
import { readRaw } from "../../../src/normalize/read-raw.ts"
import { makeMailboxRecord } from "../../make/make-mailbox-record.ts"
import { TENANT_ID } from "../../make/make-record.ts"
import { CONTOSO, makeAlert, makeBatch, mergeInto, NOW } from "./make-rows.ts"
import { openRaw, openTemporaryStore, temporaryPath } from "./temporary-store.ts"

const ALL = { from: 0, to: Number.MAX_SAFE_INTEGER }
const [ONE, TWO] = [1, 2].map((number) =>
  makeMailboxRecord("MailItemsAccessed", { Id: `5e000000-0000-4000-8000-00000000000${number}` }),
)

/** Both records in one event file, each arrived by itself. */
async function openRecords(keep: "whole" | "compressed") {
  if (ONE === undefined || TWO === undefined) throw new Error("two records are needed")
  const path = temporaryPath()
  const storage = { ...DEFAULT_STORAGE, mailItems: { keep, days: 30 } }
  const told: string[] = []
  const log = {
    error: (message: string, data?: object) => void told.push(`${message} ${JSON.stringify(data)}`),
  }
  const store = openStore(path, { storage, readRaw, log })
  onTestFinished(() => store.close())
  for (const record of [ONE, TWO])
    await store.records.addRecords({ tenantId: TENANT_ID, fetchedAt: record === ONE ? NOW : NOW + 1 }, [
      record,
    ])
  const file = shelfPath(path, shelfOf(ONE))
  const find = () => store.records.find(TENANT_ID, ALL)
  return { store, told, find, first: ONE, second: TWO, damage: (sql: string) => void openRaw(file).exec(sql) }
}

describe("a damaged record", () => {
  it.each([
    ["whole", "UPDATE raw SET text = 'torn' WHERE seq = 1"],
    ["compressed", "UPDATE bundle SET bytes = x'00' WHERE first_seq = 1"],
  ] as const)("that was kept %s still tells who did what, and hides no other", async (keep, sql) => {
    const { damage, find, told, second } = await openRecords(keep)
    damage(sql)

    const found = await find()

    expect(found).toHaveLength(2)
    expect(found).toContainEqual(second)
    expect(found.find(({ id }) => id !== second.id)).toMatchObject({
      ...{ operation: "MailItemsAccessed", actor: { upn: "anna.berg@contoso.example" }, raw: {} },
    })
    expect(told).toEqual([expect.stringMatching(/is damaged; restore it from a backup/)])
  })

  it("hides no other when nothing of it can be read", async () => {
    const { damage, find, second, store } = await openRecords("whole")
    damage("UPDATE arrival SET source = 'torn' WHERE k = (SELECT arrival FROM event WHERE seq = 1)")

    expect(await find()).toEqual([second])
    expect(store.damage.damaged()).toHaveLength(1)
  })

  it("doesn't keep the alert from being stored that rests on it", async () => {
    const { damage, store, first, second } = await openRecords("whole")
    damage("UPDATE arrival SET source = 'torn' WHERE k = (SELECT arrival FROM event WHERE seq = 1)")
    const alert = makeAlert({ tenantId: TENANT_ID, recordIds: [first.id, second.id] })

    const saved = await store.records.saveBatch(
      makeBatch({
        ...{ tenantId: TENANT_ID, records: [], rejected: [], alerts: [alert] },
        earlier: [first, second],
      }),
      mergeInto(),
    )

    expect(saved.incidents).toHaveLength(1)
    expect(await store.records.inEvidence(TENANT_ID, [first, second])).toEqual(new Set([second]))
  })
})

const GROUP: MemoryGroup = { scope: CONTOSO, rule: "c0", key: "k0" }

const entry = (id: string): MemoryEntry => ({
  ...{ ...GROUP, id, listed: "failed", at: NOW, tenantId: CONTOSO, group: ["anna"], keepUntil: NOW + 1 },
  about: {
    ...{ actor: { kind: "user", id: "anna" }, actorName: "anna", operation: "UserLoginFailed" },
    ...{ target: { kind: "other", id: "x", name: "x" }, silent: true, kind: "sign-in", level: "low" },
    ...{ subject: "sign-in:anna", object: {}, sentence: "Anna failed.", facts: [] },
  },
})

describe("a damaged row of detection's memory", () => {
  it("hides no other entry and no other burst of its group, and none that waits", async () => {
    const { store, path } = openTemporaryStore()
    const bursts = ["one", "two"].map((name) => ({
      ...{ ...GROUP, alertId: alertId(name), from: NOW, to: NOW },
      ...{ counted: { at: NOW, entries: 80 }, waiting: { entries: 3, to: NOW } },
    }))
    const memory = { entries: [entry("one"), entry("two")], bursts, traces: [], names: [] }
    await store.records.saveBatch(makeBatch({ memory, records: [], alerts: [] }), mergeInto())
    openRaw(path).exec(
      `UPDATE detect_entry SET body = 'torn' WHERE id = 'one';
       UPDATE detect_burst SET waiting = 'torn' WHERE alert_id = 'one'`,
    )

    expect(store.memory.entries(GROUP, NOW, NOW).map(({ id }) => id)).toEqual([recordId("two")])
    expect(store.memory.bursts(GROUP, NOW, NOW).map((burst) => burst.alertId)).toEqual(["two"])
    expect(store.memory.waitingBursts(CONTOSO, NOW).map((burst) => burst.alertId)).toEqual(["two"])
  })
})
