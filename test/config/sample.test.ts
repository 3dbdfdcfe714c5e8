/** The sample that everybody copies: what it shows as a default is one, and nothing that can be set is left out. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { z } from "zod"
import { ConfigFile } from "../../src/config/config-schema.ts"
import { parseConfig } from "../../src/config/read-config.ts"

const SAMPLE = readFileSync(join(import.meta.dirname, "../../watchpost.sample.yaml"), "utf8")
const MARK = "# Everything below shows its default.\n"

describe("watchpost.sample.yaml", () => {
  it("shows defaults as they are", () => {
    const [given = "", defaults = ""] = SAMPLE.split(MARK)

    expect(defaults.split("\n").length).toBeGreaterThan(20)
    expect(parseConfig(given + defaults.replaceAll(/^# ?/gm, ""), "sample.yaml")).toEqual(
      parseConfig(SAMPLE, "sample.yaml"),
    )
  })

  it("names every setting", () => {
    const names = namesIn(z.toJSONSchema(ConfigFile, { io: "input", unrepresentable: "any" }))

    expect(names.length).toBeGreaterThan(60)
    expect(names.filter((name) => !new RegExp(`\\b${name}: `).test(SAMPLE.replaceAll("\n", " ")))).toEqual([])
  })
})

/** Those of every section, also of sections in lists. */
function namesIn(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return []
  const own = "properties" in schema && typeof schema.properties === "object" ? schema.properties : {}
  return [...new Set([...Object.keys(own ?? {}), ...Object.values(schema).flatMap(namesIn)])]
}
