/** What is kept of an account before anything is changed, against the practice cloud: all of it, and each part for itself. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import { canonicalHash } from "../../src/lib/canonical-json.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { NOW } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

const FIX = "keep-evidence"
const LYNNE = "lynne.robin@contoso.example"
const DAY = 86_400_000
/** The incident of the rig begins here. */
const FIRST = NOW - 120_000
const PARTS = [
  "mailbox",
  "protocols",
  "inboxRules",
  "mailboxPermissions",
  "sendAs",
  "inboxPermissions",
  "calendarPermissions",
  "signInMethods",
  "consents",
  "roles",
  "signIns",
]

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const signIn = (at: number, ip: string) => ({ at, ip, app: "Microsoft Outlook", errorCode: 0 })
const keep = async () => rig.fix(await rig.incident(FIX, { user: LYNNE }), FIX)
const notReadable = (after: JsonObject | undefined) =>
  PARTS.filter((part) => JSON.stringify(after?.[part]).startsWith('{"notReadable"'))

describe("keep-evidence", () => {
  it("keeps every part that the account has", async () => {
    const run = await keep()

    expect(run.state).toBe("verified")
    expect(PARTS.filter((part) => run.after?.[part] === undefined)).toEqual([])
    expect(notReadable(run.after)).toEqual([])
    expect(run.result).not.toContain("Not readable")
    // Of what the store holds: whoever gets it later can check it.
    expect(run.result).toContain(`SHA-256 ${canonicalHash(run.after ?? {})}`)
  })

  it("keeps by which protocols the mailbox is reached, and what follows the organization's settings", async () => {
    rig.mailbox("lynne.robin").protocols.ImapEnabled = false

    const run = await keep()

    expect(run.after?.protocols).toMatchObject({
      rows: [
        { ImapEnabled: false, PopEnabled: true, EwsEnabled: null, SmtpClientAuthenticationDisabled: null },
      ],
    })
    expect(run.result).toContain("1 client access setting,")
  })

  it("keeps who has rights on inbox and calendar, whatever the owner's language calls them", async () => {
    const calendar = rig.mailbox("lynne.robin").folders.find(({ type }) => type === "Calendar")
    if (calendar !== undefined) calendar.path = "\\Kalender"
    calendar?.permissions.push({ user: "Grady Archer", accessRights: ["Editor"], sharingFlags: ["Delegate"] })
    rig
      .mailbox("lynne.robin")
      .folders.unshift({ path: "\\Kalender\\Urlaub", type: "User Created", permissions: [] })

    const run = await keep()

    expect(run.after?.calendarPermissions).toMatchObject({
      rows: [{ User: "Default" }, { User: "Anonymous" }, { User: "Grady Archer", AccessRights: ["Editor"] }],
    })
    expect(run.after?.inboxPermissions).toMatchObject({ rows: [{ User: "Default" }, { User: "Anonymous" }] })
  })

  it("keeps the account's own sign-ins since a week before the incident, newest first, without what nobody needs", async () => {
    rig.user("grady.archer").signIns = [signIn(FIRST, "192.0.2.99")]
    rig.user("lynne.robin").signIns = [
      signIn(FIRST - 7 * DAY - 60_000, "192.0.2.1"),
      signIn(FIRST - 7 * DAY + 60_000, "192.0.2.2"),
      signIn(FIRST + 60_000, "203.0.113.77"),
    ]

    const run = await keep()

    expect(run.after?.signIns).toMatchObject({
      rows: [{ ipAddress: "203.0.113.77" }, { ipAddress: "192.0.2.2" }],
    })
    expect(JSON.stringify(run.after?.signIns)).not.toContain("appliedConditionalAccessPolicies")
    expect(run.result).toContain("2 interactive sign-ins.")
  })

  it("keeps the newest fifty of many sign-ins with one request, and says so", async () => {
    rig.user("lynne.robin").signIns = Array.from({ length: 120 }, (_, index) =>
      signIn(FIRST - DAY + index * 60_000, `192.0.2.${index}`),
    )

    const run = await keep()

    expect(run.after?.signIns).toMatchObject({ rows: { length: 50, 0: { ipAddress: "192.0.2.119" } } })
    expect(run.result).toContain("50 interactive sign-ins.")
    expect(run.result).toContain("Of the sign-ins the newest 50 are kept.")
  })

  it.each([
    ["protocols", "Get-CASMailbox", "client access settings"],
    ["inboxRules", "Get-InboxRule", "inbox rules"],
    ["mailbox", '"Get-Mailbox"', "mailboxes"],
    ["mailboxPermissions", "Get-MailboxPermission", "mailbox permissions"],
    ["sendAs", "Get-RecipientPermission", "send-as rights"],
    ["inboxPermissions", '"FolderScope":"Inbox"', "inbox rights"],
    ["calendarPermissions", '"FolderScope":"Calendar"', "calendar rights"],
  ])("keeps the rest when Exchange refuses the part %s", async (part, match, name) => {
    rig.trouble({ service: "exchange", match, kind: "status", status: 400, times: 9 })

    const run = await keep()

    expect(run.state).toBe("verified")
    expect(notReadable(run.after)).toEqual([part])
    expect(run.result).toContain(`Not readable: ${name} (`)
  })

  const TOO_FAST = {
    service: "graph",
    match: "signIns",
    kind: "status",
    status: 429,
    headers: { "retry-after": "0" },
  } as const

  it("waits for sign-ins when Microsoft asks for it, because nobody can read them as they are now later", async () => {
    rig.trouble({ ...TOO_FAST, times: 2 })

    expect(notReadable((await keep()).after)).toEqual([])
  })

  const unlicensed = (): void => {
    rig.tenant.entraPremium = false
  }
  const throttled = (): void => rig.trouble({ ...TOO_FAST, times: 9 })

  it.each([
    ["the permission", () => withoutPermission("AuditLog.Read.All"), "the permission AuditLog.Read.All"],
    ["the license", unlicensed, "a license for Microsoft Entra ID P1"],
    ["patience", throttled, "slow down"],
  ])("keeps the rest when sign-ins can't be had for want of %s, and says why", async (_what, lack, why) => {
    lack()

    const run = await keep()

    expect(run.state).toBe("verified")
    expect(notReadable(run.after)).toEqual(["signIns"])
    expect(run.result).toMatch(new RegExp(`Not readable: interactive sign-ins \\(.*${why}`))
  })
})

const withoutPermission = (name: string): void => {
  const granted = rig.tenant.consents[RESPOND_APP_ID] ?? []
  rig.tenant.consents[RESPOND_APP_ID] = granted.filter((one) => one !== name)
}
