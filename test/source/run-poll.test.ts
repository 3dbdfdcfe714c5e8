import { describe, expect, it } from "vitest"
import { ContractError, TenantError, UpstreamError } from "../../src/model/errors.ts"
import { CONTOSO, contentItem } from "./fake-feed.ts"
import { MINUTE, rig, START, upstream } from "./poll-rig.ts"

describe("createPoller() subscription", () => {
  it("starts a missing subscription and waits for first content without calling it trouble", async () => {
    const { feed, ledger, poll } = rig()

    await poll()

    expect([...new Set(feed.calls)]).toEqual(["enabledTypes", "start Audit.Exchange", "list Audit.Exchange"])
    expect(ledger.told.get("Audit.Exchange")?.state).toBe("waiting")
  })

  it("doesn't ask for the subscription again in every round", async () => {
    const { feed, poll, later } = rig()
    feed.enabled.add("Audit.Exchange")

    await poll()
    later(MINUTE)
    await poll()

    expect(feed.calls.filter((call) => call === "enabledTypes").length).toBe(1)
    expect(feed.calls.at(-1)).toBe("list Audit.Exchange")
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

  it("starts again in the next round when a start failed", async () => {
    let broken = true
    const { feed, ledger, poll, later } = rig({
      start: async () => {
        if (broken) throw upstream()
        feed.enabled.add("Audit.Exchange")
      },
    })

    await poll()
    broken = false
    later(MINUTE)
    await poll()

    expect(feed.calls.filter((call) => call.startsWith("start")).length).toBe(2)
    expect(ledger.told.get("Audit.Exchange")?.state).toBe("waiting")
  })

  it.each([
    { end: "accepted", refusals: 0 },
    { end: "refused", refusals: 1 },
  ])("lets a start end that is on its way when Watchpost stops: $end", async ({ refusals }) => {
    const stopping = new AbortController()
    let tries = 0
    const { feed, poll } = rig({
      start: async (_tenant, type, signal) => {
        stopping.abort()
        // As a request does that is cut off.
        signal.throwIfAborted()
        tries += 1
        if (tries <= refusals) throw upstream()
        feed.enabled.add(type)
      },
    })

    await expect(poll(["Audit.Exchange"], stopping.signal)).rejects.toThrow("aborted")
    expect(feed.calls).toEqual(["enabledTypes", "start Audit.Exchange"])
    await poll()

    // It is on in the next life, or asked for once more there: never only after a quarter of an hour.
    expect([...feed.enabled]).toEqual(["Audit.Exchange"])
    expect(tries).toBe(1 + refusals)
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

    expect(await ledger.cursor(CONTOSO, "Audit.Exchange")).toMatchObject({
      since: serverNow,
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

  it("leaves a tenant that refuses us alone for a while, longer each time, then looks again", async () => {
    let refuses = true
    const { feed, ledger, poll, later } = rig({
      enabledTypes: async () => {
        if (refuses) throw new TenantError("ERR_TENANT_NO_CONSENT", "Consent is missing.")
        return ["Audit.Exchange"]
      },
    })

    const asked: number[] = []
    for (const wait of [0, 14_000, 2000, 29_000, 2000]) {
      later(wait)
      await poll()
      asked.push(feed.calls.length)
    }
    const told = ledger.told.get("Audit.Exchange")
    refuses = false
    later(2 * MINUTE)
    await poll()

    expect(asked).toEqual([1, 1, 2, 2, 3])
    expect(told).toEqual({ state: "trouble", sentence: "Consent is missing." })
    expect(ledger.told.get("Audit.Exchange")?.state).toBe("ok")
  })

  it("keeps a gap that can't heal under its own name", async () => {
    const { ledger, poll } = rig()
    const longAgo = START - 9 * 86_400_000
    await ledger.saveListing(CONTOSO, "Audit.Exchange", {
      items: [],
      window: { from: longAgo, to: longAgo },
      at: longAgo,
      cursor: { since: longAgo, watermark: longAgo, lastListedAt: longAgo },
    })

    await poll()

    expect(ledger.told.get("Audit.Exchange gap")).toMatchObject({
      state: "trouble",
      sentence: expect.stringContaining(
        "between 2026-03-01T12:00:00.000Z and 2026-03-03T12:10:00.000Z were never fetched",
      ),
    })
  })
})
