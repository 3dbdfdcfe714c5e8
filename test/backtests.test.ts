/** Backtests on a thread of their own: one at a time, and what becomes of one that takes too long, dies or is ended. */
import { describe, expect, it, onTestFinished } from "vitest"
import { openStore } from "../src/adapters/sqlite/open-store.ts"
import { createBacktests } from "../src/backtests.ts"
import { DEFAULT_STORAGE } from "../src/model/storage-policy.ts"
import { normalizeRecord } from "../src/normalize/normalize-record.ts"
import { readRaw } from "../src/normalize/read-raw.ts"
import { createTenantBook } from "../src/onboard/tenant-book.ts"
import type { BacktestWanted } from "../src/ports/backtest.ts"
import { temporaryPath } from "./adapters/sqlite/temporary-store.ts"
import { CONTOSO, config, NOW } from "./command/make.ts"
import { forwards } from "./make/feed-blob.ts"

const STUBBORN = new URL("./stubborn-backtest-worker.js", import.meta.url)
const DAY = 86_400_000
const NO_DIRECTORY = { domains: async () => [], user: async () => undefined }

async function stage(options: Parameters<typeof createBacktests>[1] = {}) {
  const database = temporaryPath()
  const store = openStore(database, { readRaw, storage: DEFAULT_STORAGE })
  const read = normalizeRecord(forwards(1, NOW - DAY), {
    ...{ tenantId: CONTOSO, source: "Audit.Exchange", position: 0 },
  })
  if ("rejected" in read) throw new Error(read.rejected.reason)
  await store.records.addRecords({ tenantId: CONTOSO, fetchedAt: NOW }, [read.record])
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  const book = createTenantBook({ customers: config.customers, directory: NO_DIRECTORY, log })
  const backtests = createBacktests({ config: { ...config, database }, book }, options)
  onTestFinished(async () => {
    await backtests.close()
    store.close()
  })
  const run = (rule: string) => backtests.run({ ...WANTED, rule })
  return { backtests, run }
}

const WANTED: BacktestWanted = {
  rule: "",
  customers: [CONTOSO],
  period: { from: NOW - 30 * DAY, to: NOW + 1 },
  now: NOW,
}

describe("createBacktests()", () => {
  it("tries a rule on what is stored, beside the running store", async () => {
    const { run } = await stage()

    expect(await run("mailbox-forwarding-outside")).toMatchObject({
      kind: "tried",
      backtest: {
        rule: { name: "mailbox-forwarding-outside" },
        ...{ from: WANTED.period.from, tried: 1, compact: 0, levels: { high: 1 } },
        customers: [{ tenantId: CONTOSO, count: 1 }],
        rows: [{ tenantId: CONTOSO, at: NOW - DAY, level: "high", who: "ada@contoso.example" }],
      },
    })
  })

  it("tries one at a time, and the next one afterwards", async () => {
    const { run } = await stage()

    const first = run("no such rule at all")

    expect(await run("mailbox-forwarding-outside")).toEqual({ kind: "busy" })
    expect(await first).toMatchObject({ kind: "unclear" })
    expect(await run("mailbox-forwarding-outside")).toMatchObject({ kind: "tried" })
  })

  it("ends one that doesn't come to an end", async () => {
    const { run } = await stage({ entry: STUBBORN, lateMs: 1 })

    expect(await run("endless")).toEqual({ kind: "late" })
  })

  it("says that it is too much where memory runs out", { timeout: 60_000 }, async () => {
    const { run } = await stage({ entry: STUBBORN, lateMs: 60_000 })

    expect(await run("hungry")).toEqual({ kind: "late" })
  })

  it("fails when the thread dies, and starts another one for the next", async () => {
    const { run } = await stage({ entry: STUBBORN, lateMs: 60_000 })

    await expect(run("dying")).rejects.toThrow("ended without an answer")
    await expect(run("failing")).rejects.toThrow("the disk is full")
  })

  it("ends what is running when the product stops, and begins nothing more", async () => {
    const { backtests, run } = await stage({ entry: STUBBORN, lateMs: 60_000 })

    const running = run("endless")
    const [ended] = await Promise.allSettled([running, backtests.close()])

    expect(ended.status).toBe("rejected")
    expect(await run("endless")).toEqual({ kind: "busy" })
  })
})
