/** Which rule files a backtest needs. */
import { describe, expect, it } from "vitest"
import { filesFor, filterTitles, rulesIn, withFilters } from "../../src/detect/backtest-files.ts"

const rule = (name: string, path = `${name}.yml`) => ({
  path,
  text: `title: The ${name}\nname: ${name}\nlogsource: { product: m365 }\ndetection: { a: { b: c }, condition: a }\n`,
})
const correlation = (name: string, ...rules: string[]) => ({
  path: `${name}.yml`,
  text: `title: The ${name}\nname: ${name}\ncorrelation: { type: event_count, rules: [${rules.join(", ")}], group-by: [x], timespan: 5m, condition: { gte: 3 } }\n`,
})
const filter = (title: string, rules: string) => ({
  path: `${title}.yml`,
  text: `title: ${title}\nlogsource: { product: m365 }\nfilter: { rules: ${rules}, a: { b: c }, condition: a }\n`,
})
const paths = (files: readonly { path: string }[]) => files.map(({ path }) => path)

describe("filesFor()", () => {
  it("takes along what a correlation names, also through another one, and nothing else", () => {
    const pack = [rule("one"), correlation("two", "one"), rule("other")]

    expect(paths(filesFor(correlation("three", "two"), pack))).toEqual(["three.yml", "two.yml", "one.yml"])
  })

  it("doesn't take the pack's own copy of what is tried", () => {
    expect(paths(filesFor(rule("one", "mine.yml"), [rule("one")]))).toEqual(["mine.yml"])
  })
})

describe("withFilters()", () => {
  it("takes along the filters over the rule and over what it rests on, and what those name", () => {
    const tried = correlation("many", "one")
    const pack = [
      ...[rule("one"), rule("two"), tried],
      ...[filter("Known", "[one, two]"), filter("All", "any"), filter("Else", "[two]")],
    ]
    const needed = filesFor(tried, pack)

    const all = withFilters(needed, pack)

    expect(paths(needed)).toEqual(["many.yml", "one.yml"])
    expect(paths(all)).toEqual(["many.yml", "one.yml", "Known.yml", "All.yml", "two.yml"])
    expect(filterTitles(needed, all)).toEqual(["Known", "All"])
  })

  it("is the same list where no filter is over it", () => {
    const needed = [rule("one")]

    expect(withFilters(needed, [...needed, filter("Else", "[two]")])).toBe(needed)
  })
})

describe("rulesIn()", () => {
  it("calls a rule without a name after its title, and keeps the last of one name", () => {
    const foreign = {
      path: "foreign.yml",
      text: "title: Any Forward\nlogsource: { product: m365 }\ndetection: { a: { b: c }, condition: a }\n",
    }

    expect(rulesIn([foreign, rule("one"), filter("Known", "any"), rule("one", "mine.yml")])).toMatchObject([
      { name: "any-forward", title: "Any Forward", file: foreign },
      { name: "one", title: "The one", file: { path: "mine.yml" } },
    ])
  })
})
