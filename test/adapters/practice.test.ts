/** Every adapter against the practice cloud, with real tokens over HTTP: what the product does there it does everywhere. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { PracticeCloud } from "../../sandbox/cloud.ts"
import { startPracticeCloud } from "../../sandbox/server.ts"
import { veeamRoutes } from "../../sandbox/services/veeam.ts"
import { registerCertificate } from "../../sandbox/world/app-certificate.ts"
import { MONITOR_APP_ID, RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import type { PracticeApp, PracticeTenant } from "../../sandbox/world/types.ts"
import { createTokens } from "../../src/adapters/entra/tokens.ts"
import { createMailboxAdmin } from "../../src/adapters/exchange/mailbox-admin.ts"
import { createDirectory } from "../../src/adapters/graph/directory.ts"
import { createHttpClient } from "../../src/adapters/http/http-client.ts"
import { createActivityFeed } from "../../src/adapters/office365/activity-feed.ts"
import { createBackupServer } from "../../src/adapters/veeam/backup-server.ts"
import { tenantId } from "../../src/model/ids.ts"
import { errorOf } from "./error-of.ts"
import { createCloser } from "./start-loopback.ts"

const never = new AbortController().signal
const closer = createCloser()

const first = <T>(all: readonly T[]): T => {
  const [one] = all
  if (one === undefined) throw new Error("the practice world is empty")
  return one
}
const appOf = (cloud: PracticeCloud, appId: string): PracticeApp =>
  first(cloud.world.apps.filter((app) => app.appId === appId))

const connect = (cloud: PracticeCloud) => {
  const { endpoints, world } = cloud
  const http = closer.add(createHttpClient())
  const { privateKeyPem, thumbprintSha256 } = registerCertificate(appOf(cloud, MONITOR_APP_ID), world.now())
  const tokens = createTokens({
    loginUrl: endpoints.login,
    registrations: {
      monitor: {
        clientId: MONITOR_APP_ID,
        credential: { kind: "certificate", privateKeyPem, thumbprintSha256 },
      },
      respond: {
        clientId: RESPOND_APP_ID,
        credential: { kind: "secret", secret: appOf(cloud, RESPOND_APP_ID).secret ?? "" },
      },
    },
    now: Date.now,
  })
  const publisherId = world.mspTenantId
  return {
    tokens,
    feed: createActivityFeed({ manageUrl: endpoints.manage, publisherId, tokens, http, now: Date.now }),
    admin: createMailboxAdmin({ exchangeUrl: endpoints.exchange, tokens, http, retryDelayMs: 1 }),
    directory: createDirectory({ graphUrl: endpoints.graph, tokens, http }),
    respondDirectory: createDirectory({ graphUrl: endpoints.graph, tokens, http, registration: "respond" }),
    backup: createBackupServer({
      name: "vb365-01",
      baseUrl: endpoints.veeam,
      username: world.veeam.username,
      password: world.veeam.password,
      now: Date.now,
      http,
    }),
  }
}

describe("the adapters on the practice cloud", () => {
  let cloud: PracticeCloud
  let outside: ReturnType<typeof connect>
  let tenant: PracticeTenant
  beforeAll(async () => {
    cloud = closer.add(await startPracticeCloud({ routes: [veeamRoutes] }))
    outside = connect(cloud)
    tenant = first(cloud.world.tenants)
  })
  afterAll(() => closer.closeAll())

  it("read the audit feed: start twice, list every page, fetch the blobs", async () => {
    const { feed } = outside
    const id = tenantId(tenant.id)
    cloud.settings.pageSize = 1
    cloud.settings.untidyListing = true
    const now = cloud.world.now()
    for (const [index, name] of ["a", "b", "c"].entries()) {
      tenant.blobs.push({
        contentId: `2026$${name}$audit_exchange$emea0001`,
        contentType: "Audit.Exchange",
        createdAt: now - 60_000 + index,
        expiresAt: now + 86_400_000,
        records: [{ Id: name }],
      })
    }

    await feed.start(id, "Audit.Exchange", never)
    await feed.start(id, "Audit.Exchange", never)
    const listing = await feed.list(id, "Audit.Exchange", now - 3_600_000, now + 1000, never)
    const wanted = listing.items.filter((item) => item.contentId.startsWith("2026$"))
    const blobs = await Promise.all(wanted.map((item) => feed.fetch(id, item, never)))

    expect(await feed.enabledTypes(id, never)).toEqual(["Audit.Exchange"])
    expect(blobs.map((bytes) => Buffer.from(bytes).toString())).toEqual([
      '[{"Id":"a"}]',
      '[{"Id":"b"}]',
      '[{"Id":"c"}]',
    ])
    expect(cloud.requests.filter((one) => one.service === "manage" && !one.hasPublisher)).toEqual([])
  })

  it("know a tenant whose audit logging is off", async () => {
    const other = first(cloud.world.tenants.slice(1))
    other.unifiedAuditEnabled = false

    const error = await errorOf(outside.feed.start(tenantId(other.id), "Audit.Exchange", never))

    expect(error).toMatchObject({ code: "ERR_TENANT_AUDIT_OFF" })
  })

  it("know a tenant that never consented", async () => {
    const other = first(cloud.world.tenants.slice(2))
    other.consents = {}

    const error = await errorOf(outside.feed.enabledTypes(tenantId(other.id), never))

    expect(error).toMatchObject({ code: "ERR_TENANT_NO_CONSENT" })
  })

  it("stop a mailbox's forwarding and read it back", async () => {
    const mailbox = first(tenant.mailboxes)
    mailbox.forwardingSmtpAddress = "smtp:outside@evil.example"
    const id = tenantId(tenant.id)
    const parameters = { Identity: mailbox.guid, ForwardingSmtpAddress: null, Confirm: false }
    const read = async () => {
      const call = { cmdlet: "Get-Mailbox", parameters: { Identity: mailbox.guid } }
      return (await outside.admin.invoke(id, call, mailbox.upn, never)).rows[0]?.ForwardingSmtpAddress
    }

    const before = await read()
    await outside.admin.invoke(id, { cmdlet: "Set-Mailbox", parameters }, mailbox.upn, never)

    expect([before, await read(), mailbox.forwardingSmtpAddress]).toEqual([
      "smtp:outside@evil.example",
      null,
      null,
    ])
  })

  it("leave a write alone whose answer was lost: it was done", async () => {
    const mailbox = first(tenant.mailboxes)
    mailbox.forwardingSmtpAddress = "smtp:outside@evil.example"
    cloud.faults.push({ service: "exchange", match: "Set-Mailbox", times: 1, kind: "apply-then-504" })
    const parameters = { Identity: mailbox.guid, ForwardingSmtpAddress: null, Confirm: false }
    const call = { cmdlet: "Set-Mailbox", parameters }

    const error = await errorOf(outside.admin.invoke(tenantId(tenant.id), call, mailbox.upn, never))

    expect(error).toMatchObject({ code: "ERR_UPSTREAM_UNAVAILABLE" })
    expect(mailbox.forwardingSmtpAddress).toBeNull()
  })

  it("know a mailbox that doesn't exist", async () => {
    const call = { cmdlet: "Get-Mailbox", parameters: { Identity: "nobody@contoso.example" } }

    const error = await errorOf(outside.admin.invoke(tenantId(tenant.id), call, undefined, never))

    expect(error).toMatchObject({ name: "CmdletError", missing: true })
  })

  it("read domains and users from the directory", async () => {
    const id = tenantId(tenant.id)
    const user = first(tenant.users)

    expect(await outside.directory.domains(id, never)).toEqual(expect.arrayContaining(tenant.domains))
    expect(await outside.respondDirectory.user(id, user.upn, never)).toMatchObject({
      objectId: user.objectId,
    })
    expect(await outside.respondDirectory.user(id, "nobody@contoso.example", never)).toBeUndefined()
    expect(await errorOf(outside.directory.user(id, "nobody@contoso.example", never))).toMatchObject({
      code: "ERR_TENANT_REFUSED",
    })
  })

  it("read organizations, restore sessions and events from the backup server", async () => {
    const { backup } = outside
    const organizations = await backup.organizations(never)
    const sessions = await backup.sessions(0, never)
    const events = await Promise.all(sessions.map((session) => backup.events(session, never)))

    expect(organizations.map((one) => one.tenantId)).toContain(tenant.id)
    expect(sessions.map((one) => one.id).sort()).toEqual(
      cloud.world.veeam.sessions.map((one) => one.id).sort(),
    )
    expect(events.flat().length).toBe(cloud.world.veeam.sessions.flatMap((one) => one.events).length)
  })
})
