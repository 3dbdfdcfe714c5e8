import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { parseConfig } from "../../src/config/read-config.ts"
import { ConfigError } from "../../src/model/errors.ts"
import { DEFAULT_STORAGE } from "../../src/model/storage-policy.ts"

const SAMPLE = readFileSync(join(import.meta.dirname, "../../watchpost.sample.yaml"), "utf8")

const storageOf = (yaml: string) => parseConfig(`${SAMPLE}\n${yaml}`, "watchpost.yaml").storage

function problemOf(yaml: string): string {
  try {
    storageOf(yaml)
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems.join("\n")
    throw thrown
  }
  return ""
}

describe("parseConfig() storage", () => {
  it("keeps what is everyday compact and changes whole unless told", () => {
    expect(storageOf("")).toEqual(DEFAULT_STORAGE)
    expect(DEFAULT_STORAGE.mailItems.keep).toBe("compact")
    expect(DEFAULT_STORAGE.changes.keep).toBe("whole")
  })

  it("takes what is given, and the default for what isn't", () => {
    expect(storageOf("storage: { signIns: { keep: compressed }, changes: { days: 730 } }")).toEqual({
      ...DEFAULT_STORAGE,
      signIns: { keep: "compressed", days: DEFAULT_STORAGE.signIns.days },
      changes: { keep: "whole", days: 730 },
    })
  })

  it("refuses to keep changes compact: what was before a change is read from earlier ones", () => {
    expect(problemOf("storage: { changes: { keep: compact } }")).toMatch(
      /storage\.changes\.keep must be one of whole, compressed/,
    )
  })

  it.each([
    "storage: { mailItems: { keep: all } }",
    "storage: { files: { days: 0 } }",
    "storage: { logs: {} }",
  ])("names what is wrong in %s", (yaml) => {
    expect(problemOf(yaml)).toMatch(/^watchpost\.yaml:\d+: storage/)
  })
})
