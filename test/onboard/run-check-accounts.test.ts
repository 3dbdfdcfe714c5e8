/** Accounts that the configuration protects and the directory doesn't know, over a real store and a directory in memory. */
import { describe, expect, it } from "vitest"
import { cardText } from "../../sandbox/observe.ts"
import { technicianActions } from "../../src/card/buttons.ts"
import { isForTechnicians } from "../../src/model/alert.ts"
import { ContractError, TenantError, UpstreamError } from "../../src/model/errors.ts"
import { ANNA, accounts, guarded, HOUR, missed, RESCUE } from "./accounts-rig.ts"
import { contoso, drawn, NOW } from "./watch-rig.ts"

const NO_CONSENT = new TenantError("ERR_TENANT_REFUSED", "Consent to User.Read.All is missing.")
const BUSY = new UpstreamError("ERR_UPSTREAM_THROTTLED", "Microsoft Graph asks to slow down.")

describe("createAccountChecks()", () => {
  it("asks once for each account, and again after a day", async () => {
    const { round, pass, asked, incidents, known } = accounts()

    await round()
    pass(23 * HOUR)
    await round()
    expect(asked).toEqual([RESCUE, ANNA])

    pass(HOUR)
    await round()
    expect(asked).toEqual([RESCUE, ANNA, RESCUE, ANNA])
    expect([await incidents(), await known()]).toEqual([[], [`${ANNA} there`, `${RESCUE} there`]])
  })

  it("opens one incident for the triage channel, which names the account, its setting and what to do", async () => {
    const { round, incidents, cards, woken, restart } = await missed(RESCUE)
    restart()
    await round()

    const [incident, ...others] = await incidents()
    expect(others).toEqual([])
    expect(incident).toMatchObject({ tenantId: contoso.id, state: "new", level: "high" })
    expect(incident?.alert.summary).toContain(
      `Contoso Ltd's directory knows no account ${RESCUE} (breakGlass, vips): that entry protects nobody.`,
    )
    expect((await cards()).map(({ face }) => face)).toEqual(["technician"])
    expect([incident && isForTechnicians(incident), woken()]).toEqual([true, 1])
  })

  it("is less urgent where no account for emergencies is missing", async () => {
    const { incidents } = await missed(ANNA)

    expect((await incidents())[0]?.level).toBe("medium")
  })

  it("draws a card of Watchpost's own, with nothing to fix and nothing to mute", async () => {
    const { incidents } = await missed(RESCUE)
    const [incident] = await incidents()
    if (incident === undefined) throw new Error("nothing was opened")

    const text = cardText(drawn(incident).content)

    expect(text).toContain("An account that should be protected can't be found at Contoso Ltd")
    expect(text).toContain("Watchpost itself")
    expect(technicianActions(incident, true, NOW)).not.toContain("mute")
  })

  it("closes it when the directory knows the account", async () => {
    const { round, there, pass, incidents } = await missed(RESCUE)
    there.add(RESCUE)
    pass(24 * HOUR)

    await round()

    expect(await incidents()).toMatchObject([
      { state: "fixed", alert: { rule: { title: "The protected accounts of Contoso Ltd were put right" } } },
    ])
  })

  it("closes it when the configuration names the account no more, and forgets it", async () => {
    const { round, restart, incidents, known, asked } = await missed(RESCUE, { ...guarded, vips: [] })
    restart()

    await round(contoso)

    expect([(await incidents())[0]?.state, await known(), asked]).toEqual(["fixed", [], [RESCUE]])
  })

  it("follows on the same card what is missing now", async () => {
    const { round, there, pass, incidents } = await missed(ANNA)
    there.delete(RESCUE)
    pass(24 * HOUR)
    await round()

    const [incident, ...others] = await incidents()

    expect(others).toEqual([])
    expect(incident?.level).toBe("high")
    expect(incident?.alert.summary).toContain(`knows no account ${RESCUE} (breakGlass, vips), ${ANNA} (vips)`)
  })

  it("isn't told again once a technician has closed it, until another one is missing or it is missing anew", async () => {
    const { round, there, pass, incidents, close } = await missed(ANNA)
    await close("expected")
    pass(24 * HOUR)
    await round()
    expect(await incidents()).toHaveLength(1)

    there.add(ANNA)
    pass(24 * HOUR)
    await round()
    there.delete(ANNA)
    pass(24 * HOUR)
    await round()
    expect(await incidents()).toHaveLength(2)
  })

  it("says that it isn't known, and never that it is wrong, where the directory can't be asked", async () => {
    const { round, pass, fails, there, asked, incidents, known } = accounts()
    there.clear()
    fails(NO_CONSENT)

    await round()

    expect(await known()).toEqual([`${ANNA} unasked`, `${RESCUE} unasked`])
    expect([await incidents(), asked]).toEqual([[], [RESCUE]])
    pass(HOUR)
    fails(undefined)
    await round()
    expect([(await incidents()).length, asked]).toEqual([1, [RESCUE, RESCUE, ANNA]])
  })

  it("leaves the card open while nobody knows", async () => {
    const { round, pass, fails, incidents } = await missed(RESCUE)
    fails(NO_CONSENT)
    pass(24 * HOUR)

    await round()

    expect(await incidents()).toMatchObject([{ state: "new", history: [{ kind: "opened" }] }])
  })

  it("takes no answer back because of a trouble that passes by itself, and asks for nothing more meanwhile", async () => {
    const { round, pass, fails, asked, known } = await missed(RESCUE)
    fails(BUSY)
    pass(24 * HOUR)
    asked.length = 0

    await round()

    expect([await known(), asked]).toEqual([[`${ANNA} there`, `${RESCUE} not-there`], [RESCUE]])
  })

  it("goes on with the next account after an answer that nobody understands", async () => {
    const { round, fails, known } = accounts()
    fails(new ContractError("Microsoft Graph answered oddly."), RESCUE)

    await round()

    expect(await known()).toEqual([`${ANNA} there`, `${RESCUE} unasked`])
  })

  it("asks nobody where no account is protected", async () => {
    const { round, asked } = accounts()

    await round(contoso)

    expect(asked).toEqual([])
  })
})
