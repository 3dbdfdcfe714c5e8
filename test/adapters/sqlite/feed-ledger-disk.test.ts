/** Which of the ledger's writes a power cut may undo: what the next round finds out again, and nothing else. */
import { describe, expect, it } from "vitest"
import { sqliteFeedLedger } from "../../../src/adapters/sqlite/feed-ledger.ts"
import type { StoreSoon } from "../../../src/adapters/sqlite/gathered-writes.ts"
import type { FeedLedger } from "../../../src/ports/feed-ledger.ts"
import { CONTOSO, NOW } from "./make-rows.ts"
import { openRaw, openTemporaryStore } from "./temporary-store.ts"

const TYPE = "Audit.Exchange"

/** Where the ledger's writes were to be when they are answered. */
async function placesOf(write: (ledger: FeedLedger) => Promise<unknown>): Promise<readonly unknown[]> {
  const { path } = openTemporaryStore()
  const places: unknown[] = []
  const soon: StoreSoon = async (work, place) => {
    work()
    places.push(place)
  }
  await write(sqliteFeedLedger(openRaw(path), soon))
  return places
}

describe("sqliteFeedLedger()", () => {
  it("has on the disk since when a subscription was off before Microsoft is asked to start it, which is all that tells afterwards", async () => {
    const state = { waiting: true, startedAt: NOW, disabledSince: NOW - 60_000 }

    expect(await placesOf((ledger) => ledger.saveSubscription(CONTOSO, TYPE, state))).toEqual(["on the disk"])
  })

  it("doesn't wait for the disk with what every round says", async () => {
    expect(await placesOf((ledger) => ledger.saveHealth(CONTOSO, TYPE, "ok", "", NOW))).toEqual([undefined])
  })
})
