import { describe, expect, it } from "vitest"
import { parseRules } from "../../src/sigma/parse-rules.ts"
import { makeEvent, makeRule, matches } from "./make-event.ts"

describe("compileItem()", () => {
  it("compares whole texts without regard to case", () => {
    expect(matches("Name: 'Set-Mailbox'", { Name: "SET-MAILBOX" })).toBe(true)
    expect(matches("Name: 'Set-Mailbox'", { Name: "Set-MailboxPlan" })).toBe(false)
  })

  it("keeps upper and lower case apart with cased", () => {
    expect(matches("Name|cased: 'Abc'", { Name: "Abc" })).toBe(true)
    expect(matches("Name|cased: 'Abc'", { Name: "abc" })).toBe(false)
  })

  it("matches an array when any element does", () => {
    expect(matches("Name: b", { Name: ["a", "b"] })).toBe(true)
    expect(matches("Name: c", { Name: ["a", "b"] })).toBe(false)
  })

  it("takes numbers, texts and booleans for the same value", () => {
    expect(matches("Type: 1", { Type: "1" })).toBe(true)
    expect(matches("Type: '1'", { Type: 1 })).toBe(true)
    expect(matches("On: true", { On: "True" })).toBe(true)
  })

  it("tells null, empty and present apart", () => {
    expect(matches("Name: null", {})).toBe(true)
    expect(matches("Name: null", { Name: "" })).toBe(false)
    expect(matches("Name: ''", { Name: "" })).toBe(true)
    expect(matches("Name: ''", {})).toBe(false)
    expect(matches("Name|exists: true", { Name: null })).toBe(true)
    expect(matches("Name|exists: false", {})).toBe(true)
  })

  it("matches objects with nothing", () => {
    expect(matches("Name: '*'", { Name: { a: 1 } })).toBe(false)
  })

  it.each([
    ["gt", 5, false],
    ["gte", 5, true],
    ["lt", 5, false],
    ["lte", 5, true],
  ])("compares numbers with %s", (modifier, value, expected) => {
    expect(matches(`Count|${modifier}: 5`, { Count: value })).toBe(expected)
    expect(matches(`Count|${modifier}: 5`, { Count: "many" })).toBe(false)
  })

  it("negates the whole list with neq", () => {
    expect(matches("Name|neq: [a, b]", { Name: "c" })).toBe(true)
    expect(matches("Name|neq: [a, b]", { Name: "b" })).toBe(false)
  })

  it("compares with another field, also in parts", () => {
    expect(matches("Name|fieldref: Other", { Name: "x", Other: "X" })).toBe(true)
    expect(matches("Name|fieldref|endswith: Other", { Name: "a@b.example", Other: "B.example" })).toBe(true)
    expect(matches("Name|fieldref: Other", { Name: "x" })).toBe(false)
  })

  it("reads expressions with flags and never lets one run away", () => {
    expect(matches("Name|re: 'b+'", { Name: "abbc" })).toBe(true)
    expect(matches("Name|re: 'B+'", { Name: "abbc" })).toBe(false)
    expect(matches("Name|re|i: 'B+'", { Name: "abbc" })).toBe(true)
    expect(matches("Name|re: '(a+)+$'", { Name: `${"a".repeat(5_000)}b` })).toBe(false)
  })

  it("finds addresses in networks, with ports and brackets, and nothing else", () => {
    expect(matches("Ip|cidr: 203.0.113.0/24", { Ip: "203.0.113.9:443" })).toBe(true)
    expect(matches("Ip|cidr: 2001:db8::/32", { Ip: "[2001:db8::7]:25" })).toBe(true)
    expect(matches("Ip|cidr: 203.0.113.0/24", { Ip: "198.51.100.1" })).toBe(false)
    expect(matches("Ip|cidr: 203.0.113.0/24", { Ip: "host.example" })).toBe(false)
  })

  it("encodes values before it compares", () => {
    const text = Buffer.from("xx secret yy").toString("base64")

    expect(matches("Text|base64offset|contains: secret", { Text: text })).toBe(true)
    expect(matches("Text|base64: secret", { Text: "c2VjcmV0" })).toBe(true)
    expect(matches("Text|wide|base64: ab", { Text: "YQBiAA==" })).toBe(true)
    expect(matches("Text|windash|contains: ' -Force'", { Text: "run /Force" })).toBe(true)
  })

  it("looks for keywords anywhere in the event", () => {
    const rule = makeRule("  words: [evil, 'wor?e']\n  condition: words")

    expect(rule.matches(makeEvent({ a: 1, b: "some EVIL text" }))).toBe(true)
    expect(rule.matches(makeEvent({ a: "much worse" }))).toBe(true)
    expect(rule.matches(makeEvent({ a: "fine" }))).toBe(false)
  })

  it("wants every keyword with all", () => {
    const rule = makeRule("  words:\n    '|all': [one, two]\n  condition: words")

    expect(rule.matches(makeEvent({ a: "one", b: "two" }))).toBe(true)
    expect(rule.matches(makeEvent({ a: "one" }))).toBe(false)
  })
})

describe("parseRules()", () => {
  const problemsOf = (detection: string): readonly string[] =>
    parseRules(`title: T\nlogsource: { product: test }\ndetection:\n${detection}`, "a.yml").problems

  it("names file and line of every mistake at once", () => {
    const { problems } = parseRules(
      "title: ''\nlevel: huge\ndetection:\n  one:\n    A|sideways: x\n    B|cidr: nowhere\n  condition: one or two",
      "rules/a.yml",
    )

    expect(problems).toEqual([
      'rules/a.yml:1: "title" must be a text',
      "rules/a.yml:1: the rule has no title",
      'rules/a.yml:2: "level" is "huge" and must be one of informational, low, medium, high, critical',
      "rules/a.yml:1: the rule has no logsource",
      'rules/a.yml:5: the modifier "sideways" isn\'t known',
      'rules/a.yml:6: "nowhere" isn\'t a network like 198.51.100.0/24 or 2001:db8::/32',
      'rules/a.yml:7: the condition names "two", which the detection doesn\'t have',
    ])
  })

  it.each([
    ["  a: { X: 1 }\n  condition: a | count() > 5", /aggregations are written as correlations/],
    ["  a: { X: 1 }\n  condition: 1 of b*", /fits no search/],
    ["  a: { X: 1 }\n  condition: (a", /misses a "\)"/],
    ["  a: { X: 1 }\n  condition: a a", /unexpected "a"/],
    ["  a: { X|all: 1 }\n  condition: a", /at least two values/],
    ["  a: { X|re: '(' }\n  condition: a", /can't be read/],
    ["  a: { X|all: [1, null] }\n  condition: a", /null takes no modifier "all"/],
    ["  a: { X|expand: '%x%' }\n  condition: a", /no list of values/],
    ["  a: { X: 1 }", /no condition/],
  ])("refuses %j", (detection, reason) => {
    expect(problemsOf(detection).join("\n")).toMatch(reason)
  })

  it("reports broken YAML with its line instead of throwing", () => {
    expect(parseRules("title: [", "a.yml").problems[0]).toMatch(/^a\.yml:\d+: /)
  })

  it("leaves searches that begin with _ out of them", () => {
    const rule = makeRule("  a: { X: 1 }\n  _b: { Y: 1 }\n  condition: all of them")

    expect(rule.matches(makeEvent({ X: 1 }))).toBe(true)
  })
})
