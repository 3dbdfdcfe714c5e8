/** From a Teams that takes no card to the provider's webhook, over real HTTP and a real store. */
import { describe, expect, it } from "vitest"
import { incidentId } from "../../src/model/ids.ts"
import { openRaw } from "../adapters/sqlite/temporary-store.ts"
import { MINUTE, open, openAgain, outage } from "./make-outage.ts"

describe("createUndeliveredTeller()", () => {
  it("calls once for all that Teams took no card of for five minutes, and once more when it has", async () => {
    const { store, wait, calls, teams } = await outage()
    await open(store, ["a", "b"])
    await open(store, ["c"], { level: "critical" })

    await wait(5)
    expect(calls()).toEqual([])
    await wait(30)
    expect(calls()).toEqual(["incident.undelivered 3 1 2"])

    teams.up()
    await wait(20)
    expect(calls()).toEqual(["incident.undelivered 3 1 2", "incident.delivered 1 2 3"])
  })

  it("says what happened, since when it is owed and why it isn't there, and how it is when it is", async () => {
    const { store, wait, told, teams } = await outage({ undeliveredAfterMs: 2 * MINUTE })
    await open(store, ["a"])

    await wait(4)
    teams.up()
    await wait(15)

    const about = {
      id: 1,
      level: "high",
      customer: "Contoso Ltd",
      rule: "mailbox-forwarding-outside",
      happenedAt: "2026-11-20T09:29:00.000Z",
    }
    expect(told()).toMatchObject([
      {
        incidents: [
          { ...about, owedSince: "2026-11-20T09:30:00.000Z", reason: "Teams does not answer right now." },
        ],
      },
      { incidents: [{ ...about, state: "new" }] },
    ])
  })

  it("doesn't call again after a restart, and still tells that the card is there", async () => {
    const { store, path, wait, calls, teams, restarted } = await outage()
    await open(store, ["a"])
    await wait(7)
    store.close()

    const again = restarted(path)
    await again.wait(10)
    expect(calls()).toEqual(["incident.undelivered 1"])
    teams.up()
    await again.wait(20)

    expect(calls()).toEqual(["incident.undelivered 1", "incident.delivered 1"])
  })

  it("lets the outbox try first after a start", async () => {
    const { store, path, wait, calls, teams, state, restarted } = await outage()
    await open(store, ["a"])
    await wait(2)
    store.close()
    state.now += 60 * MINUTE
    teams.up()

    await restarted(path).wait(5)

    expect(calls()).toEqual([])
  })

  it.each([
    ["of a lower level", { level: "medium" }],
    ["whose card is there, whatever else is owed", {}, "posted"],
    ["that somebody has", {}, "claimed"],
  ] as const)("calls nobody for an incident %s", async (_name, kind, what?: "posted" | "claimed") => {
    const { store, wait, calls, teams } = await outage()
    if (what === "posted") teams.up()
    await open(store, ["a"], kind)
    if (what === "posted") await wait(1)
    teams.down()
    if (what !== undefined)
      await store.incidents.change(incidentId(1), (incident) => ({
        incident: what === "claimed" ? { ...incident, state: "claimed", owner: "Kim Vega" } : incident,
        notes: [],
      }))

    await wait(30)

    expect(calls()).toEqual([])
  })

  it("calls for one that is opened again while Teams is down, though its first card is there", async () => {
    const { store, wait, calls, teams, state } = await outage()
    teams.up()
    await open(store, ["a"])
    await wait(2)
    teams.down()
    await openAgain(store, state.now)

    await wait(8)

    expect(calls()).toEqual(["incident.undelivered 1"])
  })

  it("calls once for one that is opened again before anybody has seen it", async () => {
    const { store, wait, calls, state } = await outage()
    await open(store, ["a"])
    await wait(8)
    await openAgain(store, state.now)

    await wait(8)

    expect(calls()).toEqual(["incident.undelivered 1"])
  })

  it("doesn't call any more for what was posted while the webhook was away", async () => {
    const { store, wait, calls, teams, webhook } = await outage()
    webhook.isUp = false
    await open(store, ["a"])
    await wait(8)
    teams.up()
    await wait(20)
    const refused = calls()
    webhook.isUp = true
    await wait(40)

    expect(refused).toContain("incident.undelivered 1")
    expect(calls().slice(refused.length)).toEqual(["incident.delivered 1"])
  })

  it("tells no end before its beginning, though the webhook was away for both", async () => {
    const { store, wait, calls, state, webhook } = await outage()
    webhook.isUp = false
    await open(store, ["a", "b"])
    await wait(8)
    const teamsIsDown = state.teams
    state.teams = (call) => (call.endsWith("1") ? Promise.resolve() : teamsIsDown(call))
    await wait(20)
    const refused = calls().length
    webhook.isUp = true
    await wait(40)

    expect(calls().slice(refused)).toEqual(["incident.undelivered 1 2", "incident.delivered 1"])
  })

  it("logs once what would help where no webhook is set", async () => {
    const { store, wait, calls, state } = await outage({}, false)
    await open(store, ["a"])

    await wait(9)

    expect(calls()).toEqual([])
    expect(state.logged.filter((line) => line.includes("set escalation.webhook"))).toHaveLength(1)
  })

  it("calls once for an opening, though its card gets lost again with its channel", async () => {
    const { store, path, wait, calls, teams } = await outage()
    await open(store, ["a"])
    await wait(7)
    teams.up()
    await wait(15)
    teams.down()
    openRaw(path).exec("UPDATE card SET sent = 0, sent_at = NULL, activity_id = NULL, thread_id = NULL")

    await wait(15)

    expect(calls()).toEqual(["incident.undelivered 1", "incident.delivered 1"])
  })

  it("goes on beside an incident that is damaged", async () => {
    const { store, path, wait, calls } = await outage()
    await open(store, ["a", "b"])
    openRaw(path).exec("UPDATE incident SET body = 'torn' WHERE id = 1")

    await wait(8)

    expect(calls()).toEqual(["incident.undelivered 2"])
  })
})
