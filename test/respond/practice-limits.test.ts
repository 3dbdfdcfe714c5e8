/** What fixes do at their limits in the practice cloud: what can't be taken back, can't work, or was changed by somebody else. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { actAsUser } from "../../sandbox/exchange/act-as-user.ts"
import { RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import { EXCHANGE_ADMINISTRATOR } from "../../sandbox/world/role.ts"
import { createLiveReader } from "../../src/respond/run-read-live.ts"
import { callerOf, KIM, NOW, unguarded } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const LYNNE = "lynne.robin@contoso.example"
const GUEST_ID = "5e000000-0000-4000-8000-000000000007"
/** Nobody signs in to a shared mailbox. */
const SHARED = "accounts@contoso.example"
const ADMIN = { userUpn: "megan.ortiz@contoso.example", ip: "198.51.100.24" }
const act = (cmdlet: string, parameters: Readonly<Record<string, unknown>>) =>
  actAsUser(rig.cloud.world, rig.tenant, ADMIN, cmdlet, parameters)

describe("revoke-sessions and reset-password on the practice cloud", () => {
  it.each([
    ["revoke-sessions", "signInSessionsValidFrom", "Update StsRefreshTokenValidFrom Timestamp."],
    ["reset-password", "lastPasswordChange", "Reset user password."],
  ] as const)(
    "%s moves the account's time once, and says that it can't be taken back",
    async (fix, key, record) => {
      const one = await rig.incident(fix, { user: LYNNE })
      const before = rig.user("lynne.robin")[key]

      const run = await rig.fix(one, fix)

      expect(run.state).toBe("verified")
      expect(rig.user("lynne.robin")[key]).toBeGreaterThan(before)
      expect(rig.operations()).toEqual([record])
      expect((await one.incident()).standing).toMatchObject([{ undoable: false }])
    },
  )

  it("sends a new random password every time, and keeps it out of journal, trail and incident", async () => {
    const passwords: string[] = []
    const kept: string[] = []
    for (let run = 0; run < 2; run += 1) {
      const one = await rig.incident("reset-password", { user: LYNNE })
      await rig.fix(one, "reset-password")
      kept.push(JSON.stringify([await one.store.journal.ofIncident(one.incidentId), await one.trail()]))
      kept.push(JSON.stringify(await one.incident()))
    }
    for (const body of rig.sent) passwords.push(...(/"password":"([^"]+)"/.exec(body)?.slice(1) ?? []))

    expect(new Set(passwords).size).toBe(2)
    expect(passwords.every((password) => password.length >= 20)).toBe(true)
    expect(passwords.filter((password) => kept.join().includes(password))).toEqual([])
    expect(kept.join()).toContain("never written down")
  })
})

describe("a guest, whose sign-in name holds what cuts a path off", () => {
  it("is the account that is blocked, and nobody else", async () => {
    const guest = "kim_northwind.example#ext#@contoso.onmicrosoft.com"
    rig.tenant.users.push({ ...rig.user("lynne.robin"), objectId: GUEST_ID, upn: guest })
    const one = await rig.incident("disable-sign-in", { user: guest })

    const run = await rig.fix(one, "disable-sign-in")

    expect(run.state).toBe("verified")
    expect(rig.tenant.users.filter(({ accountEnabled, upn }) => !accountEnabled && upn !== SHARED)).toEqual([
      expect.objectContaining({ upn: guest }),
    ])
  })
})

describe("what can't work", () => {
  it.each([
    ["revoke-sessions", "its sessions are those of its own organization"],
    ["reset-password", "its password is its own organization's"],
  ] as const)("%s isn't tried on a guest, who signs in at home", async (fix, reason) => {
    const guest = "kim_northwind.example#ext#@contoso.onmicrosoft.com"
    rig.tenant.users.push({ ...rig.user("lynne.robin"), objectId: GUEST_ID, upn: guest })

    const run = await rig.fix(await rig.incident(fix, { userId: GUEST_ID }), fix)

    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining(reason) })
    expect(rig.operations()).toEqual([])
  })

  it("isn't tried without a role that may reset passwords, whatever the permission", async () => {
    rig.tenant.directoryRoles[RESPOND_APP_ID] = ["Exchange Administrator"]
    const one = await rig.incident("reset-password", { user: LYNNE })
    const reader = createLiveReader({ admin: rig.admin, safeguard: unguarded, now: () => NOW })

    const live = await reader(await one.incident())
    const run = await rig.fix(one, "reset-password")

    expect(live.blocked).toEqual([
      { action: "reset-password", reason: expect.stringContaining("User Administrator") },
    ])
    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining("User Administrator") })
  })

  it("isn't tried on an administrator's account: the refusal is one sentence and nothing is changed", async () => {
    const one = await rig.incident("disable-sign-in", { user: "megan.ortiz@contoso.example" })

    const run = await rig.fix(one, "disable-sign-in")

    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining("administrator") })
    expect(rig.user("megan.ortiz").accountEnabled).toBe(true)
    expect(rig.operations()).toEqual([])
  })

  it("isn't tried without the permission, which is named", async () => {
    rig.tenant.consents[RESPOND_APP_ID] = ["User.Read.All"]
    const one = await rig.incident("disable-sign-in", { user: LYNNE })

    const run = await rig.fix(one, "disable-sign-in")

    expect(run).toMatchObject({
      state: "failed",
      result: expect.stringContaining("User.EnableDisableAccount.All"),
    })
  })

  it("works at the next press once the permission or the role is given", async () => {
    const consents = rig.tenant.consents[RESPOND_APP_ID]
    const roles = rig.tenant.directoryRoles[RESPOND_APP_ID] ?? []
    const fix = async (name: "disable-sign-in" | "stop-forwarding") =>
      (await rig.fix(await rig.incident(name, { user: LYNNE, mailbox: LYNNE }), name)).state
    rig.tenant.consents[RESPOND_APP_ID] = ["User.Read.All", "Exchange.ManageAsApp"]
    rig.tenant.directoryRoles[RESPOND_APP_ID] = []
    act("Set-Mailbox", { Identity: LYNNE, ForwardingSmtpAddress: "drop@evil.example" })

    expect([await fix("disable-sign-in"), await fix("stop-forwarding")]).toEqual(["failed", "failed"])
    rig.tenant.consents[RESPOND_APP_ID] = consents ?? []
    rig.tenant.directoryRoles[RESPOND_APP_ID] = roles

    expect([await fix("disable-sign-in"), await fix("stop-forwarding")]).toEqual(["verified", "verified"])
  })

  it("is refused for Watchpost's own app", async () => {
    const [own] = rig.tenant.applications
    if (own === undefined) throw new Error("no app")
    own.appId = RESPOND_APP_ID
    rig.tenant.roleAssignments.push({
      ...{ id: "r1", principalId: own.objectId, directoryScopeId: "/" },
      roleDefinitionId: EXCHANGE_ADMINISTRATOR,
    })
    const object = { memberId: own.objectId, roleName: "Exchange Administrator" }

    const run = await rig.fix(
      await rig.incident("remove-from-role", object, own.objectId),
      "remove-from-role",
    )

    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining("Watchpost's own app") })
    expect(rig.tenant.roleAssignments.some(({ id }) => id === "r1")).toBe(true)
  })

  it("is refused for the last Global Administrator", async () => {
    rig.tenant.roleAssignments.splice(1)
    const one = await rig.incident("remove-from-role", {
      user: "megan.ortiz@contoso.example",
      roleName: "Global Administrator",
    })

    const run = await rig.fix(one, "remove-from-role")

    expect(run).toMatchObject({
      state: "failed",
      result: expect.stringContaining("last Global Administrator"),
    })
    expect(rig.tenant.roleAssignments).toHaveLength(1)
  })
})

describe("enable-audit-log", () => {
  it("is done though Exchange refuses what makes the organization's settings its own, which works once ever", async () => {
    rig.tenant.unifiedAuditEnabled = false
    const lag = JSON.stringify({ value: [{ IsDehydrated: true }] })
    const fault = { service: "exchange", match: "Get-OrganizationConfig", kind: "status" } as const
    rig.trouble({ ...fault, status: 200, body: lag, times: 9 })

    const run = await rig.fix(await rig.incident("enable-audit-log", {}), "enable-audit-log")

    expect(run.state).toBe("verified")
    expect(rig.tenant.unifiedAuditEnabled).toBe(true)
    expect(rig.operations()).toEqual(["Set-AdminAuditLogConfig"])
  })
})

describe("taking a fix back", () => {
  it("is refused with the difference when somebody changed the object after the fix", async () => {
    act("Set-Mailbox", { Identity: LYNNE, ForwardingSmtpAddress: "drop@evil.example" })
    const one = await rig.incident("stop-forwarding", { mailbox: LYNNE })
    await rig.fix(one, "stop-forwarding")
    act("Set-Mailbox", { Identity: LYNNE, ForwardingSmtpAddress: "assistant@partner.example" })
    const seen = rig.operations().length

    const run = await rig.undo(one, "stop-forwarding")

    expect(run.state).toBe("failed")
    expect(run.result).toContain("Forwarding was off and is now assistant@partner.example")
    expect(rig.operations()).toHaveLength(seen)
    expect((await one.incident()).state).toBe("fixed")
  })

  it("is over after 30 days, also for a card that still shows the button", async () => {
    act("Set-Mailbox", { Identity: LYNNE, ForwardingSmtpAddress: "drop@evil.example" })
    let now = NOW
    const one = await rig.incident("stop-forwarding", { mailbox: LYNNE }, LYNNE, { now: () => now })
    await rig.fix(one, "stop-forwarding")
    const button = await one.button("undo-stop-forwarding")
    now = NOW + 30 * 86_400_000

    await one.press(callerOf(KIM), button)

    expect(await one.store.journal.ofIncident(one.incidentId)).toHaveLength(1)
    expect(rig.mailbox("lynne.robin").forwardingSmtpAddress).toBeNull()
  })

  it("can be asked for once more after the same fix ran again", async () => {
    act("Set-Mailbox", { Identity: LYNNE, ForwardingSmtpAddress: "drop@evil.example" })
    const one = await rig.incident("stop-forwarding", { mailbox: LYNNE })
    await rig.fix(one, "stop-forwarding")
    await rig.undo(one, "stop-forwarding")
    await rig.fix(one, "stop-forwarding")

    const run = await rig.undo(one, "stop-forwarding")

    expect(run.state).toBe("verified")
    expect(rig.mailbox("lynne.robin").forwardingSmtpAddress).toBe("smtp:drop@evil.example")
  })
})
