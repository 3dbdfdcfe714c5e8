import { describe, expect, it } from "vitest"
import { ContractError } from "../../src/model/errors.ts"
import { CONTOSO, contentItem, countedFetches } from "./fake-feed.ts"
import { MINUTE, rig, START, upstream } from "./poll-rig.ts"

const HOUR = 60 * MINUTE

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

  it("fetches what is known while a first contact still lists the week", async () => {
    const stored = Promise.withResolvers<void>()
    const { ingested, poll } = rig({
      list: async (_tenant, _type, _from, to) => {
        const isLive = to === START
        if (!isLive) await stored.promise
        return { items: isLive ? [contentItem("b1", START - 3 * HOUR)] : [], serverNow: START }
      },
      fetch: async () => {
        stored.resolve()
        return new Uint8Array()
      },
    })

    await poll()

    expect(ingested.map((batch) => batch.contentId)).toEqual(["b1"])
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
    await ledger.saveListing(CONTOSO, "Audit.Exchange", {
      items: [contentItem("b1", START)],
      window: { from: START - MINUTE, to: START },
      at: START,
    })

    await poll()

    expect(ingested.map((batch) => batch.contentId)).toEqual(["b1"])
  })

  it("fetches at most three at a time", async () => {
    const { fetch, most } = countedFetches()
    const ids = Array.from({ length: 10 }, (_, index) => `b${index}`)
    const { ingested, poll } = rig({
      ...listing(...ids),
      fetch,
    })

    await poll()

    expect([ingested.length, most()]).toEqual([10, 3])
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
