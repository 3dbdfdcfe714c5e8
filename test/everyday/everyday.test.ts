/** Everyday work of users, administrators and Microsoft's services, a record or a burst each: nobody is paged for it. */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { detectSample, SAMPLE_TENANT, sampleContext } from "../../src/cli/rules-samples.ts"
import { sampleRecords } from "../../src/cli/sample-records.ts"
import { normalizeRecord } from "../../src/normalize/normalize-record.ts"
import { productRules } from "../make/make-record.ts"

const FILE = new URL("work.jsonl", import.meta.url)
const work = readFileSync(FILE, "utf8")
  .trim()
  .split("\n")
  .map((line): { what: string; sample: unknown } => JSON.parse(line))

const { rules, correlations } = productRules()
const silent = new Set([...rules, ...correlations].filter((rule) => rule.silent).map(({ info }) => info.id))

describe("the rule pack", () => {
  it.each(work)("pages nobody: $what", ({ sample }) => {
    const told = detectSample(sample, sampleContext(productRules())).filter(
      ({ ruleId, level }) => !silent.has(ruleId) && level !== "informational",
    )

    expect(told.map(({ ruleId }) => ruleId)).toEqual([])
  })

  it("reads every one of these records", () => {
    const records = work.flatMap(({ sample }) => sampleRecords(sample))
    const rejected = records.filter(
      (raw) =>
        "rejected" in normalizeRecord(raw, { tenantId: SAMPLE_TENANT, source: "Audit.General", position: 1 }),
    )

    expect(rejected).toEqual([])
    expect(records.length).toBeGreaterThan(work.length)
  })
})
