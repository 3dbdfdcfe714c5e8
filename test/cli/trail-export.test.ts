/** `watchpost trail export` from a real store, checked by the pack's own script in a process of its own. */
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { runTrailExport } from "../../src/cli/trail-export.ts"
import { runTrailVerify } from "../../src/cli/trail-verify.ts"
import { sha256Hex } from "../../src/lib/sha256.ts"
import { CONTOSO, FABRIKAM, makeNote } from "../adapters/sqlite/make-rows.ts"
import { openRaw } from "../adapters/sqlite/temporary-store.ts"
import { exportPack } from "./export-pack.ts"
import { unpack, verify } from "./verify-pack.ts"

/** As somebody would who knows that `hashes.json` has to fit. */
function withHashes(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const others = [...files].filter(([name]) => name !== "hashes.json")
  const hashes = Object.fromEntries(others.map(([name, text]) => [name, sha256Hex(text)]).toSorted())
  return new Map([...others, ["hashes.json", `${JSON.stringify(hashes, undefined, 2)}\n`]])
}

describe("runTrailExport()", () => {
  it("writes timeline, raw records, trail, hashes and a script that finds it whole with nothing but Node", async () => {
    const { code, said, files, folder } = await exportPack()

    expect(code).toBe(0)
    expect([...files.keys()].sort()).toEqual([
      "hashes.json",
      "head.json",
      "records/0001.json",
      "timeline.html",
      "timeline.json",
      "trail.jsonl",
      "verify.mjs",
    ])
    const { seal } = JSON.parse(said)
    const { status, stdout } = verify(files, folder)
    expect(stdout).toContain("Whole: 6 files, 3 trail entries with their content, 2 of others as links only.")
    expect(stdout).toContain(`Seal of this pack: ${seal}`)
    expect(status).toBe(0)
  })

  it("proves itself with a Node of the year before last, too", async () => {
    const { files, folder } = await exportPack()
    const younger = ["toWellFormed", "isWellFormed"].map((name) => `delete String.prototype.${name}`)
    const arrays = ["toSorted", "toSpliced", "with"].map((name) => `delete Array.prototype.${name}`)
    const script = `${[...younger, ...arrays].join(";")};import("./verify.mjs")`

    const { stdout, status } = spawnSync(process.execPath, ["-e", script], {
      cwd: unpack(files, folder),
      encoding: "utf8",
    })

    expect(stdout).toContain("Whole: 6 files")
    expect(status).toBe(0)
  })

  it("names a record that isn't the one that arrived, also when all file hashes were made anew", async () => {
    const { files, folder } = await exportPack()
    expect(verify(files, folder).stdout).toContain(
      "Audit records: 1 as the trail named them when they arrived.",
    )
    const forged = withHashes(new Map(files).set("records/0001.json", '{"Id":"5e000000","Name":"forged"}'))

    expect(verify(forged, folder).stdout).toContain(
      "1 of the records that the trail names aren't here as they were",
    )
  })

  it("holds no word of another customer, and outside text stays text", async () => {
    const { files } = await exportPack()
    const all = [...files.values()].join("\n")

    expect(all).not.toContain("Fabrikam")
    expect(all).not.toContain(FABRIKAM)
    expect(files.get("timeline.html")).toContain("Kim looked at it &lt;b&gt;")
  })

  it("shows times in the customer's zone and in UTC", async () => {
    const { files } = await exportPack()

    expect(files.get("timeline.html")).toContain("20 Nov 2026, 10:30:00 CET (09:30:00 UTC)")
  })

  it.each([
    [
      "a changed byte of a record",
      (files: Map<string, string>) => files.set("records/0001.json", `${files.get("records/0001.json")} `),
      "records/0001.json was changed",
    ],
    [
      "a removed file",
      (files: Map<string, string>) => files.delete("records/0001.json"),
      "records/0001.json was removed",
    ],
    [
      "an added file",
      (files: Map<string, string>) => files.set("records/0002.json", "{}"),
      "records/0002.json was added",
    ],
  ])("names %s", async (_what, change, problem) => {
    const { files, folder } = await exportPack()
    change(files)
    const { status, stdout } = verify(files, folder)

    expect(stdout).toContain(`BROKEN  ${problem}`)
    expect(status).toBe(1)
  })

  it.each([
    [
      "changed",
      (lines: string[]) => lines.with(2, (lines[2] ?? "").replace("looked", "booked")),
      "entry 3) was changed",
    ],
    ["removed", (lines: string[]) => lines.toSpliced(1, 1), "entry 2 should stand here"],
    [
      "reordered",
      ([a = "", b = "", c = "", d = ""]: string[]) => [a, c, b, d],
      "(entry 3): entry 2 should stand here",
    ],
    ["cut off", (lines: string[]) => lines.slice(0, 3), "the chain doesn't end at the head"],
    ["added", (lines: string[]) => [...lines, lines[3] ?? ""], "entry 6 should stand here"],
    [
      "spelled so that some programs read something else",
      (lines: string[]) => lines.with(2, (lines[2] ?? "").replace("{", '{"what":"Kim left",')),
      "trail.jsonl line 3 was changed: it isn't spelled",
    ],
    ["given a blank line", (lines: string[]) => lines.toSpliced(1, 0, ""), "trail.jsonl line 2 isn't what"],
    ["replaced by nothing", (lines: string[]) => lines.with(1, "null"), "trail.jsonl line 2 isn't what"],
  ])(
    "names a trail entry that was %s, also when all file hashes were made anew",
    async (_what, change, problem) => {
      const { files, folder } = await exportPack()
      const lines = (files.get("trail.jsonl") ?? "").split("\n").filter((line) => line !== "")
      const { status, stdout } = verify(
        withHashes(new Map(files).set("trail.jsonl", `${change(lines).join("\n")}\n`)),
        folder,
      )

      expect(stdout).toContain(problem)
      expect(status).toBe(1)
    },
  )

  it("is in the trail itself, which stays whole while the product goes on writing", async () => {
    const { said, store, configFile } = await exportPack()
    await store.trail.append(makeNote({ what: "The product goes on" }))

    const last = (await store.trail.read(0, 100)).slice(-3)
    const who = expect.stringMatching(/^\S+ at the command line$/)
    const about = { kind: "view", who, tenantId: CONTOSO, incidentId: 1 }
    expect(last).toMatchObject([
      { ...about, what: "Exports an evidence pack of incident 1 into a file." },
      { ...about, what: "Made an evidence pack of incident 1.", data: { seal: JSON.parse(said).seal } },
      { what: "The product goes on" },
    ])
    const out = { write: () => true }
    expect(await runTrailVerify({ configFile, json: true }, { stdout: out, stderr: out })).toBe(0)
  })

  it("exports nothing when the trail can't be written", async () => {
    const { path, folder, configFile } = await exportPack()
    openRaw(path).exec(
      "CREATE TRIGGER full BEFORE INSERT ON trail BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    )
    const out = join(folder, "second.zip")
    const options = { configFile, incident: 1, out, json: false }

    await expect(runTrailExport(options, { stdout: { write: () => true } })).rejects.toThrow(
      /can't be written/,
    )

    expect(existsSync(out)).toBe(false)
  })

  it("doesn't overwrite a file, and says that an incident doesn't exist", async () => {
    const { configFile, out } = await exportPack()
    const stdout = { write: () => true }
    const again = (incident: number) => runTrailExport({ configFile, incident, out, json: false }, { stdout })

    await expect(again(1)).rejects.toThrow(/pack\.zip can't be written/)
    await expect(again(7)).rejects.toThrow("There is no incident 7. Its number stands on the card.")
  })
})
