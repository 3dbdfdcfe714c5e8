import { describe, expect, it } from "vitest"
import { afterRecords, mailboxToLookUp, withBefore } from "../../src/alert/with-before.ts"
import type { Alert } from "../../src/model/alert.ts"
import type { JsonObject } from "../../src/model/json.ts"
import type { SeenMailbox } from "../../src/model/mailbox-state.ts"
import { decide } from "../../src/pipeline.ts"
import { makeContext, makeRaw, makeRecord, parameters } from "../make/make-record.ts"

const HAPPENED = Date.UTC(2026, 2, 2, 8, 15, 30)
const MINUTE = 60_000

const alertOf = (raw: JsonObject): Alert => {
  const [alert] = decide([raw], makeContext()).alerts
  if (alert === undefined) throw new Error("the record makes no alert")
  return alert
}
const forwardingAlert = (given: Readonly<Record<string, string>> = {}): Alert =>
  alertOf(
    makeRaw({
      Parameters: parameters({
        Identity: "anna.berg@contoso.example",
        ForwardingSmtpAddress: "smtp:drop@evil.example",
        DeliverToMailboxAndForward: "False",
        ...given,
      }),
    }),
  )
const seen = (override: Partial<SeenMailbox> = {}): SeenMailbox => ({
  id: "7b1d0c11-0000-4000-8000-000000000001",
  names: ["anna.berg@contoso.example"],
  keepsCopy: false,
  seenAt: HAPPENED - 30 * MINUTE,
  ...override,
})
const beforeIn = (alert: Alert): Record<string, string | undefined> =>
  Object.fromEntries(alert.changes.map((change) => [change.what, change.before]))

describe("withBefore()", () => {
  it("says off and since when that is known, and changes nothing else of the alert", () => {
    const alert = forwardingAlert()

    const told = withBefore(alert, seen())

    expect(told).toEqual({
      ...alert,
      changes: [
        {
          what: "Forwarding",
          before: "off",
          beforeSeenAt: HAPPENED - 30 * MINUTE,
          after: "drop@evil.example",
        },
        {
          what: "Keeps a copy",
          before: "not forwarding",
          beforeSeenAt: HAPPENED - 30 * MINUTE,
          after: "no",
        },
      ],
    })
    expect(told.id).toBe(alert.id)
  })

  it("names both destinations, the one that wins first, as plain text", () => {
    const told = withBefore(
      forwardingAlert(),
      seen({
        forwardsToRecipient: "Tax\nAdviser",
        forwardsToAddress: "old@partner.example",
        keepsCopy: true,
      }),
    )

    expect(beforeIn(told)).toEqual({
      Forwarding: "Tax Adviser and old@partner.example",
      "Keeps a copy": "yes",
    })
  })

  it("tells mailbox auditing, and leaves it unknown where Exchange didn't say", () => {
    const alert = alertOf(
      makeRaw({
        Parameters: parameters({ Identity: "anna.berg@contoso.example", AuditEnabled: "False" }),
      }),
    )

    expect(beforeIn(withBefore(alert, seen({ auditEnabled: true })))).toEqual({ "Mailbox auditing": "on" })
    expect(beforeIn(withBefore(alert, seen()))).toEqual({ "Mailbox auditing": undefined })
  })

  it("takes nothing from a reading that ended after the change", () => {
    const alert = forwardingAlert()

    expect(withBefore(alert, undefined)).toBe(alert)
    expect(withBefore(alert, seen({ seenAt: HAPPENED + 1 }))).toBe(alert)
    expect(beforeIn(withBefore(alert, seen({ seenAt: HAPPENED })))).toMatchObject({ Forwarding: "off" })
  })

  it("doubts a reading minutes before that shows the new value already, and believes an old one", () => {
    const same = { forwardsToAddress: "Drop@evil.example" }

    expect(
      beforeIn(withBefore(forwardingAlert(), seen({ ...same, seenAt: HAPPENED - MINUTE }))),
    ).toMatchObject({ Forwarding: undefined })
    expect(
      beforeIn(withBefore(forwardingAlert(), seen({ ...same, seenAt: HAPPENED - 10 * MINUTE }))),
    ).toMatchObject({ Forwarding: "Drop@evil.example" })
  })

  it("believes a record of minutes before that set the same", () => {
    const recorded = { forwardsToAddress: "drop@evil.example", seenAt: HAPPENED - MINUTE, recorded: true }

    expect(beforeIn(withBefore(forwardingAlert(), seen(recorded)))).toMatchObject({
      Forwarding: "drop@evil.example",
    })
  })
})

describe("mailboxToLookUp()", () => {
  it("asks for the mailbox of forwarding and auditing, and for nothing where the record says what was before", () => {
    const rule = alertOf(
      makeRaw({
        Operation: "New-InboxRule",
        Parameters: parameters({ Name: "x", ForwardTo: "drop@evil.example" }),
      }),
    )

    expect(mailboxToLookUp(forwardingAlert())).toBe("anna.berg@contoso.example")
    expect(mailboxToLookUp(withBefore(forwardingAlert(), seen()))).toBeUndefined()
    expect(mailboxToLookUp(rule)).toBeUndefined()
  })
})

describe("afterRecords()", () => {
  const change = (minutesBefore: number, given: Readonly<Record<string, string>>, more: JsonObject = {}) =>
    makeRecord({
      CreationTime: new Date(HAPPENED - minutesBefore * MINUTE).toISOString().slice(0, 19),
      Parameters: parameters({ Identity: "anna.berg@contoso.example", ...given }),
      ...more,
    })

  it("follows what was set and cleared since the reading, oldest first", () => {
    const records = [
      change(10, { ForwardingSmtpAddress: "" }),
      change(20, { ForwardingSmtpAddress: "smtp:first@evil.example", DeliverToMailboxAndForward: "True" }),
    ]

    expect(afterRecords(seen(), records.slice(1), HAPPENED)).toEqual({
      ...seen(),
      forwardsToAddress: "first@evil.example",
      keepsCopy: true,
      seenAt: HAPPENED - 20 * MINUTE,
      recorded: true,
    })
    expect(afterRecords(seen(), records, HAPPENED)).toEqual({
      ...seen(),
      keepsCopy: true,
      seenAt: HAPPENED - 10 * MINUTE,
      recorded: true,
    })
  })

  it("ignores what failed, what is older than the reading, what isn't older than the change, and other settings", () => {
    const set = { ForwardingSmtpAddress: "smtp:first@evil.example" }
    const records = [
      change(10, set, { ResultStatus: "False" }),
      change(40, set),
      change(0, set),
      change(10, { CustomAttribute1: "x" }),
      change(10, set, { Operation: "Set-CASMailbox" }),
    ]

    expect(afterRecords(seen(), records, HAPPENED)).toEqual(seen())
  })
})
