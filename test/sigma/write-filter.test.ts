import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { compileSearch } from "../../src/sigma/compile-rule.ts"
import { parseRules } from "../../src/sigma/parse-rules.ts"
import { writeFilter } from "../../src/sigma/write-filter.ts"

const eventOf = (fields: Readonly<Record<string, string>>) => ({
  field: (name: string): unknown => fields[name],
  texts: () => Object.values(fields),
})

function selectionOf(text: string) {
  const { filters, problems } = parseRules(text, "mute.yml")
  expect(problems).toEqual([])
  const search = filters[0]?.searches.get("selection")
  if (search === undefined) throw new Error("no selection")
  return compileSearch(search)
}

describe("writeFilter()", () => {
  it("is read back as a filter of those rules", () => {
    const text = writeFilter({
      title: "Expected",
      rules: ["one"],
      fields: { actor: "kim" },
      custom: { until: "x" },
    })

    expect(parseRules(text, "mute.yml")).toMatchObject({
      problems: [],
      filters: [{ title: "Expected", rules: ["one"], custom: { until: "x" } }],
    })
  })

  it("matches a value by itself and by nothing else, whatever stands in it", () => {
    const value = fc.oneof(fc.string(), fc.stringMatching(/^[a-c*?\\: #-]{1,8}$/))
    fc.assert(
      fc.property(value, value, (one, other) => {
        const selection = selectionOf(writeFilter({ title: "t", rules: "any", fields: { actor: one } }))
        expect(selection(eventOf({ actor: one }))).toBe(true)
        expect(selection(eventOf({ actor: other }))).toBe(one.toLowerCase() === other.toLowerCase())
      }),
    )
  })
})
