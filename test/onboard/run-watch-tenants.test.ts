/** "We are blind at …": opened once, changed while it lasts, closed only by what is really seen. */
import { describe, expect, it } from "vitest"
import { nextState } from "../../src/alert/incident-state.ts"
import { tenantId } from "../../src/model/ids.ts"
import { contoso, MINUTE, NOW, watchRig } from "./watch-rig.ts"

const HOUR = 60 * MINUTE

describe("watchTenants()", () => {
  it("opens one incident for the triage channel alone, however often it looks", async () => {
    const rig = watchRig()
    await rig.listed()
    await rig.look()
    rig.pass(HOUR)
    await rig.refused("ERR_TENANT_NO_CONSENT")

    await rig.look()
    await rig.look()

    const [incident, ...more] = await rig.incidents()
    expect(more).toEqual([])
    expect(incident).toMatchObject({ state: "new", level: "high", subject: `blind:${contoso.id}` })
    expect(incident?.alert).toMatchObject({ happenedAt: NOW, actorName: "Watchpost" })
    expect(incident?.alert.rule).toMatchObject({ title: "We are blind at Contoso Ltd", actions: [] })
    expect((await rig.cards()).map(({ face, channel }) => [face, channel.conversationId])).toEqual([
      ["technician", "19:triage@thread.tacv2"],
    ])
    expect(rig.woken()).toBe(1)
  })

  it("opens nothing while the tenant is seen, slowed down or in trouble that passes", async () => {
    const rig = watchRig()
    await rig.look()
    await rig.listed()
    await rig.look()
    for (const code of ["ERR_UPSTREAM_THROTTLED", "ERR_UPSTREAM_UNAVAILABLE"] as const) {
      rig.pass(MINUTE)
      await rig.refused(code)
      await rig.look()
    }

    expect(await rig.incidents()).toEqual([])
  })

  it("says how to switch the audit log on, because the sentence of the refusal does", async () => {
    const rig = watchRig()
    await rig.refused("ERR_TENANT_AUDIT_OFF", "Auditing is off: switch it on; it takes up to an hour.")

    await rig.look()

    const [incident] = await rig.incidents()
    expect(incident?.alert.summary).toContain("switch it on; it takes up to an hour")
    expect(incident?.alert.rule.question).toContain("on purpose")
  })

  it("changes the card when the reason changes", async () => {
    const rig = watchRig()
    await rig.refused("ERR_TENANT_NO_CONSENT")
    await rig.look()
    rig.pass(MINUTE)
    await rig.refused("ERR_TENANT_AUDIT_OFF")

    await rig.look()

    const [incident, ...more] = await rig.incidents()
    expect(more).toEqual([])
    expect(incident?.alert.object.state).toBe("audit-off")
    expect(incident?.history.map((line) => line.what)).toEqual([
      "We are blind at Contoso Ltd",
      "Refused: ERR_TENANT_AUDIT_OFF.",
    ])
  })

  it("edits a card whose refusal is worded otherwise each time at most every quarter of an hour", async () => {
    const rig = watchRig()
    await rig.refused("ERR_TENANT_NO_CONSENT", "One wording.")
    await rig.look()
    rig.pass(MINUTE)
    await rig.refused("ERR_TENANT_NO_CONSENT", "Another wording.")
    await rig.look()
    expect((await rig.incidents())[0]?.alert.summary).toContain("One wording")

    rig.pass(15 * MINUTE)
    await rig.look()
    expect((await rig.incidents())[0]?.alert.summary).toContain("Another wording")
  })

  it("closes by itself at the next complete listing and says for how long it was blind", async () => {
    const rig = watchRig()
    await rig.listed()
    rig.pass(HOUR)
    await rig.refused("ERR_TENANT_NO_CONSENT")
    await rig.look()
    rig.pass(HOUR + 10 * MINUTE)
    await rig.listed()

    await rig.look()
    await rig.look()

    const [incident] = await rig.incidents()
    expect(incident?.state).toBe("fixed")
    expect(incident?.history.at(-1)).toMatchObject({
      who: "Watchpost",
      what: "Seen again at 21 Nov 2026, 14:10 UTC, blind for 2 h 10 min.",
      customerSafe: false,
    })
    expect(incident?.history).toHaveLength(2)
  })

  it("stays open when the refusal only becomes another trouble: that isn't sight", async () => {
    const rig = watchRig()
    await rig.refused("ERR_TENANT_NO_CONSENT")
    await rig.look()
    rig.pass(MINUTE)
    await rig.refused("ERR_UPSTREAM_UNAVAILABLE")

    await rig.look()

    expect((await rig.incidents())[0]?.state).toBe("new")
  })

  it("stays closed when a technician closed it, until it is seen and lost again", async () => {
    const rig = watchRig()
    await rig.listed()
    rig.pass(MINUTE)
    await rig.refused("ERR_TENANT_NO_CONSENT")
    await rig.look()
    const [incident] = await rig.incidents()
    if (incident === undefined) throw new Error("no incident was opened")
    await rig.store.incidents.change(incident.id, (one) => ({
      incident: { ...one, state: nextState(one.state, "not-a-threat") ?? one.state },
      notes: [],
    }))
    rig.pass(HOUR)
    await rig.look()
    expect(await rig.incidents()).toHaveLength(1)

    await rig.listed()
    rig.pass(MINUTE)
    await rig.refused("ERR_TENANT_NO_CONSENT")
    await rig.look()

    expect((await rig.incidents()).map((one) => one.state)).toEqual(["new", "not-a-threat"])
  })

  it("tells a silence after the tenant's own habit, and its end when something arrives", async () => {
    const rig = watchRig()
    const threeDays = Array.from({ length: 145 }, (_none, index) => NOW - index * 30 * MINUTE)
    await rig.listed(...threeDays)
    rig.pass(6 * HOUR)
    await rig.listed()
    await rig.look()
    expect(await rig.incidents()).toEqual([])

    rig.pass(MINUTE)
    await rig.listed()
    await rig.look()
    rig.pass(20 * MINUTE)
    await rig.listed()
    await rig.look()
    const [open] = await rig.incidents()
    expect(open).toMatchObject({ state: "new", alert: { happenedAt: NOW, object: { state: "silent" } } })
    expect(open?.history).toHaveLength(1)

    await rig.listed(NOW + 6 * HOUR + 20 * MINUTE)
    await rig.look()
    expect((await rig.incidents())[0]?.state).toBe("fixed")
  })

  it("takes a time in which nobody looked for no silence", async () => {
    const rig = watchRig()
    await rig.listed(...Array.from({ length: 145 }, (_none, index) => NOW - index * 30 * MINUTE))
    rig.pass(6 * 24 * HOUR)

    await rig.look()

    expect(await rig.incidents()).toEqual([])
  })

  it("goes on with the others when one customer can't be looked at", async () => {
    const broken = { ...contoso, id: tenantId("51a7c0de-0000-4000-8000-000000000006"), name: "fabrikam" }
    const rig = watchRig([broken, contoso])
    const { sources } = rig.deps.sight
    Object.assign(rig.deps.sight, {
      sources: async (tenant: typeof contoso.id) => {
        if (tenant === broken.id) throw new Error("damaged")
        return sources(tenant)
      },
    })
    await rig.refused("ERR_TENANT_GONE")

    await rig.look()

    expect(rig.errors).toEqual(["a customer could not be looked at"])
    expect(await rig.incidents()).toHaveLength(1)
  })

  it("writes the opening and the end to the trail", async () => {
    const rig = watchRig()
    await rig.refused("ERR_TENANT_GONE")
    await rig.look()
    rig.pass(MINUTE)
    await rig.listed()
    await rig.look()

    const entries = await rig.store.trail.read(0, 10)
    expect(entries.map(({ kind, who }) => [kind, who])).toEqual([
      ["alert", "watchpost"],
      ["alert", "watchpost"],
    ])
    expect(entries[1]?.what).toMatch(/^Seen again at/)
  })
})
