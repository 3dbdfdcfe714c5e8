import { describe, expect, it } from "vitest"
import { FIX_NAMES } from "../../src/model/action.ts"
import { DEFAULT_POLICY, type Policy, type Protection } from "../../src/model/protection.ts"
import { type Concern, weigh } from "../../src/respond/safeguards.ts"

const RESCUE = "rescue@contoso.example"
const RESCUE_ID = "44444444-dddd-4ddd-8ddd-000000000001"
const OWN_APP = "44444444-dddd-4ddd-8ddd-0000000000a1"

const protection = (policy: Partial<Policy> = {}): Protection => ({
  breakGlass: [RESCUE],
  vips: ["ceo@contoso.example"],
  policy: { ...DEFAULT_POLICY, ...policy },
  own: { names: ["kim@msp.example"], domains: ["msp.example"], appIds: [OWN_APP] },
})

const about = (fix: Concern["fix"], mailbox: string, more: Partial<Concern> = {}): Concern => ({
  fix,
  subject: { account: mailbox, mailbox, target: mailbox, targetName: mailbox },
  ...more,
})

describe("weigh()", () => {
  it.each(FIX_NAMES)("lets %s through where nothing is protected and no policy asks", (fix) => {
    const joe = { names: ["joe@contoso.example"] }

    expect(weigh(about(fix, "joe@contoso.example", { account: joe }), protection())).toEqual({ second: [] })
  })

  it.each([
    "disable-sign-in",
    "revoke-sessions",
    "reset-password",
    "remove-sign-in-methods",
    "remove-from-role",
  ] as const)("never lets %s lock an account for emergencies or of ours out", (fix) => {
    const rescue = weigh(about(fix, "Rescue@contoso.example"), protection())
    const ours = weigh(about(fix, "sam@msp.example"), protection())
    const guest = weigh(about(fix, "sam_msp.example#EXT#@contoso.example"), protection())

    expect(rescue.forbidden).toBe(
      "rescue@contoso.example is an account for emergencies; no card locks it out. If it has to be, do it by hand in the admin center.",
    )
    expect(ours.forbidden).toContain("one of our own accounts")
    expect(guest.forbidden).toContain("one of our own accounts")
  })

  it("knows a technician who is a guest at the customer, also where no domain of ours is told", () => {
    const { own, ...rest } = protection()
    const concern = about("reset-password", "kim_msp.example#EXT#@contoso.onmicrosoft.example")

    expect(weigh(concern, { ...rest, own: { ...own, domains: [] } }).forbidden).toContain("our own accounts")
  })

  it("lets an account in again, with a second person, when what locked it out is taken back", () => {
    const concern = { ...about("disable-sign-in", RESCUE), isUndo: true }

    expect(weigh(concern, protection())).toEqual({
      second: ["rescue@contoso.example is an account for emergencies."],
    })
  })

  it("knows an account by what the directory says, when the alert names it otherwise", () => {
    const concern = about("disable-sign-in", "Reception", { account: { names: [RESCUE, RESCUE_ID] } })

    expect(weigh(concern, protection()).forbidden).toContain(RESCUE)
    expect(weigh(concern, { ...protection(), breakGlass: [RESCUE_ID] }).forbidden).toContain(RESCUE)
  })

  it("contains who was given the right, although the mailbox belongs to an account for emergencies", () => {
    const subject = { mailbox: RESCUE, target: RESCUE, targetName: RESCUE, account: "thief@contoso.example" }

    const account = { names: ["thief@contoso.example"] }
    expect(weigh({ fix: "disable-sign-in", subject, account }, protection())).toEqual({ second: [] })
  })

  it("asks for a second person where another fix touches a protected account", () => {
    expect(weigh(about("stop-forwarding", RESCUE), protection()).second).toEqual([
      "rescue@contoso.example is an account for emergencies.",
    ])
    expect(weigh(about("disable-inbox-rule", "kim@msp.example"), protection()).second).toEqual([
      "kim@msp.example is one of our own accounts.",
    ])
  })

  it.each(["appId", "applicationId"])("never takes the rights of our own app, known by %s", (key) => {
    const subject = { [key]: OWN_APP.toUpperCase() }

    expect(weigh({ fix: "disable-application", subject }, protection()).forbidden).toContain("own apps")
    expect(weigh({ fix: "remove-oauth-grant", subject }, protection()).forbidden).toContain("own apps")
  })

  it("asks by policy for each case with its reason", () => {
    const joe = { names: ["joe@contoso.example"], administrator: true }
    const policy = { secondPerson: ["administrator", "vip", "bulk", "always"] } as const

    expect(
      weigh(about("stop-forwarding", "joe@contoso.example", { account: joe }), protection(policy)).second,
    ).toEqual(["joe@contoso.example is an administrator.", "Every fix at this customer needs one."])
    expect(
      weigh(about("stop-forwarding", "ceo@contoso.example"), protection({ secondPerson: ["vip"] })).second,
    ).toEqual(["ceo@contoso.example is on the list of VIPs."])
  })

  it("counts an account of which nobody could tell as an administrator's", () => {
    const policy = protection({ secondPerson: ["administrator"] })
    const joe = "joe@contoso.example"

    expect(weigh(about("stop-forwarding", joe), policy).second).toEqual([
      "It couldn't be found out whether joe@contoso.example is an administrator.",
    ])
    expect(
      weigh(about("stop-forwarding", joe, { account: { names: [joe], administrator: false } }), policy),
    ).toEqual({ second: [] })
  })

  it("needs no administrator's approval where the fix is about the organization", () => {
    const policy = protection({ secondPerson: ["administrator"] })

    expect(weigh(about("disable-transport-rule", "rule"), policy)).toEqual({ second: [] })
  })

  it.each([
    ["disable-transport-rule", {}, 1],
    ["disable-application", {}, 1],
    ["remove-oauth-grant", { consentType: "AllPrincipals" }, 1],
    ["remove-oauth-grant", {}, 1],
    ["remove-oauth-grant", { consentType: "Principal" }, 0],
    ["stop-forwarding", {}, 0],
    ["enable-audit-log", {}, 0],
  ] as const)("takes %s of %j as bulk: %i", (fix, subject, count) => {
    expect(weigh({ fix, subject }, protection({ secondPerson: ["bulk"] })).second).toHaveLength(count)
  })
})
