/** What a fix without a press is about, and whom it spares: read right before the call, and told on the card. */
import { describe, expect, it } from "vitest"
import { isUnclaimed, WAITING } from "../../src/alert/escalation.ts"
import { MINUTE } from "../../src/lib/time-units.ts"
import { TenantError } from "../../src/model/errors.ts"
import { isCmdlet } from "../../src/model/remediation.ts"
import { unconfirmedIn } from "../../src/model/standing.ts"
import { fakeMailbox } from "../fakes/mailbox-admin.ts"
import { BY, criticalAlert, makeAutomatic, POLICY } from "./make-automatic.ts"
import { callerOf, KIM, makeAlert, NOW } from "./make-case.ts"
import { end, forwardingJoe } from "./make-runner.ts"

describe("what an automatic fix is about", () => {
  it.each([
    ["another address than the records tell", { ForwardingSmtpAddress: "smtp:boss@partner.example" }],
    ["a recipient besides that somebody set before", { ForwardingAddress: "Assistant" }],
  ])("leaves %s alone, and the card says why nothing ran", async (_what, fields) => {
    const { one, exchange, run } = await makeAutomatic(criticalAlert(), {
      mailbox: { ...forwardingJoe(), ...fields },
    })

    await run()

    expect(exchange.callsOf("Set-Mailbox")).toEqual([])
    expect(await one.incident()).toMatchObject({ state: "new" })
    expect((await one.incident()).history.at(-1)?.what).toMatch(
      /^Nothing was changed: Mail goes to .*isn't only what the records tell\. It is left to people\.$/,
    )
  })

  it("says of what was off already that it was, and not that it was stopped", async () => {
    const { one, exchange, run } = await makeAutomatic(criticalAlert(), {
      mailbox: { ...forwardingJoe(), ForwardingSmtpAddress: null },
    })

    await run()

    expect(exchange.callsOf("Set-Mailbox")).toEqual([])
    const incident = await one.incident()
    expect(incident).toMatchObject({ state: "new", automaticAt: NOW })
    expect(incident.history.at(-1)?.what).toContain("doesn't forward")
    expect(unconfirmedIn(incident)).toEqual([])
  })

  const RULE = { Identity: "joe\\1", Name: "..", Enabled: true, ForwardTo: ['"x" [SMTP:drop@evil.example]'] }
  const ruleAlert = () =>
    criticalAlert({
      rule: { ...makeAlert().rule, name: "inbox-rule-forwards-outside", actions: ["disable-inbox-rule"] },
      subject: "inbox-rule:joe@contoso.example:..",
      object: {
        mailbox: "joe@contoso.example",
        ruleName: "..",
        ruleId: "1",
        destination: "drop@evil.example",
      },
      changes: [{ what: "Forwards to", after: "drop@evil.example" }],
    })
  const withRule = (rule: object) =>
    fakeMailbox({ upn: "joe@contoso.example", rules: [{ ...RULE, ...rule }] })

  it("disables the very inbox rule that the incident names", async () => {
    const { one, exchange, run } = await makeAutomatic(ruleAlert(), { mailbox: withRule({}) })

    await run()

    expect(exchange.mailboxes[0]?.rules[0]?.Enabled).toBe(false)
    expect(await one.incident()).toMatchObject({ state: "new", standing: [{ automatic: true }] })
  })

  it("leaves a rule alone that sends elsewhere by now", async () => {
    const rule = { ForwardTo: ['"Kim" [SMTP:kim@contoso.example]'] }
    const { one, exchange, run } = await makeAutomatic(ruleAlert(), { mailbox: withRule(rule) })

    await run()

    expect(exchange.mailboxes[0]?.rules[0]?.Enabled).toBe(true)
    expect((await one.incident()).history.at(-1)?.what).toContain(
      "doesn't send to drop@evil.example any more",
    )
  })

  it("leaves a rule alone that only has the name of the one that is gone", async () => {
    const { one, exchange, run } = await makeAutomatic(ruleAlert(), {
      mailbox: withRule({ Identity: "joe\\7" }),
    })

    await run()

    expect(exchange.mailboxes[0]?.rules[0]?.Enabled).toBe(true)
    expect((await one.incident()).history.at(-1)?.what).toContain("isn't the rule that the records tell")
  })
})

describe("whom an automatic fix spares", () => {
  it.each([
    ["a VIP", { vips: ["joe@contoso.example"] }, "is on the list of VIPs"],
    ["an account for emergencies", { breakGlass: ["joe@contoso.example"] }, "is an account for emergencies"],
    [
      "one of our own accounts",
      { own: { names: ["joe@contoso.example"], domains: [], appIds: [] } },
      "is one of our own accounts",
    ],
    [
      "a customer where two people are asked",
      { policy: { secondPerson: ["always"], approvalMinutes: 60, ask: "nothing" } },
      "Every fix at this customer needs one",
    ],
    [
      "a customer that doesn't allow it any more",
      { automatic: { ...POLICY, fixes: [] } },
      "doesn't let it run",
    ],
  ] as const)("%s", async (_whom, fields, why) => {
    const { one, exchange, run, protect } = await makeAutomatic()
    protect(fields)

    await run()

    expect(exchange.callsOf("Set-Mailbox")).toEqual([])
    const incident = await one.incident()
    expect(incident).toMatchObject({ state: "new" })
    expect(incident.approval).toBeUndefined()
    expect(incident.history.at(-1)).toMatchObject({
      who: BY,
      what: expect.stringContaining(why),
      customerSafe: false,
    })
  })

  it("whom the directory doesn't tell", async () => {
    const { one, exchange, run } = await makeAutomatic()
    exchange.request = async () => {
      throw new TenantError("ERR_TENANT_REFUSED", "Not allowed here.")
    }

    await run()

    expect(exchange.callsOf("Set-Mailbox")).toEqual([])
    expect((await one.incident()).history.at(-1)?.what).toContain("couldn't be found out whose mailbox")
  })
})

describe("closing an incident as harmless after a fix ran by itself", () => {
  it("says that the fix stays, and how it is taken back", async () => {
    const { one, run } = await makeAutomatic()
    await run()

    const reply = await one.press(callerOf(KIM), await one.button("not-a-threat"))

    expect(JSON.stringify(reply)).toContain(
      "“Stop forwarding” ran by itself, and stays. If it shouldn't, go back and press “Undo: stop forwarding” first.",
    )
  })

  it("says nothing of it where nothing ran", async () => {
    const { one } = await makeAutomatic()

    const reply = await one.press(callerOf(KIM), await one.button("not-a-threat"))

    expect(JSON.stringify(reply)).toContain("Why is it harmless?")
    expect(JSON.stringify(reply)).not.toContain("by itself")
  })
})

describe("an automatic fix that was accepted and isn't seen", () => {
  it("is told as failed and rings on; found done by the later look, it waits for a person as any other", async () => {
    const { one, exchange, run, work } = await makeAutomatic()
    const { invoke } = exchange
    let isLagging = true
    exchange.invoke = async (tenant, call, anchor, signal) => {
      const answer = await invoke(tenant, call, anchor, signal)
      const isRead = isCmdlet(call) && call.cmdlet === "Get-Mailbox"
      if (!isRead || !isLagging) return answer
      return {
        ...answer,
        rows: answer.rows.map((row) => ({ ...row, ForwardingSmtpAddress: "smtp:drop@evil.example" })),
      }
    }

    await run()
    expect(await one.incident()).toMatchObject({
      state: "failed",
      standing: [{ half: true, automatic: true }],
    })
    expect(isUnclaimed(await one.incident())).toBe(true)
    isLagging = false
    await work(NOW + 5 * MINUTE)

    expect(exchange.callsOf("Set-Mailbox")).toHaveLength(1)
    expect(await end(one)).toMatchObject({ state: "verified" })
    const incident = await one.incident()
    expect(incident).toMatchObject({ state: "new", standing: [{ automatic: true, undoable: true }] })
    expect(unconfirmedIn(incident)).toEqual(["stop-forwarding"])
  })
})

describe("an incident whose fix runs by itself", () => {
  it("is still nobody's while it runs: what never comes to its end calls somebody", async () => {
    const { one, look } = await makeAutomatic()

    await look()

    const incident = await one.incident()
    expect(incident.state).toBe("working")
    expect(isUnclaimed(incident)).toBe(true)
    expect(await one.store.incidents.list({ states: WAITING, limit: 10 })).toHaveLength(1)
  })
})
