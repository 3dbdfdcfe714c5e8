/**
 * Only the directory knows that a mailbox is a protected account's, and it didn't answer when somebody pressed: the first
 * press ends in the question to the second person. Nothing ran, and nothing says that something failed.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { technicianActions } from "../../src/card/buttons.ts"
import { createAskFirst } from "../../src/respond/run-ask-first.ts"
import { technician, words } from "../card/make-incident.ts"
import { type Case, callerOf, KIM, LEE, NOW, UNPROTECTED, unguarded } from "./make-case.ts"
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

const say = async (one: Case, word: "approve" | "decline"): Promise<void> => {
  await one.press(callerOf(LEE), await one.button(word))
  await rig.resume(one)
}

/** Everything that somebody can read about it. */
async function shown(one: Case): Promise<string> {
  const incident = await one.incident()
  const card = words(technician({ incident, now: NOW, runs: await rows(one) }))
  const history = incident.history.map(({ who, what }) => `${who} ${what}`)
  return [card, ...history, ...(await one.trail()).map(({ what }) => what)].join("\n")
}

/** Kim presses while the directory is silent; the runner finds it talking again. */
async function pressedInSilence(): Promise<Case> {
  const askFirst = createAskFirst({ admin: rig.admin, safeguard: protect(), placeOf: () => "Contoso Ltd" })
  rig.mailbox("lynne.robin").forwardingSmtpAddress = "smtp:drop@evil.example"
  const one = await rig.incident(FIX, { mailbox: LYNNE }, LYNNE, { askFirst, people })
  silence()
  await one.press(callerOf(KIM), await one.button(FIX))
  directoryAnswers()
  await rig.resume(one)
  return one
}

describe("a second person that only the runner learns to be needed", () => {
  it("is asked by the first press: nothing ran, nothing says failed, and card and trail tell who and why", async () => {
    const one = await pressedInSilence()

    expect([forwards(), rig.operations()]).toEqual(["smtp:drop@evil.example", []])
    const { approval, state } = await one.incident()
    expect(state).toBe("claimed")
    expect(approval).toMatchObject({
      action: FIX,
      ...{ by: KIM.name, byId: KIM.objectId, asked: [LEE.name] },
      why: [expect.stringContaining("an account for emergencies")],
      runs: [expect.stringContaining("Set-Mailbox")],
    })
    const text = await shown(one)
    expect(text).not.toMatch(/fail/i)
    expect(text).toContain(`a second person has to approve it by`)
    expect(text).toContain(`(${LEE.name}). `)
    expect((await one.trail()).at(-1)).toMatchObject({
      kind: "click",
      incidentId: one.incidentId,
      what: expect.stringMatching(/Kim Vega: .* is an account for emergencies\. Asked: Lee Park\.$/),
    })
  })

  it("runs what was shown once that person approves", async () => {
    const one = await pressedInSilence()

    await say(one, "approve")

    expect((await rows(one)).map(({ state }) => state)).toEqual(["unapproved", "verified"])
    expect((await rows(one)).at(-1)).toMatchObject({ approvedBy: expect.stringContaining(LEE.name) })
    expect(forwards()).toBeNull()
    expect(await one.incident()).toMatchObject({ state: "fixed" })
  })

  it("is forgotten when that person declines, and may be asked for again", async () => {
    const one = await pressedInSilence()

    await say(one, "decline")
    expect(forwards()).toBe("smtp:drop@evil.example")
    expect((await one.incident()).approval).toBeUndefined()

    await one.press(callerOf(KIM), await one.button(FIX))
    expect((await one.incident()).approval).toMatchObject({ action: FIX })
  })

  it("is asked once, when the process dies between the end of the run and the incident", async () => {
    const real = rig.resume
    const dying = { ...rig, resume: (one: Case) => real(withoutChange(one)) }
    const alive = rig
    rig = dying
    const one = await pressedInSilence()
    rig = alive
    expect((await one.incident()).state).toBe("working")

    await rig.resume(one)
    await rig.resume(one)

    const { approval, history, state } = await one.incident()
    expect([state, approval?.action]).toEqual(["claimed", FIX])
    expect(history.filter(({ what }) => what.includes("needs a second person"))).toHaveLength(1)
  })

  it("is asked once for “Secure account”: its steps wait together, and run with two persons", async () => {
    const one = await vipInSilence()

    expect(await told(one)).toEqual(["keep-evidence verified", ...ALL_DONE.slice(1).map(asUnapproved)])
    expect(rig.operations().filter((name) => !THEFT.includes(name))).toEqual([])
    const { approval, state } = await one.incident()
    expect([state, approval?.title, approval?.why]).toEqual([
      "claimed",
      "Secure account",
      [`${LYNNE} is on the list of VIPs.`],
    ])
    expect(await shown(one)).not.toMatch(/failed/i)
    expect(approval?.runs).toHaveLength(ALL_DONE.length - 1)

    await say(one, "approve")

    expect(await told(one)).toEqual(ALL_DONE)
    expect(await one.incident()).toMatchObject({ state: "fixed" })
  })

  it("leaves “Secure account” as it was when that person declines: nothing failed, and nothing is to be retried", async () => {
    const one = await vipInSilence()

    await say(one, "decline")

    const offered = technicianActions(await one.incident(), true, NOW, { runs: await rows(one) })
    expect(offered).toContain("secure-account")
    expect(offered).not.toContain("retry-failed-steps")
    await press(one, "secure-account", KIM, { plan: planIn(await press(one)) })
    expect((await one.incident()).approval).toMatchObject({ action: "secure-account" })
    await say(one, "approve")
    expect(await told(one)).toEqual(ALL_DONE)
  })
})

/** Kim presses “Secure account” while nobody tells that it is a VIP's. */
async function vipInSilence(): Promise<Case> {
  const policy = { ...UNPROTECTED.policy, secondPerson: ["vip"] } as const
  const real = rig.guard({ ...UNPROTECTED, vips: [LYNNE], policy })
  let planned = unguarded
  const one = await takenOver(rig, { guard: (about, signal) => planned(about, signal), people })
  await press(one, "secure-account", KIM, { plan: planIn(await press(one)) })
  await rig.resume(one)
  planned = real
  return one
}

const asUnapproved = (line: string): string => line.replace("verified", "unapproved")

/** The store of a process that dies before the incident is told. */
const withoutChange = (one: Case): Case => ({
  ...one,
  store: {
    ...one.store,
    incidents: { ...one.store.incidents, change: () => Promise.reject(new Error("killed")) },
  },
})
