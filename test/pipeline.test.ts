import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { compileRuleSet } from "../src/detect/rule-set.ts"
import type { JsonObject } from "../src/model/json.ts"
import { decide } from "../src/pipeline.ts"
import { makeContext, makeRaw, makeTenant, parameters, TENANT_ID } from "./make/make-record.ts"

const alertsOf = (raws: readonly unknown[]) => decide(raws, makeContext()).alerts
const rule = (named: Readonly<Record<string, string>>, changed: JsonObject = {}): JsonObject =>
  makeRaw({ Operation: "New-InboxRule", Parameters: parameters(named), ...changed })

describe("decide()", () => {
  it("turns a forwarding into one alert that says what happened and holds what a fix needs", () => {
    const { alerts } = decide([makeRaw()], makeContext({ country: () => "NL" }))

    expect(alerts).toHaveLength(1)
    expect(alerts[0]).toMatchObject({
      tenantId: TENANT_ID,
      level: "high",
      rule: { name: "mailbox-forwarding-outside", techniques: ["T1114.003"] },
      actorName: "anna.berg@contoso.example",
      subject: "forwarding:anna.berg@contoso.example",
      object: { mailbox: "anna.berg@contoso.example" },
      summary:
        "anna.berg@contoso.example's mailbox was set to forward all mail to drop@evil.example (by anna.berg@contoso.example).",
      changes: [{ what: "Forwarding", after: "drop@evil.example" }],
      ip: "203.0.113.24",
      country: "NL",
      happenedAt: Date.UTC(2026, 2, 2, 8, 15, 30),
      count: 1,
      recordIds: ["6b0c9f5e-41d2-4a77-8e0a-0d5b7c3f9a01"],
    })
  })

  it("gives the same alert the same id, whatever comes with it", () => {
    const [once] = alertsOf([makeRaw()])
    const [again] = alertsOf([makeRaw({ Id: "other", Operation: "Send" }), makeRaw()])

    expect(once?.id).toMatch(/^alr_[0-9a-f]{32}$/)
    expect(again?.id).toBe(once?.id)
    expect(alertsOf([makeRaw({ Id: "6b0c9f5e-41d2-4a77-8e0a-0d5b7c3f9a02" })])[0]?.id).not.toBe(once?.id)
  })

  it("counts a record that the feed repeats once", () => {
    expect(alertsOf([makeRaw(), makeRaw()])[0]?.count).toBe(1)
  })

  it("counts records of one masked id by what they say, and each of them once", () => {
    const masked = ["08:15:30", "08:15:31", "08:15:31", "08:15:30"].map((time) =>
      makeRaw({ Id: "masked", CreationTime: `2026-03-02T${time}` }),
    )

    expect(alertsOf(masked)[0]?.count).toBe(2)
  })

  it("makes one alert of the records of one act, and two of two acts", () => {
    const second = makeRaw({
      Id: "6b0c9f5e-41d2-4a77-8e0a-0d5b7c3f9a02",
      CreationTime: "2026-03-02T08:16:30",
    })
    const later = makeRaw({ Id: "6b0c9f5e-41d2-4a77-8e0a-0d5b7c3f9a03", CreationTime: "2026-03-02T08:17:31" })

    const alerts = alertsOf([later, second, makeRaw()])

    expect(alerts.map(({ count, recordIds }) => [count, recordIds.map((id) => id.slice(-1))])).toEqual([
      [2, ["1", "2"]],
      [1, ["3"]],
    ])
  })

  it("keeps acts of two people apart", () => {
    const other = makeRaw({ Id: "6b0c9f5e-41d2-4a77-8e0a-0d5b7c3f9a02", UserId: "admin@contoso.example" })

    expect(alertsOf([makeRaw(), other])).toHaveLength(2)
  })

  it("gives a rule that forwards and deletes one alert of the higher level", () => {
    const alerts = alertsOf([rule({ Name: "..", ForwardTo: "drop@evil.example", DeleteMessage: "True" })])

    expect(alerts.map((alert) => [alert.rule.name, alert.level])).toEqual([
      ["inbox-rule-forwards-outside", "critical"],
    ])
    expect(alerts[0]?.object).toEqual({
      mailbox: "anna.berg@contoso.example",
      ruleName: "..",
      destination: "drop@evil.example",
    })
    expect(alerts[0]?.subject).toBe("inbox-rule:anna.berg@contoso.example:..")
  })

  it("holds the id of a rule where the record tells it, as an unsigned number", () => {
    const outlook = makeRaw({
      Operation: "UpdateInboxRules",
      RecordType: 2,
      MailboxOwnerUPN: "anna.berg@contoso.example",
      OperationProperties: parameters({
        RuleId: "-3052737098859550463",
        RuleActions: '[{"ActionType":"Forward","Recipients":["x@evil.example"]}]',
      }),
    })

    expect(alertsOf([outlook])[0]?.object).toMatchObject({ ruleId: "15394006974850001153" })
  })

  it("holds who got which right on which mailbox", () => {
    const grant = makeRaw({
      Operation: "Add-MailboxPermission",
      UserId: "admin@contoso.example",
      Parameters: parameters({
        Identity: "anna.berg@contoso.example",
        User: "Ben@contoso.example",
        AccessRights: "FullAccess",
      }),
    })

    expect(alertsOf([grant])[0]).toMatchObject({
      subject: "permission:anna.berg@contoso.example:ben@contoso.example",
      object: {
        mailbox: "anna.berg@contoso.example",
        user: "Ben@contoso.example",
        accessRights: "FullAccess",
        kind: "FullAccess",
      },
      summary:
        "admin@contoso.example gave Ben@contoso.example full access to anna.berg@contoso.example's mailbox.",
    })
  })

  it("leaves hostile names as plain text and keeps them on one line", () => {
    const name = "[click](https://evil.example) ${1+1} <at>all</at>\r\nsecond line"
    const [alert] = alertsOf([rule({ Name: name, DeleteMessage: "True" })])

    expect(alert?.summary).toContain("[click](https://evil.example) ${1+1} <at>all</at> second line")
    expect(alert?.summary).not.toMatch(/[\r\n]/)
  })

  it("keeps escape codes of every name out of the sentence and the actor's name", () => {
    const odd = "\u001b[2J\u0007\u202E"
    const parts = { Name: `n${odd}`, ForwardTo: `x${odd}@evil.example` }
    const [alert] = alertsOf([rule(parts, { UserId: `a${odd}@contoso.example`, ObjectId: `o${odd}` })])

    expect(alert?.actorName).toContain("U+001B")
    expect(`${alert?.summary}${alert?.actorName}${JSON.stringify(alert?.changes)}`).not.toMatch(
      /[\p{Cc}\p{Cf}]/u,
    )
  })

  it("never alerts on Microsoft's own actors, also where an operator's own rule forgets them", () => {
    const text = `title: T
id: 1c7d6b5a-4f3e-4d2c-8b1a-0f9e8d7c6b5a
name: some-rule
level: high
logsource: { product: m365 }
detection: { one: { Operation: Set-Mailbox }, condition: one }
custom: { subject: forwarding, why: W, question: Q, actions: [claim] }
`
    const context = makeContext({ rules: compileRuleSet([{ path: "rules/own.yml", text }]) })
    const system = makeRaw({ UserId: "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)", UserType: 2 })

    expect(decide([makeRaw()], context).alerts).toHaveLength(1)
    expect(decide([system], context).alerts).toEqual([])
  })

  it("never alerts on Microsoft's own actors or on what failed, and keeps the records", () => {
    const system = makeRaw({ UserId: "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)", UserType: 2 })
    const failed = makeRaw({ Id: "6b0c9f5e-41d2-4a77-8e0a-0d5b7c3f9a02", ResultStatus: "False" })

    const decision = decide([system, failed], makeContext())

    expect(decision.alerts).toEqual([])
    expect(decision.records).toHaveLength(2)
  })

  it("names our technician and only makes a note of the act", () => {
    const raw = makeRaw({
      UserId:
        "contoso.onmicrosoft.com\\tenant: 9a4b1c77-5e02-4f3a-8b11-2d6f7c8e9001, object: 0b9c8d7e-1f2a-4b3c-8d4e-5f6a7b8c9d01",
    })

    expect(alertsOf([raw])[0]).toMatchObject({
      actorName: "Kim Vega (our technician)",
      level: "informational",
    })
  })

  it("doesn't take another partner's administrator for ours, even with the same object id", () => {
    const raw = makeRaw({
      UserId:
        "contoso.onmicrosoft.com\\tenant: 11111111-2222-4333-8444-555555555555, object: 0b9c8d7e-1f2a-4b3c-8d4e-5f6a7b8c9d01",
    })

    expect(alertsOf([raw])[0]).toMatchObject({
      actorName: "An administrator of partner 11111111-2222-4333-8444-555555555555",
      level: "critical",
    })
  })

  it("isn't fooled by a customer's user who is named like our technician", () => {
    const UserId = "user_0b9c8d7e1f2a4b3c8d4e5f6a7b8c9d01@contoso.onmicrosoft.com"

    expect(alertsOf([makeRaw({ UserId })])[0]?.level).toBe("high")
    expect(alertsOf([makeRaw({ UserId, UserType: 9 })])[0]?.level).toBe("informational")
    expect(alertsOf([makeRaw({ UserId, ExternalAccess: true })])[0]?.level).toBe("informational")
  })

  it("says no country for Microsoft's relays", () => {
    const { alerts } = decide(
      [makeRaw({ ClientIP: "[2a01:111:f100:9001::1]:47114" })],
      makeContext({ country: () => "US" }),
    )

    expect(alerts[0]?.ip).toBe("2a01:111:f100:9001::1")
    expect(alerts[0]).not.toHaveProperty("country")
  })

  it("says so when only Exchange knows where a rule sends mail", () => {
    expect(alertsOf([rule({ Name: "Copies", ForwardTo: "Ben Young" })])[0]).toMatchObject({
      level: "medium",
      summary: expect.stringContaining("forwards mail to Ben Young (perhaps outside the organization)"),
    })
  })

  it("judges by the record's own domains while the tenant's aren't known", () => {
    const context = makeContext({ tenant: makeTenant({ acceptedDomains: [] }) })
    const inside = makeRaw({ Parameters: parameters({ ForwardingSmtpAddress: "ben@contoso.example" }) })

    expect(decide([makeRaw()], context).alerts).toHaveLength(1)
    expect(decide([inside], context).alerts).toEqual([])
  })

  it("keeps what it can't read, with its position", () => {
    const { rejected, records } = decide([makeRaw(), null, {}], makeContext())

    expect(records).toHaveLength(1)
    expect(rejected.map(({ position }) => position)).toEqual([2, 3])
  })

  it("never throws, whatever the parameters hold", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("True", "\uD800", "a@b@evil.example", "[{", "smtp:"),
    )
    const operation = fc.constantFrom(
      "Set-Mailbox",
      "New-InboxRule",
      "Add-MailboxPermission",
      "UpdateInboxRules",
      "Add-RecipientPermission",
    )
    const names = [
      "Identity",
      "Name",
      "ForwardTo",
      "ForwardingSmtpAddress",
      "DeleteMessage",
      "User",
      "AccessRights",
      "RuleActions",
      "RuleId",
    ]
    fc.assert(
      fc.property(
        operation,
        fc.dictionary(fc.constantFrom(...names), text),
        text,
        (Operation, named, odd) => {
          const raw = makeRaw({
            Operation,
            Parameters: named,
            OperationProperties: named,
            ObjectId: odd,
            ClientIP: odd,
          })

          return decide([raw], makeContext()).records.length === 1
        },
      ),
      { numRuns: 300 },
    )
  })
})
