import { describe, expect, it } from "vitest"
import type { Store } from "../../src/ports/store.ts"
import { createFakeExchange } from "../fakes/mailbox-admin.ts"
import { makeCase, NOW } from "./make-case.ts"
import { end, forwardingJoe, live, pressFix, runnerOf } from "./make-runner.ts"

describe("createRemediationRunner() after a crash", () => {
  it("finishes once after the process died between the call and its result", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    const finish = async () => {
      throw new Error("killed")
    }
    await pressFix(one)
    await runnerOf({ ...one.store, journal: { ...one.store.journal, finish } }, exchange).runOnce(live())
    expect((await end(one))?.state).toBe("intended")

    await runnerOf(one.store, exchange).runOnce(live())

    expect(exchange.callsOf("Set-Mailbox")).toHaveLength(1)
    expect(await end(one)).toMatchObject({
      state: "verified",
      before: { forwardingSmtpAddress: "smtp:drop@evil.example" },
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

    const healed = await runnerOf(one.store, exchange).reconcile()

    expect(healed).toBe(1)
    expect((await one.incident()).state).toBe("fixed")
    expect(await runnerOf(one.store, exchange).reconcile()).toBe(0)
  })

  it("finishes a fix whose click was journaled before the process died", async () => {
    const one = await makeCase()
    const { tenantId, id } = await one.incident()
    const wanted = { tenantId, incidentId: id, action: "stop-forwarding", requestedBy: "Kim Vega" } as const
    const note = { at: NOW, kind: "click", who: "Kim Vega", what: "Pressed", data: {} } as const
    const subject = { mailbox: "joe@contoso.example" }
    await one.store.journal.request({ ...wanted, requestedAt: NOW, subject }, note)

    await runnerOf(one.store, createFakeExchange([forwardingJoe()])).runOnce(live())

    expect((await one.incident()).state).toBe("fixed")
  })

  it("runs what is waiting when it starts, again when woken, and ends with the signal", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    const stop = new AbortController()
    const finished = Promise.withResolvers<void>()
    const runner = runnerOf(one.store, exchange, [], () => finished.resolve())
    const running = runner.start(stop.signal)
    await pressFix(one)

    runner.wake()
    await finished.promise
    stop.abort()
    await running

    expect((await one.incident()).state).toBe("fixed")
  })
})
