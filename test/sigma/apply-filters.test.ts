import { describe, expect, it } from "vitest"
import { applyFilters } from "../../src/sigma/apply-filters.ts"
import { compileRule, requiredValues } from "../../src/sigma/compile-rule.ts"
import { jsonEvent } from "../../src/sigma/json-event.ts"
import { parseRules } from "../../src/sigma/parse-rules.ts"

const RULE = `title: Rule
id: 11111111-2222-4333-8444-555555555555
name: the-rule
logsource: { product: m365, service: exchange }
detection: { selection: { Operation: Set-Mailbox }, condition: selection }`

const filterOf = (block: string, logsource = "{ product: m365 }"): string =>
  `title: Filter\nlogsource: ${logsource}\nfilter: ${block}`

/** Does the rule still match a record of this user, with the filter in the same file? */
const survives = (filter: string, user: string): boolean => {
  const { rules, filters, problems } = parseRules(`${RULE}\n---\n${filter}`, "f.yml")
  expect(problems).toEqual([])
  return applyFilters(rules, filters)
    .map(compileRule)
    .some((rule) => rule.matches(jsonEvent({ Operation: "Set-Mailbox", UserId: user })))
}

describe("applyFilters()", () => {
  it.each([
    ["an id", "[11111111-2222-4333-8444-555555555555]"],
    ["a name", "[the-rule]"],
    ["any", "any"],
  ])("silences a rule by %s, and only what it says", (_, rules) => {
    const filter = filterOf(`{ rules: ${rules}, selection: { UserId: anna }, condition: selection }`)

    expect(survives(filter, "anna")).toBe(false)
    expect(survives(filter, "bob")).toBe(true)
  })

  it("reads a condition that only negates as what stays", () => {
    const filter = filterOf("{ rules: any, selection: { UserId: anna }, condition: not selection }")

    expect(survives(filter, "anna")).toBe(false)
    expect(survives(filter, "bob")).toBe(true)
  })

  it("leaves rules alone that it doesn't name or whose logsource differs", () => {
    const block = "selection: { UserId: anna }, condition: selection }"

    expect(survives(filterOf(`{ rules: [another], ${block}`), "anna")).toBe(true)
    expect(survives(filterOf(`{ rules: any, ${block}`, "{ product: veeam }"), "anna")).toBe(true)
    expect(survives(filterOf(`{ rules: any, ${block}`, "{ service: exchange }"), "anna")).toBe(false)
  })

  it("keeps its searches apart from the rule's, also when several filters have the same names", () => {
    const one = filterOf("{ rules: any, selection: { UserId: anna }, condition: selection }")
    const two = filterOf("{ rules: any, selection: { UserId: bob }, condition: selection }")

    expect(survives(`${one}\n---\n${two}`, "anna")).toBe(false)
    expect(survives(`${one}\n---\n${two}`, "bob")).toBe(false)
    expect(survives(`${one}\n---\n${two}`, "carl")).toBe(true)
  })

  it("doesn't change for which operations the rule is tried", () => {
    const filter = filterOf("{ rules: any, selection: { Operation: New-Mailbox }, condition: selection }")
    const { rules, filters } = parseRules(`${RULE}\n---\n${filter}`, "f.yml")

    expect(applyFilters(rules, filters).map((rule) => requiredValues(rule, "Operation"))).toEqual([
      ["Set-Mailbox"],
    ])
  })

  it("must say which rules it means", () => {
    const filter = filterOf("{ selection: { UserId: anna }, condition: selection }")

    expect(parseRules(filter, "f.yml").problems).toEqual([
      'f.yml:3: the filter has no "rules": list ids or names, or say "rules: any"',
    ])
  })
})
