/** Sending on behalf is taken from exactly one person, though the list shows names that anybody may bear. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

const FIX = "remove-send-on-behalf"
const LYNNE = "lynne.robin@contoso.example"
const GRADY = "grady.archer@contoso.example"
const PATTI = "patti.fern@contoso.example"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const allow = (...names: string[]): void => {
  rig.mailbox("lynne.robin").grantSendOnBehalfTo = names
}
const allowed = () => rig.mailbox("lynne.robin").grantSendOnBehalfTo
const fix = async (user: string) => rig.fix(await rig.incident(FIX, { mailbox: LYNNE, user }), FIX)

describe("remove-send-on-behalf", () => {
  it("doesn't say that a deleted account may not, when a name in the list may be its", async () => {
    allow("Grady Archer")

    const run = await fix("gone@contoso.example")

    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining("isn't clear who") })
    expect(allowed()).toEqual(["Grady Archer"])
  })

  it("says that a deleted account may not, when all that may are other addresses", async () => {
    allow(GRADY)

    expect((await fix("gone@contoso.example")).state).toBe("already-done")
  })

  it("takes it from a deleted account that the list still names, and proves it by the list", async () => {
    allow("Gone Archer", "Patti Fern")

    const run = await fix("Gone Archer")

    expect(run.state).toBe("verified")
    expect(allowed()).toEqual(["Patti Fern"])
  })

  it("takes nothing from a stranger who is called like the person", async () => {
    allow("Grady Archer", "Patti Fern")
    const named = { PrimarySmtpAddress: PATTI, Guid: rig.mailbox("patti.fern").guid, Alias: "Grady Archer" }
    const body = JSON.stringify({ value: [named] })
    const match = `"Identity":"${PATTI}"`
    rig.trouble({ service: "exchange", match, kind: "status", status: 200, body, times: 1 })

    const run = await fix(PATTI)

    expect(run.state).toBe("verified")
    expect(allowed()).toEqual(["Grady Archer"])
  })
})
