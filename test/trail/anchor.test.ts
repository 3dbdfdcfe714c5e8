/** Heads that were told outside: what was rewritten since doesn't fit them. */
import { describe, expect, it } from "vitest"
import { sqliteTrailLog } from "../../src/adapters/sqlite/trail-log.ts"
import { runTrailVerify } from "../../src/cli/trail-verify.ts"
import type { Store } from "../../src/ports/store.ts"
import { anchorNotice, parseAnchor } from "../../src/trail/anchor.ts"
import { createHeadTeller } from "../../src/trail/run-tell-head.ts"
import { CHANNEL, makeNote, NOW } from "../adapters/sqlite/make-rows.ts"
import { openRaw, openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"

async function verify(database: string, anchors: readonly string[] = []) {
  let said = ""
  const out = { write: (text: string) => (said += text) }
  const code = await runTrailVerify(
    { configFile: "none", database, json: false, anchors },
    { stdout: out, stderr: out },
  )
  return { code, said }
}

/** Tells the head, as the job and the sender do. */
async function anchor(store: Store): Promise<string> {
  const head = await store.trail.head()
  const { key, data } = anchorNotice(head, CHANNEL, NOW)
  await store.notices.owe([anchorNotice(head, CHANNEL, NOW)])
  await store.notices.done(key, NOW, makeNote({ kind: "anchor", data }))
  return `${head.entries}:${head.hash}`
}

async function anchored(): Promise<{ readonly path: string; readonly told: string }> {
  const { store, path } = openTemporaryStore()
  for (const what of ["one", "two", "three"]) await store.trail.append(makeNote({ what }))
  const told = await anchor(store)
  await store.trail.append(makeNote({ what: "four" }))
  return { path, told }
}

/** Somebody with the file in hand writes the whole trail anew, with other words and right hashes. */
async function rewrite(path: string): Promise<void> {
  const raw = openRaw(path)
  const rows = raw.prepare("SELECT kind, what, data FROM trail ORDER BY seq").all()
  const notes = rows as { kind: "alert" | "anchor"; what: string; data: string }[]
  raw.exec(`DROP TRIGGER trail_no_update; DROP TRIGGER trail_no_delete; DROP TRIGGER trail_head_forward; DELETE FROM trail;
    UPDATE trail_head SET entries = 0, hash = '${"0".repeat(64)}'`)
  const trail = sqliteTrailLog(raw)
  for (const { kind, what, data } of notes)
    await trail.append(makeNote({ kind, what: what.replace("two", "nothing"), data: JSON.parse(data) }))
}

describe("runTrailVerify() with anchors", () => {
  it("names those that it could compare", async () => {
    const { path, told } = await anchored()

    expect(await verify(path)).toEqual({
      code: 0,
      said: expect.stringMatching(new RegExp(`5 entries[^]+1 anchor agrees[^]+${told}  told 2026-11-20`)),
    })
  })

  it("finds a trail that was written anew as a whole", async () => {
    const { path, told } = await anchored()
    await rewrite(path)

    expect(await verify(path)).toEqual({ code: 1, said: expect.stringContaining("broken at entry 3") })
    expect(await verify(path, [told])).toMatchObject({ code: 1 })
  })

  it("finds an end that was cut off together with the head, by what was told of it in the channel", async () => {
    const { path, told } = await anchored()
    const raw = openRaw(path)
    raw.exec(`DROP TRIGGER trail_no_delete; DROP TRIGGER trail_head_forward;
      UPDATE trail_head SET entries = 2, hash = (SELECT hash FROM trail WHERE seq = 2);
      DELETE FROM trail WHERE seq > 2`)

    expect(await verify(path)).toMatchObject({ code: 0, said: expect.stringContaining("2 entries") })
    expect(await verify(path, [told])).toEqual({
      code: 1,
      said: expect.stringContaining("broken at entry 3: its hash isn't the one that was told outside"),
    })
  })

  it("compares with what somebody brings from the channel", async () => {
    const { path, told } = await anchored()

    expect((await verify(path, [told])).said).toContain("as given")
    expect((await verify(path, [told.replace(/.$/, (last) => (last === "0" ? "1" : "0"))])).code).toBe(1)
    expect((await verify(path, [`99:${"a".repeat(64)}`])).said).toContain("broken at entry 99")
    expect((await verify(path, ["nonsense"])).said).toContain("--anchor must be")
  })
})

describe("createHeadTeller()", () => {
  const DAY = 86_400_000
  const owed = async (store: Store) => (await store.notices.due(NOW + 9 * DAY, 10)).map(({ key }) => key)
  const teller = (store: Store, at: { now: number }) =>
    createHeadTeller({ trail: store.trail, notices: store.notices, triage: CHANNEL, now: () => at.now })

  it("tells the head once a day, from the day after the first entry, also across a restart", async () => {
    const { store } = openTemporaryStore()
    const at = { now: NOW }
    await store.trail.append(makeNote())

    await teller(store, at)()
    expect(await owed(store)).toEqual([])
    at.now += DAY
    const tell = teller(store, at)
    await tell()
    await tell()
    await teller(store, at)()

    expect(await owed(store)).toEqual(["anchor 2026-11-21"])
  })

  it("tells it also when the first entry can't be read: it isn't the only one that may have been changed", async () => {
    const { store, path } = openTemporaryStore()
    await store.trail.append(makeNote())
    openRaw(path).exec("DROP TRIGGER trail_no_update; UPDATE trail SET data = 'torn'")

    await teller(store, { now: NOW + DAY })()

    expect(await owed(store)).toEqual(["anchor 2026-11-21"])
  })
})

describe("anchorNotice()", () => {
  it("is one a day, and its line can be handed to verify as it is", () => {
    const head = { entries: 512, hash: "ab".repeat(32) }
    const notice = anchorNotice(head, CHANNEL, NOW)

    expect(notice.key).toBe(anchorNotice({ ...head, entries: 600 }, CHANNEL, NOW + 3_600_000).key)
    expect(notice.key).not.toBe(anchorNotice(head, CHANNEL, NOW + 86_400_000).key)
    expect(parseAnchor(notice.lines[1]?.split(" ").at(-1) ?? "")).toEqual(head)
  })
})
