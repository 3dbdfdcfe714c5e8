import { describe, expect, it } from "vitest"
import { moreImportant } from "../../src/alert/alert-order.ts"
import { alsoBySignInName, asFound } from "../../src/alert/was-there.ts"
import type { Alert } from "../../src/model/alert.ts"
import { makeAlert } from "../card/make-incident.ts"

const rule = (change: Partial<Alert>): Alert =>
  makeAlert({
    subject: "inbox-rule:anna.lindt@contoso.com:x",
    object: { mailbox: "anna.lindt@contoso.com", ruleName: "x" },
    rule: { ...makeAlert().rule, actions: ["disable-inbox-rule", "revoke-sessions", "claim"] },
    ...change,
  })

describe("asFound()", () => {
  it("tells of rules that send nothing away only what a rule holds to be serious", () => {
    const sends = { ...rule({}).object, destination: "x@fabrikam.example" }

    expect(asFound(rule({ level: "medium" }))).toBeUndefined()
    expect(asFound(rule({ level: "high" }))).toMatchObject({ level: "low", wasThere: true })
    expect(asFound(rule({ level: "low", object: sends }))).toMatchObject({ level: "low" })
    expect(asFound(makeAlert({ level: "informational" }))).toBeUndefined()
  })

  it("offers the fix of the thing, and nothing that locks somebody out", () => {
    expect(asFound(rule({}))?.rule.actions).toEqual(["disable-inbox-rule", "claim"])
  })

  it("says what a rule does, and that nobody knows who set it", () => {
    const changes = [
      { what: "Deletes", before: "no such rule", after: "yes" },
      { what: "Only mail with", before: "no such rule", after: "invoice" },
    ]

    const found = asFound(rule({ changes }))

    expect(found?.summary).toBe(
      'The inbox rule "x" in the mailbox anna.lindt@contoso.com is on: deletes; only mail with invoice. It was there when Watchpost first looked: who set it, and when, isn\'t known here.',
    )
    expect(found?.changes.map(({ before }) => before)).toEqual(["not known", "not known"])
  })

  it("makes the same alert of the same thing, whenever it is found, and another one of a second rule of that name", () => {
    const later = rule({ happenedAt: 1, level: "critical" })

    expect(asFound(later)?.id).toBe(asFound(rule({}))?.id)
    expect(asFound(rule({ object: { ...rule({}).object, ruleId: "7" } }))?.id).not.toBe(asFound(rule({}))?.id)
  })
})

describe("moreImportant()", () => {
  it("lets a record speak before what was there, also at a lower level", () => {
    const found = makeAlert({ wasThere: true, level: "low", happenedAt: 2 })
    const record = makeAlert({ level: "informational", happenedAt: 1 })

    expect(moreImportant(found, record)).toBe(record)
    expect(moreImportant(record, found)).toBe(record)
  })
})

describe("alsoBySignInName()", () => {
  const upn = "anna.lindt@contoso.com"
  const byAlias = (subject: string): Alert =>
    makeAlert({ subject, target: { kind: "mailbox", id: "Anna", name: "Anna" } })

  it("adds the sign-in name of a mailbox that a record calls by another name", () => {
    expect(alsoBySignInName(byAlias("forwarding:anna"), () => upn).alsoAbout).toEqual([`forwarding:${upn}`])
    expect(alsoBySignInName(byAlias("inbox-rule:anna:x"), () => upn).alsoAbout).toEqual([
      `inbox-rule:${upn}:x`,
    ])
  })

  it("leaves alone what goes by it already, what nobody knows, and what is about something else", () => {
    for (const [alert, name] of [
      [makeAlert(), upn],
      [byAlias("forwarding:anna"), undefined],
      [byAlias("permission:anna"), upn],
    ] as const)
      expect(alsoBySignInName(alert, () => name)).toBe(alert)
  })
})
