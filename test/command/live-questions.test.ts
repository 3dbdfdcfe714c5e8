/** Questions to the customer's tenant itself: rights, rules, forwards, delegates and audit settings as they are now. */
import { describe, expect, it } from "vitest"
import type { JsonObject } from "../../src/model/json.ts"
import { chat, exchange, RESPONDING, type Rows } from "./ask.ts"
import { CONTOSO, CONTOSO_CHANNEL } from "./make.ts"

const IN_CONTOSO = { conversationId: CONTOSO_CHANNEL } as const
const GUID = "5f0c8a52-2f0e-4c3c-9f3a-6f1f6a1f0c01"

const mailbox = (over: JsonObject = {}): JsonObject => ({
  ExchangeGuid: GUID,
  UserPrincipalName: "bob@contoso.com",
  PrimarySmtpAddress: "bob@contoso.com",
  DisplayName: "Bob Stone",
  Alias: "bob",
  Name: "bob",
  ForwardingAddress: null,
  ForwardingSmtpAddress: null,
  DeliverToMailboxAndForward: false,
  GrantSendOnBehalfTo: [],
  AuditEnabled: true,
  ...over,
})

/** Get-Mailbox of one, or of all. */
const mailboxes =
  (...rows: readonly JsonObject[]) =>
  ({ Identity }: JsonObject): readonly JsonObject[] =>
    Identity === undefined
      ? rows
      : rows.filter((row) =>
          Object.values(row).some((value) => String(value).toLowerCase() === String(Identity).toLowerCase()),
        )

const SELF = { User: "NT AUTHORITY\\SELF", UserSid: "S-1-5-10", AccessRights: ["FullAccess, ReadPermission"] }

const BOB: Parameters<typeof exchange>[0] = {
  "Get-Mailbox": mailboxes(mailbox({ ForwardingSmtpAddress: "smtp:out@evil.example" })),
  "Get-MailboxPermission": (): Rows => [
    SELF,
    { User: "ada@contoso.com", AccessRights: ["FullAccess"] },
    { User: "cal@contoso.com", AccessRights: ["ReadPermission"] },
    { User: "dan@contoso.com", AccessRights: ["FullAccess"], Deny: true },
  ],
  "Get-MailboxFolderPermission": ({ Identity }: JsonObject) =>
    String(Identity).endsWith("Inbox")
      ? [
          { User: "Default", AccessRights: ["None"] },
          { User: "Fay Ross", AccessRights: ["Reviewer"] },
        ]
      : [{ User: "Default", AccessRights: ["AvailabilityOnly"] }],
  "Get-InboxRule": (): Rows => [
    { Name: "keep", Enabled: true, MoveToFolder: "Archive" },
    { Name: ".", Enabled: true, ForwardTo: ['"x" [SMTP:x@evil.example]'], DeleteMessage: true },
    { Name: "Microsoft.Exchange.OOF.InternalSenders", Enabled: true },
  ],
  "Get-RecipientPermission": () => [
    { Trustee: "gus@contoso.com", AccessRights: ["SendAs"], AccessControlType: "Allow" },
  ],
}

const asking = (cmdlets: Parameters<typeof exchange>[0] = BOB) =>
  chat([], {
    admin: exchange(cmdlets),
    config: RESPONDING,
    domainsOf: (id) => (id === CONTOSO ? ["contoso.com"] : []),
  })

describe("who can read", () => {
  it("names everybody who can, how, and as of when; not the owner, not who is refused, not who sees only rights", async () => {
    const { ask } = await asking()

    const text = await ask("who can read bob@contoso.com's mailbox")

    expect(text).toContain("As of 21 Nov 2026, 11:00:00 CET (10:00:00 UTC): 4 readers besides the owner.")
    expect(text).toContain("everything in it (FullAccess)")
    expect(text).toContain("the inbox (Reviewer)")
    expect(text).toContain("gets its mail by forwarding")
    expect(text).toContain("gets mail by the inbox rule “.”")
    expect(text).not.toMatch(/SELF|cal@|dan@/)
    expect(text).toContain("Read live from Exchange of Contoso Ltd.")
  })

  it("suggests a mailbox where the name was misspelled, and asks back where several carry it", async () => {
    const twins = mailboxes(
      mailbox(),
      mailbox({ UserPrincipalName: "bob2@contoso.com", PrimarySmtpAddress: "bob2@contoso.com" }),
    )
    const { ask } = await asking({ ...BOB, "Get-Mailbox": twins })

    expect(await ask("who can read bobb@contoso.com")).toMatch(
      /knows no mailbox “bobb@contoso.com”. Did you mean bob/,
    )
    expect(await ask("who can read “Bob Stone” at contoso")).toContain(
      "2 mailboxes of Contoso Ltd go by “Bob Stone”. Ask again with one address: bob@contoso.com, bob2@contoso.com.",
    )
  })

  it("doesn't take all mailboxes for the one that doesn't exist, and asks Exchange for no pattern", async () => {
    const all = [
      mailbox(),
      mailbox({
        UserPrincipalName: "cal@contoso.com",
        PrimarySmtpAddress: "cal@contoso.com",
        DisplayName: "Cal",
      }),
    ]
    const asked: unknown[] = []
    const { ask } = await asking({
      ...BOB,
      "Get-Mailbox": (parameters) => {
        asked.push(parameters.Identity)
        return all
      },
    })

    expect(await ask("who can read zzz at contoso")).toContain("knows no mailbox “zzz”")
    expect(await ask("who can read * at contoso")).toContain("knows no mailbox “*”")
    expect(asked).not.toContain("*")
  })

  it("refuses another customer's mailbox before anything is read", async () => {
    const { ask } = await chat([], {
      config: RESPONDING,
      admin: exchange({
        "Get-Mailbox": () => {
          throw new Error("must not be asked")
        },
      }),
      domainsOf: (id) => (id === CONTOSO ? ["contoso.com"] : ["fabrikam.com"]),
    })

    expect(await ask("who can read eve@fabrikam.com's mailbox", IN_CONTOSO)).toContain(
      "its domain isn't one of theirs",
    )
  })

  it("says that nothing is known when Exchange doesn't answer in time, or may not be asked", async () => {
    const admin = { ...exchange({}), invoke: () => new Promise<never>(() => {}) }
    const { ask } = await chat([], { config: RESPONDING, admin, liveTimeoutMs: 20 })
    const { ask: watching } = await chat([], {})

    expect(await ask("who can read bob at contoso")).toContain(
      "Microsoft didn't answer in time. Nothing is known of how it is now.",
    )
    expect(await watching("who can read bob at contoso")).toContain("allowed watching only")
  })
})

describe("show", () => {
  it("lists forwards with where to, as of now", async () => {
    const text = await (await asking()).ask("show forwards at contoso")

    expect(text).toContain("As of 21 Nov 2026, 11:00:00 CET (10:00:00 UTC): 1 found in 1 mailbox.")
    expect(text).toContain("out@evil.example")
    expect(text).not.toContain("smtp:out")
  })

  it("lists rules that send first, without Exchange's own", async () => {
    const text = await (await asking()).ask("show inbox rules at contoso")

    expect(text).toMatch(/x@evil\.example.*moves to Archive/s)
    expect(text).toContain("2 found in 1 mailbox.")
    expect(text).not.toContain("OOF")
  })

  it("lists delegates with their rights", async () => {
    const text = await (await asking()).ask("show delegates at contoso")

    expect(text).toContain("ada@contoso.com")
    expect(text).toContain("SendAs")
    expect(text).not.toMatch(/SELF|dan@/)
  })

  it("says how many mailboxes were read when the time was up", async () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      mailbox({ ExchangeGuid: `${GUID.slice(0, -2)}${10 + index}` }),
    )
    const admin = exchange({ ...BOB, "Get-Mailbox": mailboxes(...many) })
    let asked = 0
    const slow: typeof admin = {
      ...admin,
      invoke: (tenant, call, anchor, signal) => {
        asked += call.cmdlet === "Get-InboxRule" ? 1 : 0
        return asked > 8 ? new Promise(() => {}) : admin.invoke(tenant, call, anchor, signal)
      },
    }
    const { ask } = await chat([], { config: RESPONDING, admin: slow, liveTimeoutMs: 50 })

    expect(await ask("show inbox rules at contoso")).toContain("Only 8 of 30 mailboxes were read in the time")
  })
})
