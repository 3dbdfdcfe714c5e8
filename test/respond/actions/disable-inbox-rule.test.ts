import { describe, expect, it } from "vitest"
import { disableInboxRule } from "../../../src/respond/actions/disable-inbox-rule.ts"
import { reachOf } from "../../../src/respond/reach.ts"
import { createFakeExchange, type FakeRule, fakeMailbox } from "../../fakes/mailbox-admin.ts"
import { CONTOSO } from "../make-case.ts"

const signal = new AbortController().signal
const MAILBOX = "5f0c8a52-2f0e-4c3c-9f3a-6f1f6a1f0c01"

const rule = (id: string, fields: Partial<FakeRule> = {}): FakeRule => ({
  Identity: `${MAILBOX}\\${id}`,
  Name: ".",
  Enabled: true,
  ...fields,
})

const exchangeWith = (...rules: FakeRule[]) =>
  createFakeExchange([fakeMailbox({ upn: "joe@contoso.example", rules })])

const subjectWith = (fields: Record<string, string>) => ({
  mailbox: "joe@contoso.example",
  targetName: "joe@contoso.example",
  ...fields,
})

async function identityFor(fields: Record<string, string>, ...rules: FakeRule[]) {
  const snapshot = await disableInboxRule.read(
    subjectWith(fields),
    reachOf(exchangeWith(...rules), CONTOSO, signal),
  )
  return snapshot.identity
}

describe("disableInboxRule.read()", () => {
  it("reads all rules of the mailbox, hidden ones too", async () => {
    const exchange = exchangeWith(rule("11", { hidden: true }))

    const before = await disableInboxRule.read(
      subjectWith({ ruleId: "11" }),
      reachOf(exchange, CONTOSO, signal),
    )

    expect(before).toMatchObject({ identity: `${MAILBOX}\\11`, enabled: true })
    expect(exchange.calls).toEqual([
      {
        cmdlet: "Get-InboxRule",
        parameters: { Mailbox: "joe@contoso.example", IncludeHidden: true, ResultSize: "Unlimited" },
        anchor: "joe@contoso.example",
      },
    ])
  })

  it("tells recipients as people write them, each once", async () => {
    const forwards = [
      '"a@evil.example" [SMTP:a@evil.example]',
      '"Kim" [SMTP:kim@evil.example]',
      '"Lee" [EX:/o=x/cn=lee]',
      "odd",
    ]
    const before = await disableInboxRule.read(
      subjectWith({ ruleId: "11" }),
      reachOf(exchangeWith(rule("11", { ForwardTo: forwards })), CONTOSO, signal),
    )

    expect(disableInboxRule.live?.(before)).toContainEqual({
      label: "Forwards to",
      value: "a@evil.example, Kim (kim@evil.example), Lee, odd",
    })
  })

  it("finds a 64-bit id digit for digit, also written signed", async () => {
    const rules = [rule("15394007230974001153"), rule("15394007230974001000")]

    expect(await identityFor({ ruleId: "15394007230974001153" }, ...rules)).toBe(
      `${MAILBOX}\\15394007230974001153`,
    )
    expect(await identityFor({ ruleId: "-3052736842735550463" }, ...rules)).toBe(
      `${MAILBOX}\\15394007230974001153`,
    )
  })

  it("prefers the id over the name", async () => {
    const rules = [rule("11", { Name: "Updates" }), rule("12", { Name: "Other" })]

    expect(await identityFor({ ruleId: "12", ruleName: "Updates" }, ...rules)).toBe(`${MAILBOX}\\12`)
  })

  it("matches the name exactly, but for characters that nobody sees", async () => {
    const rules = [
      rule("11", { Name: "Updates " }),
      rule("12", { Name: "updates" }),
      rule("13", { Name: "..\u200b" }),
    ]

    expect(await identityFor({ ruleName: "Updates" }, ...rules)).toBe(`${MAILBOX}\\11`)
    expect(await identityFor({ ruleName: ".." }, ...rules)).toBe(`${MAILBOX}\\13`)
  })

  it("of two with the same name takes the one that sends to the alert's destination", async () => {
    const rules = [rule("11"), rule("12", { ForwardTo: ['"drop@evil.example" [SMTP:drop@evil.example]'] })]

    expect(await identityFor({ ruleName: ".", destination: "Drop@evil.example" }, ...rules)).toBe(
      `${MAILBOX}\\12`,
    )
  })

  it("of two with the same name takes the only one that is on", async () => {
    expect(await identityFor({ ruleName: "." }, rule("11", { Enabled: false }), rule("12"))).toBe(
      `${MAILBOX}\\12`,
    )
  })

  it("refuses when two with the same name are on", async () => {
    await expect(identityFor({ ruleName: "." }, rule("11"), rule("12"))).rejects.toThrow(
      /has 2 rules called "\."/,
    )
  })

  it.each(["Junk E-mail Rule", "Microsoft.Exchange.OOF.InternalSenders.Global", "Delegate Rule -123"])(
    "leaves Exchange's own %s alone",
    async (Name) => {
      await expect(identityFor({ ruleName: Name }, rule("11", { Name }))).rejects.toThrow(
        /rule of Exchange itself/,
      )
      expect(await identityFor({ ruleId: "11" }, rule("11", { Name }))).toBeNull()
    },
  )

  it.each<[string, Partial<FakeRule>]>([
    ["Junk E-mail Rule", { ForwardTo: ['"drop@evil.example" [SMTP:drop@evil.example]'] }],
    ["Junk E-mail Rule", { DeleteMessage: true }],
    ["Microsoft.Exchange.OOF.InternalSenders.Global", { ForwardTo: ['"Rob" [EX:/o=ExchangeLabs/cn=rob]'] }],
    ["Delegate Rule -123", { ForwardTo: ['"drop@evil.example" [SMTP:drop@evil.example]'] }],
  ])("isn't fooled by a rule that borrows the name %s: %j", async (Name, fields) => {
    expect(await identityFor({ ruleName: Name }, rule("11", { Name, ...fields }))).toBe(`${MAILBOX}\\11`)
    expect(await identityFor({ ruleId: "11" }, rule("11", { Name, ...fields }))).toBe(`${MAILBOX}\\11`)
  })

  it("leaves the rule for delegates alone, which sends inside and deletes", async () => {
    const own = rule("11", {
      Name: "Delegate Rule -123",
      ForwardTo: ['"Rob" [EX:/o=x/cn=rob]'],
      DeleteMessage: true,
    })

    expect(await identityFor({ ruleId: "11" }, own)).toBeNull()
  })

  it.each<Record<string, string>>([{}, { ruleName: "" }, { ruleName: " \u200b" }])(
    "refuses an alert that names no rule: %j",
    async (fields) => {
      await expect(identityFor(fields, rule("11", { Name: "" }))).rejects.toThrow(
        /doesn't name the inbox rule/,
      )
    },
  )

  it("says that a rule is gone instead of taking another", async () => {
    const exchange = exchangeWith(rule("12", { Name: "Other" }))
    const subject = subjectWith({ ruleId: "11", ruleName: "Updates" })

    const before = await disableInboxRule.read(subject, reachOf(exchange, CONTOSO, signal))

    expect(disableInboxRule.plan(subject, before)).toEqual([])
    expect(disableInboxRule.describe(before, before)).toContain("it is gone")
  })
})

describe("disableInboxRule", () => {
  it("disables by identity without asking back, proves it on the same rule, and can be undone", async () => {
    const exchange = exchangeWith(rule("11", { Enabled: false }), rule("12"))
    const subject = subjectWith({ ruleName: "." })
    const before = await disableInboxRule.read(subject, reachOf(exchange, CONTOSO, signal))
    const pinned = disableInboxRule.pin(subject, before)

    const plan = disableInboxRule.plan(pinned, before)
    for (const call of plan) await exchange.invoke(CONTOSO, call, undefined, signal)

    expect(plan).toEqual([
      {
        cmdlet: "Disable-InboxRule",
        parameters: { Identity: `${MAILBOX}\\12`, Confirm: false, Force: true },
      },
    ])
    const after = await disableInboxRule.read(pinned, reachOf(exchange, CONTOSO, signal))
    expect(disableInboxRule.isDone(pinned, after)).toBe(true)
    expect(disableInboxRule.describe(before, after)).toBe(
      'Inbox rule "." of joe@contoso.example is switched off: read back, it is off.',
    )
    for (const call of disableInboxRule.inverse(pinned, before)) {
      await exchange.invoke(CONTOSO, call, undefined, signal)
    }
    expect(await disableInboxRule.read(pinned, reachOf(exchange, CONTOSO, signal))).toEqual(before)
  })

  it("says before the click that Outlook-only rules get lost", () => {
    expect(disableInboxRule.reversibility).toMatch(/can't be undone.*Outlook-only \(client-side\) rules/)
  })
})
