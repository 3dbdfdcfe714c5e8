/** One card, not thousands: what shares a card, what it says, and when it closes. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { incidentId, tenantId } from "../../src/model/ids.ts"
import {
  COMMON_FROM,
  commonAlert,
  commonSubject,
  type LookedAt,
  shareOut,
} from "../../src/onboard/common-blindness.ts"
import type { WatchedTenant } from "../../src/onboard/run-watch-tenants.ts"
import { TENANT_STATES, type TenantState } from "../../src/onboard/tenant-state.ts"
import { makeIncident } from "../card/make-incident.ts"
import { contoso, MINUTE, NORTHWIND, NOW, watchRig } from "./watch-rig.ts"

const customer = (number: number): WatchedTenant => ({
  ...contoso,
  id: tenantId(`51a7c0de-0000-4000-9000-${String(number).padStart(12, "0")}`),
  name: `customer-${number}`,
  displayName: `Customer ${String(number).padStart(3, "0")}`,
})
const customers = (count: number): readonly WatchedTenant[] =>
  Array.from({ length: count }, (_, index) => customer(index + 1))

const look = (number: number, state: TenantState, hasOwn = false): LookedAt => ({
  tenant: customer(number),
  standing: { state, sentence: state },
  sources: [],
  now: NOW,
  since: NOW - MINUTE,
  own: hasOwn ? [makeIncident({ id: incidentId(number) })] : [],
})
const BLIND = new Set<TenantState>(["locked-out", "gone", "no-consent", "audit-off", "silent"])

describe("shareOut()", () => {
  it("tells every customer once: alone, or with others who are unseen for the same reason", () => {
    const states = fc.array(fc.tuple(fc.constantFrom(...TENANT_STATES), fc.boolean()), { maxLength: 40 })
    fc.assert(
      fc.property(states, (given) => {
        const looks = given.map(([state, hasOwn], index) => look(index, state, hasOwn))

        const { single, shared } = shareOut(looks, [])

        const told = [...single, ...[...shared.values()].flat()]
        expect(told.toSorted((a, b) => (a.tenant.id < b.tenant.id ? -1 : 1))).toEqual(looks)
        for (const [state, members] of shared) {
          expect(members.every((one) => one.standing.state === state && one.own.length === 0)).toBe(true)
          expect(state === "locked-out" || members.length >= COMMON_FROM).toBe(true)
        }
        for (const state of BLIND) {
          const alone = single.filter((one) => one.standing.state === state && one.own.length === 0)
          expect(alone.length).toBeLessThan(state === "locked-out" ? 1 : COMMON_FROM)
        }
      }),
    )
  })

  it("takes customers that are locked out one after the other for one time", () => {
    const closed = {
      ...makeIncident({ state: "expected", subject: commonSubject("locked-out") }),
      history: [{ at: NOW - MINUTE, who: "Ada", what: "closed", customerSafe: true }],
    }
    const first = { ...look(1, "locked-out"), since: NOW - 2 * MINUTE }
    const next = { ...look(2, "locked-out"), since: NOW }

    expect(shareOut([first, next], [closed]).shared.get("locked-out")).toEqual([])
    expect(shareOut([next], [closed]).shared.get("locked-out")).toEqual([next])
  })

  it("tells nobody again who was told in a card that a technician closed, and everybody who wasn't", () => {
    const closed = {
      ...makeIncident({ state: "not-a-threat", subject: commonSubject("no-consent") }),
      history: [{ at: NOW - MINUTE, who: "Ada", what: "closed", customerSafe: true }],
    }
    const later = { ...look(9, "no-consent"), since: NOW }
    const looks = [...Array.from({ length: 6 }, (_, index) => look(index, "no-consent")), later]

    expect(shareOut(looks, [closed])).toEqual({ single: [later], shared: new Map() })
  })
})

describe("commonAlert()", () => {
  it("says what most of them are told, and of how many", () => {
    const told = (number: number, sentence: string): LookedAt => ({
      ...look(number, "no-consent"),
      standing: { state: "no-consent", sentence },
    })
    const members = [told(1, "Rare."), told(2, "Common."), told(3, "Common.")]

    expect(commonAlert("no-consent", members, NORTHWIND, NOW).summary).toContain(
      "at 3 customers. Common. (2 of them; 1 for a similar reason.) Unseen: Customer 001, Customer 002",
    )
  })
})

describe("watchTenants() of many customers", () => {
  const lockedOut = "The app's secret has expired: the operator must make a new one."

  it("makes one card of our own expired secret, with the cause, who must act, and how many", async () => {
    const rig = watchRig(customers(23))
    await rig.listed()
    rig.pass(60 * MINUTE)
    await rig.refused("ERR_CONFIG_INVALID", lockedOut)

    await rig.look()
    await rig.look()

    const [incident, ...more] = await rig.incidents()
    expect(more).toEqual([])
    expect(incident).toMatchObject({ tenantId: NORTHWIND.id, level: "critical", state: "new" })
    expect(incident?.alert.rule.title).toBe("We are blind at 23 customers")
    expect(incident?.alert.summary).toContain(lockedOut)
    expect(incident?.alert.summary).toContain("Customer 001, Customer 002")
    expect(incident?.alert.summary).toContain("Customer 010 and 13 more.")
    expect((await rig.cards()).map(({ face, channel }) => [face, channel.conversationId])).toEqual([
      ["technician", "19:triage@thread.tacv2"],
    ])
  })

  it("is ours from the first customer on, and another customer's refusal stays its own card", async () => {
    const [first, second] = [customer(1), customer(2)]
    const rig = watchRig([first, second])
    await rig.refusedOf(first, "ERR_CONFIG_INVALID", lockedOut)
    await rig.refusedOf(second, "ERR_TENANT_NO_CONSENT", "No consent.")

    await rig.look()

    expect((await rig.incidents()).map(({ subject }) => subject).toSorted()).toEqual([
      `blind:${second.id}`,
      "blind:common:locked-out",
    ])
  })

  it("takes in who joins, at most every quarter of an hour, and closes when all were seen again", async () => {
    const all = customers(8)
    const rig = watchRig(all)
    await rig.listed()
    rig.pass(MINUTE)
    for (const one of all.slice(0, 6)) await rig.refusedOf(one, "ERR_TENANT_NO_CONSENT", "No consent.")
    await rig.look()
    for (const one of all.slice(6)) await rig.refusedOf(one, "ERR_TENANT_NO_CONSENT", "No consent.")
    rig.pass(MINUTE)
    await rig.look()
    expect((await rig.incidents())[0]?.alert.rule.title).toBe("We are blind at 6 customers")
    rig.pass(15 * MINUTE)
    await rig.look()
    expect((await rig.incidents()).map(({ alert }) => alert.rule.title)).toEqual([
      "We are blind at 8 customers",
    ])

    rig.pass(16 * MINUTE)
    for (const one of all.slice(1)) await rig.listedOf(one)
    await rig.look()
    expect((await rig.incidents())[0]).toMatchObject({
      state: "new",
      alert: { rule: { title: "We are blind at 1 customer" } },
    })
    await rig.listedOf(customer(1))
    await rig.look()

    const [incident, ...more] = await rig.incidents()
    expect(more).toEqual([])
    expect(incident?.state).toBe("fixed")
    expect(incident?.history.at(-1)?.what).toBe(
      "8 customers seen again at 21 Nov 2026, 12:33 UTC, the first unseen for 33 min.",
    )
  })

  it("stays open while the refusal of some only became another trouble: that isn't sight", async () => {
    const all = customers(5)
    const rig = watchRig(all)
    await rig.listed()
    rig.pass(MINUTE)
    await rig.refused("ERR_TENANT_NO_CONSENT", "No consent.")
    await rig.look()
    rig.pass(20 * MINUTE)
    await rig.refused("ERR_UPSTREAM_UNAVAILABLE", "Not available.")

    await rig.look()

    expect((await rig.incidents()).map(({ state }) => state)).toEqual(["new"])
  })
})
