/** Every rule with its samples: `match-<level>-*.json` must match at that level, `miss-*.json` must not match. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { detectSample, sampleContext } from "../src/cli/rules-samples.ts"
import type { Detection } from "../src/model/alert.ts"
import { productRules } from "./make/make-record.ts"

const FOLDER = fileURLToPath(new URL("rules", import.meta.url))

const detect = (file: string): readonly Detection[] =>
  detectSample(JSON.parse(readFileSync(file, "utf8")), sampleContext(productRules()))

const ALL = [...productRules().rules, ...productRules().correlations]

describe("rules/", () => {
  it("has a rule for every folder of samples", () => {
    const names = ALL.map((rule) => rule.info.name)

    expect(readdirSync(FOLDER).filter((folder) => !names.includes(folder))).toEqual([])
  })

  // A silent rule is proven by the samples of the correlations that it feeds.
  const proven = ALL.filter(({ silent, info }) => !silent || existsSync(join(FOLDER, info.name)))

  describe.each(proven.map(({ info }) => ({ name: info.name, id: info.id })))("$name", ({ name, id }) => {
    const folder = join(FOLDER, name)
    const files = existsSync(folder) ? readdirSync(folder).sort() : []
    const matching = files.filter((file) => file.startsWith("match-"))
    const missing = files.filter((file) => file.startsWith("miss-"))

    it("has samples of both kinds", () => {
      expect(matching.length).toBeGreaterThan(0)
      expect(missing.length).toBeGreaterThan(0)
      expect(files.length).toBe(matching.length + missing.length)
    })

    it.each(matching)("finds %s", (file) => {
      const [, level] = file.split("-")

      expect(
        detect(join(folder, file))
          .filter((one) => one.ruleId === id)
          .map((one) => one.level),
      ).toEqual([level])
    })

    it.each(missing)("stays silent on %s", (file) => {
      expect(detect(join(folder, file)).filter((one) => one.ruleId === id)).toEqual([])
    })
  })
})
