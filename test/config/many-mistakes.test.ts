/** A configuration file with thousands of mistakes: a few are told at once, in the time of a look. */
import { describe, expect, it } from "vitest"
import { cpuMs } from "../make/cpu-ms.ts"
import { problemsOf } from "./problems-of.ts"

const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_one, index) => make(index)).join("\n")
const guid = (number: number): string => `51a7c0de-0000-4000-8000-${String(number).padStart(12, "0")}`

/** Each took a quarter of a minute and more where a mistake looked through all others. */
const SHAPES: readonly (readonly [string, string])[] = [
  ["keys that no section knows", times(20_000, (i) => `unknown${i}: 1`)],
  [
    "unknown keys of one customer",
    `customers:\n  - name: contoso\n${times(20_000, (i) => `    unknown${i}: 1`)}`,
  ],
  ["customers without anything right", `customers:\n${times(5_000, (i) => `  - nam: c${i}`)}`],
  [
    "time zones that don't exist",
    `customers:\n${times(5_000, (i) => `  - { name: c${i}, timeZone: Europe/Vieena${i} }`)}`,
  ],
  ["customers of one id", `customers:\n${times(5_000, () => `  - { name: c, tenantId: ${guid(1)} }`)}`],
  [
    "names of customers that aren't there",
    `customers:\n${times(5_000, (i) => `  - { name: customer-${i} }`)}\ncontacts:\n${times(5_000, (i) => `  - { customer: custmer-${i}x }`)}`,
  ],
  [
    "channels that aren't there",
    `routes:\n${times(20_000, (i) => `  - { customers: [x${i}], to: [nowhere${i}] }`)}`,
  ],
]

describe("parseConfig() of thousands of mistakes", () => {
  it.each(SHAPES)("refuses %s within seconds, and counts what it doesn't tell", (_what, text) => {
    let problems: readonly string[] = []

    const spent = cpuMs(() => {
      problems = problemsOf(text)
    })

    expect(spent).toBeLessThan(8_000)
    expect(problems).toHaveLength(101)
    const more = Number(
      /^watchpost\.yaml: (\d+) more mistakes follow; correct these first$/.exec(problems[100] ?? "")?.[1],
    )
    expect(more).toBeGreaterThanOrEqual(4_900)
  })

  it("tells the first ones in the file's order, with what was meant", () => {
    const problems = problemsOf(times(200, (i) => `databose${i}: 1`))

    expect(problems[99]).toMatch(
      /^watchpost\.yaml:\d+: databose\d+ is not a setting; did you mean database\?$/,
    )
    const lines = problems.slice(0, 100).map((one) => Number(one.split(":")[1]))
    expect(lines).toEqual(lines.toSorted((a, b) => a - b))
  })

  it("names a few of what there is, not thousands", () => {
    const customers = times(50, (i) => `  - { name: c${i} }`)

    const problems = problemsOf(
      `contacts:\n  - { name: Kim, customer: nowhere-at-all }\ncustomers:\n${customers}`,
    )

    expect(problems.find((one) => one.includes("nowhere"))).toMatch(/known are c0, .*, c19 and 30 more$/)
  })

  it("still tells a key that stands twice in one section, with its line", () => {
    expect(problemsOf("msp:\n  name: a\n  name: b\n")).toEqual([
      "watchpost.yaml:3: this is not YAML: Map keys must be unique",
    ])
  })
})
