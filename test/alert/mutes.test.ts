import { describe, expect, it } from "vitest"
import { criteriaOf, muteFinder, muteText, previewMute, tooWide } from "../../src/alert/mutes.ts"
import type { Alert } from "../../src/model/alert.ts"
import { alertId } from "../../src/model/ids.ts"
import { type Mute, muteId } from "../../src/model/mute.ts"
import { CONTOSO, FABRIKAM, makeAlert, NOW } from "../adapters/sqlite/make-rows.ts"

const DAY = 86_400_000

const forwarding = (over: Partial<Alert> = {}): Alert =>
  makeAlert({
    subject: "forwarding:bob@contoso.example",
    changes: [{ what: "Forwarding", after: "bob@home.example" }],
    happenedAt: NOW,
    ip: "192.0.2.7",
    ...over,
  })

const mute = (over: Partial<Mute> = {}): Mute => ({
  id: muteId(1),
  tenantId: CONTOSO,
  criteria: { kind: "forwarding", target: "bob@contoso.example" },
  reason: "Bob is on leave",
  by: "Kim Vega",
  from: NOW - DAY,
  until: NOW + DAY,
  ...over,
})

const covers = (one: Mute, alert: Alert): boolean => muteFinder([one])(alert) === one

describe("muteFinder()", () => {
  it("covers an alert that all criteria fit, whatever the case", () => {
    expect(covers(mute(), forwarding())).toBe(true)
    expect(
      covers(mute({ criteria: { kind: "forwarding", target: "BOB@contoso.example" } }), forwarding()),
    ).toBe(true)
  })

  it.each([
    ["another kind", { criteria: { kind: "inbox-rule", target: "bob@contoso.example" } }],
    ["another mailbox", { criteria: { kind: "forwarding", target: "bobby@contoso.example" } }],
    ["another destination", { criteria: { kind: "forwarding", destination: "bob@evil.example" } }],
    ["another rule", { criteria: { rule: "audit-log-switched-off", target: "bob@contoso.example" } }],
    ["a field that the alert doesn't have", { criteria: { kind: "forwarding", country: "NL" } }],
    ["another customer", { tenantId: FABRIKAM }],
    ["a time before it", { from: NOW + 1 }],
    ["a time after it", { until: NOW }],
    ["a mute that was lifted", { lifted: { by: "Kim Vega", at: NOW - 1 } }],
  ])("doesn't cover %s", (_what, over) => {
    expect(covers(mute(over), forwarding())).toBe(false)
  })

  it("covers no alert that goes on after its end", () => {
    const last = forwarding({ lastAt: NOW + DAY })

    expect(muteFinder([mute({ until: NOW + DAY + 1 })])(last)).toBeDefined()
    expect(muteFinder([mute({ until: NOW + DAY })])(last)).toBeUndefined()
  })

  it("takes text from outside as text: a star in a name silences no other name", () => {
    const star = mute({ criteria: { kind: "forwarding", target: "*" } })

    expect(covers(star, forwarding())).toBe(false)
    expect(covers(star, forwarding({ target: { kind: "mailbox", id: "*", name: "*" } }))).toBe(true)
  })
})

describe("muteText()", () => {
  it("is a filter of the rule language with who, why and until when", () => {
    const text = muteText(
      mute({ criteria: { rule: "mailbox-forwarding-outside", ip: "192.0.2.7" }, ticket: "4711" }),
    )

    expect(text).toContain("mailbox-forwarding-outside")
    expect(text).toContain("ip: 192.0.2.7")
    expect(text).toContain("until: 2026-11-21T09:30:00.000Z")
    expect(text).toContain("by: Kim Vega")
    expect(text).toContain('ticket: "4711"')
  })
})

describe("criteriaOf()", () => {
  it("offers what the card shows", () => {
    expect(criteriaOf(forwarding())).toEqual({
      rule: "mailbox-forwarding-outside",
      kind: "forwarding",
      actor: "ada@contoso.example",
      target: "bob@contoso.example",
      destination: "bob@home.example",
      ip: "192.0.2.7",
    })
  })
})

describe("tooWide()", () => {
  it("refuses a mute of everything, and of a whole rule", () => {
    expect(tooWide({ actor: "ada@contoso.example" })).toMatch(/Choose what was found/)
    expect(tooWide({ rule: "mailbox-forwarding-outside", country: "NL" })).toMatch(/Choose who did it/)
    expect(tooWide({ kind: "forwarding", target: "bob@contoso.example" })).toBeUndefined()
  })
})

describe("previewMute()", () => {
  it("tells what it would have hidden, newest first, and what of that somebody acted on", () => {
    const old = forwarding({ id: alertId("alr_old"), happenedAt: NOW - 20 * DAY })
    const fixed = forwarding({ id: alertId("alr_fixed") })
    const other = forwarding({ id: alertId("alr_other"), target: { kind: "mailbox", id: "x", name: "x" } })
    const preview = previewMute(
      { kind: "forwarding", target: "bob@contoso.example" },
      [old, fixed, other],
      (alert) => alert === fixed,
    )

    expect(preview).toEqual({ hidden: [fixed, old], actedOn: [fixed] })
  })
})
