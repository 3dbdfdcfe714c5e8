/** "Secure account" against the practice cloud: shown first, worked off in order, whatever fails on the way. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import { technicianActions } from "../../src/card/buttons.ts"
import type { Safeguard } from "../../src/respond/run-safeguard.ts"
import { type Case, callerOf, KIM, LEE, NOW } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"
import { ALL_DONE, LYNNE, OLD_PHONE, planIn, press, rows, secure, takenOver, told } from "./taken-over.ts"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const freeze = ({ store }: Case) =>
  store.brake.freeze(
    { by: "Sam", at: NOW, reason: "drill" },
    { at: NOW, kind: "command", who: "Sam", what: "Froze all fixes", data: {} },
  )

describe("pressPlaybook()", () => {
  it("shows every step, whether it can be undone and what it runs, and does nothing yet", async () => {
    const one = await takenOver(rig)

    const shown = JSON.stringify(await press(one))

    for (const title of ["Keep evidence", "Block sign-in", "Reset password", "Sign out everywhere"])
      expect(shown).toContain(title)
    expect(shown).toContain(
      'Goes, because it is new since 2026-02-25: Microsoft Authenticator \\"SM-A156B\\" (since 2026-03-04)',
    )
    expect(shown).toContain("Changes nothing.")
    expect(shown).toContain("This can't be undone.")
    expect(shown).toContain("Remove-MailboxPermission")
    expect(await rows(one)).toEqual([])
    expect(rig.user("lynne.robin").accountEnabled).toBe(true)
  })

  it("secures the account in the order of its steps, and the incident is fixed", async () => {
    const one = await takenOver(rig)

    const done = await secure(rig, one)

    expect(await told(one)).toEqual(ALL_DONE)
    expect(done.map(({ id }) => id)).toEqual(done.map(({ id }) => id).toSorted((a, b) => a - b))
    expect(rig.user("lynne.robin").accountEnabled).toBe(false)
    const mailbox = rig.mailbox("lynne.robin")
    expect(mailbox.forwardingSmtpAddress).toBeNull()
    expect(mailbox.rules.filter(({ enabled }) => enabled).map(({ name }) => name)).toEqual([
      "Junk E-mail Rule",
    ])
    expect(mailbox.permissions).toEqual([])
    expect(rig.user("lynne.robin").signInMethods).toEqual([OLD_PHONE])
    expect((await one.incident()).state).toBe("fixed")
  })

  it("keeps what the account looked like before, with a hash that the trail names", async () => {
    const one = await takenOver(rig)

    const [evidence] = await secure(rig, one)

    expect(evidence?.after).toMatchObject({
      account: LYNNE,
      enabled: true,
      mailbox: { rows: [{ ForwardingSmtpAddress: "smtp:drop@evil.example" }] },
      signInMethods: { rows: [{}, { displayName: OLD_PHONE.name }, { displayName: "SM-A156B" }] },
    })
    expect(JSON.stringify(evidence?.after)).toContain('"Name":"."')
    const hash = /SHA-256 ([0-9a-f]{64})/.exec(evidence?.result ?? "")?.[1]
    const results = (await one.trail()).filter(({ kind }) => kind === "result")
    expect(hash).toBeDefined()
    expect(results[0]?.what).toContain(hash ?? "no hash")
  })

  it("keeps the reason for what it may not read, and goes on", async () => {
    const one = await takenOver(rig)
    const consents = rig.tenant.consents[RESPOND_APP_ID] ?? []
    rig.tenant.consents[RESPOND_APP_ID] = consents.filter(
      (each) => !each.startsWith("UserAuthenticationMethod"),
    )

    const [evidence] = await secure(rig, one)

    expect(evidence?.after).toMatchObject({
      signInMethods: { notReadable: expect.stringContaining("UserAuthenticationMethod.Read.All") },
      inboxRules: { rows: expect.anything() },
    })
    expect(evidence?.result).toContain("Not readable: sign-in methods")
    expect(await told(one)).toEqual([...ALL_DONE.slice(0, -1), "remove-sign-in-methods skipped"])
  })

  it("is one press: one spent button, one click in the trail, and no second run of anything", async () => {
    const one = await takenOver(rig)
    const button = await one.button("secure-account")
    const plan = planIn(await press(one))
    await one.press(callerOf(KIM), button, { inputs: { plan } })
    await one.press(callerOf(KIM), button, { inputs: { plan } })
    await rig.resume(one)

    expect(await rows(one)).toHaveLength(ALL_DONE.length)
    expect(
      (await one.trail()).filter(({ what }) => /^Pressed secure-account on incident \d+$/.test(what)),
    ).toHaveLength(1)
  })

  it("asks again when the steps are others than those that were shown", async () => {
    const one = await takenOver(rig)

    await press(one, "secure-account", KIM, { plan: "0123456789abcdef01234567" })

    expect(await rows(one)).toEqual([])
  })

  it("skips with its reason what can't work, does the rest, and stays open until it is retried", async () => {
    rig.user("lynne.robin").onPremisesSyncEnabled = true
    const one = await takenOver(rig)

    const shown = JSON.stringify(await press(one))
    await secure(rig, one)

    expect(shown).toContain("Skipped: lynne.robin@contoso.example comes from an on-premises")
    expect((await told(one)).filter((line) => !line.endsWith("verified"))).toEqual([
      "disable-sign-in skipped",
      "reset-password skipped",
    ])
    expect((await one.incident()).state).toBe("failed")

    rig.user("lynne.robin").onPremisesSyncEnabled = false
    rig.tick()
    await secure(rig, one, "retry-failed-steps")

    expect(await told(one)).toEqual(ALL_DONE)
    expect((await rows(one)).length).toBe(ALL_DONE.length + 2)
    expect((await one.incident()).state).toBe("fixed")
  })

  it("goes on after a step that fails, and retries that one alone", async () => {
    const one = await takenOver(rig)
    rig.trouble({ service: "exchange", match: '"Set-Mailbox"', kind: "status", status: 400, times: 1 })
    await secure(rig, one)

    expect((await told(one)).filter((line) => !line.endsWith("verified"))).toEqual(["stop-forwarding failed"])
    expect((await one.incident()).state).toBe("failed")

    await secure(rig, one, "retry-failed-steps")

    expect(await told(one)).toEqual(ALL_DONE)
    expect((await one.incident()).state).toBe("fixed")
  })

  it("waits for a second person where one step needs it, and runs for both", async () => {
    const guard: Safeguard = async ({ fix }) => ({
      second: fix === "disable-sign-in" ? ["She is an administrator."] : [],
    })
    const one = await takenOver(rig, { guard, people: [KIM, { ...LEE, role: "approver", scope: "all" }] })
    const plan = planIn(await press(one))

    await press(one, "secure-account", KIM, { plan })
    expect(await rows(one)).toEqual([])
    expect((await one.incident()).approval).toMatchObject({
      action: "secure-account",
      why: ["She is an administrator."],
    })
    await one.press(callerOf(LEE), await one.button("approve"))

    expect((await rows(one)).map(({ approvedBy }) => approvedBy?.includes(LEE.name))).toEqual(
      ALL_DONE.map(() => true),
    )
  })

  it("isn't approved when the steps are others by then", async () => {
    const guard: Safeguard = async () => ({ second: ["She is an administrator."] })
    const one = await takenOver(rig, { guard, people: [KIM, { ...LEE, role: "approver", scope: "all" }] })
    await press(one, "secure-account", KIM, { plan: planIn(await press(one)) })
    rig.user("lynne.robin").onPremisesSyncEnabled = true

    const reply = await one.press(callerOf(LEE), await one.button("approve"))

    expect(reply).toMatchObject({ text: expect.stringContaining("The steps changed") })
    expect(await rows(one)).toEqual([])
  })

  it("is refused while all fixes are frozen, and nothing of it is written", async () => {
    const one = await takenOver(rig)
    const plan = planIn(await press(one))
    await freeze(one)

    const reply = await press(one, "secure-account", KIM, { plan })

    expect(reply).toMatchObject({ text: expect.stringContaining("drill") })
    expect(await rows(one)).toEqual([])
  })

  it("stops what is left when somebody freezes all fixes while it works", async () => {
    const one = await takenOver(rig)
    await press(one, "secure-account", KIM, { plan: planIn(await press(one)) })
    await freeze(one)

    await rig.resume(one)

    expect((await told(one)).slice(1).every((line) => line.endsWith("failed"))).toBe(true)
    expect(rig.user("lynne.robin").accountEnabled).toBe(true)
    expect((await one.incident()).state).toBe("failed")
  })

  it("says why nothing was done when the account can't be read", async () => {
    const one = await takenOver(rig)
    rig.tenant.users = rig.tenant.users.filter(({ upn }) => upn !== LYNNE)

    expect(await press(one)).toMatchObject({ text: expect.stringContaining("the account couldn't be read") })
  })

  it("is refused whole for an account that no card locks out", async () => {
    const guard: Safeguard = async () => ({ forbidden: "No card locks it out.", second: [] })
    const one = await takenOver(rig, { guard })

    expect(await press(one)).toEqual({ text: "No card locks it out." })
    expect(await rows(one)).toEqual([])
  })

  it("is refused for one's own account", async () => {
    const one = await takenOver(rig, { people: [{ ...KIM, upn: LYNNE }] })

    expect(await press(one)).toMatchObject({ text: expect.stringContaining("your own account") })
  })

  it("takes one step back, and leaves the others", async () => {
    const one = await takenOver(rig)
    await secure(rig, one)

    await rig.undo(one, "disable-sign-in")

    expect(rig.user("lynne.robin").accountEnabled).toBe(true)
    expect(rig.mailbox("lynne.robin").forwardingSmtpAddress).toBeNull()
    expect(await told(one)).toContain("disable-sign-in undone")
  })

  it("takes one step back after another, and one that can't be taken back closes nothing", async () => {
    const one = await takenOver(rig)
    await secure(rig, one)
    const offered = async () => technicianActions(await one.incident(), true, NOW)
    await rig.undo(one, "disable-sign-in")
    expect(await offered()).toContain("undo-stop-forwarding")
    rig.mailbox("lynne.robin").forwardingSmtpAddress = "smtp:other@evil.example"

    const refused = await rig.undo(one, "stop-forwarding")

    expect(refused).toMatchObject({ state: "failed", result: expect.stringContaining("Somebody changed") })
    expect((await one.incident()).state).toBe("failed")
    expect(await offered()).toContain("undo-remove-mailbox-permission")
    expect((await rig.undo(one, "remove-mailbox-permission")).state).toBe("verified")
    expect((await one.incident()).state).toBe("claimed")
    expect(await offered()).not.toContain("undo-remove-mailbox-permission")
  })
})
