/**
 * The promise of the collector, against its own ledger and store: whatever the order of listings, failures, deaths,
 * late registrations and clocks, what was offered within reach is stored once, and what isn't stored is told.
 */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Window } from "../../src/source/plan-windows.ts"
import { CALM, createCollection, DAY, HOUR, type Luck, MINUTE, REACH } from "./collection-model.ts"
import { CONTOSO } from "./fake-feed.ts"

type Collection = ReturnType<typeof createCollection>

type Step =
  | { readonly kind: "publish"; readonly ago: number; readonly repeats: number }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "clock"; readonly ahead: number }
  | { readonly kind: "disable" }
  | { readonly kind: "run"; readonly luck: Luck }

const lucks: fc.Arbitrary<Luck> = fc.record({
  faults: fc.oneof(
    fc.constant([]),
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 }),
  ),
  dieAt: fc.oneof(
    { weight: 2, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 60 }) },
  ),
  diesAfter: fc.boolean(),
  fresh: fc.nat(3).map((draw) => draw === 0),
})
const waits = [MINUTE, 20 * MINUTE, 40 * MINUTE, 3 * HOUR, 26 * HOUR, 3 * DAY, 6 * DAY]
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("publish" as const),
      ago: fc.integer({ min: 0, max: 20 * HOUR }),
      repeats: fc.nat(50),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("run" as const), luck: lucks }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(...waits) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("clock" as const),
      ahead: fc.oneof(
        fc.integer({ min: -10 * DAY, max: 10 * DAY }),
        fc.integer({ min: -50 * MINUTE, max: 50 * MINUTE }),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "disable" as const }) },
)

type GapRow = Window & { healed: number | null; lost: number | null; opened: number }
const gapsOf = ({ db }: Collection): GapRow[] =>
  db
    .prepare<[], GapRow>(
      'SELECT from_at AS "from", to_at AS "to", healed_at AS healed, lost_at AS lost, opened_at AS opened FROM coverage_gap',
    )
    .all()

/** The parts of `wanted` that none of the ranges covers. */
function uncovered(wanted: Window, ranges: readonly Window[]): Window[] {
  let left = [wanted]
  for (const range of ranges) {
    left = left.flatMap((part) => [
      ...(part.from < range.from ? [{ from: part.from, to: Math.min(part.to, range.from) }] : []),
      ...(part.to > range.to ? [{ from: Math.max(part.from, range.to), to: part.to }] : []),
    ])
  }
  return left
}

async function doStep(collection: Collection, step: Step): Promise<void> {
  const { world } = collection
  switch (step.kind) {
    case "publish":
      return collection.publish(step.ago, step.repeats)
    case "wait":
      world.serverNow += step.ms
      return
    case "clock":
      world.localAhead = step.ahead
      return
    case "disable":
      world.enabled = false
      return
    case "run":
      return collection.run(step.luck)
  }
}

async function checkStep(collection: Collection, before: readonly GapRow[]): Promise<void> {
  const { world, ledger, db } = collection
  const gaps = gapsOf(collection)
  const cursor = await ledger.cursor(CONTOSO, "Audit.Exchange")
  const isOpen = db.prepare<[number, number], number>(
    "SELECT COUNT(*) FROM content WHERE created_at >= ? AND created_at < ? AND done_at IS NULL AND given_up IS NULL",
  )

  expect(before.flatMap((gap) => uncovered(gap, gaps))).toEqual([])
  for (const gap of gaps.filter((one) => one.healed !== null)) {
    const wasHealed = before.some((one) => one.from === gap.from && one.healed !== null)
    if (!wasHealed) expect(isOpen.pluck().get(gap.from, gap.to)).toBe(0)
    expect(uncovered(gap, world.saved)).toEqual([])
  }
  if (cursor === undefined) return
  expect(cursor.watermark).toBeLessThanOrEqual(world.serverNow)
  const listed = { from: cursor.since, to: cursor.watermark }
  if (listed.from < listed.to) expect(uncovered(listed, [...world.saved, ...gaps])).toEqual([])
}

/** Hours without trouble: more than a day, so that the daily listing is among them. */
async function calmDown(collection: Collection): Promise<number> {
  const { world } = collection
  const from = world.serverNow
  for (let hour = 0; hour < 28; hour += 1) {
    await collection.run(CALM)
    world.serverNow += hour < 4 ? 20 * MINUTE : HOUR
  }
  return from
}

function checkEnd(collection: Collection, calmSince: number): void {
  const { world, db } = collection
  const rows = collection.stored().map((event) => event.id)
  const stored = new Set(rows)
  const content = db.prepare<[string], { done_at: number | null; given_up: string | null }>(
    "SELECT done_at, given_up FROM content WHERE content_id = ?",
  )
  const gaps = gapsOf(collection).filter((gap) => gap.healed === null)
  for (const { item, ids, isLate } of world.offered) {
    const isStored = ids.every((id) => stored.has(id))
    // It could be listed until the last of the calm listings: no excuse.
    if (item.createdAt + REACH > calmSince + 27 * HOUR)
      expect([item.contentId, isStored]).toEqual([item.contentId, true])
    const row = content.get(item.contentId)
    if (row?.done_at !== undefined && row.done_at !== null) expect(isStored).toBe(true)
    else if (row !== undefined) expect(row.given_up).toBe("lost")
    else
      expect(
        isLate ||
          gaps.some((gap) => item.createdAt >= gap.from && item.createdAt < gap.to) ||
          isBefore(collection, item.createdAt),
      ).toBe(true)
  }
  const offered = new Set(world.offered.flatMap((one) => one.ids))
  expect([...stored].filter((id) => !offered.has(id))).toEqual([])
  expect([world.added, rows.length]).toEqual([stored.size, stored.size])
  expect(world.breaches).toEqual([])
  const tooSoon = world.starts.filter(
    (at, index) => index > 0 && at - (world.starts[index - 1] ?? 0) < 15 * MINUTE,
  )
  expect(tooSoon).toEqual([])
}

/** Older than the first contact: taken along as far as it was offered, and never claimed. */
const isBefore = ({ db }: Collection, at: number): boolean =>
  at < Number(db.prepare("SELECT since FROM feed_cursor").pluck().get())

describe("createPoller()", () => {
  it("stores what was ever offered within reach exactly once, and never forgets a gap", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 40, size: "max" }), async (story) => {
        const collection = createCollection()
        try {
          for (const step of story) {
            const before = gapsOf(collection)
            await doStep(collection, step)
            await checkStep(collection, before)
          }
          checkEnd(collection, await calmDown(collection))
        } finally {
          collection.close()
        }
      }),
      { seed: 20260310, numRuns: 60 },
    )
  }, 60_000)
})
