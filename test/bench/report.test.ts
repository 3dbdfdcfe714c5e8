/** What a run says: fields that a machine can read, and no verdict that isn't earned. */
import { describe, expect, it } from "vitest"
import { fitLine, median } from "../../bench/measure.ts"
import { readOptions } from "../../bench/options.ts"
import { figure, type Report, reportTable } from "../../bench/report.ts"
import { measureAll } from "../../bench/run-bench.ts"

describe("figure()", () => {
  it("says whether a target is reached, on either side", () => {
    expect(figure({ name: "rate", value: 0.8, unit: "", target: { atLeast: 0.8 } }).reached).toBe(true)
    expect(figure({ name: "rate", value: 0.79, unit: "", target: { atLeast: 0.8 } }).reached).toBe(false)
    expect(figure({ name: "cost", value: 50, unit: "", target: { atMost: 50 } }).reached).toBe(true)
    expect(figure({ name: "cost", value: 51, unit: "", target: { atMost: 50 } }).reached).toBe(false)
  })

  it("judges what was measured, not what is shown of it", () => {
    const just = figure({ name: "rate", value: 0.79999, unit: "", target: { atLeast: 0.8 } })

    expect(just).toMatchObject({ value: 0.8, reached: false })
  })

  it("never calls reached what wasn't measured", () => {
    const missing = figure({ name: "rate", value: undefined, unit: "", target: { atMost: 9 } })
    const broken = figure({ name: "rate", value: Number.NaN, unit: "", target: { atMost: 9 } })

    expect(missing).toEqual({ name: "rate", unit: "", target: { atMost: 9 }, reached: false })
    expect(broken).toEqual(missing)
  })

  it("has no verdict without a target", () => {
    expect(figure({ name: "rate", value: 1, unit: "" })).not.toHaveProperty("reached")
  })
})

describe("measureAll()", () => {
  it("names machine, floors and ratios of one run", async () => {
    const options = readOptions(["--records", "300", "--rounds", "1", "--only", "generator,pipeline"])

    const report = await measureAll(options, () => undefined)

    expect(report.machine).toMatchObject({
      node: process.versions.node,
      cores: expect.any(Number),
      sqlite: expect.stringMatching(/^3\./),
      driver: expect.stringMatching(/^\d+\./),
      fsyncMs: { p50: expect.any(Number), p99: expect.any(Number) },
    })
    expect(report.sections.map((one) => one.section)).toEqual(["generator", "pipeline"])
    const figures = report.sections.flatMap((one) => one.figures)
    expect(figures.map((one) => one.name)).toContain("pipeline / F2")
    expect(figures.filter((one) => one.value === undefined)).toEqual([])
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })
})

describe("reportTable()", () => {
  it("shows each figure beside its target", () => {
    const figures = [figure({ name: "bytes an event", value: 600, unit: "B", target: { atMost: 550 } })]

    const text = reportTable({
      ...emptyReport,
      sections: [{ section: "disk", about: "x", seconds: 1, figures }],
    })

    expect(text).toMatch(/bytes an event +600 B +NOT reached \(≤ 550\)/)
  })
})

describe("readOptions()", () => {
  it("runs every section but the one that takes hours", () => {
    const { sections, json } = readOptions(["--json"])

    expect(json).toBe(true)
    expect(sections).toContain("latency")
    expect(sections).not.toContain("growth")
  })

  it("refuses a section that there isn't, and numbers that are none", () => {
    expect(() => readOptions(["--only", "speed"])).toThrow('There is no section "speed"')
    expect(() => readOptions(["--records", "0"])).toThrow("--records takes a whole number above zero")
  })
})

describe("median(), fitLine()", () => {
  it("are the middle value and the line through the points", () => {
    expect(median([5, 1, 9])).toBe(5)
    expect(
      fitLine([
        [0, 10],
        [2, 14],
        [4, 18],
      ]),
    ).toEqual({ start: 10, slope: 2 })
  })
})

const emptyReport: Report = {
  startedAt: "2026-11-02T09:00:00.000Z",
  machine: {
    cores: 2,
    cpu: "a processor",
    memoryGb: 8,
    platform: "linux x64",
    node: "24.0.0",
    sqlite: "3.50.0",
    driver: "13.0.0",
    fsyncMs: { p50: 0.3, p99: 0.5 },
    loadBefore: 0,
  },
  records: 1,
  rounds: 1,
  seed: 1,
  sections: [],
}
