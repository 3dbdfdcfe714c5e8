/** What each story really does to the world, and what the services record of it. */
import { beforeEach, describe, expect, it } from "vitest"
import { HOSTILE_NAME } from "../../sandbox/stories/07-hostile-text.ts"
import { STORIES } from "../../sandbox/stories/catalogue.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import type { Stage } from "../../sandbox/stories/story.ts"
import { createWorld } from "../../sandbox/world/create-world.ts"
import type { PracticeMailbox, WorldChange } from "../../sandbox/world/types.ts"

let cloud: Stage
let changes: WorldChange[]

beforeEach(() => {
  const world = createWorld()
  changes = []
  world.onChange((change) => changes.push(change))
  cloud = { world }
})

const mailbox = (upn: string): PracticeMailbox => {
  const found = cloud.world.tenants.flatMap((tenant) => tenant.mailboxes).find((one) => one.upn === upn)
  if (found === undefined) throw new Error(`no mailbox ${upn}`)
  return found
}

/** Everything that the Activity API offers of one customer, in order. */
const records = (name: string): Record<string, unknown>[] =>
  cloud.world.tenants
    .filter((tenant) => tenant.name === name)
    .flatMap((tenant) => tenant.blobs)
    .flatMap((blob) => blob.records as Record<string, unknown>[])

describe("STORIES", () => {
  it("are named as their files, each once, and say what happens", () => {
    const ids = STORIES.map(({ id }) => id)

    expect(new Set(ids).size).toBe(STORIES.length)
    expect(ids.every((id) => /^\d\d-[a-z-]+$/.test(id))).toBe(true)
    expect(STORIES.every((story) => story.title && story.description && story.steps.length > 0)).toBe(true)
  })
})

describe("playStory()", () => {
  it("01 forwards all mail of a user outside without a copy, as that user", async () => {
    await playStory(cloud, "01-forwarding")

    const victim = mailbox("lynne.robin@contoso.example")
    expect(victim.forwardingSmtpAddress).toBe("smtp:lynne.robin@mail-archive.example")
    expect(victim.deliverToMailboxAndForward).toBe(false)
    expect(records("contoso")).toMatchObject([{ Operation: "Set-Mailbox", UserId: victim.upn }])
  })

  it("09 makes a mail-flow rule that copies mail in secret", async () => {
    await playStory(cloud, "09-mail-flow-rule")

    const rules = cloud.world.tenants.find(({ name }) => name === "contoso")?.transportRules
    expect(rules).toMatchObject([{ enabled: true, settings: { BlindCopyTo: ["archive@collector.example"] } }])
    expect(records("contoso")).toMatchObject([{ Operation: "New-TransportRule", RecordType: 1 }])
  })

  it("10 lets a stranger's app read one person's mail", async () => {
    await playStory(cloud, "10-app-consent")

    const tenant = cloud.world.tenants.find(({ name }) => name === "adatum")
    expect(tenant?.applications.at(-1)).toMatchObject({
      displayName: "Document Viewer Plus",
      accountEnabled: true,
    })
    expect(tenant?.oauthGrants.at(-1)?.scope).toContain("Mail.ReadWrite")
    expect(records("adatum")).toMatchObject([
      { Operation: "Consent to application.", RecordType: 8, UserId: "lee.gu@adatum.example" },
    ])
  })

  it("11 gives a person the role Global Administrator", async () => {
    await playStory(cloud, "11-admin-role")

    expect(records("adatum")).toMatchObject([
      { Operation: "Add member to role.", ObjectId: "debra.berger@adatum.example" },
    ])
  })

  it("02 makes a rule named with a dot that deletes mail about money", async () => {
    await playStory(cloud, "02-inbox-rule")

    const rule = mailbox("patti.fern@contoso.example").rules.at(-1)
    expect(rule).toMatchObject({ name: ".", enabled: true, settings: { DeleteMessage: true } })
    expect(records("contoso")).toMatchObject([{ Operation: "New-InboxRule" }])
  })

  it("03 is recorded as UpdateInboxRules, as Outlook's rules are", async () => {
    await playStory(cloud, "03-outlook-rule")

    const rule = mailbox("emily.braun@adatum.example").rules.at(-1)
    expect(rule?.settings.ForwardTo).toEqual(["emily.braun@free-mail.example"])
    expect(records("adatum")).toMatchObject([{ Operation: "UpdateInboxRules" }])
  })

  it("04 gives one person the mailbox of another", async () => {
    await playStory(cloud, "04-full-access")

    const { permissions } = mailbox("isaiah.langer@contoso.example")
    expect(permissions).toMatchObject([
      { user: "grady.archer@contoso.example", accessRights: ["FullAccess"], deny: false },
    ])
    expect(records("contoso")).toMatchObject([{ Operation: "Add-MailboxPermission" }])
  })

  it("05 switches the audit log off, and that is the last record", async () => {
    await playStory(cloud, "05-audit-off")

    const fabrikam = cloud.world.tenants.find(({ name }) => name === "fabrikam")
    expect(fabrikam?.unifiedAuditEnabled).toBe(false)
    expect(records("fabrikam").at(-1)).toMatchObject({ Operation: "Set-AdminAuditLogConfig" })
  })

  it("06 opens, saves and closes in the backup, and Microsoft 365 records nothing", async () => {
    await playStory(cloud, "06-restore")

    const session = cloud.world.veeam.sessions.at(-1)
    expect(session).toMatchObject({
      state: "Stopped",
      initiatedBy: "fabrikam.onmicrosoft.com",
      details: "2 items processed (2 successes)",
    })
    expect(session?.events.filter(({ type }) => type === "Save")).toHaveLength(2)
    expect(records("fabrikam")).toEqual([])
  })

  it("07 forwards outside with a rule whose name tries to be markup", async () => {
    await playStory(cloud, "07-hostile-text")

    const rule = mailbox("adele.varga@contoso.example").rules.at(-1)
    expect(rule?.name).toBe("[click](https://evil.example) ${1+1} <at>all</at>")
    expect(HOSTILE_NAME).toBe(rule?.name)
    expect(rule?.settings.ForwardTo).toEqual(["collector@evil.example"])
  })

  it("08 leaves the mailbox as it was and records only harmless changes", async () => {
    await playStory(cloud, "08-quiet")

    expect(mailbox("alex.wilber@adatum.example").forwardingSmtpAddress).toBeNull()
    const [inside, removed, byMicrosoft] = records("adatum")
    const forwarding = (Value: string) => expect.arrayContaining([{ Name: "ForwardingSmtpAddress", Value }])
    expect(inside?.Parameters).toEqual(forwarding("smtp:lee.gu@adatum.example"))
    expect(removed?.Parameters).toEqual(forwarding(""))
    expect(byMicrosoft).toMatchObject({
      UserType: 3,
      UserId: "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)",
    })
  })

  it("can be played again after the fix", async () => {
    await playStory(cloud, "01-forwarding")
    mailbox("lynne.robin@contoso.example").forwardingSmtpAddress = null

    await playStory(cloud, "01-forwarding")

    expect(mailbox("lynne.robin@contoso.example").forwardingSmtpAddress).not.toBeNull()
    expect(records("contoso")).toHaveLength(2)
  })

  it("announces each step before it happens, and the end", async () => {
    await playStory(cloud, "06-restore")

    const steps = changes.filter((change) => change.kind === "story")
    expect(steps.map(({ state }) => state)).toEqual(["playing", "playing", "playing", "playing", "done"])
    expect(changes[0]).toMatchObject({
      kind: "story",
      step: "A restore session is opened on Henrietta's mailbox",
    })
  })

  it("announces a failure with the step that failed, and throws", async () => {
    const [contoso] = cloud.world.tenants
    if (contoso) contoso.mailboxes = []

    await expect(playStory(cloud, "01-forwarding")).rejects.toThrow("lynne.robin")

    expect(changes.at(-1)).toMatchObject({ kind: "story", id: "01-forwarding", state: "failed" })
  })
})
