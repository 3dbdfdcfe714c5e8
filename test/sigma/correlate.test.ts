import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { firedBy, type LogLine } from "./make-correlation.ts"

const line = (op: string, user: string, at: string, more: object = {}): LogLine => ({ op, user, at, ...more })
const count = (condition: string, more = ""): string =>
  `correlation: { type: event_count, rules: [fail], group-by: [user], timespan: 10m, condition: ${condition}${more} }`

const THREE = [line("fail", "a", "08:00"), line("fail", "a", "08:03"), line("fail", "a", "08:09")]

describe("correlate()", () => {
  it.each([
    ["gte at the number", "{ gte: 3 }", ["event_count a 08:09 3 3 entries"]],
    ["gte above it", "{ gte: 4 }", []],
    ["gt", "{ gt: 2 }", ["event_count a 08:09 3 3 entries"]],
    ["eq", "{ eq: 2 }", ["event_count a 08:03 2 3 entries"]],
    ["a range", "{ gt: 1, lt: 3 }", ["event_count a 08:03 2 3 entries"]],
    ["a range that the count skips", "{ gt: 2, lt: 3 }", []],
    ["lte", "{ lte: 1 }", ["event_count a 08:00 1 3 entries"]],
    ["neq", "{ neq: 1 }", ["event_count a 08:03 2 3 entries"]],
  ])("counts events: %s", (_, condition, fired) => {
    expect(firedBy([count(condition)], THREE)).toEqual(fired)
  })

  it("slides its window and includes both ends", () => {
    const apart = [line("fail", "a", "08:55"), line("fail", "a", "09:05")]

    expect(firedBy([count("{ gte: 2 }")], apart)).toEqual(["event_count a 09:05 2 2 entries"])
    expect(firedBy([count("{ gte: 2 }")], [...apart.slice(0, 1), line("fail", "a", "09:05:01")])).toEqual([])
  })

  it("keeps groups apart, without regard to case", () => {
    const lines = [line("fail", "a", "08:00"), line("fail", "b", "08:01"), line("fail", "A", "08:02")]

    expect(firedBy([count("{ gte: 2 }")], lines)).toEqual(["event_count a 08:02 2 2 entries"])
  })

  it("skips events without a field of group-by", () => {
    const lines = [1, 2, 3].map((minute) => ({ op: "fail", at: `08:0${minute}` }))

    expect(firedBy([count("{ gte: 2 }")], lines)).toEqual([])
  })

  it("counts one event once, though it is listed twice", () => {
    const twice = [line("fail", "a", "08:00", { id: "x" }), line("fail", "a", "08:00", { id: "x" })]

    expect(firedBy([count("{ gte: 2 }")], twice)).toEqual([])
  })

  it("is quiet for one timespan after it fired, and joins what happens in it", () => {
    const lines = ["00", "01", "02", "05", "11", "12", "13"].map((minute) =>
      line("fail", "a", `08:${minute}`),
    )

    expect(firedBy([count("{ gte: 2 }")], lines)).toEqual([
      "event_count a 08:01 2 5 entries",
      "event_count a 08:12 4 5 entries",
    ])
  })

  it("counts distinct values, also of several fields", () => {
    const sprays = ["x", "X", "y"].map((target, index) =>
      line("fail", "a", `08:0${index}`, { target, ip: "1" }),
    )
    const of = (field: string): string =>
      `correlation: { type: value_count, rules: [fail], group-by: [user], timespan: 10m, condition: { field: ${field}, gte: 2 } }`

    expect(firedBy([of("target")], sprays)).toEqual(["value_count a 08:02 2 3 entries"])
    expect(firedBy([of("[target, ip]")], sprays)).toEqual(["value_count a 08:02 2 3 entries"])
    expect(firedBy([of("ip")], sprays)).toEqual([])
    expect(firedBy([of("elsewhere")], sprays)).toEqual([])
  })

  it("takes a list of one for its element, also in inner lists, and a longer one for one value in any order", () => {
    const rule =
      "correlation: { type: value_count, rules: [fail], group-by: [user], timespan: 10m, condition: { field: target, gte: 3 } }"
    const targets = [["x"], [["X"]], ["y", "z"], [["z"], "y"], null, [], { a: 1 }, "w"]
    const lines = targets.map((target, index) => line("fail", "a", `08:0${index}`, { target }))

    expect(firedBy([rule], lines)).toEqual(["value_count a 08:07 3 5 entries"])
  })

  it.each([
    ["value_sum", "gt: 10", "value_sum a 08:02 12 4 entries"],
    ["value_avg", "lt: 3.5", "value_avg a 08:01 3 4 entries"],
    ["value_median", "gte: 4", "value_median a 08:00 4 4 entries"],
    ["value_percentile", "percentile: 50, lt: 4", "value_percentile a 08:01 3 4 entries"],
    ["value_percentile", "percentile: 100, gt: 5", "value_percentile a 08:02 6 4 entries"],
  ])("measures numbers: %s { %s }", (type, bounds, fired) => {
    const sizes = [4, "2", 6, 5].map((size, index) => line("fail", "a", `08:0${index}`, { size }))
    const words = [...sizes, line("fail", "a", "08:00", { size: "many" })]
    const rule = `correlation: { type: ${type}, rules: [fail], group-by: [user], timespan: 10m, condition: { field: size, ${bounds} } }`

    expect(firedBy([rule], words)).toEqual([fired])
  })

  const temporal = (type: string, rest = ""): string =>
    `correlation: { type: ${type}, rules: [fail, pass], group-by: [user], timespan: 10m${rest} }`

  it("finds rules together in any order, and in the order of the list", () => {
    const ordered = [line("fail", "a", "08:00"), line("pass", "a", "08:05")]
    const reversed = [line("pass", "a", "08:00"), line("fail", "a", "08:05")]

    expect(firedBy([temporal("temporal")], ordered)).toEqual(["temporal a 08:05 2 2 entries"])
    expect(firedBy([temporal("temporal")], reversed)).toHaveLength(1)
    expect(firedBy([temporal("temporal_ordered")], ordered)).toHaveLength(1)
    expect(firedBy([temporal("temporal_ordered")], reversed)).toEqual([])
    expect(firedBy([temporal("temporal")], ordered.slice(1))).toEqual([])
  })

  it("takes equal times for the right order, because records carry whole seconds", () => {
    const same = [line("pass", "a", "08:00"), line("fail", "a", "08:00")]

    expect(firedBy([temporal("temporal_ordered")], same)).toHaveLength(1)
  })

  it("needs only as many rules as a condition says", () => {
    expect(firedBy([temporal("temporal", ", condition: { gte: 1 }")], THREE.slice(0, 1))).toHaveLength(1)
  })

  it("judges a condition over rules, and absence over the time before", () => {
    const rule = temporal("temporal", ', condition: "fail and not pass"')
    const before = [line("pass", "a", "08:00"), line("fail", "a", "08:05")]
    const long = [line("pass", "a", "08:00"), line("fail", "a", "08:11")]

    expect(firedBy([rule], before)).toEqual([])
    expect(firedBy([rule], long)).toEqual(["temporal a 08:11 1 1 entries"])
  })

  it("takes the rules from a condition that is alone", () => {
    const rule =
      'correlation: { type: temporal_ordered, group-by: [user], timespan: 10m, condition: "reset and pass" }'

    expect(firedBy([rule], [line("reset", "a", "08:00"), line("pass", "a", "08:01")])).toHaveLength(1)
  })

  it("joins different fields by an alias", () => {
    const rule = `correlation: { type: temporal, rules: [fail, pass], group-by: [who], timespan: 1h, aliases: { who: { fail: user, pass: actor.name } } }`
    const lines = [line("fail", "a", "08:00"), { op: "pass", actor: { name: "A" }, at: "08:30" }]

    expect(firedBy([rule], lines)).toEqual(["temporal a 08:30 2 2 entries"])
  })

  it("stands one correlation on another", () => {
    const many = `name: many\n${count("{ gte: 3 }")}`
    const then =
      "name: then\ncorrelation: { type: temporal_ordered, rules: [many, pass], group-by: [user], timespan: 15m }"

    expect(firedBy([then, many], [...THREE, line("pass", "a", "08:20")])).toEqual([
      "then a 08:20 2 2 entries",
      "many a 08:09 3 3 entries",
    ])
    expect(firedBy([then, many], [...THREE.slice(1), line("pass", "a", "08:20")])).toEqual([])
  })

  it.each([
    ["value_median", [9, 5, 5, 3, 5, 3, 7]],
    ["value_sum", [9, 10, 15, 9, 15, 12, 17]],
    ["value_avg", [9, 5, 5, 3, 5, 4, 17 / 3]],
  ])("measures with %s what is inside the window alone: what left it counts no more", (type, measured) => {
    const sizes = [9, 1, 5, 3, 7, 2, 8].map((size, index) =>
      line("fail", "a", `08:${10 + index * 5}`, { size }),
    )
    const firstWith = (value: number): string | undefined =>
      firedBy(
        [
          `correlation: { type: ${type}, rules: [fail], timespan: 10m, condition: { field: size, eq: ${value} } }`,
        ],
        sizes,
      )[0]

    for (const value of new Set(measured)) {
      const minute = 10 + measured.indexOf(value) * 5
      expect(firstWith(value)).toContain(`08:${minute} ${value} `)
    }
    expect(firstWith(6)).toBeUndefined()
  })

  it("says the same whatever order the events arrive in", () => {
    const lines = fc.array(
      fc.record({
        op: fc.constantFrom("fail", "pass"),
        user: fc.constantFrom("a", "b"),
        minute: fc.integer({ min: 0, max: 59 }),
        target: fc.constantFrom("x", "y", "z"),
      }),
      { maxLength: 25 },
    )
    const rules = [
      count("{ gte: 3 }"),
      temporal("temporal_ordered"),
      "correlation: { type: value_count, rules: [fail, pass], timespan: 9m, condition: { field: target, gte: 3 } }",
    ]

    fc.assert(
      fc.property(lines, fc.infiniteStream(fc.integer()), (some, random) => {
        const log = some.map(({ minute, ...rest }, id) => ({
          ...rest,
          id: `${id}`,
          at: `08:${String(minute).padStart(2, "0")}`,
        }))
        const shuffled = log
          .map((one) => ({ one, rank: random.next().value ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ one }) => one)

        expect(firedBy(rules, shuffled)).toEqual(firedBy(rules, log))
      }),
      { numRuns: 60 },
    )
  })
})
