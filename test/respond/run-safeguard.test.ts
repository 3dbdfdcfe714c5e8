/** Protected accounts against the practice cloud: refused before the click, at the press and right before the call. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { tenantId } from "../../src/model/ids.ts"
import { DEFAULT_POLICY, type Policy, type Protection } from "../../src/model/protection.ts"
import { createAskFirst } from "../../src/respond/run-ask-first.ts"
import { createLiveReader } from "../../src/respond/run-read-live.ts"
import { callerOf, KIM, NOW } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const LYNNE = "lynne.robin@contoso.example"

const protection = (breakGlass: readonly string[], policy: Partial<Policy> = {}): Protection => ({
  breakGlass,
  vips: [],
  policy: { ...DEFAULT_POLICY, ...policy },
  own: { names: [], domains: [], appIds: [] },
})

describe("createSafeguard()", () => {
  it("knows a protected account by its object id, refuses at the press and keeps the refusal", async () => {
    const safeguard = rig.guard(protection([rig.user("lynne.robin").objectId]))
    const askFirst = createAskFirst({ admin: rig.admin, safeguard, placeOf: () => "Contoso" })
    const one = await rig.incident("disable-sign-in", { user: LYNNE }, LYNNE, { askFirst })

    const reply = await one.press(callerOf(KIM), await one.button("disable-sign-in"))

    expect(reply).toEqual({ text: expect.stringMatching(/lynne\.robin.* no card locks it out/) })
    expect(await one.store.journal.ofIncident(one.incidentId)).toEqual([])
    expect((await one.trail()).at(-1)).toMatchObject({ kind: "refusal", who: expect.stringContaining("Kim") })
  })

  it("refuses right before the call what the press let through", async () => {
    const one = await rig.incident("disable-sign-in", { user: LYNNE })
    rig.guard(protection([LYNNE]))

    const run = await rig.fix(one, "disable-sign-in")

    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining("Nothing was changed") })
    expect(rig.user("lynne.robin").accountEnabled).toBe(true)
  })

  it("greys the button with the reason before anybody presses", async () => {
    const safeguard = rig.guard(protection([LYNNE]))
    const one = await rig.incident("disable-sign-in", { user: LYNNE })

    const live = await createLiveReader({ admin: rig.admin, safeguard, now: () => NOW })(await one.incident())

    expect(live.blocked).toEqual([
      { action: "disable-sign-in", reason: expect.stringContaining("an account for emergencies") },
    ])
  })

  it("runs nothing that needs a second person and has none", async () => {
    const one = await rig.incident("disable-sign-in", { user: LYNNE })
    rig.guard(protection([], { secondPerson: ["always"] }))

    const run = await rig.fix(one, "disable-sign-in")

    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining("A second person has to") })
    expect(rig.user("lynne.robin").accountEnabled).toBe(true)
  })

  it("asks the directory whether a mailbox is an administrator's", async () => {
    const guard = rig.guard(protection([], { secondPerson: ["administrator"] }))
    const verdictOf = (mailbox: string) =>
      guard(
        { tenant: tenantId(rig.tenant.id), fix: "stop-forwarding", subject: { mailbox, target: mailbox } },
        AbortSignal.timeout(5_000),
      )

    expect(await verdictOf(LYNNE)).toEqual({ second: [] })
    expect((await verdictOf("nobody@contoso.example")).second).toEqual([
      "It couldn't be found out whether nobody@contoso.example is an administrator.",
    ])
  })
})
