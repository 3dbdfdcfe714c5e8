import { describe, expect, it } from "vitest"
import { backupRig, restoreEvent, START, session } from "./backup-rig.ts"

const news = (next: string, over: { changed?: string[]; deleted?: string[] } = {}) => ({
  next,
  changed: [],
  deleted: [],
  ...over,
})

const following = async () => {
  const rig = backupRig()
  rig.world.sessions = [session("s1")]
  await rig.poll()
  rig.world.news = [news("t1")]
  await rig.follow()
  rig.asked.length = 0
  return rig
}

describe("createBackupPoller() follow()", () => {
  it("waits for the first list, and reads the list again where the feed begins", async () => {
    const { world, newsAsked, asked, poll, follow } = backupRig()
    world.news = [news("t1")]
    await follow()
    const early = newsAsked.length
    await poll()

    await follow()

    expect([early, newsAsked]).toEqual([0, [undefined]])
    expect(asked.length).toBe(2)
  })

  it("reads a session that the feed names at once, without the list", async () => {
    const { world, handedOver, newsAsked, asked, follow } = await following()
    world.sessions.push(session("s2"))
    world.events = { s2: [restoreEvent("e1", "Save")] }
    world.news = [news("t2", { changed: ["s2"] })]

    await follow()
    await follow()

    expect(handedOver).toEqual(["contoso: e1"])
    expect(newsAsked.slice(1)).toEqual(["t1", "t2"])
    expect(asked).toEqual([])
  })

  it("tells of a deleted session at once", async () => {
    const { world, told, gone, follow } = await following()
    world.sessions = []
    world.news = [news("t2", { deleted: ["s1"] })]

    await follow()

    expect(told.map(({ kind, sessionId }) => [kind, sessionId])).toEqual([["session-deleted", "s1"]])
    expect(gone.get("s1")).toBe(START)
  })

  it("believes a deletion only when the server doesn't find the session any more", async () => {
    const { world, told, gone, follow } = await following()
    world.news = [news("t2", { deleted: ["s1"] })]

    await follow()

    expect([told, gone.size]).toEqual([[], 0])
  })

  it("takes a session that was changed and is gone for deleted", async () => {
    const { world, told, follow } = await following()
    world.sessions = []
    world.news = [news("t2", { changed: ["s1", "never-stored"] })]

    await follow()

    expect(told.map(({ sessionId }) => sessionId)).toEqual(["s1"])
  })

  it("begins anew with the list when the server forgot where we were, and misses nothing", async () => {
    const { world, handedOver, newsAsked, follow } = await following()
    world.sessions.push(session("s2"))
    world.events = { s2: [restoreEvent("missed", "Save")] }
    world.news = ["outdated", news("t9")]

    await follow()
    await follow()

    expect(handedOver).toEqual(["contoso: missed"])
    expect(newsAsked.slice(1)).toEqual(["t1", undefined])
  })

  it("asks again for what could not be read, after a rest", async () => {
    const { world, handedOver, newsAsked, ledger, follow, later } = await following()
    world.events = { s1: [restoreEvent("e1", "Save")] }
    world.broken.add("s1")
    world.news = [news("t2", { changed: ["s1"] })]
    await follow()
    await follow()
    const resting = newsAsked.length
    world.broken.clear()
    later(60_000)
    world.news = [news("t3")]

    await follow()

    expect(resting).toBe(2)
    expect(newsAsked.at(-1)).toBeUndefined()
    expect(handedOver).toEqual(["contoso: e1"])
    expect(ledger.told.size).toBeGreaterThan(0)
  })

  it("leaves a server without a feed alone for a while", async () => {
    const { world, newsAsked, follow, later } = await following()
    world.news = ["unsupported", news("t2")]
    await follow()
    await follow()
    const resting = newsAsked.length
    later(15 * 60_000)

    await follow()

    expect([resting, newsAsked.length]).toEqual([2, 3])
  })

  it("ends with the signal's reason", async () => {
    const { world, follow } = await following()
    const stop = new AbortController()
    world.broken.add("feed")
    stop.abort(new Error("shutting down"))

    await expect(follow(stop.signal)).rejects.toThrow("shutting down")
  })
})
