/** A month's restores in the report, from a real store: what is known, and what nobody can know. */
import { describe, expect, it } from "vitest"
import { monthOf } from "../src/lib/month.ts"
import { makeReport } from "../src/make-report.ts"
import type { Store } from "../src/ports/store.ts"
import { CLICK, makeRequest } from "./adapters/sqlite/make-journal.ts"
import { CONTOSO, NOW } from "./adapters/sqlite/make-rows.ts"
import { openIncident, openRaw, openTemporaryStore } from "./adapters/sqlite/temporary-store.ts"
import { attributor, event, HOUR, SERVER, STARTED, save, session } from "./attribute/attribute-rig.ts"
import { CUSTOMER } from "./make/make-ingest-config.ts"

const month = monthOf("2026-11", CUSTOMER.timeZone)
if (month === undefined) throw new Error("November is a month")

const reportOf = async (store: Store) => {
  const ledgers = () => store.feed.ledgers(CONTOSO)
  const asked = { customer: CUSTOMER, month, mspName: "Northwind", now: NOW + HOUR }
  const { page, lines } = await makeReport(asked, { ...store, ledgers })
  return { lines: lines.join(" "), words: page.replaceAll(/<[^>]+>/g, " ") }
}

const { endedAt: _, ...running } = session

describe("makeReport() beside damaged rows", () => {
  it("tells the month without what can't be read", async () => {
    const { store, path } = openTemporaryStore()
    const incident = await openIncident(store)
    await store.journal.request(makeRequest(incident), CLICK)
    openRaw(path).exec("UPDATE remediation SET subject = 'torn'")

    const { lines } = await reportOf(store)

    expect(lines).toContain("1 incident")
  })
})

describe("makeReport() of restores", () => {
  it("tells of a session that was deleted unread why nothing is known of it, and counts it for no restore", async () => {
    const { store } = openTemporaryStore()
    const reading = { version: "v8", product: "8.3", installation: "one", clockAheadMs: 0 } as const
    await store.feed.saveHealth(CONTOSO, `Veeam ${SERVER}`, "ok", "", NOW)
    const gap = { from: STARTED + 60_000, to: NOW, cause: "Watchpost was not running" }
    await store.backups.saveReading(SERVER, reading, NOW, gap)
    await save(store)
    const view = { ...event, id: "view", sessionId: "gone", type: "View" }
    await store.restores.save(SERVER, CONTOSO, { ...running, id: "gone" }, [view])
    await store.restores.markGone(SERVER, "gone", NOW)
    await attributor(store)()

    const { lines, words } = await reportOf(store)

    const counted =
      "1 restore from the backup was recorded. Of 1 session it isn't known whether anything was restored."
    expect(lines).toContain(counted)
    expect(words).toContain("the session was deleted before it could be read again")
    expect(words).toContain("The backup server was not read from")
    expect(words).not.toMatch(/vb365-01|PC-0417|Watchpost was not running/)
  })
})
