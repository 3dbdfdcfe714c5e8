/** Most blobs that the ledger knows are done: a fortnight of them. Nobody who asks for what is open looks at these. */
import Database from "better-sqlite3"
import { describe, expect, it, onTestFinished } from "vitest"
import { sqliteFeedLedger } from "../../../src/adapters/sqlite/feed-ledger.ts"
import { CONTOSO, makeItem, NOW } from "./make-rows.ts"
import { openTemporaryStore } from "./temporary-store.ts"

const TYPE = "Audit.Exchange"
const CURSOR = { since: NOW - 86_400_000, watermark: NOW - 5_000, lastListedAt: NOW }
const WINDOW = { from: NOW - 60_000, to: NOW }
const DUE = { now: NOW, liveSince: NOW - 7_200_000, limit: 10 }

/** A ledger, and how SQLite reads blobs for what was asked of it. */
function openWatched() {
  const { path } = openTemporaryStore()
  const asked: string[] = []
  const db = new Database(path, { verbose: (sql) => void asked.push(String(sql)) })
  onTestFinished(() => void db.close())
  const plans = (): readonly string[] =>
    asked
      .splice(0)
      .filter((sql) => sql.includes("FROM content") && !sql.startsWith("EXPLAIN"))
      .flatMap((sql) => db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all())
      .map(({ detail }) => detail)
      .filter((detail) => /^(SEARCH|SCAN) (content|c)\b/.test(detail))
  return { ledger: sqliteFeedLedger(db, async (write) => write()), plans }
}

const ALL_OPEN = /USING (COVERING )?INDEX content_(open|given_up)\b/

describe("sqliteFeedLedger()", () => {
  it("finds what is open without a look at what is done", async () => {
    const { ledger, plans } = openWatched()
    const gap = { from: WINDOW.from, to: WINDOW.to, cause: "not-running", detail: "" } as const
    await ledger.saveListing(CONTOSO, TYPE, {
      items: [makeItem()],
      window: WINDOW,
      at: NOW,
      cursor: CURSOR,
      opened: [gap],
    })
    plans()

    for (const ask of [
      () => ledger.pending(CONTOSO, TYPE, DUE),
      () => ledger.healGaps(CONTOSO, TYPE, NOW),
      () => ledger.ledgers(CONTOSO),
      () => ledger.ledgers(),
      () => ledger.health(CONTOSO),
      () => ledger.health(),
    ]) {
      await ask()
      const seen = plans()
      expect(seen.length).toBeGreaterThan(0)
      for (const one of seen) expect(one).toMatch(ALL_OPEN)
    }
  })
})
