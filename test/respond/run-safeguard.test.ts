/** Protected accounts against the practice cloud: refused before the click, at the press and right before the call. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { canonicalPath, legacyDn } from "../../sandbox/exchange/recipient.ts"
import { tenantId } from "../../src/model/ids.ts"
import { DEFAULT_POLICY, type Policy, type Protection } from "../../src/model/protection.ts"
import { createAskFirst } from "../../src/respond/run-ask-first.ts"
import { createLiveReader } from "../../src/respond/run-read-live.ts"
import { createSafeguard } from "../../src/respond/run-safeguard.ts"
import { callerOf, KIM, NOW } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const LYNNE = "lynne.robin@contoso.example"

const protection = (breakGlass: readonly string[], policy: Partial<Policy> = {}): Protection => ({
  breakGlass,
  vips: [],
  policy: { ...DEFAULT_POLICY, ...policy },
  own: { names: [], domains: [], appIds: [] },
})

describe("createSafeguard()", () => {
  it("knows a protected account by its object id, refuses at the press and keeps the refusal", async () => {
    const safeguard = rig.guard(protection([rig.user("lynne.robin").objectId]))
    const askFirst = createAskFirst({ admin: rig.admin, safeguard, placeOf: () => "Contoso" })
    const one = await rig.incident("disable-sign-in", { user: LYNNE }, LYNNE, { askFirst })

    const reply = await one.press(callerOf(KIM), await one.button("disable-sign-in"))

    expect(reply).toEqual({ text: expect.stringMatching(/lynne\.robin.* no card locks it out/) })
    expect(await one.store.journal.ofIncident(one.incidentId)).toEqual([])
    expect((await one.trail()).at(-1)).toMatchObject({ kind: "refusal", who: expect.stringContaining("Kim") })
  })

  it.each([
    ["its sign-in name in capital letters", () => LYNNE.toUpperCase()],
    ["its object id", () => rig.user("lynne.robin").objectId.toUpperCase()],
    ["its alias", () => "lynne.robin"],
    ["its display name", () => "  lynne ROBIN "],
    ["its mailbox's id", () => rig.mailbox("lynne.robin").guid],
    ["its first address", () => `lynne.robin@${rig.tenant.initialDomain}`],
    ["its path in the directory", () => canonicalPath(rig.tenant, rig.mailbox("lynne.robin"))],
    ["its old-style name", () => legacyDn(rig.mailbox("lynne.robin"))],
    ["an address with its kind", () => `SMTP:${LYNNE}`],
  ])("knows a protected account by %s, whichever of its names is on the list", async (_what, spelled) => {
    const user = rig.user("lynne.robin")
    user.addresses = ["rescue@contoso.example"]
    const tenant = tenantId(rig.tenant.id)
    const subject = { mailbox: spelled(), target: spelled(), account: spelled() }
    const listed = [LYNNE, user.objectId, "rescue@contoso.example"]

    for (const name of listed) {
      const guard = rig.guard(protection([name]))
      const about = { tenant, subject }
      const cleaning = await guard({ ...about, fix: "stop-forwarding" }, AbortSignal.timeout(5_000))
      const locking = await guard({ ...about, fix: "disable-sign-in" }, AbortSignal.timeout(5_000))

      expect(cleaning.second).toEqual([`${LYNNE} is an account for emergencies.`])
      expect(locking.forbidden).toContain("no card locks it out")
    }
  })

  it("takes a name that only looks like a protected one for another account", async () => {
    const lookAlike = LYNNE.replace("e", "\u0435")
    const guard = rig.guard(protection([LYNNE]))
    const subject = { mailbox: lookAlike, target: lookAlike, account: lookAlike }

    const verdict = await guard(
      { tenant: tenantId(rig.tenant.id), fix: "disable-sign-in", subject },
      AbortSignal.timeout(5_000),
    )

    expect(verdict).toEqual({ second: [`It couldn't be found out whose account ${lookAlike} is.`] })
  })

  it("asks about who is locked out, not about whose mailbox it is", async () => {
    const guard = rig.guard(protection([LYNNE]))
    const subject = { mailbox: LYNNE, target: LYNNE, account: "grady.archer@contoso.example" }

    const verdict = await guard(
      { tenant: tenantId(rig.tenant.id), fix: "disable-sign-in", subject },
      AbortSignal.timeout(5_000),
    )

    expect(verdict).toEqual({ second: [] })
  })

  it("knows one of us who is a guest at the customer by what the directory calls them, where nothing else asks", async () => {
    const guest = rig.user("grady.archer")
    guest.upn = "sam_msp.example#ext#@contoso.example"
    const guard = createSafeguard({
      admin: rig.admin,
      protectionOf: () => ({ ...protection([]), own: { names: [], domains: ["msp.example"], appIds: [] } }),
    })
    const seen = { memberId: guest.objectId }

    const verdict = await guard(
      { tenant: tenantId(rig.tenant.id), fix: "remove-from-role", subject: {}, seen },
      AbortSignal.timeout(5_000),
    )

    expect(verdict.forbidden).toContain("one of our own accounts")
  })

  it("locks nobody out alone of whom the directory tells nothing, where an account for emergencies is listed", async () => {
    const guard = rig.guard(protection([LYNNE]))
    const about = { tenant: tenantId(rig.tenant.id), fix: "remove-from-role", subject: {} } as const
    const seen = { memberId: rig.user("lynne.robin").objectId }

    expect((await guard({ ...about, seen }, AbortSignal.abort())).second).toHaveLength(1)
    expect(await guard({ ...about, seen, isUndo: true }, AbortSignal.abort())).toEqual({ second: [] })
  })

  it("asks for nobody else where the directory says that it is no user's, but an app's", async () => {
    const guard = rig.guard(protection([LYNNE]))
    const seen = { memberId: "99999999-aaaa-4aaa-8aaa-000000000009" }

    const verdict = await guard(
      { tenant: tenantId(rig.tenant.id), fix: "remove-from-role", subject: {}, seen },
      AbortSignal.timeout(5_000),
    )

    expect(verdict).toEqual({ second: [] })
  })

  it("refuses right before the call what the press let through", async () => {
    const one = await rig.incident("disable-sign-in", { user: LYNNE })
    rig.guard(protection([LYNNE]))

    const run = await rig.fix(one, "disable-sign-in")

    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining("Nothing was changed") })
    expect(rig.user("lynne.robin").accountEnabled).toBe(true)
  })

  it("greys the button with the reason before anybody presses", async () => {
    const safeguard = rig.guard(protection([LYNNE]))
    const one = await rig.incident("disable-sign-in", { user: LYNNE })

    const live = await createLiveReader({ admin: rig.admin, safeguard, now: () => NOW })(await one.incident())

    expect(live.blocked).toEqual([
      { action: "disable-sign-in", reason: expect.stringContaining("an account for emergencies") },
    ])
  })

  it("runs nothing that needs a second person and has none", async () => {
    const one = await rig.incident("disable-sign-in", { user: LYNNE })
    rig.guard(protection([], { secondPerson: ["always"] }))

    const run = await rig.fix(one, "disable-sign-in")

    expect(run).toMatchObject({ state: "unapproved", result: "Every fix at this customer needs one." })
    expect(rig.user("lynne.robin").accountEnabled).toBe(true)
  })

  it("asks the directory whether a mailbox is an administrator's", async () => {
    const guard = rig.guard(protection([], { secondPerson: ["administrator"] }))
    const verdictOf = (mailbox: string) =>
      guard(
        { tenant: tenantId(rig.tenant.id), fix: "stop-forwarding", subject: { mailbox, target: mailbox } },
        AbortSignal.timeout(5_000),
      )

    expect(await verdictOf(LYNNE)).toEqual({ second: [] })
    expect((await verdictOf("nobody@contoso.example")).second).toEqual([
      "It couldn't be found out whether nobody@contoso.example is an administrator.",
    ])
  })
})
