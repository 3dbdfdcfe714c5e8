/** Rounds that bring nothing, which most rounds of most tenants are; and a tenant that is throttled. */
import { describe, expect, it } from "vitest"
import type { ContentType } from "../../src/model/audit-record.ts"
import { UpstreamError } from "../../src/model/errors.ts"
import type { ContentItem } from "../../src/ports/activity-feed.ts"
import type { FeedLedger } from "../../src/ports/feed-ledger.ts"
import { createPoller } from "../../src/source/run-poll.ts"
import { CONTOSO, contentItem, countedFetches, fakeFeed, fakeLedger, silentLog } from "./fake-feed.ts"
import { MINUTE, rig, START } from "./poll-rig.ts"

const HOUR = 60 * MINUTE

/** A poller whose ledger tells what it was asked. */
function watched() {
  let now = START
  let items: readonly ContentItem[] = []
  const feed = fakeFeed(() => now, { list: async () => ({ items, serverNow: now }) })
  const ledger = fakeLedger()
  let asked: string[] = []
  const telling = new Proxy<FeedLedger>(ledger, {
    get: (target, name, receiver) => {
      asked.push(String(name))
      return Reflect.get(target, name, receiver)
    },
  })
  const poller = createPoller({
    feed,
    ledger: telling,
    ingest: async ({ contentId }) => ledger.done(contentId),
    now: () => now,
    log: silentLog,
    random: () => 0,
  })
  const poll = async (): Promise<readonly string[]> => {
    asked = []
    await poller.pollTenant({ id: CONTOSO, contentTypes: ["Audit.Exchange"] }, new AbortController().signal)
    return asked
  }
  return {
    ledger,
    poll,
    offer: (...some: readonly ContentItem[]) => {
      items = some
    },
    later: (ms: number) => {
      now += ms
    },
  }
}

describe("createPoller() a round without news", () => {
  it("asks the ledger nothing once it is known that nothing is open, and still moves the watermark", async () => {
    const { ledger, poll, later } = watched()
    await poll()
    later(MINUTE)
    await poll()

    later(MINUTE)
    const asked = await poll()

    expect(asked).toEqual(["saveListing", "saveHealth"])
    expect((await ledger.cursor(CONTOSO, "Audit.Exchange"))?.watermark).toBe(START + 2 * MINUTE)
    expect(ledger.told.get("Audit.Exchange")?.state).toBe("waiting")
  })

  it("tells that the first content is overdue no longer than Microsoft may take", async () => {
    const { ledger, poll, later } = watched()
    for (let round = 0; round < 3; round += 1) {
      await poll()
      later(MINUTE)
    }
    const atFirst = ledger.told.get("Audit.Exchange")?.state

    for (let waited = 0; waited <= 12 * HOUR; waited += 20 * MINUTE) {
      later(20 * MINUTE)
      await poll()
    }

    expect([atFirst, ledger.told.get("Audit.Exchange")?.state]).toEqual(["waiting", "ok"])
  })

  it("fetches what is new in the same round", async () => {
    const { ledger, poll, offer, later } = watched()
    for (let round = 0; round < 3; round += 1) {
      await poll()
      later(MINUTE)
    }

    offer(contentItem("news", START))
    await poll()

    expect(ledger.rows.get("news")?.done).toBe(true)
    expect(ledger.told.get("Audit.Exchange")?.state).toBe("ok")
  })

  it("keeps the time it was away as a gap, and fills it", async () => {
    const { ledger, poll, later } = watched()
    for (let round = 0; round < 3; round += 1) {
      await poll()
      later(MINUTE)
    }

    later(3 * HOUR)
    await poll()

    expect([...ledger.gaps.values()]).toMatchObject([{ cause: "not-running", healedAt: expect.any(Number) }])
  })

  it("comes back to a blob that failed before, though nothing is new", async () => {
    let fails = true
    const { ledger, poll, later } = rig(
      { list: async () => ({ items: [contentItem("b1", START)], serverNow: START }) },
      () => (fails ? new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Not available.") : undefined),
    )
    await poll()
    fails = false

    later(MINUTE)
    await poll()

    expect(ledger.rows.get("b1")?.done).toBe(true)
  })
})

describe("createPoller() a throttled tenant", () => {
  const TYPES: readonly ContentType[] = ["Audit.Exchange", "Audit.SharePoint", "Audit.General"]
  const throttled = (retryAfterMs = 30_000) =>
    new UpstreamError("ERR_UPSTREAM_THROTTLED", "Slow down.", { retryAfterMs })

  it("rests with all its content types, longer each time, and recovers", async () => {
    let isThrottled = true
    const { feed, ledger, poll, later } = rig({
      list: async (_tenant, type) => {
        if (isThrottled && type === "Audit.General") throw throttled()
        return { items: [], serverNow: START }
      },
    })
    const callsAt: number[] = []
    await poll(TYPES)
    for (const wait of [0, 29_000, 2_000, 58_000, 3_000]) {
      later(wait)
      await poll(TYPES)
      callsAt.push(feed.calls.length)
    }
    isThrottled = false
    later(10 * MINUTE)
    await poll(TYPES)

    const [atFirst = 0, resting = 0, again = 0, restingLonger = 0, oncemore = 0] = callsAt
    expect([resting, again > resting, restingLonger, oncemore > again]).toEqual([atFirst, true, again, true])
    expect(ledger.told.get("Audit.General")?.state).not.toBe("trouble")
  })

  it("comes back a little later by chance, so that many don't come back together", async () => {
    let now = START
    const listed: number[] = []
    const feed = fakeFeed(() => now, {
      list: async () => {
        listed.push(now - START)
        throw throttled(60_000)
      },
    })
    const ingest = async (): Promise<void> => undefined
    const deps = { feed, ledger: fakeLedger(), ingest, now: () => now, log: silentLog }
    const poller = createPoller({ ...deps, random: () => 0.5 })
    const poll = () =>
      poller.pollTenant({ id: CONTOSO, contentTypes: ["Audit.Exchange"] }, new AbortController().signal)

    for (const at of [0, 60_000, 65_000, 66_000]) {
      now = START + at
      await poll()
    }

    expect(listed).toEqual([0, 66_000])
  })
})

describe("createPoller() a back-fill", () => {
  it("leaves most turns to other tenants, and one of its own to what is live", async () => {
    const types: readonly ContentType[] = ["Audit.Exchange", "Audit.SharePoint", "Audit.General"]
    const { fetch, most } = countedFetches()
    const { poll, ingested } = rig({
      list: async (_tenant, type) => ({
        items: Array.from({ length: 6 }, (_, index) =>
          contentItem(`${type} ${index}`, START - 20 * HOUR + index, type),
        ),
        serverNow: START,
      }),
      fetch,
    })

    await poll(types)

    expect([most(), ingested.length]).toEqual([3, 18])
  })
})
