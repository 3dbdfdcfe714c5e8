import { describe, expect, it } from "vitest"
import { parseRules } from "../../src/sigma/parse-rules.ts"

const RULE = "detection: { a: { A: 1 }, condition: a }\n"

const read = (text: string): { readonly rules: number; readonly problems: readonly string[] } => {
  const { rules, problems } = parseRules(text, "a.yml", { plain: true })
  return { rules: rules.length, problems }
}

describe("parseRules() with YAML of every kind", () => {
  it.each([
    ["a byte order mark", `\uFEFF${RULE}`, 1],
    ["files that were put together with their marks", `${RULE}---\n\uFEFF${RULE}`, 2],
    ["line breaks of Windows", "detection:\r\n  a:\r\n    A: 1\r\n  condition: a\r\n", 1],
    ["empty documents around a rule", `---\n---\n${RULE}---\n...\n# nothing\n---\n`, 1],
  ])("reads %s", (_name, text, rules) => {
    expect(read(text)).toEqual({ rules, problems: [] })
  })

  it.each([
    ["tabs", "detection:\n\ta: 1\n", "a.yml:2: Tabs are not allowed as indentation"],
    ["keys that come twice", `${RULE}${RULE}`, "a.yml:2: Map keys must be unique"],
    ["searches that come twice", "detection:\n  a: x\n  a: y\n", "a.yml:3: Map keys must be unique"],
    ["UTF-16", Buffer.from(RULE, "utf16le").toString("utf8"), "a.yml:1: the file isn't UTF-8 text"],
    [
      "other encodings",
      Buffer.from(`title: x\n${RULE}`.replace("1", "ä"), "latin1").toString("utf8"),
      "a.yml:2: the file isn't UTF-8 text",
    ],
    [
      "a rule and a correlation in one",
      `${RULE}correlation: { type: temporal, rules: [x], timespan: 5m }`,
      'a.yml:1: the document has "detection" and "correlation": write two, with "---" between them',
    ],
    ["what nests without end", "- ".repeat(20_000), "a.yml:1: lists and maps are nested too deeply"],
    [
      "lists that hold themselves",
      "detection:\n  a: &a [x, *a]\n  condition: a",
      "a.yml:2: an element of this list must be a map or a keyword",
    ],
  ])("refuses %s with one sentence", (_name, text, problem) => {
    expect(read(text)).toEqual({ rules: 0, problems: [problem] })
  })

  it("tells the first mistakes of a broken file, not the thousands that follow from them", () => {
    expect(read("[".repeat(20_000)).problems.length).toBeLessThanOrEqual(10)
  })

  it("unfolds maps that merge maps once each, and none without end", () => {
    const levels = Array.from(
      { length: 30 },
      (_, level) => `  s${level + 1}: &s${level + 1} { <<: [*s${level}, *s${level}, *s${level}] }`,
    )
    const text = `detection:\n  s0: &s0 { A: 1 }\n${levels.join("\n")}\n  s: &s { <<: *s, B: 1 }\n  condition: s30 and s`

    expect(read(text)).toEqual({ rules: 1, problems: [] })
  })
})
