import { describe, expect, it } from "vitest"
import { openLedgerForReading } from "../../../src/adapters/sqlite/feed-ledger-reader.ts"
import { ConfigError } from "../../../src/model/errors.ts"
import type { NewGap, SavedListing } from "../../../src/ports/feed-ledger.ts"
import type { Store } from "../../../src/ports/store.ts"
import { CONTOSO, FABRIKAM, makeBatch, makeItem, mergeInto, NOW } from "./make-rows.ts"
import { openRaw, openTemporaryStore, temporaryPath } from "./temporary-store.ts"

const TYPE = "Audit.Exchange"
const HOUR = 3_600_000
const DUE = { now: NOW, liveSince: NOW - 2 * HOUR, limit: 10 }
const absence = (from: number, to: number, cause: NewGap["cause"] = "not-running"): NewGap => ({
  from,
  to,
  cause,
  detail: "",
})
const save = (store: Store, more: Partial<SavedListing>) =>
  store.feed.saveListing(CONTOSO, TYPE, {
    items: [],
    window: { from: NOW - HOUR, to: NOW },
    at: NOW,
    cursor: { since: NOW - 99 * HOUR, watermark: NOW, lastListedAt: NOW },
    ...more,
  })

describe("healGaps()", () => {
  it("heals what was listed whole only when nothing of it is open any more", async () => {
    const { store } = openTemporaryStore()
    const inside = makeItem({ createdAt: NOW - 30 * 60_000 })
    await save(store, { items: [inside], opened: [absence(NOW - HOUR, NOW)] })

    const early = await store.feed.healGaps(CONTOSO, TYPE, NOW)
    await store.records.saveBatch(makeBatch(), mergeInto())
    const healed = await store.feed.healGaps(CONTOSO, TYPE, NOW + 1)

    expect(early).toEqual([])
    expect(healed).toMatchObject([{ from: NOW - HOUR, to: NOW, listedAt: NOW, healedAt: NOW + 1 }])
    expect(await store.feed.openGaps(CONTOSO, TYPE)).toEqual([])
  })

  it("leaves open what was listed in part, another tenant's, and the time of a disabled subscription", async () => {
    const { store } = openTemporaryStore()
    const gaps = [absence(NOW - 2 * HOUR, NOW - 1), absence(NOW - HOUR, NOW, "disabled")]
    await save(store, { opened: gaps })

    expect(await store.feed.healGaps(CONTOSO, TYPE, NOW)).toEqual([])
    expect(await store.feed.healGaps(FABRIKAM, TYPE, NOW)).toEqual([])
    expect(await store.feed.openGaps(CONTOSO, TYPE)).toMatchObject([
      { cause: "disabled" },
      { cause: "not-running" },
    ])
  })
})

describe("sqliteFeedLedger()", () => {
  it("stops nobody while another connection writes, and stores then", async () => {
    const { store, path } = openTemporaryStore()
    const { feed } = store
    await save(store, { opened: [absence(NOW - 3 * HOUR, NOW - 2 * HOUR), absence(NOW - HOUR, NOW)] })
    const [inside, older] = await feed.openGaps(CONTOSO, TYPE)
    if (inside === undefined || older === undefined) throw new Error("two gaps were opened")
    await feed.saveHealth(CONTOSO, TYPE, "ok", "", NOW)
    const writer = openRaw(path)

    writer.exec("BEGIN IMMEDIATE")
    const writes = Promise.all([
      feed.saveSubscription(CONTOSO, TYPE, { waiting: true, startedAt: NOW }),
      feed.loseGap(CONTOSO, older, older.to, NOW),
      feed.healGaps(CONTOSO, TYPE, NOW),
      feed.forgetHealth(CONTOSO, TYPE),
    ])
    await feed.forgetHealth(FABRIKAM, TYPE)
    const early = await feed.subscription(CONTOSO, TYPE)
    writer.exec("COMMIT")
    await writes

    expect(early).toEqual({ waiting: false })
    expect(await feed.subscription(CONTOSO, TYPE)).toEqual({ waiting: true, startedAt: NOW })
    expect(await feed.openGaps(CONTOSO, TYPE)).toEqual([])
    expect(await feed.health()).toEqual([])
  })
})

describe("saveListing() gaps", () => {
  it("keeps a subscription that stays off as one gap", async () => {
    const { store } = openTemporaryStore()
    const minute = 60_000
    await save(store, { opened: [absence(NOW - 3 * minute, NOW - 2 * minute, "disabled")] })

    await save(store, { opened: [absence(NOW - 2 * minute, NOW, "disabled")] })

    expect(await store.feed.openGaps(CONTOSO, TYPE)).toMatchObject([{ from: NOW - 3 * minute, to: NOW }])
  })

  it("ends the time in which the subscription was off together with the gap that keeps it", async () => {
    const { store } = openTemporaryStore()
    await store.feed.saveSubscription(CONTOSO, TYPE, {
      startedAt: 7,
      disabledSince: NOW - HOUR,
      waiting: true,
    })

    await store.feed.saveListing(CONTOSO, TYPE, { items: [], window: { from: NOW - HOUR, to: NOW }, at: NOW })
    const before = await store.feed.subscription(CONTOSO, TYPE)
    await save(store, { items: [makeItem()] })

    expect(before).toEqual({ startedAt: 7, disabledSince: NOW - HOUR, waiting: true })
    expect(await store.feed.subscription(CONTOSO, TYPE)).toEqual({ startedAt: 7, waiting: false })
  })
})

describe("loseGap()", () => {
  it("splits a gap where reach ends: the older part is lost, the rest can still heal", async () => {
    const { store } = openTemporaryStore()
    await save(store, { opened: [absence(NOW - 9 * HOUR, NOW - 5 * HOUR)] })
    const [gap] = await store.feed.openGaps(CONTOSO, TYPE)
    if (gap === undefined) throw new Error("the gap was not opened")

    await store.feed.loseGap(CONTOSO, gap, NOW - 7 * HOUR, NOW)

    const [ledger] = await store.feed.ledgers(CONTOSO)
    expect(ledger?.gaps).toMatchObject([
      { from: NOW - 9 * HOUR, to: NOW - 7 * HOUR, lostAt: NOW },
      { from: NOW - 7 * HOUR, to: NOW - 5 * HOUR },
    ])
    expect(await store.feed.openGaps(CONTOSO, TYPE)).toHaveLength(1)
  })
})

describe("giveUp()", () => {
  const verdict = { contentId: "blob$1", createdAt: NOW - 30_000, reason: "It is not JSON.", at: NOW }

  it("ends a blob with its reason and the fingerprint of its bytes, and everything else goes on", async () => {
    const { store } = openTemporaryStore()
    await save(store, { items: [makeItem(), makeItem({ contentId: "blob$2" })] })

    await store.feed.giveUp(CONTOSO, { ...verdict, state: "unreadable", sha256: "ab".repeat(32), size: 12 })

    const open = await store.feed.pending(CONTOSO, TYPE, DUE)
    const [ledger] = await store.feed.ledgers()
    expect(open.map((item) => item.contentId)).toEqual(["blob$2"])
    expect(ledger?.givenUp).toEqual([{ ...verdict, state: "unreadable", sha256: "ab".repeat(32), size: 12 }])
  })

  it.each([
    ["lost", 1],
    ["unreadable", 1],
    ["too-large", 0],
  ] as const)("a listing that reopens takes up again what was %s: %i", async (state, count) => {
    const { store } = openTemporaryStore()
    await save(store, { items: [makeItem()] })
    await store.feed.giveUp(CONTOSO, { ...verdict, state })

    await save(store, { items: [makeItem()] })
    const usual = await store.feed.pending(CONTOSO, TYPE, DUE)
    await save(store, { items: [makeItem()], reopen: true })

    expect(usual).toEqual([])
    expect(await store.feed.pending(CONTOSO, TYPE, DUE)).toHaveLength(count)
  })
})

describe("openLedgerForReading()", () => {
  it("reads beside the process that writes", async () => {
    const { store, path } = openTemporaryStore()
    await save(store, { items: [makeItem()] })

    const reader = openLedgerForReading(path)
    const ledgers = reader.ledgers()
    reader.close()

    expect(ledgers).toEqual(await store.feed.ledgers())
    expect(ledgers).toHaveLength(1)
  })

  it("says in one sentence that there is no database, or not one of Watchpost's", () => {
    const path = temporaryPath()
    openRaw(path).exec("CREATE TABLE other (id INTEGER)")

    expect(() => openLedgerForReading(temporaryPath())).toThrow(/There is no database/)
    expect(() => openLedgerForReading(path)).toThrow(ConfigError)
  })
})
