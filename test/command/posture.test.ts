/** "Posture": of one customer each point, of many the worst first, read live within the time of an answer. */
import { describe, expect, it } from "vitest"
import { TenantError } from "../../src/model/errors.ts"
import { tenantId } from "../../src/model/ids.ts"
import type { JsonObject } from "../../src/model/json.ts"
import type { TenantAdmin } from "../../src/ports/tenant-admin.ts"
import { judged } from "../adapters/sqlite/make-judged.ts"
import { makeAlert } from "../adapters/sqlite/make-rows.ts"
import { chat, exchange, RESPONDING } from "./ask.ts"
import { ALEX, CONTOSO, CONTOSO_CHANNEL, FABRIKAM, NOW } from "./make.ts"

const CONTACT = { conversationId: CONTOSO_CHANNEL, objectId: ALEX, teamsTenantId: CONTOSO } as const

type Cmdlets = Readonly<Record<string, readonly JsonObject[]>>

const GOOD: Cmdlets = {
  "Get-AdminAuditLogConfig": [{ UnifiedAuditLogIngestionEnabled: true }],
  "Get-OrganizationConfig": [{ AuditDisabled: false }],
  "Get-Mailbox": [
    {
      PrimarySmtpAddress: "bob@contoso.com",
      AuditEnabled: true,
      AuditLogAgeLimit: "90.00:00:00",
      DefaultAuditSet: ["Owner"],
    },
  ],
  "Get-MailboxAuditBypassAssociation": [{ Name: "bob", AuditBypassEnabled: false }],
  "Get-HostedOutboundSpamFilterPolicy": [{ Name: "Default", IsDefault: true, AutoForwardingMode: "Off" }],
  "Get-HostedOutboundSpamFilterRule": [],
  "Get-RemoteDomain": [{ DomainName: "*", AutoForwardEnabled: true }],
  "Get-TransportConfig": [{ SmtpClientAuthenticationDisabled: true }],
  "Get-CASMailbox": [{ PrimarySmtpAddress: "bob@contoso.com", SmtpClientAuthenticationDisabled: null }],
}
const LOG_OFF: Cmdlets = { ...GOOD, "Get-AdminAuditLogConfig": [{ UnifiedAuditLogIngestionEnabled: false }] }
const SMTP_ON: Cmdlets = { ...GOOD, "Get-TransportConfig": [{ SmtpClientAuthenticationDisabled: false }] }

const answering = (cmdlets: Cmdlets): TenantAdmin =>
  exchange(Object.fromEntries(Object.entries(cmdlets).map(([name, rows]) => [name, () => rows])))

/** Each tenant answers for itself; `asked` counts what each was asked. */
function tenants(of: Readonly<Record<string, TenantAdmin>>) {
  const asked = new Map<string, number>()
  const admin: TenantAdmin = {
    ...answering({}),
    invoke: (tenant, ...rest) => {
      asked.set(tenant, (asked.get(tenant) ?? 0) + 1)
      const one = of[tenant]
      return one === undefined ? new Promise(() => {}) : one.invoke(tenant, ...rest)
    },
  }
  return { admin, asked }
}

const asking = (admin: TenantAdmin, liveTimeoutMs = 5_000) =>
  chat([], { admin, config: RESPONDING, liveTimeoutMs })

describe("posture of one customer", () => {
  it("tells what is bad first, what to run, and on which card the fix is", async () => {
    const { ask, store } = await asking(answering({ ...LOG_OFF, "Get-TransportConfig": [{}] }))
    const rule = { ...makeAlert().rule, actions: ["enable-audit-log" as const, "claim" as const] }
    const id = await judged(store, CONTOSO, {}, { rule })

    const text = await ask("posture at contoso")

    expect(text).toContain(
      "As of 21 Nov 2026, 11:00:00 CET (10:00:00 UTC), read live from Exchange: 1 bad, 1 unknown, 6 good.",
    )
    expect(text).toContain("OFF: what happens meanwhile is recorded nowhere")
    expect(text).toContain("Set-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $true")
    expect(text).toContain(`“Switch the audit log on” on the card of incident ${id}`)
    expect(text).toContain("Watchpost reads Audit.Exchange.")
    expect(text).toContain("Coverage. Audit records")
    expect(text.indexOf("Unified audit log")).toBeLessThan(text.indexOf("SMTP AUTH"))
    expect(await ask("audit status of contoso")).toBe(text)
  })

  it("keeps what can be read where the app lacks a role for the rest, and says which", async () => {
    const { ask } = await asking({
      ...answering(GOOD),
      invoke: async (tenant, call, ...rest) => {
        if (call.cmdlet === "Get-MailboxAuditBypassAssociation")
          throw new TenantError("ERR_TENANT_REFUSED", "The app lacks the role Audit Logs.")
        return answering(GOOD).invoke(tenant, call, ...rest)
      },
    })

    const text = await ask("posture at contoso")

    expect(text).toContain("1 unknown, 7 good")
    expect(text).toContain("The app lacks the role Audit Logs.")
  })

  it("says that nothing is known where nothing can be read", async () => {
    const { ask } = await asking(tenants({}).admin, 20)

    expect(await ask("posture at contoso")).toContain(
      "Contoso Ltd: Microsoft didn't answer in time. Nothing is known of how it is now.",
    )
  })

  it("tells the customer how it is, without cmdlets, roles and what our app lacks", async () => {
    const { ask } = await asking(answering({ ...LOG_OFF, "Get-RemoteDomain": [], "Get-CASMailbox": [] }))
    const { ask: askRefused } = await asking({
      ...answering(LOG_OFF),
      invoke: async (tenant, call, ...rest) => {
        if (call.cmdlet === "Get-TransportConfig")
          throw new TenantError(
            "ERR_TENANT_REFUSED",
            "The app lacks an Exchange role for Get-TransportConfig.",
          )
        return answering(LOG_OFF).invoke(tenant, call, ...rest)
      },
    })

    const text = await ask("posture", CONTACT)
    const refused = await askRefused("posture", CONTACT)

    expect(text).toContain("OFF: what happens meanwhile is recorded nowhere")
    expect(text).toContain("Your IT provider can put right what is bad here.")
    expect(`${text}${refused}`).not.toMatch(/\b(?:Set|Get)-[A-Z]|Audit\.Exchange|lacks/)
    expect(refused).toContain("couldn't be read this time")
  })

  it("refuses another customer's", async () => {
    const { admin, asked } = tenants({})
    const { ask } = await asking(admin)

    expect(await ask("posture at fabrikam", CONTACT)).toContain("I can't answer")
    expect(asked.size).toBe(0)
  })
})

/** Customers whose Exchange never answers. */
const hanging = (count: number) =>
  RESPONDING.customers.slice(0, 1).flatMap((one) =>
    Array.from({ length: count }, (_, index) => ({
      ...one,
      id: tenantId(`51a7c0de-0000-4000-8000-0000000001${index}0`),
      name: `hangs-${index}`,
    })),
  )

describe("posture of all customers", () => {
  it("is a row each, the worst first, with a button to the bad ones", async () => {
    const { ask } = await asking(
      tenants({ [CONTOSO]: answering(SMTP_ON), [FABRIKAM]: answering(LOG_OFF) }).admin,
    )

    const text = await ask("posture")

    expect(text).toContain("For all customers: 2 of 2 asked, 2 of them have something bad.")
    expect(text.indexOf("Fabrikam GmbH")).toBeLessThan(text.indexOf("Contoso Ltd"))
    expect(text).toContain('"posture at fabrikam"')
    expect(text).toContain('"posture at contoso"')
  })

  it("tells what a customer didn't answer in the whole time as unknown, and the rest of it as it is", async () => {
    const slow: TenantAdmin = {
      ...answering(LOG_OFF),
      invoke: (tenant, call, ...rest) =>
        call.cmdlet === "Get-CASMailbox"
          ? new Promise(() => {})
          : answering(LOG_OFF).invoke(tenant, call, ...rest),
    }
    const { ask } = await asking(tenants({ [CONTOSO]: slow }).admin, 50)

    const text = await ask("posture")

    expect(text).toContain("For all customers: 2 of 2 asked, 1 of them has something bad.")
    expect(text).toMatch(/Bad.*Unified audit log.*Unknown.*SMTP AUTH/s)
    expect(text).toContain("Microsoft didn't answer in time.")
  })

  it("goes on with those that didn't fit when asked again, whoever hangs", async () => {
    const { admin, asked } = tenants({ [CONTOSO]: answering(SMTP_ON) })
    const customers = [...hanging(6), ...RESPONDING.customers.slice(0, 1)]
    const { ask } = await chat([], { admin, config: { ...RESPONDING, customers }, liveTimeoutMs: 50 })

    const first = await ask("posture")
    const calls = asked.get(customers[0]?.id ?? "")
    const again = await ask("posture")

    expect(first).toContain("6 of 7 asked")
    expect(first).toContain("ask again, and the others are asked next")
    expect(again).toContain("7 of 7 asked, 1 of them has something bad.")
    expect(asked.get(customers[0]?.id ?? "")).toBe(calls)
  })

  it("says nothing of a customer who came late and was cut off by the end of the time", async () => {
    const { admin } = tenants({ [CONTOSO]: answering(GOOD) })
    const customers = [...RESPONDING.customers.slice(0, 1), ...hanging(6)]
    const { ask } = await chat([], { admin, config: { ...RESPONDING, customers }, liveTimeoutMs: 50 })

    expect(await ask("posture")).toContain("6 of 7 asked")
  })

  it("believes what was read for a quarter of an hour, unless that customer was asked about since", async () => {
    let now = NOW
    let fabrikam = SMTP_ON
    const { admin } = tenants({
      [CONTOSO]: answering(GOOD),
      [FABRIKAM]: {
        ...answering({}),
        invoke: (tenant, ...rest) => answering(fabrikam).invoke(tenant, ...rest),
      },
    })
    const { ask } = await chat([], { admin, config: RESPONDING, now: () => now })
    await ask("posture")
    fabrikam = GOOD

    const soon = await ask("posture")
    now += 15 * 60_000
    const later = await ask("posture")
    fabrikam = LOG_OFF
    await ask("posture at fabrikam")
    const after = await ask("posture")

    expect(soon).toContain("2 of 2 asked, 1 of them has something bad.")
    expect(later).toContain("2 of 2 asked, none of them has something bad.")
    expect(after).toContain("Unified audit log")
  })

  it("counts those that allowed watching only, and asks them nothing", async () => {
    const customers = RESPONDING.customers.map((one) => ({ ...one, canRespond: one.id === CONTOSO }))
    const { admin, asked } = tenants({ [CONTOSO]: answering(GOOD) })
    const { ask } = await chat([], { admin, config: { ...RESPONDING, customers } })

    const text = await ask("posture")

    expect(text).toContain("1 of 1 asked, none of them has something bad.")
    expect(text).toContain("Not asked, because they allowed watching only: 1.")
    expect([...asked.keys()]).toEqual([CONTOSO])
  })
})
