import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { compileRule, requiredValues } from "../../src/sigma/compile-rule.ts"
import { jsonEvent } from "../../src/sigma/json-event.ts"
import { parseRules } from "../../src/sigma/parse-rules.ts"
import { compilePattern, escapeText, literalText, parsePattern } from "../../src/sigma/pattern.ts"
import { MODIFIER_CASES } from "./cases/modifiers.ts"
import { TEXT_CASES } from "./cases/texts.ts"
import { makeRule } from "./make-event.ts"

const LINES = [...new Set([...TEXT_CASES, ...MODIFIER_CASES].map(([, line]) => line))]
const LINE_RULES = LINES.map((line) => makeRule(`  s:\n    ${line}\n  condition: s`))
/** Values that know the fields of the cases, so that rules really look at them. */
const anyEvent = fc.oneof(
  fc.dictionary(fc.constantFrom("A", "B", "C", "A.B"), fc.jsonValue({ maxDepth: 3 })),
  fc.jsonValue(),
)

describe("compileRule()", () => {
  it("never throws, on any JSON", () => {
    fc.assert(
      fc.property(anyEvent, (value) => {
        const event = jsonEvent(value)
        for (const rule of LINE_RULES) expect(typeof rule.matches(event)).toBe("boolean")
      }),
      { numRuns: 150 },
    )
  })

  it("survives events that nest deeper than the stack", () => {
    let deep: unknown = "x"
    for (let depth = 0; depth < 50_000; depth += 1) deep = [deep]
    const keywords = makeRule("  k: [x]\n  condition: k")
    const field = makeRule("  s: { A: x }\n  condition: s")
    const path = makeRule("  s: { A.B: x }\n  condition: s")

    expect(keywords.matches(jsonEvent({ A: deep }))).toBe(true)
    expect(field.matches(jsonEvent({ A: deep }))).toBe(true)
    expect(path.matches(jsonEvent({ A: deep }))).toBe(false)
  })

  it("takes not not x for x and negates with not, also in the fields that it names", () => {
    const conditions = (text: string) =>
      makeRule(`  a: { A: 1 }\n  b: { B|contains: x }\n  condition: ${text}`)
    const [plain, double, single] = ["a or b", "not not (a or b)", "not (a or b)"].map(conditions)

    fc.assert(
      fc.property(anyEvent, (value) => {
        const event = jsonEvent(value)
        expect(double?.matches(event)).toBe(plain?.matches(event))
        expect(single?.matches(event)).toBe(!plain?.matches(event))
        expect(double?.fieldsOf(event)).toEqual(plain?.fieldsOf(event))
      }),
    )
  })

  it("names fields only for matches, and only those that made it match", () => {
    const rule = makeRule(
      "  a: { A: 1, D: null }\n  b: { B: 1 }\n  c: { C: 1 }\n  condition: (a or b) and not c",
    )

    expect(rule.fieldsOf(jsonEvent({ A: 1, B: 1 }))).toEqual(["A", "B", "D"])
    expect(rule.fieldsOf(jsonEvent({ A: 1 }))).toEqual(["A", "D"])
    expect(rule.fieldsOf(jsonEvent({ A: 1, C: 1 }))).toEqual([])
  })
})

describe("parseRules()", () => {
  it("never throws, and gives a document or a problem, whatever the file holds", () => {
    const block = fc.jsonValue({ maxDepth: 3 })
    const detection = fc.record({ s: block, t: block, condition: fc.constantFrom("s", "not s", "1 of *") })
    const correlation = fc.record({
      type: fc.constant("event_count"),
      rules: block,
      timespan: block,
      condition: block,
    })
    const filter = fc.record({ rules: block, s: block, condition: fc.constant("s") })
    const written = fc
      .oneof(
        fc.record({ detection }),
        fc.record({ correlation }),
        fc.record({ filter }),
        fc.record({ title: block, level: block, logsource: block, detection: block, custom: block }),
        block,
      )
      .map((value) => JSON.stringify(value))

    fc.assert(
      fc.property(fc.oneof(written, fc.string()), fc.boolean(), (text, plain) => {
        const { rules, correlations, filters, problems } = parseRules(text, "a.yml", { plain })
        const found = rules.length + correlations.length + filters.length + problems.length
        expect(found).toBeGreaterThan(0)
        for (const rule of rules) compileRule(rule).matches(jsonEvent({ a: 1 }))
      }),
      { numRuns: 500 },
    )
  })
})

describe("parsePattern()", () => {
  it("takes an escaped text for exactly itself", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom("\\", "*", "?", "a") })),
        (text) => {
          const pattern = parsePattern(escapeText(text))
          expect(literalText(pattern)).toBe(text)
          expect(compilePattern(pattern, true)(text)).toBe(true)
        },
      ),
    )
  })

  it("agrees with a plain reading of wildcards", () => {
    const small = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 })
    const wild = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 7 })

    fc.assert(
      fc.property(wild, small, (pattern, text) => {
        const plain = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s")
        expect(compilePattern(parsePattern(pattern), true)(text)).toBe(plain.test(text))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe("requiredValues()", () => {
  it("never promises a value that a matching event can lack", () => {
    const items = [
      "Operation: x",
      "Operation: [x, y]",
      "Operation|neq: x",
      "Operation|cased: X",
      "Operation: null",
      "Operation: 'x*'",
      "Other: 1",
    ]
    const condition = fc.letrec<{ all: string }>((tie) => ({
      all: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom("s0", "s1", "s2", "s3", "s4", "s5", "s6"),
        tie("all").map((inner) => `not (${inner})`),
        fc
          .tuple(tie("all"), fc.constantFrom("and", "or"), tie("all"))
          .map(([a, word, b]) => `(${a} ${word} ${b})`),
      ),
    })).all
    const searches = items.map((item, index) => `  s${index}: { ${item} }`).join("\n")
    const event = fc.record(
      { Operation: fc.constantFrom("x", "X", "y", "xy", "z"), Other: fc.constantFrom(1, 2) },
      { requiredKeys: [] },
    )

    fc.assert(
      fc.property(condition, event, (text, value) => {
        const [rule] = parseRules(`detection:\n${searches}\n  condition: ${text}`, "a.yml", {
          plain: true,
        }).rules
        if (rule === undefined || !compileRule(rule).matches(jsonEvent(value))) return
        const required = requiredValues(rule, "Operation")?.map((one) => one.toLowerCase())
        expect(required === undefined || required.includes(String(value.Operation).toLowerCase())).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })
})
