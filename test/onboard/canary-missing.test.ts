/** A canary that stays away: told as a blindness where they used to come back, and over when one does. */
import { describe, expect, it } from "vitest"
import { publish } from "../../sandbox/world/feed.ts"
import { blindSince } from "../../src/onboard/blind.ts"
import { canaryRig, HOUR, MINUTE, START } from "./canary-rig.ts"
import { contoso } from "./watch-rig.ts"

const DAY = 24 * HOUR
const WRITES = "Write-AdminAuditLog"

/** Yesterday's came back, today's is swallowed. */
async function swallowed() {
  const rig = await canaryRig()
  await rig.write()
  await rig.later(HOUR)
  await rig.later(DAY - HOUR)
  rig.tenant.swallowed = [WRITES]
  await rig.write()
  return rig
}

describe("a canary that doesn't come back", () => {
  it("opens one card after a day, which says who must do what, and the next that comes back closes it", async () => {
    const rig = await swallowed()
    await rig.later(DAY - MINUTE)
    await rig.look()
    expect(await rig.incidents()).toEqual([])

    await rig.later(2 * MINUTE)
    await rig.look()
    await rig.look()
    const { displayName } = rig.customer
    const [card, ...more] = await rig.incidents()
    expect(more).toEqual([])
    expect(card).toMatchObject({ state: "new", level: "high", alert: { object: { state: "unproved" } } })
    expect(card?.alert.rule.title).toBe(`We may be blind at ${displayName}`)
    expect(card?.alert.summary).toMatch(/^Watchpost may not see what happens at/)
    expect(card?.alert.summary).toContain(
      "on 21 Nov 2026, 03:12 UTC hasn't come back as a record within 1 d; the last that did took 1 h",
    )
    expect(card?.alert.summary).toContain("search Microsoft Purview's audit log for Write-AdminAuditLog")
    expect(await rig.status()).toMatch(/^Not proved end to end at .*\. The canary that was written/)

    rig.tenant.swallowed = []
    await rig.write()
    await rig.look()
    expect((await rig.incidents())[0]?.state).toBe("new")
    await rig.later(HOUR)
    await rig.look()

    const [closed] = await rig.incidents()
    expect(closed?.state).toBe("fixed")
    expect(closed?.alert.rule.title).toBe(`We may have been blind at ${displayName}`)
    expect(await rig.status()).toMatch(/^Proved end to end/)
  })

  it("is missed, and the next are written, also after the clock was a month ahead and was put right", async () => {
    const rig = await canaryRig()
    await rig.write()
    await rig.later(HOUR)
    rig.off(30 * DAY)
    rig.restart()
    await rig.write()
    rig.off(-30 * DAY)
    rig.restart()
    await rig.later(DAY - HOUR)
    rig.tenant.swallowed = [WRITES]
    await rig.write()
    await rig.write()
    await rig.later(DAY)
    await rig.later(HOUR)

    expect((await rig.canaries()).map(({ at }) => (at - START) / DAY)).toEqual([0, 1, expect.closeTo(30, 0)])
    await rig.look()
    expect(await rig.incidents()).toMatchObject([{ alert: { object: { state: "unproved" } } }])
  })

  it("is over when it comes late after all", async () => {
    const rig = await canaryRig()
    await rig.write()
    await rig.later(DAY)
    rig.tenant.feedPaused = true
    await rig.write()
    const late = rig.tenant.outgoing.splice(0)
    rig.tenant.feedPaused = false
    await rig.later(DAY + HOUR)
    await rig.look()
    expect(await rig.incidents()).toMatchObject([{ state: "new" }])

    rig.tenant.outgoing.push(...late)
    publish(rig.cloud.world, rig.tenant)
    await rig.later(MINUTE)
    await rig.look()

    expect(await rig.incidents()).toMatchObject([{ state: "fixed" }])
  })

  it("says nothing where none has ever come back: perhaps Microsoft doesn't publish them", async () => {
    const rig = await canaryRig()
    rig.tenant.swallowed = [WRITES]
    await rig.write()

    await rig.later(3 * DAY)
    await rig.look()

    expect(await rig.incidents()).toEqual([])
    expect(await rig.status()).toMatch(/so far: no canary has come back .* isn't known\.$/)
  })

  it("is told once where none has ever come back, when those of other customers do", async () => {
    const rig = await canaryRig()
    rig.tenant.swallowed = [WRITES]
    for (let day = 0; day < 3; day += 1) {
      await rig.write()
      await rig.later(DAY)
    }
    await rig.look()
    expect(await rig.incidents()).toEqual([])

    await rig.arrivesElsewhere()
    await rig.look()
    await rig.look()
    const [card, ...more] = await rig.incidents()
    expect(more).toEqual([])
    expect(card).toMatchObject({ state: "new", level: "high", alert: { object: { state: "unproved" } } })
    expect(card?.alert.summary).toContain("None of the canaries that are written into the audit log of")
    expect(await rig.status()).toMatch(/^Not proved end to end at .*\. None of the canaries/)

    rig.tenant.swallowed = []
    await rig.write()
    await rig.later(HOUR)
    await rig.look()
    expect(await rig.incidents()).toMatchObject([{ state: "fixed" }])
  })

  it("isn't told again each day, when it has stayed away for longer than canaries are judged", () => {
    const standing = { state: "unproved", sentence: "" } as const
    const look = (missedAt: number) => ({
      ...{ tenant: contoso, standing, sources: [], now: 0 },
      proof: {
        proved: { tenantId: contoso.id, marker: "came", at: START, arrivedAt: START + HOUR },
        missing: { tenantId: contoso.id, marker: "away", at: missedAt },
      },
    })

    expect(blindSince(look(START + 31 * DAY), 0)).toBe(blindSince(look(START + 30 * DAY), 0))
  })

  it("isn't missed before the time since then was read", async () => {
    const rig = await swallowed()
    rig.off(3 * DAY)
    await rig.look()
    // What is live is listed; the days before are not yet.
    const fault = {
      service: "manage",
      match: "startTime=2026-11-21",
      kind: "status",
      status: 503,
      times: 99,
    } as const
    rig.trouble(fault)
    await rig.poll()
    await rig.look()
    expect(await rig.incidents()).toEqual([])

    rig.cloud.faults.splice(0)
    await rig.later(HOUR)
    await rig.look()
    expect(await rig.incidents()).toMatchObject([{ state: "new" }])
  })

  it("is told until one comes back, also while there is a gap again in which it may be", async () => {
    const rig = await swallowed()
    await rig.later(DAY + HOUR)
    await rig.look()
    rig.off(3 * DAY)
    rig.trouble({ service: "manage", match: "startTime=2026-11-23", kind: "status", status: 503, times: 99 })
    await rig.poll()
    await rig.look()

    expect(await rig.status()).not.toMatch(/hasn't come back/)
    expect(await rig.incidents()).toMatchObject([{ state: "new" }])
  })

  it("is no reason to wait for ever where none is written any more", async () => {
    const rig = await swallowed()
    await rig.later(DAY + HOUR)
    await rig.look()
    expect(await rig.incidents()).toMatchObject([{ state: "new" }])

    Object.assign(rig.customer, { canary: false })
    await rig.look()

    expect(await rig.incidents()).toMatchObject([{ state: "fixed" }])
  })

  it("stays closed when a technician has closed it, until one came back and another is missed", async () => {
    const rig = await swallowed()
    await rig.later(DAY + HOUR)
    await rig.look()
    const [card] = await rig.incidents()
    if (card === undefined) throw new Error("no card")
    await rig.store.incidents.change(card.id, (now) => ({
      incident: { ...now, state: "expected" },
      notes: [],
    }))

    await rig.write()
    await rig.later(2 * DAY)
    await rig.look()

    expect(await rig.incidents()).toMatchObject([{ state: "expected" }])
  })
})
