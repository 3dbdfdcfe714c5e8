/** The feed that is measured: the same every time, and like a real one. */
import { describe, expect, it } from "vitest"
import { decideContext, openStages } from "../../bench/core.ts"
import { makeTenants } from "../../bench/customers.ts"
import { generateBigBlob, generateFeed } from "../../bench/generate.ts"
import { decide } from "../../src/pipeline.ts"
import { parseBlob } from "../../src/source/parse-blob.ts"

const NOW = Date.UTC(2026, 10, 2, 9, 0, 0)
const HOUR = 3_600_000
const tenants = makeTenants(5)
const feed = generateFeed({ records: 6000, seed: 7, now: NOW }, tenants)

describe("generateFeed()", () => {
  it("gives the same bytes for the same seed, and others for another", () => {
    const plan = { records: 500, seed: 7, now: NOW }

    const first = generateFeed(plan, tenants).blobs.map((blob) => blob.bytes.toString("utf8"))
    const second = generateFeed(plan, makeTenants(5)).blobs.map((blob) => blob.bytes.toString("utf8"))
    const other = generateFeed({ ...plan, seed: 8 }, tenants).blobs.map((blob) => blob.bytes.toString("utf8"))

    expect(second).toEqual(first)
    expect(other).not.toEqual(first)
  })

  it("holds as many records as were asked for, in blobs of at most 1000", () => {
    const counts = feed.blobs.map((blob) => parseBlob(blob.bytes).length)

    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6000)
    expect(counts).toEqual(feed.blobs.map((blob) => blob.count))
    expect(Math.max(...counts)).toBeLessThanOrEqual(1000)
    expect(Math.min(...counts.slice(0, -1))).toBeGreaterThanOrEqual(100)
  })

  it("is mostly everyday mailbox records, with some sign-ins, few administrative records and the rare incident", () => {
    const share = (kind: keyof typeof feed.kinds): number => feed.kinds[kind] / feed.records

    expect(share("mailbox")).toBeGreaterThan(0.7)
    expect(share("sign-in")).toBeGreaterThan(0.1)
    expect(share("sign-in")).toBeLessThan(0.25)
    expect(share("admin")).toBeGreaterThan(0.03)
    expect(share("admin")).toBeLessThan(0.08)
    expect(feed.kinds.incident).toBeGreaterThan(0)
    expect(share("incident")).toBeLessThan(0.002)
  })

  it("has records of about 2 KB with ids of their own", () => {
    const ids = feed.blobs.flatMap((blob) => parseBlob(blob.bytes).map((record) => idOf(record)))

    expect(feed.bytes / feed.records).toBeGreaterThan(1700)
    expect(feed.bytes / feed.records).toBeLessThan(2300)
    expect(new Set(ids).size).toBe(6000)
  })

  it("becomes available within the day that a first contact lists", () => {
    const ages = feed.blobs.map((blob) => NOW - blob.createdAt)

    expect(Math.min(...ages)).toBeGreaterThan(0)
    expect(Math.max(...ages)).toBeLessThan(23 * HOUR)
  })

  it("is read whole by the product, which alerts on the incidents and on nothing else", async () => {
    const stages = await openStages()
    const alerting = new Set<string>()
    let read = 0
    for (const blob of feed.blobs) {
      const tenant = tenants.find((one) => one.id === blob.tenantId)
      if (tenant === undefined) throw new Error("a blob names no tenant")
      const context = decideContext(stages, tenant, blob.contentType)
      // Nobody has a history yet: where these people always are would be new.
      const known = { ...context.tenant, networks: ["198.51.100.0/24", "192.0.2.0/24", "2001:db8::/32"] }
      const decision = decide(parseBlob(blob.bytes), { ...context, tenant: known })
      read += decision.records.length
      for (const { recordIds } of decision.alerts) for (const id of recordIds) alerting.add(id)
    }

    expect(read).toBe(6000)
    expect(alerting.size).toBe(feed.kinds.incident)
  })
})

describe("generateBigBlob()", () => {
  it("is one list of about the size that was asked for", () => {
    const [tenant] = tenants
    if (tenant === undefined) throw new Error("there is no tenant")

    const blob = generateBigBlob(300_000, 7, tenant, NOW)

    expect(blob.length).toBeGreaterThan(300_000)
    expect(blob.length).toBeLessThan(310_000)
    expect(parseBlob(blob).length).toBeGreaterThan(100)
  })
})

const idOf = (record: unknown): unknown =>
  typeof record === "object" && record !== null && "Id" in record ? record.Id : undefined
