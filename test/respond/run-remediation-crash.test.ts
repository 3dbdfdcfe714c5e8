import { describe, expect, it } from "vitest"
import { mergeAlerts } from "../../src/alert/merge-alerts.ts"
import { ContractError } from "../../src/model/errors.ts"
import { alertId, type IncidentId } from "../../src/model/ids.ts"
import type { Store } from "../../src/ports/store.ts"
import { createFakeExchange } from "../fakes/mailbox-admin.ts"
import { CONTOSO, FABRIKAM, makeAlert, makeCase, NOW } from "./make-case.ts"
import { dyingAtTheEnd, end, forwardingJoe, live, pressFix, runnerOf } from "./make-runner.ts"

/** One more incident about a mailbox that forwards, of another customer. */
async function openAtFabrikam(store: Store): Promise<readonly [IncidentId]> {
  const alert = makeAlert({ id: alertId("alr_forwarding_2"), tenantId: FABRIKAM })
  const { incidents } = await store.records.saveBatch(
    { tenantId: FABRIKAM, fetchedAt: NOW, records: [], rejected: [], alerts: [alert] },
    (alerts, open) =>
      mergeAlerts(alerts, open, { now: NOW, fetchedAt: NOW, watchedSince: 0, channelsFor: () => [] }),
  )
  const [id] = incidents
  if (id === undefined) throw new Error("the batch opened no incident")
  return [id]
}

describe("createRemediationRunner() after a crash", () => {
  it("finishes once after the process died between the call and its result", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    await pressFix(one)
    await runnerOf(dyingAtTheEnd(one.store), exchange).runOnce(live())
    expect((await end(one))?.state).toBe("intended")

    await runnerOf(one.store, exchange).runOnce(live())

    expect(exchange.callsOf("Set-Mailbox")).toHaveLength(1)
    expect(await end(one)).toMatchObject({
      state: "verified",
      before: { forwardingSmtpAddress: "smtp:drop@evil.example" },
      result: expect.stringContaining("no longer forwards to drop@evil.example"),
    })
    expect((await one.incident()).state).toBe("fixed")
    expect((await one.trail()).filter((entry) => entry.kind === "result")).toHaveLength(1)
  })

  it("calls again after a restart when the state shows that the call never arrived", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    const stop = new AbortController()
    exchange.before = (call) => {
      if (call.cmdlet === "Set-Mailbox") stop.abort()
    }
    await pressFix(one)
    await runnerOf(one.store, exchange).runOnce(stop.signal)
    expect((await end(one))?.state).toBe("intended")
    exchange.before = () => undefined

    await runnerOf(one.store, exchange).runOnce(live())

    expect(exchange.callsOf("Set-Mailbox")).toHaveLength(1)
    expect((await end(one))?.state).toBe("verified")
  })

  it("heals an incident that a crash left in working after its fix had ended", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    await pressFix(one)
    let dying = true
    const change: Store["incidents"]["change"] = async (...given) => {
      if (dying) throw new Error("killed")
      return one.store.incidents.change(...given)
    }
    await runnerOf({ ...one.store, incidents: { ...one.store.incidents, change } }, exchange).runOnce(live())
    expect((await one.incident()).state).toBe("working")
    dying = false

    await runnerOf(one.store, exchange).runOnce(live())

    expect((await one.incident()).state).toBe("fixed")
    expect(await runnerOf(one.store, exchange).reconcile()).toBe(0)
  })

  it("heals it although the runs of another one can't be read", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    const [torn] = await openAtFabrikam(one.store)
    await one.store.incidents.change(torn, (incident) => ({
      incident: { ...incident, state: "working" },
      notes: [],
    }))
    await pressFix(one)
    await runnerOf(one.store, exchange).runOnce(live())
    await one.store.incidents.change(one.incidentId, (incident) => ({
      incident: { ...incident, state: "working" },
      notes: [],
    }))
    const ofIncident: Store["journal"]["ofIncident"] = async (id) => {
      if (id === torn) throw new ContractError("The database's row 7 in table remediation is damaged.")
      return one.store.journal.ofIncident(id)
    }

    await runnerOf({ ...one.store, journal: { ...one.store.journal, ofIncident } }, exchange).runOnce(live())

    expect((await one.incident()).state).toBe("fixed")
  })

  it("runs after the start what was pressed right before the process died, and the card told so all the time", async () => {
    const one = await makeCase(makeAlert(), {
      render: async () => {
        throw new Error("killed")
      },
    })
    await pressFix(one)
    const exchange = createFakeExchange([forwardingJoe()])
    const states: string[] = []
    exchange.before = async () => void states.push((await one.incident()).state)

    await runnerOf(one.store, exchange).runOnce(live())

    expect(states).toEqual(["working", "working", "working"])
    expect(await one.incident()).toMatchObject({ state: "fixed", owner: "Kim Vega" })
  })

  it.each([
    ["runs a press of the same night", 11, "verified", 1],
    ["doesn't run a press of the day before", 13, "failed", 0],
  ] as const)("%s after the start", async (_what, hours, state, calls) => {
    const one = await makeCase()
    await pressFix(one)
    const exchange = createFakeExchange([forwardingJoe()])
    const later = () => NOW + hours * 3_600_000

    await runnerOf(one.store, exchange, { now: later }).runOnce(live())

    expect((await end(one))?.state).toBe(state)
    expect(exchange.callsOf("Set-Mailbox")).toHaveLength(calls)
  })

  it("tells the end of what was done, however long ago that was", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    await pressFix(one)
    await runnerOf(dyingAtTheEnd(one.store), exchange).runOnce(live())

    await runnerOf(one.store, exchange, { now: () => NOW + 90 * 3_600_000 }).runOnce(live())

    expect((await end(one))?.state).toBe("verified")
  })

  it("runs what is waiting when it starts, again when woken, and ends with the signal", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    const stop = new AbortController()
    const finished = Promise.withResolvers<void>()
    const runner = runnerOf(one.store, exchange, { onEnd: () => finished.resolve() })
    const running = runner.start(stop.signal)
    await pressFix(one)

    runner.wake()
    await finished.promise
    stop.abort()
    await running

    expect((await one.incident()).state).toBe("fixed")
  })

  it("doesn't let one customer's slow fix hold up another's", async () => {
    const slow = await makeCase()
    const incidents = await openAtFabrikam(slow.store)
    const exchange = createFakeExchange([forwardingJoe()])
    const held = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    const real = exchange.invoke
    const admin = {
      ...exchange,
      invoke: async (...given: Parameters<typeof real>) => {
        if (given[0] === CONTOSO) {
          reached.resolve()
          await held.promise
        }
        return real(...given)
      },
    }
    const ended = Promise.withResolvers<void>()
    const stop = new AbortController()
    await pressFix(slow)
    const runner = runnerOf(slow.store, admin, { onEnd: () => ended.resolve() })
    const running = runner.start(stop.signal)
    await reached.promise

    for (const incidentId of incidents) {
      const wanted = {
        tenantId: FABRIKAM,
        incidentId,
        action: "stop-forwarding",
        requestedBy: "Kim Vega",
      } as const
      const note = { at: NOW, kind: "click", who: "Kim Vega", what: "Pressed", data: {} } as const
      await slow.store.journal.request(
        { ...wanted, requestedAt: NOW, subject: { mailbox: "joe@contoso.example" } },
        note,
      )
    }
    runner.wake()
    await ended.promise

    expect((await slow.store.journal.unfinished()).map((row) => row.tenantId)).toEqual([CONTOSO])
    held.resolve()
    stop.abort()
    await running
  })
})
