/** Taking a member out of an Exchange role group, against the practice Exchange: only that one, and only from a group that is there. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { actAsUser } from "../../sandbox/exchange/act-as-user.ts"
import { createLiveReader } from "../../src/respond/run-read-live.ts"
import { NOW, UNPROTECTED, unguarded } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

const FIX = "remove-from-role-group"
const GROUP = "Organization Management"
const MEGAN = "megan.ortiz@contoso.example"
const LYNNE = "lynne.robin@contoso.example"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const members = () => rig.tenant.roleGroups.find(({ name }) => name === GROUP)?.members
const give = (member = LYNNE): void =>
  void actAsUser(
    rig.cloud.world,
    rig.tenant,
    { userUpn: MEGAN, ip: "198.51.100.24" },
    "Add-RoleGroupMember",
    {
      Identity: GROUP,
      Member: member,
    },
  )
const incident = (object: Readonly<Record<string, string>> = {}) =>
  rig.incident(FIX, { role: GROUP, user: LYNNE, kind: "member", ...object }, GROUP)
const fix = async (object: Readonly<Record<string, string>> = {}) => rig.fix(await incident(object), FIX)

describe("remove-from-role-group", () => {
  it.each([
    LYNNE,
    "lynne.robin",
    "Lynne Robin",
    "EURPR04A009.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com/lynne.robin",
  ])("takes exactly the new member out, whatever the record calls them (%s)", async (user) => {
    give()

    const run = await fix({ user })

    expect(run).toMatchObject({ state: "verified", result: expect.stringContaining("read back") })
    expect(members()).toEqual([MEGAN])
    expect(rig.operations()).toEqual(["Add-RoleGroupMember", "Remove-RoleGroupMember"])
  })

  it("is taken back, and not when somebody did so before", async () => {
    give()
    const one = await incident()
    await rig.fix(one, FIX)

    expect((await rig.undo(one, FIX)).state).toBe("verified")
    expect(members()).toEqual([MEGAN, LYNNE])
  })

  it("has nothing to do when the member is gone", async () => {
    const run = await fix()

    expect(run).toMatchObject({
      state: "already-done",
      result: `${LYNNE} is no member of the role group "${GROUP}".`,
    })
    expect(rig.operations()).toEqual([])
  })

  it("touches nobody for a group that Exchange doesn't have, though it lists everybody then", async () => {
    give()
    const one = await incident({ role: "eDiscovery Manager" })
    const reader = createLiveReader({ admin: rig.admin, safeguard: unguarded, now: () => NOW })

    const live = await reader(await one.incident())
    const run = await rig.fix(one, FIX)

    expect(live.blocked).toEqual([{ action: FIX, reason: expect.stringContaining("compliance portal") }])
    expect(run.state).toBe("failed")
    expect(members()).toEqual([MEGAN, LYNNE])
  })

  it.each([
    ["a role that was given directly", { kind: "assignment", role: "Mail Recipients" }, "given directly"],
    ["a list of members that was replaced", { user: `${MEGAN}; ${LYNNE}` }, "several members"],
    ["everybody", { user: "*" }, "can't be named exactly"],
  ])("is greyed for %s", async (_what, object, reason) => {
    give()
    const reader = createLiveReader({ admin: rig.admin, safeguard: unguarded, now: () => NOW })

    const live = await reader(await (await incident(object)).incident())

    expect(live.blocked).toEqual([{ action: FIX, reason: expect.stringContaining(reason) }])
  })

  it("is refused for an account for emergencies, though the record names it by alias", async () => {
    give()
    rig.guard({ ...UNPROTECTED, breakGlass: [LYNNE] })

    const run = await fix({ user: "lynne.robin" })

    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining("no card locks it out") })
    expect(members()).toEqual([MEGAN, LYNNE])
  })

  it("is written once when the answer is lost", async () => {
    give()
    rig.trouble({ service: "exchange", match: "Remove-RoleGroupMember", kind: "apply-then-504", times: 1 })

    const run = await fix()

    expect(run.state).toBe("verified")
    expect(rig.operations().filter((name) => name === "Remove-RoleGroupMember")).toHaveLength(1)
  })
})
