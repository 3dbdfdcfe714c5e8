/** Steps of "Secure account" that are chosen: offered where they can work, off unless chosen, never by a made-up answer. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Safeguard } from "../../src/respond/run-safeguard.ts"
import { cardProblems } from "../card/card-schema.ts"
import { type Case, callerOf, KIM, LEE, NOW } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"
import { ALL_DONE, LYNNE, planIn, press, rows, secure, takenOver, told } from "./taken-over.ts"

const PROTOCOLS = "block-mail-protocols"
const SENDER = "unblock-sender"
const BOTH = `${PROTOCOLS},${SENDER}`

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
  rig.tenant.blockedSenders = [{ address: LYNNE, blockedAt: 0, unblocked: 0 }]
})
afterEach(() => rig.close())

const offered = (reply: unknown): readonly string[] =>
  [...JSON.stringify(reply).matchAll(/"value":"(block-mail-protocols|unblock-sender)"/g)].map(
    ([, value = ""]) => value,
  )
const isOpen = () => rig.mailbox("lynne.robin").protocols.OWAEnabled

/** Presses, and confirms what is shown with this choice. */
async function choose(one: Case, also: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
  const plan = planIn(await press(one))
  await press(one, "secure-account", KIM, { plan, also, ...more })
}
async function run(...[one, ...rest]: Parameters<typeof choose>): Promise<void> {
  await choose(one, ...rest)
  await rig.resume(one)
}

const approver = { ...LEE, role: "approver", scope: "all" } as const
const needsSecond: Safeguard = async ({ fix }) => ({
  second: fix === "disable-sign-in" ? ["She is an administrator."] : [],
})

describe("optional steps of “Secure account”", () => {
  it("are offered with what they run, and none of them is chosen", async () => {
    const reply = await press(await takenOver(rig))
    const shown = JSON.stringify(reply)

    expect(offered(reply)).toEqual([PROTOCOLS, SENDER])
    expect(shown).toMatch(/"id":"also"[^{}]*"value":""/)
    expect(shown).toContain("Set-CASMailbox")
    expect(shown).toContain(`Remove-BlockedSenderAddress SenderAddress=${LYNNE}`)
    expect(cardProblems("card" in reply ? reply.card.content : undefined)).toEqual([])
  })

  it("aren't run and leave no row where nobody chose them", async () => {
    const one = await takenOver(rig)

    await secure(rig, one)

    expect(await told(one)).toEqual(ALL_DONE)
    expect([isOpen(), rig.tenant.blockedSenders.length]).toEqual([true, 1])
    expect((await one.incident()).state).toBe("fixed")
  })

  it("run last where they are chosen, and the protocols come back as they were", async () => {
    const one = await takenOver(rig)

    await run(one, BOTH)

    expect(await told(one)).toEqual([...ALL_DONE, `${PROTOCOLS} verified`, `${SENDER} verified`])
    expect([isOpen(), rig.tenant.blockedSenders]).toEqual([false, []])
    expect((await one.incident()).state).toBe("fixed")

    expect((await rig.undo(one, PROTOCOLS)).state).toBe("verified")
    expect([isOpen(), rig.mailbox("lynne.robin").protocols.EwsEnabled]).toEqual([true, null])
  })

  it("that have nothing to do are told and not offered", async () => {
    rig.tenant.blockedSenders = []

    const reply = await press(await takenOver(rig))

    expect(offered(reply)).toEqual([PROTOCOLS])
    expect(JSON.stringify(reply)).toContain(`Nothing to do. Sending from ${LYNNE}: not blocked.`)
  })

  it("that can't work are told with the reason, not offered, and not run by a made-up answer", async () => {
    rig.trouble({ service: "exchange", match: "Get-CASMailbox", kind: "status", status: 403, times: 9 })
    const one = await takenOver(rig)

    const reply = await press(one)
    await run(one, `${PROTOCOLS},reset-password,constructor, `)

    expect(offered(reply)).toEqual([SENDER])
    expect(JSON.stringify(reply)).toContain("Can't work here: The app lacks an Exchange role")
    expect(await told(one)).toEqual(ALL_DONE)
    expect((await one.incident()).state).toBe("fixed")
  })

  it("don't let an account send again that a thief can still use, and do so once it is locked", async () => {
    rig.user("lynne.robin").onPremisesSyncEnabled = true
    rig.user("lynne.robin").lastPasswordChange = NOW - 86_400_000
    const one = await takenOver(rig)

    await run(one, SENDER)
    const early = (await told(one)).at(-1)
    rig.user("lynne.robin").onPremisesSyncEnabled = false
    rig.tick()
    await secure(rig, one, "retry-failed-steps")

    expect(early).toBe(`${SENDER} failed`)
    expect(await told(one)).toEqual([...ALL_DONE, `${SENDER} verified`])
    expect(rig.tenant.blockedSenders).toEqual([])
  })

  it("are approved as they were chosen, and told to the second person", async () => {
    const one = await takenOver(rig, { guard: needsSecond, people: [KIM, approver] })
    await choose(one, PROTOCOLS)
    const waiting = (await one.incident()).approval

    await one.press(callerOf(LEE), await one.button("approve"), { inputs: { also: SENDER } })
    await rig.resume(one)

    expect(waiting?.runs.at(-1)).toContain("Switch mail protocols off: Set-CASMailbox")
    expect(waiting?.runs.join(" ")).not.toContain("Remove-BlockedSenderAddress")
    expect(await told(one)).toEqual([...ALL_DONE, `${PROTOCOLS} verified`])
    expect(rig.tenant.blockedSenders).toHaveLength(1)
  })

  it("are chosen in the form, too, and stay chosen when a reason is missing", async () => {
    const one = await takenOver(rig, { policy: { ask: "reason" } })
    const plan = planIn(await press(one))

    const again = await press(one, "secure-account", KIM, { plan, also: PROTOCOLS, reason: "" })
    expect(await rows(one)).toEqual([])
    expect(JSON.stringify(again)).toMatch(/"id":"also"[^{}]*"value":"block-mail-protocols"/)
    expect(JSON.stringify(again)).toContain("If you choose it: Switch mail protocols off")

    await run(one, PROTOCOLS, { reason: "The owner called" })

    expect((await told(one)).at(-1)).toBe(`${PROTOCOLS} verified`)
  })
})
