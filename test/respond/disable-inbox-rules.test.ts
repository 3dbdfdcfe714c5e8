/** Switching all inbox rules of a mailbox off, against the practice Exchange: hidden ones too, Exchange's own not. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { actAsUser, outlookUpdatesRules } from "../../sandbox/exchange/act-as-user.ts"
import { tenantId } from "../../src/model/ids.ts"
import { NOW } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

const FIX = "disable-inbox-rules"
const LYNNE = "lynne.robin@contoso.example"
const ACTOR = { userUpn: LYNNE, ip: "203.0.113.77" }

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const rules = () => rig.mailbox("lynne.robin").rules
const states = () => rules().map(({ name, enabled }) => `${name} ${enabled ? "on" : "off"}`)
const makeRule = (parameters: Readonly<Record<string, unknown>>) =>
  actAsUser(rig.cloud.world, rig.tenant, ACTOR, "New-InboxRule", parameters)
const incident = () => rig.incident(FIX, { mailbox: LYNNE })

describe("disable-inbox-rules", () => {
  it("switches every rule off, hidden or with the same name, and says which; taken back, all are on again", async () => {
    makeRule({ Name: ".", DeleteMessage: true })
    makeRule({ Name: ".", MarkAsRead: true })
    for (const rule of rules()) rule.hidden = true
    const one = await incident()

    const run = await rig.fix(one, FIX)

    expect(states()).toEqual(["Junk E-mail Rule on", ". off", ". off"])
    expect(run).toMatchObject({ state: "verified", result: expect.stringContaining("2 inbox rules") })

    await rig.undo(one, FIX)

    expect(states()).toEqual(["Junk E-mail Rule on", ". on", ". on"])
  })

  it.each([
    ["all fixes are", () => ({})],
    ["this customer's are", () => ({ customer: { id: tenantId(rig.tenant.id), name: "Contoso Ltd" } })],
  ])(
    "stops between two calls when %s frozen, says what is off by then, and goes on when asked again",
    async (_what, ofWhom) => {
      for (const name of ["a", "b", "c"]) makeRule({ Name: name, DeleteMessage: true })
      const one = await incident()
      const note = { at: NOW, kind: "command", who: "Lee", what: "Froze all fixes.", data: {} } as const
      const freezeOnTheWay = (): void => {
        if (rig.sent.at(-1)?.includes("Disable-InboxRule"))
          return void one.store.brake.freeze({ by: "Lee", at: NOW, reason: "wrong rules", ...ofWhom() }, note)
        rig.beforeWrite(freezeOnTheWay)
      }
      rig.beforeWrite(freezeOnTheWay)

      const run = await rig.fix(one, FIX)

      expect(states()).toEqual(["Junk E-mail Rule on", "a off", "b on", "c on"])
      expect(run).toMatchObject({
        state: "failed",
        result: expect.stringMatching(/frozen by Lee \(wrong rules\)/),
      })

      await one.store.brake.release(
        { by: "Kim", at: NOW, tenant: (await one.store.brake.all())[0]?.customer?.id },
        note,
      )
      await rig.fix(one, FIX)

      expect(states()).toEqual(["Junk E-mail Rule on", "a off", "b off", "c off"])
    },
  )

  it("leaves off what was off before, also when it is taken back", async () => {
    makeRule({ Name: "Old", DeleteMessage: true })
    makeRule({ Name: "New", DeleteMessage: true })
    for (const rule of rules()) if (rule.name === "Old") rule.enabled = false
    const one = await incident()

    await rig.fix(one, FIX)
    await rig.undo(one, FIX)

    expect(states()).toEqual(["Junk E-mail Rule on", "Old off", "New on"])
  })

  it("isn't taken back when somebody changed a rule since", async () => {
    makeRule({ Name: ".", DeleteMessage: true })
    makeRule({ Name: "..", DeleteMessage: true })
    const one = await incident()
    await rig.fix(one, FIX)
    for (const rule of rules()) if (rule.name === ".") rule.enabled = true

    const undo = await rig.undo(one, FIX)

    expect(undo).toMatchObject({ state: "failed", result: expect.stringContaining("Somebody changed this") })
    expect(states()).toContain(".. off")
  })

  it("calls nothing for rules that only Outlook runs, and says that they are left", async () => {
    outlookUpdatesRules(rig.cloud.world, rig.tenant, ACTOR, { name: "Play a sound", clientSide: true })

    const run = await rig.fix(await incident(), FIX)

    expect(run).toMatchObject({
      state: "already-done",
      result: expect.stringContaining('look at them there: "Play a sound"'),
    })
    expect(rig.operations()).not.toContain("Disable-InboxRule")
  })
})
