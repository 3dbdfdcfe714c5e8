/** The practice Exchange holds real state: a cmdlet over HTTP changes the world and leaves the record behind. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { MONITOR_APP_ID, RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import type { PracticeMailbox } from "../../sandbox/world/types.ts"
import { detail, gradysMailbox, rows, warnings } from "./exchange-answers.ts"
import { at, EXCHANGE, MANAGE, type Practice, startTestCloud } from "./helpers.ts"

let practice: Practice
let mailbox: PracticeMailbox
beforeEach(async () => {
  practice = await startTestCloud()
  mailbox = gradysMailbox(practice)
})
afterEach(() => practice.cloud.close())

describe("exchangeRoutes(): Set-Mailbox", () => {
  const forward = () =>
    practice.invoke("Set-Mailbox", {
      Identity: mailbox.upn,
      ForwardingSmtpAddress: "grady@mail.example",
      ForwardingAddress: "Tax Adviser",
      DeliverToMailboxAndForward: true,
      Confirm: false,
    })

  it("changes the mailbox and returns no rows", async () => {
    const answer = await forward()

    expect([answer.status, rows(answer), warnings(answer)]).toEqual([200, [], []])
    expect(mailbox).toMatchObject({
      forwardingSmtpAddress: "smtp:grady@mail.example",
      forwardingAddress: "Tax Adviser",
      deliverToMailboxAndForward: true,
    })
  })

  it("leaves a record by our app in the next listing, with every value as text", async () => {
    await practice.feed("/subscriptions/start?contentType=Audit.Exchange", "POST")
    await practice.invoke("Set-Mailbox", {
      Identity: mailbox.upn,
      ForwardingSmtpAddress: null,
      DeliverToMailboxAndForward: false,
    })
    practice.clock.advance(1000)

    const listing = await practice.feed("/subscriptions/content?contentType=Audit.Exchange")
    const token = await practice.bearer(MONITOR_APP_ID, MANAGE)
    const blob = await practice.call(String(at(listing.body, 0, "contentUri")), { token })

    const spn = practice.tenant.servicePrincipals[RESPOND_APP_ID]
    expect(at(blob.body, 0)).toMatchObject({
      RecordType: 1,
      Operation: "Set-Mailbox",
      OrganizationId: practice.tenant.id,
      CreationTime: "2026-09-01T09:00:00",
      AppId: RESPOND_APP_ID,
      AppPoolName: "MSExchangeAdminApiNetCore",
      UserId: `ServicePrincipal_${spn}`,
      ClientIP: expect.stringMatching(/^203\.0\.113\.24:\d+$/),
      Parameters: [
        { Name: "Identity", Value: mailbox.upn },
        { Name: "ForwardingSmtpAddress", Value: "" },
        { Name: "DeliverToMailboxAndForward", Value: "False" },
      ],
    })
  })

  it("puts the event's ticks into the record's id", async () => {
    await forward()

    const id = String(at(practice.tenant.blobs[0]?.records[0], "Id"))
    const ticks = BigInt(`0x${id.slice(24)}${id.slice(19, 23)}`)
    expect(Number(ticks / 10_000n - 62_135_596_800_000n)).toBe(practice.clock.now())
  })

  it("clears both kinds of forwarding with null, and only warns when nothing changes", async () => {
    await forward()
    const clear = {
      Identity: mailbox.guid,
      ForwardingSmtpAddress: null,
      ForwardingAddress: null,
      DeliverToMailboxAndForward: false,
    }

    const first = await practice.invoke("Set-Mailbox", clear)
    const second = await practice.invoke("Set-Mailbox", clear)

    expect([mailbox.forwardingSmtpAddress, mailbox.forwardingAddress]).toEqual([null, null])
    expect(warnings(first)).toEqual([])
    expect(warnings(second)).toEqual([
      "The command completed successfully but no settings of 'Grady Archer' have been modified.",
    ])
  })

  it("answers 404 with Exchange's three-part detail for an unknown mailbox", async () => {
    const answer = await practice.invoke("Set-Mailbox", { Identity: "nobody", AuditEnabled: true })

    expect(answer.status).toBe(404)
    expect(detail(answer)).toMatch(/^Ex\w+\|[\w.]+ManagementObjectNotFoundException\|.*couldn't be found/)
    expect(practice.tenant.blobs).toEqual([])
  })

  it("names an unknown parameter and changes nothing", async () => {
    const answer = await practice.invoke("Set-Mailbox", {
      Identity: mailbox.upn,
      AuditEnabled: false,
      Bogus: 1,
    })

    expect(answer.status).toBe(400)
    expect(detail(answer)).toMatch(/AmbiguousParameterSetException\|.* Bogus$/)
    expect(mailbox.auditEnabled).toBe(true)
  })
})

describe("exchangeRoutes(): inbox rules", () => {
  const list = (more: Record<string, unknown> = { IncludeHidden: true }) =>
    practice.invoke("Get-InboxRule", { Mailbox: mailbox.upn, ResultSize: "Unlimited", ...more })

  it("sends RuleIdentity as an unquoted number that JavaScript can't hold, and Identity as text", async () => {
    const answer = await list()

    const number = /"RuleIdentity":(\d+)/.exec(answer.text)?.[1] ?? ""
    expect(number).toBe(mailbox.rules[0]?.ruleId)
    expect(String(Number(number))).not.toBe(number)
    expect(at(rows(answer)[0], "Identity")).toBe(`${mailbox.guid}\\${number}`)
  })

  it("shows hidden rules only when asked", async () => {
    const all = await list()
    const visible = await list({})

    expect(rows(all).map((row) => at(row, "Name"))).toEqual(["Junk E-mail Rule", "CRM sync"])
    expect(rows(visible)).toEqual([])
  })

  it("disables, enables and removes a rule by its text identity alone", async () => {
    const rule = mailbox.rules[1]
    const Identity = `${mailbox.guid}\\${rule?.ruleId}`

    await practice.invoke("Disable-InboxRule", { Identity, Confirm: false, Force: true })
    const disabled = rule?.enabled
    await practice.invoke("Enable-InboxRule", { Identity, Confirm: false, Force: true })
    const enabled = rule?.enabled
    await practice.invoke("Remove-InboxRule", { Identity, Confirm: false, Force: true })
    const again = await practice.invoke("Remove-InboxRule", { Identity, Confirm: false, Force: true })

    expect([disabled, enabled, mailbox.rules.length, again.status]).toEqual([false, true, 1, 404])
  })

  it("refuses a name that two rules share", async () => {
    const make = () =>
      practice.invoke("New-InboxRule", { Mailbox: mailbox.upn, Name: ".", ForwardTo: ["x@mail.example"] })
    await make()
    await make()

    const answer = await practice.invoke("Disable-InboxRule", { Mailbox: mailbox.upn, Identity: "." })

    expect(answer.status).toBe(400)
    expect(detail(answer)).toMatch(/ManagementObjectAmbiguousException/)
  })

  it("shows outside addresses by SMTP and inside ones by their old-style name", async () => {
    await practice.invoke("New-InboxRule", {
      Mailbox: mailbox.upn,
      Name: "both",
      ForwardTo: ["x@mail.example", "adele.varga@contoso.example"],
    })

    const forwardTo = at(rows(await list({}))[0], "ForwardTo")

    expect(forwardTo).toEqual([
      '"x@mail.example" [SMTP:x@mail.example]',
      expect.stringMatching(/^"Adele Varga" \[EX:\/o=ExchangeLabs\//),
    ])
  })
})

describe("exchangeRoutes(): permissions", () => {
  const grant = {
    Identity: "grady.archer",
    User: "adele.varga@contoso.example",
    AccessRights: ["FullAccess"],
  }

  it("grants, shows and takes away; a missing entry is only a warning", async () => {
    await practice.invoke("Add-MailboxPermission", { ...grant, InheritanceType: "All", AutoMapping: true })
    const shown = rows(await practice.invoke("Get-MailboxPermission", { Identity: mailbox.upn }))
    await practice.invoke("Remove-MailboxPermission", { ...grant, InheritanceType: "All", Confirm: false })
    const again = await practice.invoke("Remove-MailboxPermission", { ...grant, Confirm: false })

    expect(shown.map((row) => at(row, "User"))).toEqual([
      "NT AUTHORITY\\SELF",
      "NT AUTHORITY\\SELF",
      "adele.varga@contoso.example",
    ])
    expect(mailbox.permissions).toEqual([])
    expect([again.status, at(warnings(again), 0)]).toEqual([
      200,
      expect.stringContaining("the ACE doesn't exist"),
    ])
  })

  it("does the same for SendAs", async () => {
    const sendAs = { Identity: mailbox.upn, Trustee: "lidia.holm@contoso.example", AccessRights: ["SendAs"] }
    await practice.invoke("Add-RecipientPermission", { ...sendAs, Confirm: false })
    const granted = mailbox.recipientPermissions.map((each) => each.user)
    await practice.invoke("Remove-RecipientPermission", { ...sendAs, Confirm: false })
    const again = await practice.invoke("Remove-RecipientPermission", { ...sendAs, Confirm: false })

    expect([granted, mailbox.recipientPermissions]).toEqual([["lidia.holm@contoso.example"], []])
    expect(at(warnings(again), 0)).toMatch(/because the ACE isn't present/)
  })

  it("lists every legal right when one is wrong", async () => {
    const answer = await practice.invoke("Add-MailboxPermission", { ...grant, AccessRights: ["Everything"] })

    const inner = at(answer.body, "error", "innererror", "internalexception", "message")
    expect(inner).toMatch(/'AccessRights'.*FullAccess, SendAs/)
  })
})

describe("exchangeRoutes(): the way in", () => {
  it("finds the outside address behind a mail contact", async () => {
    const answer = await practice.invoke("Get-Recipient", { Identity: "Tax Adviser" })

    expect(at(rows(answer)[0], "ExternalEmailAddress")).toBe("SMTP:office@adviser.example")
  })

  it("answers 401 without the app role and 403 with NUL bytes without the Entra role", async () => {
    const url = `${practice.cloud.endpoints.exchange}/adminapi/beta/${practice.tenant.id}/InvokeCommand`
    const body = { CmdletInput: { CmdletName: "Get-Mailbox", Parameters: {} } }
    const noRole = await practice.call(url, {
      method: "POST",
      token: await practice.bearer(MONITOR_APP_ID, EXCHANGE),
      body,
    })
    practice.tenant.directoryRoles = {}
    const noEntraRole = await practice.invoke("Get-Mailbox", {})

    expect(noRole.status).toBe(401)
    expect(noEntraRole.status).toBe(403)
    expect(noEntraRole.text).toMatch(/^\0+$/)
    expect(noEntraRole.headers.get("x-ms-diagnostics")).toMatch(/reason=/)
  })

  it("pages rows behind a link that needs the same body", async () => {
    const headers = { prefer: "odata.maxpagesize=5" }
    const parameters = { ResultSize: "Unlimited" }
    const first = await practice.invoke("Get-Mailbox", parameters, headers)
    const token = await practice.bearer(RESPOND_APP_ID, EXCHANGE)
    const next = (Parameters: object) =>
      practice.call(String(at(first.body, "@odata.nextLink")), {
        method: "POST",
        token,
        headers,
        body: { CmdletInput: { CmdletName: "Get-Mailbox", Parameters } },
      })

    const second = await next(parameters)
    const wrong = await next({})

    expect([rows(first).length, rows(second).length]).toEqual([5, practice.tenant.mailboxes.length - 5])
    expect(at(wrong.body, "error", "message")).toMatch(/^Expired or Invalid pagination request/)
  })
})
