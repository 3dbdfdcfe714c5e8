/** Closing the ways into a mailbox, against the practice Exchange: all of them, and each brought back as it was. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { createAskFirst } from "../../src/respond/run-ask-first.ts"
import { unguarded } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

const FIX = "block-mail-protocols"
const LYNNE = "lynne.robin@contoso.example"
const CLOSED = {
  OWAEnabled: false,
  ActiveSyncEnabled: false,
  ImapEnabled: false,
  PopEnabled: false,
  MAPIEnabled: false,
  EwsEnabled: false,
  SmtpClientAuthenticationDisabled: true,
}

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const protocols = () => rig.mailbox("lynne.robin").protocols
const incident = () => rig.incident(FIX, { mailbox: LYNNE })

describe("block-mail-protocols", () => {
  it("closes every way, also the one whose switch is the other way round, and says what was open", async () => {
    const run = await rig.fix(await incident(), FIX)

    expect(protocols()).toEqual(CLOSED)
    expect(run).toMatchObject({
      state: "verified",
      result: expect.stringMatching(/read back.*Outlook on the web, .*EWS as the organization has it/),
    })
    expect(rig.operations()).toEqual(["Set-CASMailbox"])
  })

  it("leaves alone what is closed already, and gives each way back the setting that it had, blank ones too", async () => {
    Object.assign(protocols(), { PopEnabled: false, SmtpClientAuthenticationDisabled: false })
    const before = { ...protocols() }
    const one = await incident()

    const run = await rig.fix(one, FIX)
    const undo = await rig.undo(one, FIX)

    expect(JSON.stringify(run.plan)).not.toContain("PopEnabled")
    expect(undo.state).toBe("verified")
    expect(protocols()).toEqual(before)
    expect(before).toMatchObject({ EwsEnabled: null })
  })

  it("isn't taken back when somebody opened one way since, and names it", async () => {
    const one = await incident()
    await rig.fix(one, FIX)
    protocols().ImapEnabled = true

    const undo = await rig.undo(one, FIX)

    expect(undo).toMatchObject({ state: "failed", result: expect.stringContaining("is now IMAP") })
    expect(protocols().OWAEnabled).toBe(false)
  })

  it("has nothing to do where all is closed", async () => {
    Object.assign(protocols(), CLOSED)

    const run = await rig.fix(await incident(), FIX)

    expect(run.state).toBe("already-done")
    expect(rig.operations()).toEqual([])
  })

  it("asks first, because the user's own programs stop, too", async () => {
    const askFirst = createAskFirst({ admin: rig.admin, safeguard: unguarded, placeOf: () => "Contoso Ltd" })

    const ask = await askFirst({ incident: await (await incident()).incident(), fix: FIX })

    expect(ask?.reasons).toEqual([expect.stringContaining("the user's own Outlook, phone and programs")])
  })

  it("sends it once when the answer is lost, and reads what became of it", async () => {
    rig.trouble({ service: "exchange", match: "Set-CASMailbox", kind: "apply-then-504", times: 1 })

    const run = await rig.fix(await incident(), FIX)

    expect(run.state).toBe("verified")
    expect(rig.operations()).toEqual(["Set-CASMailbox"])
  })

  it("says that the Exchange role is missing, and changes nothing", async () => {
    rig.tenant.directoryRoles = {}

    const run = await rig.fix(await incident(), FIX)

    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining("lacks an Exchange role") })
    expect(protocols().OWAEnabled).toBe(true)
  })
})
