import { createHash } from "node:crypto"
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { strFromU8, unzipSync } from "fflate"
import { describe, expect, it } from "vitest"
import { writeZip, zipBytes } from "../../../src/adapters/files/write-zip.ts"
import { NOW } from "../sqlite/make-rows.ts"
import { temporaryPath } from "../sqlite/temporary-store.ts"

const FILES = [
  { name: "a.txt", parts: ["Grüße, ", "Welt"] },
  { name: "folder/empty.txt", parts: [] },
]
const place = (): string => join(dirname(temporaryPath()), "pack.zip")

describe("writeZip()", () => {
  it("writes what unzips to the same texts, for its owner alone, and counts the files", () => {
    const path = place()

    expect(writeZip(path, FILES, NOW)).toBe(2)

    const found = unzipSync(readFileSync(path))
    expect(Object.entries(found).map(([name, bytes]) => [name, strFromU8(bytes)])).toEqual([
      ["a.txt", "Grüße, Welt"],
      ["folder/empty.txt", ""],
    ])
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it("overwrites nothing, and says so", () => {
    const path = place()
    writeFileSync(path, "mine")

    expect(() => writeZip(path, FILES, NOW)).toThrow(/pack\.zip can't be written: .*exist/)
    expect(readFileSync(path, "utf8")).toBe("mine")
  })

  it("leaves no half of a zip behind", () => {
    const path = place()
    function* broken(): Generator<string> {
      yield "one"
      throw new Error("row 7 is damaged")
    }

    expect(() => writeZip(path, [{ name: "a.txt", parts: broken() }], NOW)).toThrow("row 7 is damaged")
    expect(existsSync(path)).toBe(false)
  })
})

describe("zipBytes()", () => {
  it("gives bytes before it has read everything, so that a long trail is never held whole", () => {
    let read = 0
    function* long(): Generator<string> {
      for (; read < 1_000; read += 1) yield createHash("sha512").update(String(read)).digest("hex").repeat(8)
    }
    const bytes = zipBytes([{ name: "trail.jsonl", parts: long() }], NOW)

    let size = 0
    while (size < 50_000) size += bytes.next().value?.length ?? Number.POSITIVE_INFINITY

    expect(read).toBeLessThan(1_000)
  })
})
