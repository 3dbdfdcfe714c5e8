/** Live questions against the practice cloud's Exchange and Graph, over real HTTP with real tokens. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { tenantId } from "../../src/model/ids.ts"
import { type PracticeRig, startPracticeRig } from "../respond/practice-rig.ts"
import { chat } from "./ask.ts"
import { config } from "./make.ts"

let rig: PracticeRig
beforeAll(async () => {
  rig = await startPracticeRig()
})
afterAll(() => rig.close())

const GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"

/** The first customer is the practice cloud's; its tenant may be asked. */
async function asking({ tenant, admin }: PracticeRig = rig) {
  const customers = config.customers.map((one, index) =>
    index === 0 ? { ...one, id: tenantId(tenant.id), canRespond: true } : one,
  )
  const { ask } = await chat([], { config: { ...config, customers }, admin, liveTimeoutMs: 20_000 })
  return ask
}

describe("live questions in the practice cloud", () => {
  it("names who was given a mailbox, and where its mail goes", async () => {
    const [one, other] = rig.tenant.mailboxes
    if (one === undefined || other === undefined) throw new Error("the practice world lacks mailboxes")
    one.permissions.push({ user: other.upn, accessRights: ["FullAccess"], inherited: false, deny: false })
    one.forwardingSmtpAddress = "smtp:out@evil.example"
    const ask = await asking()

    const text = await ask(`who can read ${one.upn} at contoso`)

    expect(text).toContain("As of ")
    expect(text).toContain(other.upn)
    expect(text).toContain("out@evil.example")
    expect(await ask("show forwards at contoso")).toContain("out@evil.example")
    expect(await ask("show delegates at contoso")).toContain(other.upn)
    expect(await ask("show inbox rules at contoso")).toMatch(/found in \d+ mailboxes/)
    expect(await ask(`who can read ${one.upn.replace("@", "x@")} at contoso`)).toContain("Did you mean")
  })

  it("tells the posture as it is there, point by point", async () => {
    const [one] = rig.tenant.mailboxes
    if (one === undefined) throw new Error("the practice world lacks mailboxes")
    const good = await (await asking())("posture at contoso")
    const { outboundMail } = rig.tenant
    rig.tenant.unifiedAuditEnabled = false
    Object.assign(one, { defaultAuditSet: ["Admin"], auditOwner: ["HardDelete"] })
    one.protocols.SmtpClientAuthenticationDisabled = false
    outboundMail.spamPolicies.push({ name: "Scanners", isDefault: false, autoForwardingMode: "On" })
    outboundMail.spamRules.push({
      ...{ name: "Scanners", policy: "Scanners", enabled: true },
      ...{ from: [], fromMemberOf: ["scanners@contoso.example"], senderDomainIs: [] },
    })

    const bad = await (await asking())("posture at contoso")

    expect(good).toContain("read live from Exchange: all 8 points are good.")
    for (const part of [
      "4 bad, 4 good",
      "OFF: what happens meanwhile",
      "ALLOWED for members of scanners@contoso.example:",
      `off, but ALLOWED for 1 of ${rig.tenant.mailboxes.length}: ${one.upn}`,
      "MailItemsAccessed",
    ])
      expect(bad).toContain(part)
  })

  it("says which role is missing where the posture can't be read", async () => {
    const locked = await startPracticeRig()
    onTestFinished(() => locked.close())
    locked.tenant.directoryRoles = {}

    expect(await (await asking(locked))("posture at contoso")).toContain(
      "must give its service principal the Exchange Administrator role",
    )
  })

  it("finds the global admins in the directory", async () => {
    const [user] = rig.tenant.users
    if (user === undefined) throw new Error("the practice world lacks users")
    rig.tenant.roleAssignments.push({
      id: "assignment-1",
      principalId: user.objectId,
      roleDefinitionId: GLOBAL_ADMINISTRATOR,
      directoryScopeId: "/",
    })

    expect(await (await asking())("admin activity at contoso today")).toContain(user.upn)
  })
})
