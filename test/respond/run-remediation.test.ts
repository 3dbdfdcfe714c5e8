import { describe, expect, it } from "vitest"
import { CmdletError, TenantError, UpstreamError } from "../../src/model/errors.ts"
import { callName } from "../../src/model/remediation.ts"
import { createFakeExchange, type FakeExchange, fakeMailbox } from "../fakes/mailbox-admin.ts"
import { callerOf, KIM, LEE, makeAlert, makeCase, NOW } from "./make-case.ts"
import { end, forwardingJoe, live, pressFix, runnerOf } from "./make-runner.ts"

const noAnswer = () => new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Exchange didn't answer.")

describe("createRemediationRunner()", () => {
  it("reads, writes the intent, calls, reads back, and proves the result on card and trail", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    await pressFix(one)

    const done = await runnerOf(one.store, exchange).runOnce(live())

    expect(done).toBe(1)
    expect(exchange.calls.map((call) => call.cmdlet)).toEqual(["Get-Mailbox", "Set-Mailbox", "Get-Mailbox"])
    expect(exchange.mailboxes[0]).toMatchObject({
      ForwardingSmtpAddress: null,
      DeliverToMailboxAndForward: false,
    })
    expect(await end(one)).toMatchObject({
      state: "verified",
      before: { forwardingSmtpAddress: "smtp:drop@evil.example" },
      after: { forwardingSmtpAddress: null },
      result: expect.stringContaining("no longer forwards to drop@evil.example: read back"),
    })
    expect(await one.incident()).toMatchObject({
      state: "fixed",
      history: expect.arrayContaining([expect.objectContaining({ who: "Watchpost for Kim Vega" })]),
      live: { lines: [{ label: "Forwarding", value: "off" }] },
    })
    const trail = await one.trail()
    expect(trail.map((entry) => entry.kind)).toEqual(["alert", "click", "intent", "result"])
    expect(trail[2]).toMatchObject({ data: { calls: [{ cmdlet: "Set-Mailbox" }] } })
  })

  it("has the intent with cmdlet and parameters in the trail before the write is called", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    let atTheCall: readonly string[] = []
    exchange.before = async (call) => {
      if (call.cmdlet === "Set-Mailbox") atTheCall = (await one.trail()).map((entry) => entry.kind)
    }
    await pressFix(one)

    await runnerOf(one.store, exchange).runOnce(live())

    expect(atTheCall.at(-1)).toBe("intent")
  })

  it("calls nothing when the intent can't be written, and takes the fix up again later", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    const intend = async () => {
      throw new Error("disk full")
    }
    const broken = { ...one.store, journal: { ...one.store.journal, intend } }
    await pressFix(one)

    const done = await runnerOf(broken, exchange).runOnce(live())

    expect(done).toBe(0)
    expect(exchange.callsOf("Set-Mailbox")).toEqual([])
    expect(await runnerOf(one.store, exchange).runOnce(live())).toBe(1)
  })

  it("does its work once for two people and two overlapping runs", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    const runner = runnerOf(one.store, exchange)
    await Promise.all([pressFix(one), pressFix(one, LEE), pressFix(one)])

    const done = await Promise.all([runner.runOnce(live()), runner.runOnce(live())])

    expect(done.toSorted()).toEqual([0, 1])
    expect(exchange.callsOf("Set-Mailbox")).toHaveLength(1)
    expect((await one.trail()).filter((entry) => entry.kind === "result")).toHaveLength(1)
  })

  it("reads instead of repeating when the answer was lost after the write had happened", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    exchange.failNext("Set-Mailbox", "after", noAnswer())
    await pressFix(one)

    await runnerOf(one.store, exchange).runOnce(live())

    expect(exchange.callsOf("Set-Mailbox")).toHaveLength(1)
    expect((await end(one))?.state).toBe("verified")
  })

  it("tries again when the write never happened, with a new intent in the trail", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    exchange.failNext("Set-Mailbox", "before", noAnswer())
    await pressFix(one)

    await runnerOf(one.store, exchange).runOnce(live())

    expect(exchange.callsOf("Set-Mailbox")).toHaveLength(2)
    expect((await end(one))?.state).toBe("verified")
    expect((await one.trail()).filter((entry) => entry.kind === "intent")).toHaveLength(2)
  })

  it("gives up after three rounds without an answer, with growing pauses, and can be asked again", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    const pauses: number[] = []
    for (let round = 0; round < 3; round += 1) exchange.failNext("Set-Mailbox", "before", noAnswer())
    await pressFix(one)

    await runnerOf(one.store, exchange, { pauses }).runOnce(live())

    expect(exchange.callsOf("Set-Mailbox")).toHaveLength(3)
    expect(pauses.slice(0, 5)).toEqual([1_000, 1_000, 2_000, 4_000, 8_000])
    expect((await end(one))?.state).toBe("failed")
    expect((await one.incident()).state).toBe("failed")

    await pressFix(one)
    await runnerOf(one.store, exchange).runOnce(live())
    expect((await one.incident()).state).toBe("fixed")
  })

  it("waits until the change is seen, because replicas lag", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    const real = exchange.invoke
    let stale = 2
    const admin: FakeExchange = {
      ...exchange,
      invoke: async (...given) => {
        const answer = await real(...given)
        const written = exchange.callsOf("Set-Mailbox").length > 0
        if (callName(given[1]) !== "Get-Mailbox" || !written || stale === 0) return answer
        stale -= 1
        return { rows: [{ ForwardingSmtpAddress: "smtp:drop@evil.example" }], warnings: [] }
      },
    }
    const pauses: number[] = []
    await pressFix(one)

    await runnerOf(one.store, admin, { pauses }).runOnce(live())

    expect(pauses).toEqual([1_000, 2_000])
    expect((await end(one))?.state).toBe("verified")
  })

  it("says already done, and calls nothing, when the mailbox is as wanted", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([fakeMailbox({ upn: "joe@contoso.example" })])
    await pressFix(one)

    await runnerOf(one.store, exchange).runOnce(live())

    expect(exchange.callsOf("Set-Mailbox")).toEqual([])
    expect(await end(one)).toMatchObject({
      state: "already-done",
      result: expect.stringContaining("doesn't forward"),
    })
    expect((await one.incident()).state).toBe("fixed")
  })

  it("says already done when Exchange warns that the entry doesn't exist any more", async () => {
    const grant = { User: "rob@contoso.example", AccessRights: ["FullAccess"] }
    const one = await makeCase(permissionAlert())
    const mailbox = fakeMailbox({ upn: "joe@contoso.example", permissions: [grant] })
    const exchange = createFakeExchange([mailbox])
    exchange.before = (call) => {
      if (call.cmdlet === "Remove-MailboxPermission") mailbox.permissions = []
    }
    await one.press(callerOf(KIM), await one.button("remove-mailbox-permission"))

    await runnerOf(one.store, exchange).runOnce(live())

    expect((await end(one))?.state).toBe("already-done")
    expect((await one.trail()).at(-1)).toMatchObject({
      data: { calls: [{ answer: expect.stringContaining("ACE doesn't exist") }] },
    })
  })

  it("reads back the very rule that it disabled, though another has its name", async () => {
    const one = await makeCase(
      makeAlert({
        rule: { ...makeAlert().rule, actions: ["disable-inbox-rule"] },
        object: { ruleName: "." },
      }),
    )
    const rules = [
      { Identity: "joe\\11", Name: ".", Enabled: false },
      { Identity: "joe\\12", Name: ".", Enabled: true, hidden: true },
    ]
    const exchange = createFakeExchange([fakeMailbox({ upn: "joe@contoso.example", rules })])
    await one.press(callerOf(KIM), await one.button("disable-inbox-rule"))

    await runnerOf(one.store, exchange).runOnce(live())

    expect(exchange.callsOf("Disable-InboxRule").map((call) => call.parameters.Identity)).toEqual(["joe\\12"])
    expect((await end(one))?.state).toBe("verified")
  })

  it("fails with the service's sentence and what is still so, when the write is refused", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    const pauses: number[] = []
    exchange.failNext("Set-Mailbox", "before", new TenantError("ERR_TENANT_REFUSED", "The role is missing."))
    await pressFix(one)

    await runnerOf(one.store, exchange, { pauses }).runOnce(live())

    expect(await end(one)).toMatchObject({
      state: "failed",
      result: "The role is missing. joe@contoso.example still forwards to drop@evil.example.",
    })
    expect(pauses).toEqual([])
  })

  it.each([
    ["the mailbox is gone", new CmdletError("Exchange doesn't find the mailbox.", { missing: true })],
    ["consent is missing", new TenantError("ERR_TENANT_NO_CONSENT", "Ask for consent again.")],
    ["something throws that nobody planned", new TypeError("secret-token-in-a-message")],
  ])("ends as failed, with nothing changed and one sentence, when %s", async (_case, error) => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    exchange.failNext("Get-Mailbox", "before", error)
    await pressFix(one)

    await runnerOf(one.store, exchange).runOnce(live())

    expect(await end(one)).toMatchObject({
      state: "failed",
      result: expect.stringMatching(/^Nothing was changed: /),
    })
    expect(JSON.stringify(await one.trail())).not.toContain("secret-token")
    expect((await one.incident()).state).toBe("failed")
  })

  it("runs one fix at a time in one tenant", async () => {
    const one = await makeCase(
      makeAlert({
        rule: { ...makeAlert().rule, actions: ["stop-forwarding", "remove-mailbox-permission"] },
        object: { user: "rob@contoso.example", accessRights: "FullAccess" },
      }),
    )
    const exchange = createFakeExchange([forwardingJoe()])
    const runner = runnerOf(one.store, exchange)
    const openRows: number[] = []
    exchange.before = async () => void openRows.push((await one.store.journal.unfinished()).length)
    const note = { at: NOW, kind: "click", who: "Kim Vega", what: "Pressed", data: {} } as const
    const { tenantId, id: incidentId } = await one.incident()
    for (const action of ["stop-forwarding", "remove-mailbox-permission"] as const) {
      const subject = {
        mailbox: "joe@contoso.example",
        user: "rob@contoso.example",
        accessRights: "FullAccess",
      }
      const wanted = { tenantId, incidentId, action, requestedBy: "Kim Vega", requestedAt: NOW, subject }
      await one.store.journal.request(wanted, note)
    }

    await Promise.all([runner.runOnce(live()), runner.runOnce(live())])

    expect(exchange.calls.map((call) => call.cmdlet)).toEqual([
      "Get-Mailbox",
      "Set-Mailbox",
      "Get-Mailbox",
      "Get-MailboxPermission",
    ])
    expect(openRows).toEqual([2, 2, 2, 1])
  })
})

const permissionAlert = () =>
  makeAlert({
    rule: { ...makeAlert().rule, actions: ["remove-mailbox-permission"] },
    object: { user: "rob@contoso.example", accessRights: "FullAccess" },
  })
