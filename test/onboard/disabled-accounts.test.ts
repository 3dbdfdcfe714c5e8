/** Accounts for emergencies that the directory knows and has disabled: of no more use than those that it doesn't know. */
import { describe, expect, it } from "vitest"
import { TenantError } from "../../src/model/errors.ts"
import { ANNA, accounts, guarded, HOUR, RESCUE } from "./accounts-rig.ts"

const DAY = 24 * HOUR

describe("createAccountChecks() of an account that is disabled", () => {
  it("tells an account for emergencies in one incident, with what to do", async () => {
    const { round, disabled, incidents, known, restart } = accounts()
    disabled.add(RESCUE)

    await round()
    restart()
    await round()

    const [incident, ...others] = await incidents()
    expect(others).toEqual([])
    expect(incident).toMatchObject({ state: "new", level: "high" })
    expect(incident?.alert.rule).toMatchObject({
      title: "An account for emergencies is disabled at Contoso Ltd",
      question: "Who disabled the account for emergencies, and was that on purpose?",
    })
    expect(incident?.alert.summary).toBe(
      `${RESCUE} (breakGlass, vips) is disabled in Contoso Ltd's directory: in an emergency nobody can sign in with it. ` +
        "Enable it in the customer's directory, or name the account that is used in an emergency instead.",
    )
    expect(await known()).toEqual([`${ANNA} there`, `${RESCUE} disabled`])
  })

  it("says nothing of a VIP: one who is away may be", async () => {
    const { round, disabled, incidents } = accounts()
    disabled.add(ANNA)

    await round()

    expect(await incidents()).toEqual([])
  })

  it("closes it when the account is enabled again", async () => {
    const { round, disabled, pass, incidents } = accounts()
    disabled.add(RESCUE)
    await round()
    disabled.clear()
    pass(DAY)

    await round()

    expect(await incidents()).toMatchObject([
      { state: "fixed", alert: { summary: expect.stringContaining("none for emergencies is disabled") } },
    ])
  })

  it("follows on the same card: missing, then disabled, then both kinds", async () => {
    const { round, there, disabled, pass, incidents } = accounts()
    there.delete(RESCUE)
    await round()
    const titles = async () => (await incidents()).map(({ alert }) => alert.rule.title)
    there.add(RESCUE)
    disabled.add(RESCUE)
    pass(DAY)
    await round()
    expect(await titles()).toEqual(["An account for emergencies is disabled at Contoso Ltd"])

    there.delete(ANNA)
    pass(DAY)
    await round()

    expect(await titles()).toEqual([
      "Accounts that should be protected can't be found, or are disabled, at Contoso Ltd",
    ])
    expect((await incidents())[0]?.history.map(({ what }) => what).slice(1)).toEqual([
      `Disabled now: ${RESCUE} (breakGlass, vips).`,
      `Not found now: ${ANNA} (vips). Disabled now: ${RESCUE} (breakGlass, vips).`,
    ])
  })

  it("is told anew when what was closed as missing is disabled now", async () => {
    const { round, there, disabled, pass, incidents, close } = accounts()
    there.delete(RESCUE)
    await round()
    await close("expected")
    there.add(RESCUE)
    disabled.add(RESCUE)
    pass(DAY)

    await round()

    expect((await incidents()).map(({ state }) => state)).toEqual(["new", "expected"])
  })

  it("follows when a second one is disabled, too", async () => {
    const { round, disabled, pass, incidents } = accounts()
    const two = { ...guarded, breakGlass: [RESCUE, ANNA] }
    disabled.add(RESCUE)
    await round(two)
    disabled.add(ANNA)
    pass(DAY)

    await round(two)

    expect((await incidents()).map(({ alert }) => alert.rule.title)).toEqual([
      "Accounts for emergencies are disabled at Contoso Ltd",
    ])
  })

  it("leaves the card open while nobody may ask any more", async () => {
    const { round, disabled, fails, pass, incidents } = accounts()
    disabled.add(RESCUE)
    await round()
    fails(new TenantError("ERR_TENANT_REFUSED", "Not allowed."))
    pass(DAY)

    await round()

    expect(await incidents()).toMatchObject([{ state: "new" }])
  })

  it("counts several", async () => {
    const { round, disabled, incidents } = accounts()
    disabled.add(RESCUE).add(ANNA)

    await round({ ...guarded, breakGlass: [RESCUE, ANNA] })

    expect((await incidents())[0]?.alert).toMatchObject({
      rule: { title: "Accounts for emergencies are disabled at Contoso Ltd" },
      summary: expect.stringContaining("are disabled in Contoso Ltd's directory: in an emergency nobody"),
    })
  })
})
