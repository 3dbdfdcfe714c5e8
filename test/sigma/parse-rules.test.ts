import { describe, expect, it } from "vitest"
import { compileRule } from "../../src/sigma/compile-rule.ts"
import { checkReferences } from "../../src/sigma/correlation-chain.ts"
import { jsonEvent } from "../../src/sigma/json-event.ts"
import { parsePlaceholders } from "../../src/sigma/parse-placeholders.ts"
import { parseRules } from "../../src/sigma/parse-rules.ts"

/** The problems of one search in a file without any heading; the search is on line 3. */
const problemOf = (line: string): string =>
  parseRules(`detection:\n  selection:\n    ${line}\n  condition: selection`, "a.yml", {
    plain: true,
  }).problems.join("\n")

describe("parseRules()", () => {
  it.each([
    ["A|contain: x", 'the modifier "contain" isn\'t known (did you mean "contains"?)'],
    ["A|Contains: x", 'the modifier "Contains" isn\'t known (did you mean "contains"?)'],
    ["A|all: x", 'the modifier "all" needs a list of at least two values'],
    ["A|exists: 'yes'", 'the modifier "exists" stands alone and takes true or false'],
    ["A|exists: [true, false]", 'the modifier "exists" stands alone and takes true or false'],
    ["A|exists|neq: true", 'the modifiers "exists" and "neq" don\'t go together'],
    ["A|i: x", 'the modifier "i" needs "re" before it'],
    ["A|re|cidr: x", 'the modifiers "re" and "cidr" don\'t go together'],
    ["A|cidr|contains: 192.0.2.0/24", 'the modifiers "cidr" and "contains" don\'t go together'],
    ["A|gt|lt: 1", 'the modifiers "gt" and "lt" don\'t go together: use two searches'],
    ["A|gt: many", '"many" isn\'t a number'],
    ["A|gt: true", "true isn't a number"],
    ["A|hour: noon", '"noon" isn\'t a number'],
    ["A|re: '(?=x)'", "lookaround, atomic groups and back references aren't part of Sigma's expressions"],
    ["A|re: '(a)\\1'", "lookaround, atomic groups and back references aren't part"],
    ["A|re: '[a'", 'the expression "[a" can\'t be read: missing closing ]'],
    ["A|re: 'a++'", "can't be read: invalid nested repetition operator"],
    ["A|re: '\\Z'", "can't be read: invalid escape sequence"],
    ["A|re: '(?<=x)'", "lookaround, atomic groups and back references aren't part"],
    ["A|hour: 24", "24 is no hour: it goes from 0 to 23"],
    ["A|month: 0", "0 is no month: it goes from 1 to 12"],
    ["A|day: 1.5", "1.5 is no day: it goes from 1 to 31"],
    ["A|cidr: 10/8", '"10/8" isn\'t a network'],
    ["A|cidr: 010.0.0.0/8", '"010.0.0.0/8" isn\'t a network'],
    ["A|base64offset|contains: a", '"base64offset" needs a value of at least two bytes'],
    ["A|cidr: 192.0.2.0/33", '"192.0.2.0/33" isn\'t a network like 198.51.100.0/24 or 2001:db8::/32'],
    ["A|base64: 'a*'", "an encoded value can't have wildcards"],
    ["A|base64|windash: ' -a -b -c -d -e -f'", "more than 5 dashes before words"],
    ["A|fieldref: 5", 'the modifier "fieldref" needs the name of a field'],
    ["A|contains: null", 'null takes no modifier "contains"'],
    ["A|contains: [x, null]", 'null takes no modifier "contains"'],
    ["'|all': [x, null]", 'null takes no modifier "all"'],
    ["'|neq': null", "null needs a field before it: field: null"],
    ["? [A, B]\n    : x", "the name of a field must be a text, not a list or a map"],
    ["A: []", "the list of values is empty"],
    ["A: { B: 1 }", 'the value of "A" must be a text, a number, true, false, null or a list of them'],
    ["'|exists': true", 'the modifier "exists" needs a field before it: field|exists'],
    ["A|expand: '%Servers%'", "the placeholder %Servers% has no list of values; no placeholder is given"],
  ])("refuses %s and says why and where", (line, reason) => {
    expect(problemOf(line)).toMatch(/^a\.yml:3: /)
    expect(problemOf(line)).toContain(reason)
  })

  it.each([
    ["a and b", 'names "b", which the detection doesn\'t have'],
    ["selectoin", '(did you mean "selection"?)'],
    ["2 of selection*", 'says "2 of", and must say "1 of", "any of" or "all of"'],
    ["1 of filter_*", '"of filter_*" in the condition fits no search'],
    ["selection*", 'has "selection*" without "1 of" or "all of" before it'],
    ["selection | count() > 5", "aggregations are written as correlations in Sigma 2"],
    ["selection and", "ends too early"],
    ["(selection", 'misses a ")"'],
    ["selection)", 'unexpected ")"'],
    ["''", "the condition is empty"],
    ["selection & selection", 'can\'t read "&": names have a-z, 0-9, _ and -'],
    [`${"not ".repeat(60)}selection`, "nests deeper than 50"],
  ])("refuses the condition %s", (condition, reason) => {
    const { problems } = parseRules(
      `detection:\n  selection: { A: 1 }\n  a: { A: 1 }\n  condition: ${condition}`,
      "a.yml",
      { plain: true },
    )

    expect(problems.join("\n")).toContain(reason)
    expect(problems.join("\n")).toMatch(/^a\.yml:4: /)
  })

  it("refuses what only _ names when it says them", () => {
    const text = "detection: { _a: { A: 1 }, condition: all of them }"

    expect(parseRules(text, "a.yml", { plain: true }).problems.join()).toContain("fits no search")
  })

  it("reads several documents and keeps the good ones beside the bad", () => {
    const good = "title: Good\nlogsource: { product: x }\ndetection: { a: { A: 1 }, condition: a }"
    const { rules, problems } = parseRules(`${good}\n---\ntitle: Bad\n---\n${good}\n---\n`, "a.yml")

    expect(rules.map(({ line }) => line)).toEqual([1, 7])
    expect(problems).toEqual(["a.yml:5: the rule has no logsource", "a.yml:5: the rule has no detection"])
  })

  it("says what to do with a value that YAML takes for its own", () => {
    expect(problemOf("A: *abc")).toContain("put quotes around the value")
  })

  it("points documents of Sigma 1 to what replaced them", () => {
    expect(parseRules("action: global\ntitle: x", "a.yml").problems.join()).toContain("belongs to Sigma 1")
  })

  it.each([
    ["type: event_counts", /"type" is "event_counts" and must be one of event_count,/],
    ["type: event_count, timespan: 5min", /"timespan" must be a number and s, m, h, d, w, M or y, like 15m/],
    ["type: event_count, timespan: 5m", /needs a condition like "gte: 10"/],
    ["type: event_count, timespan: 5m, condition: { above: 5 }", /can't read "above": it takes gt, gte/],
    ["type: event_count, timespan: 5m, condition: { gte: 5, field: x }", /takes no "field"/],
    ["type: value_count, timespan: 5m, condition: { gte: 5 }", /value_count needs a "field"/],
    ["type: value_sum, timespan: 5m, condition: { gte: 5, field: [a, b] }", /value_sum takes one field/],
    ["type: event_count, timespan: 5m, condition: r and r", /only temporal and temporal_ordered take/],
    ["type: temporal, timespan: 5m, condition: r and q", /names "q", which isn't in "rules"/],
    ["type: temporal, timespan: 5m, groupby: [a]", /has no "groupby" \(did you mean "group-by"\?\)/],
    ["type: temporal, timespan: 5m, generate: maybe", /"generate" must be true or false/],
    [
      "type: value_percentile, timespan: 5m, condition: { field: a, percentile: 101, gt: 1 }",
      /from 0 to 100/,
    ],
  ])("refuses the correlation { %s }", (block, reason) => {
    const { problems } = parseRules(`title: T\ncorrelation: { ${block}, rules: [r] }`, "a.yml")

    expect(problems.join("\n")).toMatch(reason)
    expect(problems.join("\n")).toMatch(/^a\.yml:2: /)
  })

  it("reports lists that the logic needs also where only the logic counts", () => {
    const text = "correlation: { type: temporal, timespan: 5m, rules: [{ a: 1 }, r], group-by: [[x]] }"

    expect(parseRules(text, "a.yml", { plain: true }).problems).toEqual([
      'a.yml:1: "rules" must be a list of texts',
      'a.yml:1: "group-by" must be a list of texts',
    ])
  })

  it.each([
    ["90s", 90_000],
    ["15m", 900_000],
    ["2h", 7_200_000],
    ["1d", 86_400_000],
    ["1w", 604_800_000],
    ["1M", 2_629_746_000],
    ["1y", 31_556_952_000],
  ])("reads the timespan %s", (timespan, milliseconds) => {
    const { correlations } = parseRules(
      `title: T\ncorrelation: { type: temporal, rules: [r], timespan: ${timespan} }`,
      "a.yml",
    )

    expect(correlations.map((one) => one.timespan)).toEqual([milliseconds])
  })
})

describe("expandItem()", () => {
  const placeholders = parsePlaceholders(
    "Servers: [alpha, 'beta*']\n'%Dir%': ['C:\\x']\n",
    "p.yml",
  ).placeholders
  const matches = (line: string, event: unknown): boolean => {
    const text = `detection:\n  selection:\n    ${line}\n  condition: selection`
    const { rules, problems } = parseRules(text, "a.yml", { plain: true, placeholders })
    expect(problems).toEqual([])
    return rules.map(compileRule).some((rule) => rule.matches(jsonEvent(event)))
  }

  it.each([
    ["A|expand: '%Servers%'", "alpha", true],
    ["A|expand: '%Servers%'", "betamax", true],
    ["A|expand: '%Servers%'", "gamma", false],
    ["A|expand: '%Dir%-%Servers%'", "C:\\x-alpha", true],
    ["A|expand|contains: '%Servers%'", "my alpha", true],
    ["A|expand: '\\%Servers\\%'", "%Servers%", true],
    ["A|expand: '100%'", "100%", true],
    ["A: '%Servers%'", "%Servers%", true],
    ["A|expand|neq: '%Servers%'", "alpha", false],
  ])("%s on %s is %s", (line, value, expected) => {
    expect(matches(line, { A: value })).toBe(expected)
  })
})

describe("checkReferences()", () => {
  const problemsOf = (text: string): readonly string[] => {
    const { rules, correlations, filters, problems } = parseRules(text, "a.yml", { plain: true })
    expect(problems).toEqual([])
    return checkReferences(rules, correlations, filters)
  }
  const chain = (name: string, on: string): string =>
    `name: ${name}\ntitle: ${name}\ncorrelation: { type: temporal, rules: [${on}], timespan: 1m }`

  it("names rules that aren't there, and what was probably meant", () => {
    const rule = "name: failed\ndetection: { a: { A: 1 }, condition: a }"

    expect(problemsOf(`${rule}\n---\n${chain("c", "faild")}`)).toEqual([
      'a.yml:4: there is no rule "faild" (did you mean "failed"?)',
    ])
  })

  it("refuses a rule that is listed by its id and by its name", () => {
    const rule = "name: failed\nid: x1\ndetection: { a: { A: 1 }, condition: a }"

    expect(problemsOf(`${rule}\n---\n${chain("c", "x1, failed")}`)).toEqual([
      'a.yml:5: the correlation lists one rule twice, as "x1" and as "failed"',
    ])
  })

  it("names what an alias calls and the correlation doesn't list", () => {
    const rule = "name: failed\nid: x1\ndetection: { a: { A: 1 }, condition: a }"
    const text = chain("c", "x1").replace("timespan", "aliases: { u: { failed: A, passed: B } }, timespan")

    expect(problemsOf(`${rule}\n---\n${text}`)).toEqual([
      'a.yml:5: the alias names "passed", which isn\'t in "rules"',
    ])
  })

  it("refuses circles and chains of more than ten", () => {
    const long = Array.from({ length: 12 }, (_, index) => chain(`c${index}`, `c${index + 1}`))
    const rule = "name: c12\ndetection: { a: { A: 1 }, condition: a }"

    expect(problemsOf([chain("a", "b"), chain("b", "a")].join("\n---\n"))).toHaveLength(2)
    expect(problemsOf([chain("a", "a")].join("\n---\n"))).toHaveLength(1)
    expect(problemsOf([...long, rule].join("\n---\n"))).toHaveLength(2)
    expect(problemsOf([...long.slice(2), rule].join("\n---\n"))).toEqual([])
  })
})
