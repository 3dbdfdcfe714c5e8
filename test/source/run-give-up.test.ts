/** Blobs that can't be had, tenants that slow us, and many tenants that share one process. */
import { describe, expect, it, onTestFinished } from "vitest"
import { openStore } from "../../src/adapters/sqlite/open-store.ts"
import { sha256Hex } from "../../src/lib/sha256.ts"
import { ContentError, UpstreamError } from "../../src/model/errors.ts"
import { tenantId } from "../../src/model/ids.ts"
import type { ContentItem } from "../../src/ports/activity-feed.ts"
import { createPoller } from "../../src/source/run-poll.ts"
import { contentItem, countedFetches, fakeFeed, silentLog } from "./fake-feed.ts"
import { MINUTE, rig, START } from "./poll-rig.ts"

const HOUR = 60 * MINUTE
const listing = (...items: readonly ContentItem[]) => ({ list: async () => ({ items, serverNow: START }) })

describe("createPoller() blobs that can't be had", () => {
  it("quarantines a blob that stays unreadable, with the fingerprint of its bytes, and goes on with the others", async () => {
    const bytes = new TextEncoder().encode("<html>")
    const print = { sha256: sha256Hex(bytes), size: bytes.length }
    const { feed, ledger, ingested, poll, later } = rig(
      {
        ...listing(contentItem("poison", START - 1), contentItem("good", START - 2)),
        fetch: async () => bytes,
      },
      (batch) =>
        batch.contentId === "poison"
          ? new ContentError("unreadable", "It is not JSON.", { content: print })
          : undefined,
    )

    for (let round = 0; round < 12; round += 1) {
      await poll()
      later(20 * MINUTE)
    }

    expect(ledger.rows.get("poison")?.givenUp).toMatchObject({ state: "unreadable", ...print })
    expect(ingested.map((batch) => batch.contentId)).toEqual(["good"])
    expect(feed.calls.filter((call) => call === "fetch poison")).toHaveLength(5)
    expect(ledger.told.get("Audit.Exchange gap")?.sentence).toMatch(
      /records of 1 blob .* are missing: It is not JSON\./,
    )
    expect(ledger.told.get("Audit.Exchange")?.state).toBe("ok")
  })

  it("tries again daily what was given up and is still offered", async () => {
    let isThere = false
    const { ledger, ingested, poll, later } = rig({
      ...listing(contentItem("b1", START - 1)),
      fetch: async () => {
        if (isThere) return new Uint8Array()
        throw new ContentError("gone", "It does not exist.")
      },
    })
    for (let round = 0; round < 8; round += 1) {
      await poll()
      later(20 * MINUTE)
    }
    const givenUp = ledger.rows.get("b1")?.givenUp?.state
    isThere = true

    later(24 * HOUR)
    await poll()

    expect([givenUp, ingested.length]).toEqual(["lost", 1])
  })

  it("stops asking for blobs when the tenant is throttled, and goes on when the pause is over", async () => {
    let isThrottled = true
    const items = Array.from({ length: 30 }, (_, index) => contentItem(`b${index}`, START - 1000 + index))
    const { feed, ingested, poll, later } = rig({
      ...listing(...items),
      fetch: async () => {
        if (isThrottled)
          throw new UpstreamError("ERR_UPSTREAM_THROTTLED", "Slow down.", { retryAfterMs: 90_000 })
        return new Uint8Array()
      },
    })
    const fetches = () => feed.calls.filter((call) => call.startsWith("fetch")).length

    await poll()
    const asked = fetches()
    later(60_000)
    await poll()
    const stillAsked = fetches()
    isThrottled = false
    later(60_000)
    await poll()

    expect(asked).toBeLessThanOrEqual(3)
    expect(stillAsked).toBe(asked)
    expect(ingested).toHaveLength(30)
  })
})

describe("createPoller() many tenants", () => {
  it("lets live content of one tenant pass the back-fill of many others", async () => {
    const names = Array.from({ length: 12 }, (_, index) =>
      tenantId(`00000000-0000-4000-8000-0000000000${index + 10}`),
    )
    const quiet = tenantId("00000000-0000-4000-8000-0000000000ff")
    const { fetch, order, most } = countedFetches()
    const feed = fakeFeed(() => START, {
      enabledTypes: async () => ["Audit.Exchange"],
      list: async (tenant) => ({
        items:
          tenant === quiet
            ? [contentItem("live", START - 1000)]
            : Array.from({ length: 9 }, (_, index) =>
                contentItem(`${tenant} ${index}`, START - 20 * HOUR + index),
              ),
        serverNow: START,
      }),
      fetch,
    })
    const store = openStore(":memory:")
    onTestFinished(() => store.close())
    const poller = createPoller({
      feed,
      ledger: store.feed,
      ingest: async ({ tenantId: tenant, contentId, fetchedAt }) => {
        const batch = { tenantId: tenant, contentId, fetchedAt, records: [], rejected: [], alerts: [] }
        await store.records.saveBatch(batch, () => ({ incidents: [] }))
      },
      now: () => START,
      log: silentLog,
    })
    const poll = (id: (typeof names)[number]) =>
      poller.pollTenant({ id, contentTypes: ["Audit.Exchange"] }, new AbortController().signal)

    await Promise.all([...names, quiet].map(poll))

    expect(order).toHaveLength(12 * 9 + 1)
    expect(order.indexOf("live")).toBeLessThan(16)
    expect(most()).toBeLessThanOrEqual(16)
    const firstTenants = new Set(order.slice(0, 40).map((id) => id.split(" ")[0]))
    expect(firstTenants.size).toBeGreaterThanOrEqual(12)
  })
})
