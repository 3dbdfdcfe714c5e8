/** The thief comes back: what was done before is done once more, and nothing that was shown is left out. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { mergeAlerts } from "../../src/alert/merge-alerts.ts"
import { technicianActions } from "../../src/card/buttons.ts"
import { alertId, recordId } from "../../src/model/ids.ts"
import { createAskFirst } from "../../src/respond/run-ask-first.ts"
import { type Case, callerOf, KIM, LEE, NOW, unguarded } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"
import { ALL_DONE, LYNNE, planIn, press, rows, secure, takenOver, told } from "./taken-over.ts"

const FORWARD = "stop-forwarding"
const EVIL = "smtp:drop@evil.example"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const count = (operation: string): number => rig.operations().filter((name) => name === operation).length
const forwards = () => rig.mailbox("lynne.robin")
const offered = async (one: Case) => technicianActions(await one.incident(), true, NOW + 2)

describe("“Secure account”, pressed once more", () => {
  it("runs every step that it shows to have something to do, though it was proven before", async () => {
    const one = await takenOver(rig)
    await secure(rig, one)
    await rig.undo(one, "disable-sign-in")
    forwards().forwardingSmtpAddress = "smtp:second@evil.example"
    rig.tick()

    await secure(rig, one)

    expect(await told(one)).toEqual(ALL_DONE)
    expect(forwards().forwardingSmtpAddress).toBeNull()
    expect(count("Reset user password.")).toBe(2)
    expect(count("Update StsRefreshTokenValidFrom Timestamp.")).toBe(2)
    expect((await one.incident()).state).toBe("fixed")
  })

  it("isn't done twice by two people who were shown the same: the second is shown it anew", async () => {
    const one = await takenOver(rig, { people: [KIM, { ...LEE, scope: "all" }] })
    const second = await one.button("secure-account", "technician", "19:other@thread.tacv2")
    const pressSecond = (inputs = {}) =>
      one.press(callerOf(LEE, { conversationId: "19:other@thread.tacv2" }), second, { inputs })
    const plan = planIn(await pressSecond())
    await secure(rig, one)
    rig.tick()

    const reply = await pressSecond({ plan })
    await rig.resume(one)

    expect(planIn(reply)).not.toBe(plan)
    expect(count("Reset user password.")).toBe(1)
  })

  it("takes back what it did itself, and keeps the way back of what it found done", async () => {
    const one = await takenOver(rig)
    await secure(rig, one)
    await rig.undo(one, "disable-sign-in")
    forwards().forwardingSmtpAddress = "smtp:second@evil.example"
    await secure(rig, one)

    await rig.undo(one, FORWARD)
    await rig.undo(one, "remove-mailbox-permission")

    expect(forwards().forwardingSmtpAddress).toBe("smtp:second@evil.example")
    expect(forwards().permissions).toHaveLength(1)
  })

  it("keeps the evidence of both times", async () => {
    const one = await takenOver(rig)
    await secure(rig, one)
    await rig.undo(one, "disable-sign-in")

    await secure(rig, one)

    const kept = (await rows(one)).filter(({ action }) => action === "keep-evidence")
    expect(kept.map(({ after }) => after?.enabled)).toEqual([true, true])
  })
})

describe("a fix of what was done again", () => {
  /** Fixed, opened again, and then the same alert comes once more. */
  async function repeated(): Promise<Case> {
    const askFirst = createAskFirst({ admin: rig.admin, safeguard: unguarded, placeOf: () => "Contoso Ltd" })
    const one = await rig.incident(FORWARD, { mailbox: LYNNE }, LYNNE, { askFirst })
    forwards().forwardingSmtpAddress = EVIL
    await rig.fix(one, FORWARD)
    await one.press(callerOf(KIM), await one.button("reopen"))
    const { alert, tenantId } = await one.incident()
    const again = { ...alert, id: alertId("alr_again"), recordIds: [recordId("again")], happenedAt: NOW + 1 }
    await one.store.records.saveBatch(
      { tenantId, fetchedAt: NOW + 1, records: [], rejected: [], alerts: [again] },
      (alerts, open) =>
        mergeAlerts(alerts, open, {
          now: NOW + 1,
          fetchedAt: NOW + 1,
          watchedSince: 0,
          channelsFor: () => [],
        }),
    )
    expect((await one.incident()).count).toBe(2)
    return one
  }

  it("is offered and runs, and its own undo brings back what it found", async () => {
    const one = await repeated()
    forwards().forwardingSmtpAddress = "smtp:second@evil.example"
    expect(await offered(one)).toContain(FORWARD)

    const shown = await press(one, FORWARD)
    await press(one, FORWARD, KIM, { plan: planIn(shown) })
    const run = await rig.resume(one)
    expect(JSON.stringify(shown)).toContain("second@evil.example")
    expect(run.state).toBe("verified")
    expect(forwards().forwardingSmtpAddress).toBeNull()
    await rig.undo(one, FORWARD)

    expect(forwards().forwardingSmtpAddress).toBe("smtp:second@evil.example")
  })

  it("keeps the first one's way back where there was nothing to do", async () => {
    const one = await repeated()

    const run = await rig.fix(one, FORWARD)

    expect(run.state).toBe("already-done")
    await rig.undo(one, FORWARD)
    expect(forwards().forwardingSmtpAddress).toBe(EVIL)
  })

  it("keeps the first one's way back where somebody was faster than its call", async () => {
    const one = await repeated()
    const { journal } = one.store
    const intend: typeof journal.intend = async (...given) => {
      await journal.intend(...given)
      forwards().forwardingSmtpAddress = null
    }
    forwards().forwardingSmtpAddress = "smtp:second@evil.example"
    await press(one, FORWARD, KIM, { plan: planIn(await press(one, FORWARD)) })

    const run = await rig.resume({ ...one, store: { ...one.store, journal: { ...journal, intend } } })

    expect(run).toMatchObject({ state: "already-done", before: { forwardingSmtpAddress: expect.anything() } })
    await rig.undo(one, FORWARD)
    expect(forwards().forwardingSmtpAddress).toBe(EVIL)
  })

  it("isn't offered twice as long as nothing came after it", async () => {
    const one = await rig.incident(FORWARD, { mailbox: LYNNE })
    forwards().forwardingSmtpAddress = EVIL
    await rig.fix(one, FORWARD)
    await one.press(callerOf(KIM), await one.button("reopen"))

    expect(await offered(one)).not.toContain(FORWARD)
  })
})
