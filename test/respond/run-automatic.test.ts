/** A fix that nobody presses for: a real store, the real runner, a fake Exchange. */
import { describe, expect, it } from "vitest"
import { isUnclaimed } from "../../src/alert/escalation.ts"
import { MINUTE } from "../../src/lib/time-units.ts"
import { MOST_AUTOMATIC_PER_MAILBOX } from "../../src/model/automatic.ts"
import { TenantError } from "../../src/model/errors.ts"
import { alertId } from "../../src/model/ids.ts"
import { createAutomaticFixes } from "../../src/respond/run-automatic.ts"
import { BY, criticalAlert, makeAutomatic, POLICY } from "./make-automatic.ts"
import { CONTOSO, callerOf, KIM, makeAlert, NOW, silentLog } from "./make-case.ts"
import { dyingAtTheEnd, end, forwardingJoe, live, runnerOf } from "./make-runner.ts"

describe("createAutomaticFixes()", () => {
  it("runs the fix once, in the customer's name, and leaves the incident to whoever takes it", async () => {
    const { one, exchange, run } = await makeAutomatic()

    await run()
    await run()

    expect(exchange.callsOf("Set-Mailbox")).toHaveLength(1)
    expect(await one.store.journal.ofIncident(one.incidentId)).toMatchObject([
      { action: "stop-forwarding", state: "verified", automatic: true, requestedBy: BY },
    ])
    const incident = await one.incident()
    expect(incident).toMatchObject({ state: "new", automaticAt: NOW })
    expect(incident.owner).toBeUndefined()
    expect(isUnclaimed(incident)).toBe(true)
    expect(incident.history.map(({ who, what }) => `${who}: ${what}`)).toEqual([
      expect.stringContaining("Watchpost: Mailbox forwards"),
      `${BY}: “Stop forwarding” runs by itself`,
      expect.stringContaining(`${BY}: joe@contoso.example no longer forwards to drop@evil.example`),
    ])
    expect((await one.trail()).map(({ kind, who }) => [kind, who])).toEqual([
      ["alert", expect.anything()],
      ["automatic", BY],
      ["intent", BY],
      ["result", BY],
    ])
  })

  it("is taken back by a press as any other fix, and nothing runs by itself there again", async () => {
    const { one, exchange, run } = await makeAutomatic()
    await run()

    await one.press(callerOf(KIM), await one.button("undo-stop-forwarding"))
    await run()

    expect(exchange.mailboxes[0]?.ForwardingSmtpAddress).toBe("smtp:drop@evil.example")
    expect(await one.incident()).toMatchObject({ state: "claimed", owner: KIM.name })
    expect(exchange.callsOf("Set-Mailbox")).toHaveLength(2)
  })

  it("leaves a mailbox alone where somebody took a fix back, also in another incident", async () => {
    const { one, exchange, run, work, comes } = await makeAutomatic()
    await run()
    await one.press(callerOf(KIM), await one.button("undo-stop-forwarding"))
    await work()

    const later = await comes(criticalAlert({ id: alertId("alr_2"), subject: "forwarding:joe" }))
    await run()

    expect(exchange.callsOf("Set-Mailbox")).toHaveLength(2)
    expect(later?.id).not.toBe(one.incidentId)
    const now = await one.store.incidents.incident(later?.id ?? one.incidentId)
    expect(now?.history.at(-1)).toMatchObject({
      who: BY,
      what: expect.stringContaining("Somebody took a fix back at this mailbox"),
    })
  })

  it("leaves alone what somebody called harmless at this mailbox before", async () => {
    const { one, exchange, run, comes } = await makeAutomatic()
    const inputs = { plan: "send", reason: "Asked for by Joe" }
    await one.press(callerOf(KIM), await one.button("not-a-threat"), { inputs })
    expect((await one.incident()).state).toBe("not-a-threat")

    const again = await comes(criticalAlert({ id: alertId("alr_2") }))
    await run()

    expect(exchange.callsOf("Set-Mailbox")).toEqual([])
    const now = await one.store.incidents.incident(again?.id ?? one.incidentId)
    expect(now?.state).toBe("new")
    expect(now?.history.at(-1)?.what).toContain("Somebody called the same harmless at this mailbox")
  })

  it("stops it again where the one before was dealt with, up to so many a day", async () => {
    const { one, exchange, run, work, comes } = await makeAutomatic()
    await run()
    await one.press(callerOf(KIM), await one.button("stop-forwarding"))
    await work()
    expect((await one.incident()).state).toBe("fixed")

    for (const id of ["alr_2", "alr_3", "alr_4"]) {
      Object.assign(exchange.mailboxes[0] ?? {}, forwardingJoe())
      const next = await comes(criticalAlert({ id: alertId(id), subject: `forwarding:${id}` }))
      await run()
      expect(next?.state).toBe("new")
    }

    expect(exchange.callsOf("Set-Mailbox")).toHaveLength(MOST_AUTOMATIC_PER_MAILBOX)
    expect(exchange.mailboxes[0]?.ForwardingSmtpAddress).not.toBeNull()
  })

  it("is confirmed by a person who presses the same fix: that closes the incident, and undo still works", async () => {
    const { one, exchange, run, work } = await makeAutomatic()
    await run()

    await one.press(callerOf(KIM), await one.button("stop-forwarding"))
    await work()

    expect(exchange.callsOf("Set-Mailbox")).toHaveLength(1)
    expect(await one.incident()).toMatchObject({
      ...{ state: "fixed", owner: KIM.name },
      standing: [{ action: "stop-forwarding", undoable: true }],
    })
    expect((await one.incident()).standing?.[0]?.automatic).toBeUndefined()
    await one.press(callerOf(KIM), await one.button("undo-stop-forwarding"))
    await work()
    expect(exchange.mailboxes[0]?.ForwardingSmtpAddress).toBe("smtp:drop@evil.example")
  })

  it("does nothing for a customer that didn't opt in", async () => {
    const { one, exchange, run } = await makeAutomatic()

    await run(NOW, { customers: [] })

    expect(exchange.calls).toEqual([])
    expect((await one.incident()).automaticAt).toBeUndefined()
  })

  it("does nothing for what is less bad than the customer said", async () => {
    const { exchange, run } = await makeAutomatic(makeAlert({ subject: "forwarding:joe@contoso.example" }))

    await run()

    expect(exchange.calls).toEqual([])
  })

  it("leaves it to people while fixes are frozen, says so on the card, and doesn't come back to it", async () => {
    const { one, exchange, run } = await makeAutomatic()
    const note = { at: NOW, kind: "command", who: "Kim", what: "froze", data: {} } as const
    await one.store.brake.freeze({ by: "Kim Vega", at: NOW, reason: "" }, note)

    await run()
    await one.store.brake.release({ by: "Kim Vega", at: NOW }, note)
    await run()

    expect(exchange.calls).toEqual([])
    expect((await one.incident()).history.at(-1)?.what).toMatch(
      /^“Stop forwarding” didn't run by itself: All fixes are frozen by Kim Vega/,
    )
    expect((await one.trail()).filter(({ kind }) => kind === "automatic")).toHaveLength(1)
  })

  it("doesn't run what somebody took in the same moment", async () => {
    const { one, exchange, look, work } = await makeAutomatic()
    const { request } = one.store.journal
    const store = {
      ...one.store,
      journal: {
        ...one.store.journal,
        request: async (...given: Parameters<typeof request>) => {
          await one.press(callerOf(KIM), await one.button("claim"))
          return request(...given)
        },
      },
    }

    await look(NOW, { store })
    await work()

    expect(exchange.calls).toEqual([])
    expect(await one.incident()).toMatchObject({ state: "claimed", owner: KIM.name })
  })

  it("goes on where the process died between the call and its end, without a second call", async () => {
    const { one, exchange, look, work } = await makeAutomatic()
    await look()
    await runnerOf(dyingAtTheEnd(one.store), exchange).runOnce(live())
    expect((await end(one))?.state).toBe("intended")

    await look()
    await work(NOW + 10 * MINUTE)

    expect(exchange.callsOf("Set-Mailbox")).toHaveLength(1)
    expect((await end(one))?.state).toBe("verified")
    expect((await one.incident()).state).toBe("new")
  })

  it("calls nothing when it could only begin more than an hour after it was journaled", async () => {
    const { one, exchange, look, work } = await makeAutomatic()
    await look()

    await work(NOW + 61 * MINUTE)

    expect(exchange.callsOf("Set-Mailbox")).toEqual([])
    expect(await one.incident()).toMatchObject({ state: "new" })
    expect((await one.incident()).history.at(-1)?.what).toContain("more than an hour ago")
  })

  it("is told as a failed fix where the service refuses the call, stays unclaimed, and isn't tried again", async () => {
    const { one, exchange, run } = await makeAutomatic()
    exchange.failNext("Set-Mailbox", "before", new TenantError("ERR_TENANT_REFUSED", "Not allowed here."))

    await run()
    await run()

    expect(exchange.callsOf("Set-Mailbox")).toHaveLength(1)
    const incident = await one.incident()
    expect(incident.state).toBe("failed")
    expect(isUnclaimed(incident)).toBe(true)
    expect(incident.history.at(-1)).toMatchObject({ who: BY, customerSafe: false })
  })

  it("lets whoever presses at the same customer go first", async () => {
    const ann = { kind: "mailbox", id: "ann@contoso.example", name: "ann@contoso.example" } as const
    const other = makeAlert({
      id: alertId("alr_ann"),
      target: ann,
      subject: "forwarding:ann@contoso.example",
    })
    const { one, exchange, look, work } = await makeAutomatic([criticalAlert(), other])
    exchange.mailboxes.push({ ...forwardingJoe(), upn: ann.id })
    await look()
    const [pressed] = await one.store.incidents.openAbout(CONTOSO, other.subject)
    const wanted = {
      ...{ tenantId: CONTOSO, incidentId: pressed?.id ?? one.incidentId, action: "stop-forwarding" as const },
      ...{ requestedBy: "Kim Vega", requestedAt: NOW, subject: { mailbox: ann.id, target: ann.id } },
    }
    const note = { at: NOW, kind: "click", who: "Kim Vega", what: "pressed", data: {} } as const
    await one.store.journal.request(wanted, note)

    await work()

    const order = exchange.callsOf("Set-Mailbox").map(({ parameters }) => parameters.Identity)
    expect(order).toEqual(["ann@contoso.example", "joe@contoso.example"])
  })

  it("goes to whoever it was handed to while it ran", async () => {
    const { one, look, work } = await makeAutomatic()
    await look()
    await one.store.incidents.change(one.incidentId, (incident) => ({
      incident: { ...incident, owner: KIM.name, claimedAt: NOW },
      notes: [],
    }))

    await work()

    expect(await one.incident()).toMatchObject({ state: "claimed", owner: KIM.name })
  })

  it("looks once more when it is woken, and not at all where no customer opted in", async () => {
    const { one } = await makeAutomatic()
    let looks = 0
    const untaken: typeof one.store.incidents.untaken = async (filter) => {
      looks += 1
      return one.store.incidents.untaken(filter)
    }
    const customers = [{ id: CONTOSO, displayName: "Contoso Ltd", automatic: POLICY }]
    const deps = { store: { ...one.store, incidents: { ...one.store.incidents, untaken } }, log: silentLog }
    const common = { ...deps, wakeJobs: () => undefined, now: () => NOW }
    const stop = new AbortController()

    await createAutomaticFixes({ ...common, customers: [] }).start(stop.signal)
    expect(looks).toBe(0)
    const fixes = createAutomaticFixes({ ...common, customers })
    const running = fixes.start(stop.signal)
    await expect.poll(() => looks).toBe(1)
    fixes.wake()
    await expect.poll(() => looks).toBe(2)
    stop.abort()
    await running
  })

  it("looks at the others when one of them can't be decided", async () => {
    const { one, exchange, look, work } = await makeAutomatic()
    let calls = 0
    const store = {
      ...one.store,
      brake: {
        ...one.store.brake,
        frozen: async () => {
          calls += 1
          throw new Error("the disk is full")
        },
      },
    }
    const errors: string[] = []
    const log = { info: () => {}, warn: () => {}, error: (text: string) => void errors.push(text) }

    await look(NOW, { store, log })
    await look()
    await work()

    expect(calls).toBe(1)
    expect(errors).toEqual(["it could not be decided whether a fix runs by itself"])
    expect(exchange.callsOf("Set-Mailbox")).toHaveLength(1)
  })
})
