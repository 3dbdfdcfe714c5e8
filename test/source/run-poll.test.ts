import { describe, expect, it } from "vitest"
import type { ContentType } from "../../src/model/audit-record.ts"
import { ContractError, TenantError, UpstreamError } from "../../src/model/errors.ts"
import type { ActivityFeed } from "../../src/ports/activity-feed.ts"
import { type BlobBatch, createPoller } from "../../src/source/run-poll.ts"
import { CONTOSO, contentItem, fakeFeed, fakeLedger, silentLog } from "./fake-feed.ts"

const START = Date.UTC(2026, 2, 10, 12, 0, 0)
const MINUTE = 60_000

const rig = (
  overrides: Partial<ActivityFeed> = {},
  ingestError?: (batch: BlobBatch) => Error | undefined,
) => {
  let now = START
  const feed = fakeFeed(() => now, overrides)
  const ledger = fakeLedger()
  const ingested: BlobBatch[] = []
  const poller = createPoller({
    feed,
    ledger,
    ingest: async (batch) => {
      const error = ingestError?.(batch)
      if (error !== undefined) throw error
      ingested.push(batch)
      ledger.done(batch.contentId)
    },
    now: () => now,
    log: silentLog,
  })
  const poll = (types: readonly ContentType[] = ["Audit.Exchange"], signal = new AbortController().signal) =>
    poller.pollTenant({ id: CONTOSO, contentTypes: types }, signal)
  return {
    feed,
    ledger,
    ingested,
    poll,
    later: (ms: number) => {
      now += ms
    },
  }
}
const upstream = (retryAfterMs?: number) =>
  new UpstreamError(
    "ERR_UPSTREAM_UNAVAILABLE",
    "Not available.",
    retryAfterMs === undefined ? {} : { retryAfterMs },
  )

describe("createPoller() subscription", () => {
  it("starts a missing subscription and waits for first content without calling it trouble", async () => {
    const { feed, ledger, poll } = rig()

    await poll()

    expect(feed.calls).toEqual(["enabledTypes", "start Audit.Exchange", "list Audit.Exchange"])
    expect(ledger.told.get("Audit.Exchange")?.state).toBe("waiting")
  })

  it("doesn't ask for the subscription again in every round", async () => {
    const { feed, poll, later } = rig()
    feed.enabled.add("Audit.Exchange")

    await poll()
    later(MINUTE)
    await poll()

    expect(feed.calls).toEqual(["enabledTypes", "list Audit.Exchange", "list Audit.Exchange"])
  })

  it("never starts twice within 15 minutes, however often listing fails", async () => {
    const { feed, poll, later } = rig({
      start: async () => {},
      list: async () => {
        throw upstream()
      },
    })

    for (let round = 0; round < 20; round += 1) {
      await poll()
      later(MINUTE)
    }

    expect(feed.calls.filter((call) => call.startsWith("start")).length).toBe(2)
  })

  it("asks once for all content types of a tenant", async () => {
    const { feed, poll } = rig()

    await poll(["Audit.Exchange", "Audit.General", "Audit.SharePoint"])

    expect(feed.calls.filter((call) => call === "enabledTypes").length).toBe(1)
  })
})

describe("createPoller() listing", () => {
  it("moves the watermark only with complete listings, and never past the server's own time", async () => {
    const serverNow = START - 10 * MINUTE
    const { ledger, poll } = rig({ list: async () => ({ items: [], serverNow }) })

    await poll()

    expect(await ledger.cursor(CONTOSO, "Audit.Exchange")).toEqual({
      watermark: serverNow,
      lastListedAt: START,
    })
  })

  it("keeps the watermark when a listing fails", async () => {
    const { ledger, poll } = rig({
      list: async () => {
        throw upstream()
      },
    })

    await poll()

    expect(await ledger.cursor(CONTOSO, "Audit.Exchange")).toBeUndefined()
    expect(ledger.told.get("Audit.Exchange")).toEqual({ state: "trouble", sentence: "Not available." })
  })

  it("keeps one content type's trouble from the others", async () => {
    const { ledger, poll } = rig({
      list: async (_tenant, type) => {
        if (type === "Audit.General") throw new ContractError("Unknown form.")
        return { items: [contentItem(`blob of ${type}`, START, type)], serverNow: START }
      },
    })

    await poll(["Audit.General", "Audit.Exchange"])

    expect(ledger.told.get("Audit.General")?.state).toBe("trouble")
    expect(ledger.told.get("Audit.Exchange")?.state).toBe("ok")
    expect(ledger.rows.get("blob of Audit.Exchange")?.done).toBe(true)
  })

  it("rests as long as the service asks", async () => {
    const { feed, poll, later } = rig({
      list: async () => {
        throw new UpstreamError("ERR_UPSTREAM_THROTTLED", "Slow down.", { retryAfterMs: 90_000 })
      },
    })
    const listings = () => feed.calls.filter((call) => call.startsWith("list")).length

    await poll()
    later(89_000)
    await poll()
    const early = listings()
    later(2000)
    await poll()

    expect([early, listings()]).toEqual([1, 2])
  })

  it("leaves a tenant that refuses us alone for some minutes, then looks again", async () => {
    let refuses = true
    const { feed, ledger, poll, later } = rig({
      enabledTypes: async () => {
        if (refuses) throw new TenantError("ERR_TENANT_NO_CONSENT", "Consent is missing.")
        return ["Audit.Exchange"]
      },
    })

    await poll()
    later(MINUTE)
    await poll()
    const asked = feed.calls.length
    const told = ledger.told.get("Audit.Exchange")
    refuses = false
    later(5 * MINUTE)
    await poll()

    expect([asked, told]).toEqual([1, { state: "trouble", sentence: "Consent is missing." }])
    expect(ledger.told.get("Audit.Exchange")?.state).toBe("ok")
  })

  it("keeps a gap that can't heal under its own name", async () => {
    const { ledger, poll } = rig()
    const longAgo = START - 9 * 86_400_000
    await ledger.saveListing(CONTOSO, "Audit.Exchange", [], { watermark: longAgo, lastListedAt: longAgo })

    await poll()

    expect(ledger.told.get("Audit.Exchange gap")).toMatchObject({
      state: "trouble",
      sentence: /between 2026-03-01T12:00:00.000Z and 2026-03-03T12:10:00.000Z were never fetched/,
    })
  })
})

describe("createPoller() blobs", () => {
  const listing = (...ids: readonly string[]) => ({
    list: async () => ({
      items: ids.map((id, index) => contentItem(id, START - 1000 + index)),
      serverNow: START,
    }),
  })

  it("hands over each blob with the times that the card shows", async () => {
    const { ingested, poll } = rig(listing("b1"))

    await poll()

    expect(ingested).toEqual([
      {
        tenantId: CONTOSO,
        source: "Audit.Exchange",
        contentId: "b1",
        publishedAt: START - 1000,
        fetchedAt: START,
        bytes: new TextEncoder().encode("[]"),
      },
    ])
  })

  it("fetches what is open only once although it is listed in every round", async () => {
    const { feed, poll, later } = rig(listing("b1", "b2"))

    await poll()
    later(MINUTE)
    await poll()

    expect(feed.calls.filter((call) => call.startsWith("fetch")).sort()).toEqual(["fetch b1", "fetch b2"])
  })

  it("puts off a blob that fails, goes on with the others, and says why", async () => {
    const { ledger, ingested, poll } = rig({
      ...listing("b1", "b2"),
      fetch: async (_tenant, item) => {
        if (item.contentId === "b1") throw upstream()
        return new Uint8Array()
      },
    })

    await poll()

    expect(ingested.map((batch) => batch.contentId)).toEqual(["b2"])
    expect(ledger.rows.get("b1")).toMatchObject({ done: false, reason: "Not available." })
    expect(ledger.rows.get("b1")?.dueAt).toBeGreaterThanOrEqual(START + 30_000)
    expect(ledger.told.get("Audit.Exchange")).toEqual({ state: "trouble", sentence: "Not available." })
  })

  it("fetches a blob again when its content could not be stored", async () => {
    let broken = true
    const { ingested, poll, later } = rig(listing("b1"), () =>
      broken ? new ContractError("The audit content broke off in the middle.") : undefined,
    )

    await poll()
    broken = false
    later(10 * MINUTE)
    await poll()

    expect(ingested.map((batch) => batch.contentId)).toEqual(["b1"])
  })

  it("waits longer each time", async () => {
    const { ledger, poll, later } = rig(listing("b1"), () => upstream())
    const waits: number[] = []

    for (let round = 0; round < 4; round += 1) {
      await poll()
      const wait = (ledger.rows.get("b1")?.dueAt ?? 0) - START - waits.reduce((sum, one) => sum + one, 0)
      waits.push(wait)
      later(wait)
    }

    expect(waits.every((wait, index) => index === 0 || wait > (waits[index - 1] ?? 0))).toBe(true)
  })

  it("says nothing of the inside of an unexpected failure", async () => {
    const { ledger, poll } = rig(listing("b1"), () => new Error("SQLITE_CORRUPT at /secret/path"))

    await poll()

    expect(ledger.rows.get("b1")?.reason).not.toContain("secret")
  })

  it("fetches what was listed before even when listing is in trouble", async () => {
    const { ledger, ingested, poll } = rig({
      list: async () => {
        throw upstream()
      },
    })
    await ledger.saveListing(CONTOSO, "Audit.Exchange", [contentItem("b1", START)], {
      watermark: START,
      lastListedAt: START,
    })

    await poll()

    expect(ingested.map((batch) => batch.contentId)).toEqual(["b1"])
  })

  it("fetches at most three at a time", async () => {
    let running = 0
    let most = 0
    const ids = Array.from({ length: 10 }, (_, index) => `b${index}`)
    const { ingested, poll } = rig({
      ...listing(...ids),
      fetch: async () => {
        running += 1
        most = Math.max(most, running)
        await new Promise((resolve) => setImmediate(resolve))
        running -= 1
        return new Uint8Array()
      },
    })

    await poll()

    expect([ingested.length, most]).toEqual([10, 3])
  })
})

describe("createPoller() abort", () => {
  it("ends with the signal's reason and blames nobody", async () => {
    const stop = new AbortController()
    const { ledger, poll } = rig({
      list: async () => {
        stop.abort(new Error("shutting down"))
        throw upstream()
      },
    })

    await expect(poll(["Audit.Exchange"], stop.signal)).rejects.toThrow("shutting down")
    expect(ledger.told.size).toBe(0)
  })

  it("doesn't put off a blob whose fetch was aborted", async () => {
    const stop = new AbortController()
    const { ledger, poll } = rig({
      list: async () => ({ items: [contentItem("b1", START)], serverNow: START }),
      fetch: async () => {
        stop.abort(new Error("shutting down"))
        throw upstream()
      },
    })

    await expect(poll(["Audit.Exchange"], stop.signal)).rejects.toThrow("shutting down")
    expect(ledger.rows.get("b1")).toMatchObject({ done: false, dueAt: 0 })
  })
})
