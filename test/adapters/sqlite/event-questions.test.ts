/** What questions in chat ask of stored records: by kind, without Microsoft's own, counted, by name and by address. */
import { describe, expect, it, onTestFinished } from "vitest"
import { eventFiles } from "../../../src/adapters/sqlite/event-files.ts"
import { openStore } from "../../../src/adapters/sqlite/open-store.ts"
import type { AuditRecord } from "../../../src/model/audit-record.ts"
import { recordId, type TenantId } from "../../../src/model/ids.ts"
import { DEFAULT_STORAGE } from "../../../src/model/storage-policy.ts"
import { readRaw } from "../../../src/normalize/read-raw.ts"
import { CONTOSO, FABRIKAM, makeRecord, NOW } from "./make-rows.ts"
import { temporaryPath } from "./temporary-store.ts"

const DAY = 86_400_000
const WEEK = { from: NOW - 30 * DAY, to: NOW + 1 }

async function storeWith(records: readonly AuditRecord[]) {
  const store = openStore(temporaryPath(), { readRaw, storage: DEFAULT_STORAGE })
  onTestFinished(() => store.close())
  for (const [tenantId, some] of Map.groupBy(records, (record) => record.tenantId)) {
    await store.records.addRecords({ tenantId, fetchedAt: NOW }, some)
  }
  return store.records
}

const change = (number: number, over: Partial<AuditRecord> = {}): AuditRecord =>
  makeRecord({ id: idOf(number), happenedAt: NOW - number * DAY, ...over })

const idOf = (number: number): AuditRecord["id"] => recordId(`change ${number}`)

const signIn = (number: number, tenantId: TenantId, ip: string): AuditRecord =>
  change(number, { tenantId, operation: "UserLoggedIn", operationKey: "userloggedin", ip })

describe("find()", () => {
  it("asks only the kinds that are wanted, and leaves out Microsoft's own acts", async () => {
    const records = await storeWith([
      change(1),
      change(2, { actor: { kind: "microsoft", id: "NT AUTHORITY\\SYSTEM" } }),
      signIn(3, CONTOSO, "192.0.2.7"),
    ])

    const found = await records.find(CONTOSO, { ...WEEK, kinds: ["changes"], exceptMicrosoft: true })

    expect(found.map((record) => record.id)).toEqual([idOf(1)])
  })

  it("gives the newest of many weeks, whichever file they lie in", async () => {
    const records = await storeWith([25, 3, 14, 1, 20].map((day) => change(day)))

    const found = await records.find(CONTOSO, { ...WEEK, newestFirst: true, limit: 3 })

    expect(found.map((record) => record.id)).toEqual([idOf(1), idOf(3), idOf(14)])
  })
})

describe("count()", () => {
  it("counts what a question wants, up to its limit, over all files", async () => {
    const records = await storeWith([1, 9, 17, 25].map((day) => change(day)))

    expect(await records.count(CONTOSO, { ...WEEK, limit: 100 })).toBe(4)
    expect(await records.count(CONTOSO, { ...WEEK, limit: 3 })).toBe(3)
    expect(await records.count(FABRIKAM, { ...WEEK, limit: 100 })).toBe(0)
  })
})

describe("tally()", () => {
  it("tells who did what how often, over all files and however a name is spelled", async () => {
    const [ada, shouted] = ["ada@contoso.example", "ADA@contoso.example"]
    const records = await storeWith([
      change(1, { actor: { kind: "user", id: ada } }),
      change(9, { actor: { kind: "user", id: shouted } }),
      change(10, {
        actor: { kind: "user", id: ada },
        operation: "New-InboxRule",
        operationKey: "new-inboxrule",
      }),
      change(60, { actor: { kind: "user", id: ada } }),
      change(2, { tenantId: FABRIKAM, actor: { kind: "user", id: ada } }),
    ])

    const found = await records.tally(CONTOSO, { ...WEEK, kinds: ["changes"] })

    expect(found.map(({ operation, count }) => [operation, count])).toEqual([
      ["Set-Mailbox", 2],
      ["New-InboxRule", 1],
    ])
    expect(new Set(found.map(({ actor }) => actor.toLowerCase()))).toEqual(new Set([ada]))
    expect(await records.tally(CONTOSO, { ...WEEK, kinds: ["changes"], limit: 2 })).toHaveLength(2)
  })
})

describe("operations()", () => {
  it("tells what was done how often, over all files, whoever it was", async () => {
    const rule = { operation: "New-InboxRule", operationKey: "new-inboxrule" }
    const records = await storeWith([change(1), change(9), change(10, rule), change(60)])

    expect(await records.operations(CONTOSO, { ...WEEK, kinds: ["changes"] })).toEqual([
      { operation: "Set-Mailbox", count: 2 },
      { operation: "New-InboxRule", count: 1 },
    ])
  })
})

describe("names()", () => {
  it("tells each address of a tenant once, and no other tenant's", async () => {
    const other = { kind: "user", id: "eve@fabrikam.example" } as const
    const records = await storeWith([
      change(1, { actor: { kind: "user", id: "Ada@contoso.example" } }),
      change(9, { actor: { kind: "user", id: "ada@contoso.example" } }),
      change(2, { tenantId: FABRIKAM, actor: other }),
    ])

    const names = await records.names(CONTOSO, WEEK)

    expect(names.filter((name) => /^ada@/i.test(name))).toHaveLength(1)
    expect(names).not.toContain("eve@fabrikam.example")
  })
})

describe("fromAddress()", () => {
  it("finds one address at the tenants that are asked for alone, newest first", async () => {
    const records = await storeWith([
      signIn(2, CONTOSO, "198.51.100.9"),
      signIn(1, FABRIKAM, "198.51.100.9"),
      signIn(3, CONTOSO, "198.51.100.99"),
    ])
    const ask = (...tenants: readonly TenantId[]) =>
      records.fromAddress(tenants, "198.51.100.9", { ...WEEK, limit: 10 })

    expect((await ask(CONTOSO, FABRIKAM)).map((one) => one.tenantId)).toEqual([FABRIKAM, CONTOSO])
    expect((await ask(CONTOSO)).map((one) => one.tenantId)).toEqual([CONTOSO])
  })
})

describe("eventFiles().read()", () => {
  it("keeps a file open to read, and sees when somebody else dropped it or made it anew", () => {
    const path = temporaryPath()
    const [ours, theirs] = [eventFiles(path), eventFiles(path)]
    const shelf = "2026-W47-changes"
    const make = (name: string): void => {
      const db = theirs.openToWrite(shelf)
      db.prepare("INSERT INTO operation (name, folded) VALUES (?, ?)").run(name, name)
      theirs.finish(db)
    }
    const names = (): unknown =>
      ours.read(shelf, (db) => db.prepare("SELECT name FROM operation").pluck().all())
    onTestFinished(() => ours.close())

    make("first")
    expect(names()).toEqual(["first"])
    theirs.remove(shelf)
    expect(names()).toBeUndefined()
    make("second")
    expect(names()).toEqual(["second"])
  })
})
