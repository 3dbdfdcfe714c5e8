import { describe, expect, it } from "vitest"
import type { FixName } from "../../src/model/action.ts"
import type { Alert, IncidentState } from "../../src/model/alert.ts"
import { alertId } from "../../src/model/ids.ts"
import { stepsFor } from "../../src/respond/secure-steps.ts"
import { makeAlert, NOW } from "./make-case.ts"

const ACCOUNT = { id: "5b0d2d8e-2f53-4b8a-9c57-0f6a3d0e7c11", upn: "joe@contoso.example" }
const OWN = [
  "keep-evidence",
  "disable-sign-in",
  "reset-password",
  "revoke-sessions",
  "stop-forwarding",
  "disable-inbox-rules",
]
const METHODS = "remove-sign-in-methods"
const CHOSEN = ["block-mail-protocols", "unblock-sender"]

/** An alert that offers `fix`, about something that neither is nor belongs to the account unless said. */
const told = (fix: FixName, change: Partial<Alert> = {}, state: IncidentState = "new") => ({
  alert: makeAlert({
    id: alertId(`alr_${fix}_${change.happenedAt ?? 0}`),
    rule: { ...makeAlert().rule, actions: [fix, "claim"] },
    actor: { kind: "user", id: "other", upn: "admin@contoso.example" },
    target: { kind: "other", id: "thing", name: "thing" },
    object: { appId: "0b9b3b54-8a5f-4e6c-8c1e-7f2d3a4b5c02" },
    ...change,
  }),
  incident: { state },
})
const byJoe = { actor: { kind: "user", id: ACCOUNT.upn, upn: ACCOUNT.upn } } as const
const fixes = (alerts: Parameters<typeof stepsFor>[2]) =>
  stepsFor(ACCOUNT, NOW, alerts).steps.map(({ fix }) => fix)

describe("stepsFor()", () => {
  it("begins with evidence, locks out before it clears up, and is about the account's own mailbox", () => {
    const { steps, left } = stepsFor(ACCOUNT, NOW, [])

    expect(steps.map(({ fix }) => fix)).toEqual([...OWN, METHODS, ...CHOSEN])
    expect(steps.every(({ subject }) => subject.account === ACCOUNT.id)).toBe(true)
    expect(steps.every(({ subject }) => subject.mailbox === ACCOUNT.upn)).toBe(true)
    expect(steps.every(({ subject }) => subject.firstAt === new Date(NOW).toISOString())).toBe(true)
    expect(left).toBe(0)
  })

  it("has the optional steps at the end, and no other optional ones", () => {
    const { steps } = stepsFor(ACCOUNT, NOW, [])

    expect(steps.filter(({ optional }) => optional).map(({ fix }) => fix)).toEqual(CHOSEN)
  })

  it("takes back what the account did and what was done to it, oldest first, and roles after the sign-in methods", () => {
    const alerts = [
      told("remove-oauth-grant", { ...byJoe, happenedAt: NOW }),
      told("remove-from-role", { object: { userId: ACCOUNT.id.toUpperCase() }, happenedAt: NOW - 1 }),
      told("remove-from-role-group", { object: { user: ACCOUNT.upn }, happenedAt: NOW }),
      told("remove-mailbox-permission", { object: { mailbox: "JOE@contoso.example" }, happenedAt: NOW - 2 }),
    ]

    expect(fixes(alerts)).toEqual([
      ...OWN,
      "remove-mailbox-permission",
      "remove-oauth-grant",
      METHODS,
      "remove-from-role",
      "remove-from-role-group",
      ...CHOSEN,
    ])
  })

  it("leaves alone what concerns others, what a technician called fine, and what has a step already", () => {
    const alerts = [
      told("remove-oauth-grant"),
      told("remove-oauth-grant", byJoe, "expected"),
      told("remove-oauth-grant", byJoe, "not-a-threat"),
      told("stop-forwarding", byJoe),
      told("disable-application", byJoe),
    ]

    expect(fixes(alerts)).toEqual([...OWN, METHODS, ...CHOSEN])
  })

  it("is one step for several alerts about one thing", () => {
    const alerts = [NOW, NOW + 1].map((happenedAt) => told("remove-oauth-grant", { ...byJoe, happenedAt }))

    expect(fixes(alerts)).toEqual([...OWN, "remove-oauth-grant", METHODS, ...CHOSEN])
  })

  it("says how many are left to their own cards when they are too many for one press", () => {
    const alerts = Array.from({ length: 20 }, (_, index) =>
      told("remove-oauth-grant", { ...byJoe, happenedAt: index, object: { appId: `app-${index}` } }),
    )
    const { steps, left } = stepsFor(ACCOUNT, NOW, alerts)

    expect(steps.length + left).toBe(OWN.length + 1 + CHOSEN.length + 20)
    expect(left).toBe(8)
  })

  it("tells its steps apart, so that each has one row", () => {
    const alerts = [1, 2].map((index) =>
      told("remove-oauth-grant", { ...byJoe, happenedAt: index, object: { appId: `app-${index}` } }),
    )
    const { steps } = stepsFor(ACCOUNT, NOW, alerts)

    expect(new Set(steps.map(({ fix, part }) => `${fix} ${part}`)).size).toBe(steps.length)
  })
})
