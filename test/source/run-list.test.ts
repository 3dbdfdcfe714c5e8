/** Absences, late registrations and subscriptions that were off, against the real ledger and a feed in memory. */
import { describe, expect, it, onTestFinished } from "vitest"
import { CALM, createCollection, DAY, HOUR, MINUTE, TYPE } from "./collection-model.ts"
import { CONTOSO } from "./fake-feed.ts"

function openCollection() {
  const collection = createCollection()
  onTestFinished(() => void collection.close())
  const { world, run, db, stored } = collection
  const recordIds = () =>
    stored()
      .map((event) => event.id)
      .toSorted()
  const gaps = () =>
    db
      .prepare("SELECT cause, healed_at IS NOT NULL AS healed, lost_at IS NOT NULL AS lost FROM coverage_gap")
      .all()
  const later = (ms: number): void => {
    world.serverNow += ms
  }
  return { ...collection, recordIds, gaps, later, pollOnce: () => run({ ...CALM, fresh: true }) }
}

describe("createPoller() after an absence", () => {
  it("back-fills an outage of six days whole, newest first, and tells it as gaps that healed", async () => {
    const { world, publish, pollOnce, recordIds, gaps, later, ledger, stored } = openCollection()
    await pollOnce()
    for (let hour = 0; hour < 6 * 24; hour += 1) {
      later(HOUR)
      publish(10 * MINUTE, 0)
    }

    await pollOnce()

    const expected = new Set(world.offered.flatMap((one) => one.ids))
    expect(recordIds()).toHaveLength(expected.size)
    expect(gaps()).toEqual(Array.from({ length: 6 }, () => ({ cause: "not-running", healed: 1, lost: 0 })))
    expect((await ledger.cursor(CONTOSO, TYPE))?.watermark).toBe(world.serverNow)
    const order = stored()
      .filter(({ id }) => id.endsWith("-a"))
      .map(({ publishedAt }) => publishedAt ?? Number.NaN)
    const backfilled = order.filter((at) => at < world.serverNow - 2 * HOUR)
    expect(order.slice(0, 2).every((at) => at >= world.serverNow - 2 * HOUR)).toBe(true)
    expect(backfilled[0]).toBe(Math.max(...backfilled))
    expect(backfilled.at(-1)).toBe(Math.min(...backfilled))
  })

  it("loses only what is past the feed's reach, and says it in the tenant's health", async () => {
    const { world, publish, pollOnce, gaps, later, ledger, db } = openCollection()
    await pollOnce()
    later(12 * HOUR)
    publish(0, 0)
    later(7 * DAY)
    publish(MINUTE, 0)

    await pollOnce()

    const stored = db.prepare("SELECT created_at FROM content WHERE done_at IS NOT NULL").pluck().all()
    expect(stored).toEqual([world.serverNow - MINUTE])
    expect(gaps().filter((gap) => JSON.stringify(gap).includes('"lost":1'))).not.toEqual([])
    expect((await ledger.openGaps(CONTOSO, TYPE)).length).toBe(0)
    const told = (await ledger.health()).find((one) => one.source === `${TYPE} gap`)
    expect(told?.sentence).toMatch(
      /between 2026-03-10T12:00:00.000Z and 2026-03-11T00:10:00.000Z were never fetched/,
    )
  })

  it("stops telling a loss when it is a week old, and keeps it in the ledger", async () => {
    const { pollOnce, later, ledger } = openCollection()
    await pollOnce()
    later(8 * DAY)
    await pollOnce()
    for (let day = 0; day < 8; day += 1) {
      later(DAY)
      await pollOnce()
    }

    expect((await ledger.health()).map((one) => one.source)).toEqual([TYPE])
    expect((await ledger.ledgers())[0]?.gaps.map((gap) => gap.lostAt !== undefined)).toEqual([true, true])
  })
})

describe("createPoller() late registrations", () => {
  it.each([
    ["within the hour", 20 * HOUR, HOUR],
    ["within the day", 5 * DAY, DAY],
  ])("finds what was registered long after its time %s", async (_name, ago, wait) => {
    const { publish, pollOnce, recordIds, later } = openCollection()
    await pollOnce()
    later(MINUTE)
    await pollOnce()
    publish(ago, 0)

    later(MINUTE)
    await pollOnce()
    const early = recordIds()
    later(wait)
    await pollOnce()

    expect([early, recordIds()]).toEqual([[], ["0-a", "0-b"]])
  })
})

describe("createPoller() subscription", () => {
  it("keeps the time in which it was off as a gap that listing can't fill and that ends as lost", async () => {
    const { world, pollOnce, gaps, later, ledger } = openCollection()
    await pollOnce()
    later(3 * HOUR)
    await pollOnce()
    world.enabled = false
    later(20 * MINUTE)

    await pollOnce()

    const off = (await ledger.openGaps(CONTOSO, TYPE)).filter((gap) => gap.cause === "disabled")
    expect(off).toMatchObject([{ from: world.serverNow - 20 * MINUTE, to: world.serverNow }])
    expect([world.enabled, (await ledger.subscription(CONTOSO, TYPE)).disabledSince]).toEqual([
      true,
      undefined,
    ])
    for (let day = 0; day < 8; day += 1) {
      later(DAY)
      await pollOnce()
    }
    expect(gaps()).toContainEqual({ cause: "disabled", healed: 0, lost: 1 })
  })

  it("never starts twice within 15 minutes, although the process began anew in between", async () => {
    const { world, pollOnce, run, later } = openCollection()
    await run({ ...CALM, dieAt: 8, diesAfter: true })
    const first = world.starts.length
    world.enabled = false

    later(14 * MINUTE)
    await pollOnce()
    const early = world.starts.length
    later(2 * MINUTE)
    await pollOnce()

    expect([first, early, world.starts.length]).toEqual([1, 1, 2])
  })
})
