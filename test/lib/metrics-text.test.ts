import { describe, expect, it } from "vitest"
import { metricsText } from "../../src/lib/metrics-text.ts"

describe("metricsText()", () => {
  it("writes each figure with its help and type, and its samples with their labels", () => {
    const samples = [{ value: 1.5, labels: { customer: "contoso", what: "card" } }, { value: 0 }]

    expect(metricsText([{ name: "a_seconds", help: "How long.", samples }])).toBe(
      '# HELP a_seconds How long.\n# TYPE a_seconds gauge\na_seconds{customer="contoso",what="card"} 1.5\na_seconds 0\n',
    )
  })

  it("lets no value of a label write a line of its own", () => {
    const samples = [{ value: 1, labels: { source: 'a"} 9\nb\\' } }]

    expect(metricsText([{ name: "x", help: "a\nb\\c", samples }])).toBe(
      '# HELP x a\\nb\\\\c\n# TYPE x gauge\nx{source="a\\"} 9\\nb\\\\"} 1\n',
    )
  })

  it("leaves out what nobody knows", () => {
    expect(metricsText([{ name: "x", help: "x", samples: [] }])).toBe("")
  })
})
