/** Never twice, never blind: every way in which an answer gets lost or lies, against the practice Exchange and Graph. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { actAsUser } from "../../sandbox/exchange/act-as-user.ts"
import type { Fault } from "../../sandbox/faults.ts"
import type { Case } from "./make-case.ts"
import { dyingAtTheEnd } from "./make-runner.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const LYNNE = "lynne.robin@contoso.example"
const GRADY = "grady.archer@contoso.example"
const CLEARED = "Set-Mailbox"

const forwarding = async (): Promise<Case> => {
  Object.assign(rig.mailbox("lynne.robin"), { forwardingSmtpAddress: "smtp:drop@evil.example" })
  return rig.incident("stop-forwarding", { mailbox: LYNNE })
}
const writes = (operation: string): number => rig.operations().filter((name) => name === operation).length
const spoil = (fault: Omit<Fault, "times"> & Partial<Fault>): void => rig.trouble({ times: 1, ...fault })

/** Somebody else is faster: between our reading and our write. */
const afterReading = (match: string, answered: () => void): void =>
  spoil({ service: "exchange", match, kind: "watch", answered })
const wasSent = (cmdlet: string): boolean => rig.sent.some((body) => body.includes(`"${cmdlet}"`))

const dying = (one: Case): Case => ({ ...one, store: dyingAtTheEnd(one.store) })

describe("a new password", () => {
  it("is the same one in every try, because nobody knows which of them arrived", async () => {
    spoil({ service: "graph", match: "passwordProfile", kind: "reset", times: 2 })

    const run = await rig.fix(await rig.incident("reset-password", { user: LYNNE }), "reset-password")

    const passwords = rig.sent.flatMap((body) => /"password":"([^"]+)"/.exec(body)?.[1] ?? [])
    expect(run.state).toBe("verified")
    expect(passwords).toHaveLength(3)
    expect(new Set(passwords).size).toBe(1)
  })
})

describe("a fix in Exchange", () => {
  it.each(["apply-then-504", "cut", "half"] as const)(
    "is written once when the answer is lost after the write (%s)",
    async (kind) => {
      const one = await forwarding()
      spoil({ service: "exchange", match: CLEARED, kind })

      const run = await rig.fix(one, "stop-forwarding")

      expect(rig.mailbox("lynne.robin").forwardingSmtpAddress).toBeNull()
      expect(writes(CLEARED)).toBe(1)
      expect(run.state).toBe("verified")
    },
  )

  it("is written once when no answer comes in time, though the write happened", async () => {
    await rig.close()
    rig = await startPracticeRig({ answerMs: 1_000 })
    const one = await forwarding()
    spoil({ service: "exchange", match: CLEARED, kind: "hold" })

    const run = await rig.fix(one, "stop-forwarding")

    expect(run.state).toBe("verified")
    expect(writes(CLEARED)).toBe(1)
  })

  it("isn't written over what nobody was shown: what couldn't be read at the press was changed by then", async () => {
    const one = await forwarding()
    const lines = [{ label: "Forwarding", value: "drop@evil.example" }]
    const found = [{ action: "stop-forwarding", lines } as const]
    await one.store.incidents.noteLive(one.incidentId, { at: 0, lines, found })
    Object.assign(rig.mailbox("lynne.robin"), { forwardingSmtpAddress: "smtp:assistant@contoso.example" })

    const run = await rig.fix(one, "stop-forwarding")

    expect(run).toMatchObject({
      state: "failed",
      result: expect.stringMatching(
        /^Nothing was changed: Somebody changed this.*assistant@contoso\.example/,
      ),
    })
    expect(writes(CLEARED)).toBe(0)
  })

  it.each(["reset", "html"] as const)(
    "is written after all when the first call never arrived (%s)",
    async (kind) => {
      const one = await forwarding()
      spoil({ service: "exchange", match: CLEARED, kind })

      const run = await rig.fix(one, "stop-forwarding")

      expect(run.state).toBe("verified")
      expect(writes(CLEARED)).toBe(1)
    },
  )

  it("has failed when a 200 holds errors, whatever the status says", async () => {
    const one = await forwarding()
    const errors = ["Ex6F9304|System.Exception|The mailbox is being moved."]
    const body = JSON.stringify({ value: [], "@adminapi.errors": errors })
    spoil({ service: "exchange", match: CLEARED, kind: "status", status: 200, body })

    const run = await rig.fix(one, "stop-forwarding")

    expect(run.state).toBe("failed")
    expect(run.result).toContain("The mailbox is being moved.")
    expect(run.result).toContain("still forwards to drop@evil.example")
  })

  it("was done before when Exchange only warns that nothing was changed", async () => {
    const one = await forwarding()
    afterReading('"Get-Mailbox"', () => {
      rig.mailbox("lynne.robin").forwardingSmtpAddress = null
    })

    const run = await rig.fix(one, "stop-forwarding")

    expect(run).toMatchObject({ state: "already-done", result: expect.stringContaining("doesn't forward") })
    expect(wasSent(CLEARED)).toBe(true)
  })

  it.each([
    ["FullAccess", "permissions", "MailboxPermission"],
    ["SendAs", "recipientPermissions", "RecipientPermission"],
  ] as const)(
    "was done before when Exchange warns that the entry of %s isn't there",
    async (right, list, noun) => {
      const mailbox = rig.mailbox("lynne.robin")
      mailbox[list].push({ user: GRADY, accessRights: [right], inherited: false, deny: false })
      const one = await rig.incident("remove-mailbox-permission", {
        mailbox: LYNNE,
        user: GRADY,
        accessRights: right,
      })
      afterReading(`Get-${noun}`, () => {
        mailbox[list] = []
      })

      const run = await rig.fix(one, "remove-mailbox-permission")

      expect(run.state).toBe("already-done")
      expect(wasSent(`Remove-${noun}`)).toBe(true)
    },
  )

  it("was done before when Exchange knows no such entry, or no such rule any more", async () => {
    const mailbox = rig.mailbox("lynne.robin")
    const calendar = mailbox.folders.find(({ type }) => type === "Calendar")
    calendar?.permissions.push({ user: "Grady Archer", accessRights: ["Editor"], sharingFlags: [] })
    const entry = { mailbox: LYNNE, user: GRADY, folder: "\\Calendar" }
    const shared = await rig.incident("remove-folder-permission", entry)
    afterReading("Get-MailboxFolderPermission", () => void calendar?.permissions.pop())
    const folder = await rig.fix(shared, "remove-folder-permission")

    const thief = { userUpn: LYNNE, ip: "203.0.113.77" }
    actAsUser(rig.cloud.world, rig.tenant, thief, "New-InboxRule", { Name: ".", DeleteMessage: true })
    const ruled = await rig.incident("disable-inbox-rule", { mailbox: LYNNE, ruleName: "." })
    afterReading("Get-InboxRule", () => {
      mailbox.rules = mailbox.rules.filter(({ name }) => name !== ".")
    })
    const rule = await rig.fix(ruled, "disable-inbox-rule")

    expect([folder, rule].map(({ state }) => state)).toEqual(["already-done", "already-done"])
    expect(rule.result).toContain("it is gone")
    expect(["Remove-MailboxFolderPermission", "Disable-InboxRule"].every(wasSent)).toBe(true)
  })

  it("says which role is missing when Exchange answers 403 with nothing but NUL bytes", async () => {
    const one = await forwarding()
    spoil({ service: "exchange", match: CLEARED, kind: "status", status: 403, body: "\0".repeat(4096) })

    const run = await rig.fix(one, "stop-forwarding")

    expect(run.state).toBe("failed")
    expect(run.result).toContain("Exchange Administrator")
    expect(run.result).not.toContain("\0")
  })

  it("is not repeated after a crash between the call and its result", async () => {
    const one = await forwarding()
    await rig.fix(dying(one), "stop-forwarding")

    const run = await rig.resume(one)

    expect(run.state).toBe("verified")
    expect(writes(CLEARED)).toBe(1)
  })
})

describe("a fix in the directory", () => {
  it.each([
    ["disable-sign-in", "Disable account.", "PATCH"],
    ["revoke-sessions", "Update StsRefreshTokenValidFrom Timestamp.", "revokeSignInSessions"],
    ["reset-password", "Reset user password.", "PATCH"],
  ] as const)("%s is done once when the answer is lost after the write", async (fix, operation, match) => {
    const one = await rig.incident(fix, { user: LYNNE })
    spoil({ service: "graph", match, kind: "apply-then-504" })

    const run = await rig.fix(one, fix)

    expect(run.state).toBe("verified")
    expect(writes(operation)).toBe(1)
  })

  it.each([
    ["disable-sign-in", "Disable account."],
    ["reset-password", "Reset user password."],
  ] as const)("%s is not repeated after a crash between the call and its result", async (fix, operation) => {
    const one = await rig.incident(fix, { user: LYNNE })
    await rig.fix(dying(one), fix)

    const run = await rig.resume(one)

    expect(run.state).toBe("verified")
    expect(writes(operation)).toBe(1)
  })

  it.each([
    ["429", { kind: "status", status: 429, headers: { "retry-after": "3" } }],
    ["503", { kind: "status", status: 503 }],
    ["a reset", { kind: "reset" }],
  ] as const)("is done after all when nothing was done the first time (%s)", async (_name, fault) => {
    const one = await rig.incident("disable-sign-in", { user: LYNNE })
    spoil({ service: "graph", match: "PATCH", ...fault })

    const run = await rig.fix(one, "disable-sign-in")

    expect(run.state).toBe("verified")
    expect(writes("Disable account.")).toBe(1)
    expect((await one.trail()).filter(({ kind }) => kind === "intent")).toHaveLength(2)
  })

  it("waits as long as Microsoft Graph asks for", async () => {
    const one = await rig.incident("disable-sign-in", { user: LYNNE })
    spoil({ service: "graph", match: "PATCH", kind: "status", status: 429, headers: { "retry-after": "7" } })

    await rig.fix(one, "disable-sign-in")

    expect(rig.pauses).toContain(7_000)
  })

  it("believes the state and not the answer when a conflict is reported for what is there already", async () => {
    const one = await rig.incident("remove-oauth-grant", {
      appId: rig.tenant.applications[1]?.appId ?? "",
      consentType: "AllPrincipals",
    })
    await rig.fix(one, "remove-oauth-grant")
    const { clientId, resourceId } = GRANT(rig)
    const conflict = JSON.stringify({
      error: { code: "Request_MultipleObjectsWithSameKeyValue", message: "exists" },
    })
    spoil({ service: "graph", match: "POST", kind: "status", status: 409, body: conflict })
    rig.beforeWrite(() => {
      rig.tenant.oauthGrants.push({
        id: "again",
        clientId,
        resourceId,
        principalId: null,
        scope: "User.Read",
      })
    })

    const run = await rig.undo(one, "remove-oauth-grant")

    expect(run.state).toBe("already-done")
    expect(rig.tenant.oauthGrants).toHaveLength(1)
  })

  it("gives up after three rounds without an answer, and says what is so", async () => {
    const one = await rig.incident("disable-sign-in", { user: LYNNE })
    rig.trouble({ service: "graph", match: "PATCH", kind: "status", status: 503, times: 3 })

    const run = await rig.fix(one, "disable-sign-in")

    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining("can still sign in") })
    expect(rig.user("lynne.robin").accountEnabled).toBe(true)
  })
})

const GRANT = (of: PracticeRig) => ({
  clientId: of.tenant.applications[1]?.objectId ?? "",
  resourceId: of.tenant.applications[0]?.objectId ?? "",
})
