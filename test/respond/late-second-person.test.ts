/**
 * Only the directory knows that a mailbox is a protected account's, and it didn't answer when somebody pressed: nothing runs
 * alone, and pressing again ends with two persons.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { createAskFirst } from "../../src/respond/run-ask-first.ts"
import { type Case, callerOf, KIM, LEE, UNPROTECTED, unguarded } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"
import { ALL_DONE, LYNNE, planIn, press, rows, THEFT, takenOver, told } from "./taken-over.ts"

const FIX = "stop-forwarding"
const people = [KIM, { ...LEE, role: "approver", scope: "all" } as const]

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

/** Known by its object id alone, which no alert names. */
const protect = () => rig.guard({ ...UNPROTECTED, breakGlass: [rig.user("lynne.robin").objectId] })
const forwards = () => rig.mailbox("lynne.robin").forwardingSmtpAddress
const silence = (): void =>
  rig.trouble({ service: "graph", match: "/users/", kind: "status", status: 503, times: 99 })
const directoryAnswers = (): void => void rig.cloud.faults.splice(0)

const approve = async (one: Case): Promise<void> => {
  await one.press(callerOf(LEE), await one.button("approve"))
  await rig.resume(one)
}

describe("a second person that only the runner learns to be needed", () => {
  it("stops the fix before its call; pressing again asks the second person, and then it runs", async () => {
    const askFirst = createAskFirst({ admin: rig.admin, safeguard: protect(), placeOf: () => "Contoso Ltd" })
    rig.mailbox("lynne.robin").forwardingSmtpAddress = "smtp:drop@evil.example"
    const one = await rig.incident(FIX, { mailbox: LYNNE }, LYNNE, { askFirst, people })
    silence()
    await one.press(callerOf(KIM), await one.button(FIX))
    directoryAnswers()
    const alone = await rig.resume(one)

    expect(alone).toMatchObject({
      state: "failed",
      result: expect.stringContaining("an account for emergencies"),
    })
    expect([forwards(), rig.operations()]).toEqual(["smtp:drop@evil.example", []])

    await one.press(callerOf(KIM), await one.button(FIX))
    const { approval } = await one.incident()
    expect(approval).toMatchObject({
      action: FIX,
      by: KIM.name,
      runs: [expect.stringContaining("Set-Mailbox")],
    })
    expect(await rows(one)).toHaveLength(1)

    await approve(one)

    expect((await rows(one)).at(-1)).toMatchObject({
      state: "verified",
      approvedBy: expect.stringContaining(LEE.name),
    })
    expect(forwards()).toBeNull()
    expect(await one.incident()).toMatchObject({ state: "fixed" })
  })

  it("does the same for “Secure account”: its steps are stopped, and tried again with two persons", async () => {
    const policy = { ...UNPROTECTED.policy, secondPerson: ["vip"] } as const
    const real = rig.guard({ ...UNPROTECTED, vips: [LYNNE], policy })
    let planned = unguarded
    const one = await takenOver(rig, { guard: (about, signal) => planned(about, signal), people })
    await press(one, "secure-account", KIM, { plan: planIn(await press(one)) })
    await rig.resume(one)

    expect(await told(one)).toEqual(["keep-evidence verified", ...ALL_DONE.slice(1).map(asFailed)])
    expect(rig.operations().filter((name) => !THEFT.includes(name))).toEqual([])

    planned = real
    const retry = "retry-failed-steps"
    await press(one, retry, KIM, { plan: planIn(await press(one, retry)) })
    expect((await one.incident()).approval).toMatchObject({ action: retry })
    await approve(one)

    expect(await told(one)).toEqual(ALL_DONE)
    expect(await one.incident()).toMatchObject({ state: "fixed" })
  })
})

const asFailed = (line: string): string => line.replace("verified", "failed")
