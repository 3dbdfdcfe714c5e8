import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { startText } from "../../src/cli/start.ts"
import { parseConfig } from "../../src/config/read-config.ts"

const SAMPLE = readFileSync(join(import.meta.dirname, "../../watchpost.sample.yaml"), "utf8")
const said = (more: string): string =>
  startText(parseConfig(`${SAMPLE}\n${more}`, "x.yaml"), "http://127.0.0.1:3978")

describe("startText()", () => {
  it("says where it listens, and that nobody is called without Teams", () => {
    const [listens, warning] = said("").split("\n")

    expect(listens).toMatch(/^Watchpost \S+ listens on http:\/\/127\.0\.0\.1:3978 and watches 2 customers\.$/)
    expect(warning).toBe(
      "When Teams can't be reached, nobody is called: set escalation.webhook, see docs/routing.md.",
    )
  })

  it("is silent about that where a webhook is set, and in practice", () => {
    expect(said("escalation: { webhook: https://pager.northwind.example/hook }")).not.toContain(
      "nobody is called",
    )
    expect(startText({ ...parseConfig(SAMPLE, "x.yaml"), practice: true }, "x")).not.toContain(
      "nobody is called",
    )
  })
})
