import { writeFileSync } from "node:fs"
import Database from "better-sqlite3"
import { describe, expect, it } from "vitest"
import { openStore } from "../../src/adapters/sqlite/open-store.ts"
import { runTrailVerify } from "../../src/cli/trail-verify.ts"
import { makeNote, NOW } from "../adapters/sqlite/make-rows.ts"
import { openRaw, openTemporaryStore, temporaryPath } from "../adapters/sqlite/temporary-store.ts"

async function verify(database: string | undefined, json = false) {
  const written = { stdout: "", stderr: "" }
  const code = await runTrailVerify(
    { configFile: "none", database, json },
    {
      stdout: { write: (text: string) => (written.stdout += text) },
      stderr: { write: (text: string) => (written.stderr += text) },
    },
  )
  return { code, ...written }
}

/** The product is running and has written this many entries. */
async function runningWith(entries: number): Promise<string> {
  const { store, path } = openTemporaryStore()
  for (let index = 0; index < entries; index += 1)
    await store.trail.append(makeNote({ at: NOW + index * 60_000 }))
  return path
}

describe("runTrailVerify()", () => {
  it("says count, first and last time and head while the product runs", async () => {
    const { code, stdout, stderr } = await verify(await runningWith(3))

    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^The trail is whole: 3 entries from 2026-11-20T09:30:00\.000Z to 2026-11-20T09:32:00\.000Z; head [0-9a-f]{64}\.\n$/,
    )
    expect(stderr).toBe("")
  })

  it("says so when there are no entries, or one", async () => {
    expect((await verify(await runningWith(0))).stdout).toMatch(/no entries yet/)
    expect((await verify(await runningWith(1))).stdout).toMatch(/1 entry from/)
  })

  it("answers one JSON line", async () => {
    const { code, stdout } = await verify(await runningWith(2), true)

    expect(code).toBe(0)
    expect(stdout.trimEnd()).not.toContain("\n")
    expect(JSON.parse(stdout)).toEqual({
      ok: true,
      entries: 2,
      head: expect.stringMatching(/^[0-9a-f]{64}$/),
      firstAt: NOW,
      lastAt: NOW + 60_000,
    })
  })

  it("names the first broken link and ends with 1", async () => {
    const path = await runningWith(3)
    openRaw(path).exec("DROP TRIGGER trail_no_update; UPDATE trail SET who = 'nobody' WHERE seq = 2")

    const plain = await verify(path)
    const json = await verify(path, true)

    expect(plain).toEqual({
      code: 1,
      stdout: expect.stringMatching(/broken at entry 2: .*was changed/),
      stderr: "",
    })
    expect(json.code).toBe(1)
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, seq: 2 })
  })

  it("works on the database of a product that was stopped", async () => {
    const path = temporaryPath()
    openStore(path).close()

    expect((await verify(path)).code).toBe(0)
  })

  it("says in one sentence what it can't read, and ends with 1", async () => {
    const text = temporaryPath()
    writeFileSync(text, "This is a plain text file, and it is long enough to be read as a header of a page.")
    const foreign = temporaryPath()
    new Database(foreign).exec("CREATE TABLE invoice (id INTEGER)").close()

    expect(await verify(undefined)).toMatchObject({ code: 1, stderr: expect.stringContaining("--config") })
    for (const database of [temporaryPath(), text, foreign]) {
      const { code, stdout, stderr } = await verify(database)
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" })
      expect(stderr).toMatch(/^[^\n]+\.\n$/)
      expect(JSON.parse((await verify(database, true)).stdout)).toEqual({
        ok: false,
        problem: stderr.trimEnd(),
      })
    }
  })
})
