/** Letting a blocked sender send again, against the practice cloud: only that one, and never while a thief is still in. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { NOW } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

const FIX = "unblock-sender"
const LYNNE = "lynne.robin@contoso.example"
const GRADY = "grady.archer@contoso.example"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
  rig.user("lynne.robin").lastPasswordChange = NOW
})
afterEach(() => rig.close())

const block = (unblocked = 0): void => {
  const entry = (address: string) => ({ address, blockedAt: NOW, unblocked })
  rig.tenant.blockedSenders = [entry(GRADY), entry("Lynne.Robin@contoso.example")]
}
const blocked = () => rig.tenant.blockedSenders.map(({ address }) => address.toLowerCase())
const fix = async () => rig.fix(await rig.incident(FIX, { user: LYNNE, mailbox: LYNNE }), FIX)

describe("unblock-sender", () => {
  it("takes exactly this address off the list, and reads it back", async () => {
    block()

    const run = await fix()

    expect(run).toMatchObject({
      state: "verified",
      result: expect.stringContaining(`${LYNNE} may send again: read back`),
    })
    expect(blocked()).toEqual([GRADY])
  })

  it("has nothing to do for an address that isn't blocked", async () => {
    const run = await fix()

    expect(run).toMatchObject({ state: "already-done", result: `${LYNNE} isn't blocked from sending.` })
    expect(rig.operations()).toEqual([])
  })

  it("waits until nobody can sign in with the password of before", async () => {
    block()
    rig.user("lynne.robin").lastPasswordChange = NOW - 90 * 86_400_000

    const early = await fix()
    rig.user("lynne.robin").accountEnabled = false
    const later = await fix()

    expect(early).toMatchObject({
      state: "failed",
      result: expect.stringMatching(/^Nothing was changed: .*block sign-in or reset the password first/),
    })
    expect(later.state).toBe("verified")
  })

  it("tells in Microsoft's words that an account was unblocked too often", async () => {
    block(3)

    const run = await fix()

    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining("limit was reached") })
    expect(blocked()).toContain(LYNNE)
  })

  it("never unblocks twice when the answer is lost", async () => {
    block()
    rig.trouble({ service: "exchange", match: "Remove-BlockedSender", kind: "apply-then-504", times: 1 })

    const run = await fix()

    expect(run.state).toBe("verified")
    expect(rig.operations()).toEqual(["Remove-BlockedSenderAddress"])
  })

  it("can't be taken back", async () => {
    block()
    const one = await rig.incident(FIX, { user: LYNNE, mailbox: LYNNE })

    await rig.fix(one, FIX)

    expect((await one.incident()).standing).toMatchObject([{ action: FIX, undoable: false }])
  })
})
