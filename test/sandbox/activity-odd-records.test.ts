/** The odd records of the practice cloud are harmless, and the product reads or rejects each as it should. */
import { describe, expect, it } from "vitest"
import type { EverydayRecord, Scene } from "../../sandbox/everyday-scene.ts"
import { brokenRecord, oddRecord } from "../../sandbox/odd-records.ts"
import { createWorld } from "../../sandbox/world/create-world.ts"
import { tenantId } from "../../src/model/ids.ts"
import { decide } from "../../src/pipeline.ts"
import { makeContext, makeTenant } from "../make/make-record.ts"
import { createClock } from "./helpers.ts"

const createRandom = (): (() => number) => {
  let state = 7
  return () => {
    state = (state * 16_807) % 2_147_483_647
    return state / 2_147_483_647
  }
}

/** What the product makes of 300 of them, as they come over the wire. */
function decided(make: (scene: Scene) => EverydayRecord): ReturnType<typeof decide> {
  const world = createWorld({ now: createClock().now })
  const tenant = world.tenants[0]
  const mailbox = tenant?.mailboxes[0]
  if (tenant === undefined || mailbox === undefined) throw new Error("no mailbox")
  const random = createRandom()
  const records = Array.from({ length: 300 }, () => make({ tenant, mailbox, at: world.now(), random }).record)
  const wire: unknown[] = JSON.parse(JSON.stringify(records))
  return decide(wire, makeContext({ tenant: makeTenant({ id: tenantId(tenant.id) }) }))
}

describe("oddRecord()", () => {
  it("can be read, whatever its shape, and never alerts", () => {
    const { records, rejected, alerts } = decided(oddRecord)

    expect([records.length, rejected.length, alerts.length]).toEqual([300, 0, 0])
    expect(new Set(records.map((record) => record.id)).size).toBe(300)
  })
})

describe("brokenRecord()", () => {
  it("can't be read and is kept whole", () => {
    const { records, rejected } = decided(brokenRecord)

    expect([records.length, rejected.length]).toEqual([0, 300])
    expect(rejected.every(({ raw }) => /"Id":"[0-9a-f-]{36}"/.test(raw))).toBe(true)
  })
})
