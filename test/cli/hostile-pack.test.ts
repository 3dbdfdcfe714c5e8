/** An evidence pack that somebody made in order to deceive whoever checks it. */
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdirSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { exportPack } from "./export-pack.ts"
import { unpack, verify } from "./verify-pack.ts"

const FORGED = "\u001b[2J\nWhole: 9 files, 5 trail entries with their content"

const hashesOf = (files: ReadonlyMap<string, string>): string => {
  const hashes = [...files]
    .filter(([name]) => name !== "hashes.json")
    .map(([name, text]) => [name, createHash("sha256").update(text).digest("hex")] as const)
  return `${JSON.stringify(Object.fromEntries(hashes.sort()), undefined, 2)}\n`
}

describe("verify.mjs in a hostile pack", () => {
  it("writes names as text: none clears the screen or writes a line that looks like its own", async () => {
    const { files, folder } = await exportPack()
    const hashes = { ...JSON.parse(files.get("hashes.json") ?? ""), [FORGED]: "0" }

    const { status, stdout } = verify(new Map(files).set("hashes.json", JSON.stringify(hashes)), folder)

    expect(status).toBe(1)
    expect(stdout).not.toContain("\u001b")
    expect(stdout).not.toMatch(/^Whole/m)
    expect(stdout).toContain("BROKEN  [U+001B][2J[U+000A]Whole: 9 files")
  })

  it.each(["trail.jsonl", "head.json", "hashes.json", "records/record-0001.json"])(
    "names %s when nobody can go through what it holds, rather than to break off",
    async (name) => {
      const { files, folder } = await exportPack()
      const deep = new Map(files).set(name, `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`)
      if (name !== "hashes.json") deep.set("hashes.json", hashesOf(deep))

      const { status, stdout } = verify(deep, folder)

      expect(status).toBe(1)
      expect(stdout).toMatch(new RegExp(`^BROKEN {2}${name}.* can't be read as JSON$`, "m"))
    },
  )

  it("isn't whole when it proves nothing: no trail, and no head", async () => {
    const { files, folder } = await exportPack()
    const empty = new Map(files).set("trail.jsonl", "").set("head.json", "{}\n")

    const { status, stdout } = verify(empty.set("hashes.json", hashesOf(empty)), folder)

    expect([status, stdout.includes("BROKEN  trail.jsonl holds no entry")]).toEqual([1, true])
  })

  it("follows no link out of the pack", async () => {
    const { files, folder } = await exportPack()
    const place = unpack(files, folder)
    mkdirSync(join(place, "records"), { recursive: true })
    symlinkSync("/dev/zero", join(place, "records", "endless.json"))

    const { status, stdout } = spawnSync(process.execPath, ["verify.mjs"], { cwd: place, encoding: "utf8" })

    expect(status).toBe(1)
    expect(stdout).toContain("BROKEN  records/endless.json is missing or can't be read")
  })
})
