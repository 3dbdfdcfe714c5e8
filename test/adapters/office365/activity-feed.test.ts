import { afterEach, describe, expect, it } from "vitest"
import { createHttpClient } from "../../../src/adapters/http/http-client.ts"
import {
  type ActivityFeedOptions,
  createActivityFeed,
} from "../../../src/adapters/office365/activity-feed.ts"
import { ContractError, TenantError, UpstreamError } from "../../../src/model/errors.ts"
import { tenantId } from "../../../src/model/ids.ts"
import { errorOf } from "../error-of.ts"
import { createFakeTokens } from "../fake-tokens.ts"
import { createCloser, type Loopback, type Reply, type Seen, startLoopback } from "../start-loopback.ts"

const CONTOSO = tenantId("3f1c0a52-9d0f-4b7a-8f5e-1f0c5f2a7c01")
const PUBLISHER = "b7e0d3c4-52a1-4f8e-9c6d-0e1f2a3b4c04"
const NOW = Date.UTC(2026, 2, 4, 12, 0, 0)
const FROM = Date.UTC(2026, 2, 3, 12, 0, 0, 789)
const never = new AbortController().signal

const closer = createCloser()
afterEach(() => closer.closeAll())

const connect = async (
  answer: (request: Seen, count: number, base: string) => Reply,
  tenantPace?: ActivityFeedOptions["tenantPace"],
) => {
  let server: Loopback | undefined
  server = closer.add(await startLoopback((request, count) => answer(request, count, server?.url ?? "")))
  const tokens = createFakeTokens()
  const http = closer.add(createHttpClient())
  const feed = createActivityFeed({
    manageUrl: server.url,
    publisherId: PUBLISHER,
    tokens,
    http,
    now: () => NOW,
    ...(tenantPace === undefined ? {} : { tenantPace }),
  })
  return { server, tokens, feed }
}

const item = (id: string, base: string, created = "2026-03-04T08:00:00.123Z") => ({
  contentType: "Audit.Exchange",
  contentId: id,
  contentUri: `${base}/api/v1.0/${CONTOSO}/activity/feed/audit/${id}`,
  contentCreated: created,
  contentExpiration: "2026-03-11T08:00:00.123Z",
})
const af = (code: string, message = "text") => ({ error: { code, message } })

describe("createActivityFeed() list()", () => {
  it("asks in the documented time form: UTC seconds, no zone", async () => {
    const { feed, server } = await connect(() => ({ body: [] }))

    await feed.list(CONTOSO, "Audit.Exchange", FROM, NOW, never)

    const asked = new URL(server.seen[0]?.url ?? "", server.url).searchParams
    expect([asked.get("startTime"), asked.get("endTime")]).toEqual([
      "2026-03-03T12:00:00",
      "2026-03-04T12:00:00",
    ])
  })

  it("follows NextPageUri to the end and brings its own PublisherIdentifier to every page", async () => {
    const { feed, server } = await connect((_request, count, base) =>
      count < 3
        ? {
            headers: {
              NextPageUri: `${base}/api/v1/${CONTOSO}/activity/feed/subscriptions/content?contenttype=Audit.Exchange&nextpage=p${count}`,
            },
            body: [item(`b${count}`, base), item("same", base)],
          }
        : { body: [item("b3", base)] },
    )

    const listing = await feed.list(CONTOSO, "Audit.Exchange", FROM, NOW, never)

    expect(listing.items.map((one) => one.contentId)).toEqual(["b1", "b2", "b3", "same"])
    expect(server.seen.map((request) => request.url.includes(`PublisherIdentifier=${PUBLISHER}`))).toEqual([
      true,
      true,
      true,
    ])
  })

  it("sends no token to another host that a page points to", async () => {
    const other = closer.add(await startLoopback(() => ({ body: [] })))
    const { feed } = await connect(() => ({ headers: { nextpageuri: `${other.url}/steal` }, body: [] }))

    const error = await errorOf(feed.list(CONTOSO, "Audit.Exchange", FROM, NOW, never))

    expect([error, other.seen.length]).toEqual([expect.any(ContractError), 0])
  })

  it("stops when pages repeat", async () => {
    const { feed, server } = await connect((_request, _count, base) => ({
      headers: { nextpageuri: `${base}/api/v1/x?nextpage=again` },
      body: [],
    }))

    const error = await errorOf(feed.list(CONTOSO, "Audit.Exchange", FROM, NOW, never))

    expect([error, server.seen.length]).toEqual([expect.any(ContractError), 2])
  })

  it("fails whole when one page fails, never with a part", async () => {
    const { feed } = await connect((_request, count, base) =>
      count === 1
        ? { headers: { nextpageuri: `${base}/api/v1/x?nextpage=2` }, body: [item("b1", base)] }
        : { status: 400, body: af("AF20031") },
    )

    expect(await errorOf(feed.list(CONTOSO, "Audit.Exchange", FROM, NOW, never))).toBeInstanceOf(
      UpstreamError,
    )
  })

  it("fails whole when one item can't be read", async () => {
    const { feed } = await connect((_request, _count, base) => ({
      body: [item("b1", base), { contentId: "b2" }],
    }))

    expect(await errorOf(feed.list(CONTOSO, "Audit.Exchange", FROM, NOW, never))).toBeInstanceOf(
      ContractError,
    )
  })

  it("tells the server's time, and its own expiration of each blob", async () => {
    const { feed } = await connect((_request, _count, base) => ({
      headers: { date: "Wed, 04 Mar 2026 11:30:00 GMT" },
      body: [item("b1", base)],
    }))

    const listing = await feed.list(CONTOSO, "Audit.Exchange", FROM, NOW, never)

    expect(listing.serverNow).toBe(Date.UTC(2026, 2, 4, 11, 30, 0))
    expect(listing.items[0]).toMatchObject({
      createdAt: Date.UTC(2026, 2, 4, 8, 0, 0, 123),
      expiresAt: Date.UTC(2026, 2, 11, 8, 0, 0, 123),
    })
  })
})

describe("createActivityFeed() fetch()", () => {
  it("asks for the address as it was given: its $ is not encoded again", async () => {
    const { feed, server } = await connect(() => ({ body: [{ Id: "1" }] }))
    const contentId = "20260304080000123$20260304080000123$audit_exchange$Audit_Exchange$emea0036"
    const contentUri = item(contentId, server.url).contentUri

    const bytes = await feed.fetch(
      CONTOSO,
      { contentId, contentUri, contentType: "Audit.Exchange", createdAt: 0, expiresAt: 0 },
      never,
    )

    expect(Buffer.from(bytes).toString()).toBe('[{"Id":"1"}]')
    expect(server.seen[0]?.url).toBe(`${new URL(contentUri).pathname}?PublisherIdentifier=${PUBLISHER}`)
    expect(server.seen[0]?.url).toContain("$audit_exchange$")
  })
})

describe("createActivityFeed() start()", () => {
  it("takes 'already enabled' for success", async () => {
    const { feed } = await connect(() => ({ status: 400, body: af("AF20024") }))

    await expect(feed.start(CONTOSO, "Audit.Exchange", never)).resolves.toBeUndefined()
  })

  it("recognizes a tenant without unified audit logging by the whole body: the code is cut text", async () => {
    const { feed } = await connect(() => ({
      status: 400,
      body: af(
        `StartSubscription [CorrId=1][TenantId=${CONTOSO},ContentType=Audit.Exchange][AppId`,
        `${PUBLISHER}] failed. Exception: Microsoft.Office.Compliance.Audit.DataServiceException: Tenant ${CONTOSO} does not exist.\r\n   at`,
      ),
    }))

    expect(await errorOf(feed.start(CONTOSO, "Audit.Exchange", never))).toMatchObject({
      code: "ERR_TENANT_AUDIT_OFF",
    })
  })
})

describe("createActivityFeed() enabledTypes()", () => {
  it("names only enabled subscriptions", async () => {
    const { feed } = await connect(() => ({
      body: [
        { contentType: "Audit.Exchange", status: "enabled", webhook: null },
        { contentType: "DLP.All", status: "disabled", webhook: null },
        { contentType: "Audit.Future", status: "enabled", webhook: null },
      ],
    }))

    expect(await feed.enabledTypes(CONTOSO, never)).toEqual(["Audit.Exchange"])
  })

  it("asks for a new token once when the service refuses it", async () => {
    const { feed, server, tokens } = await connect((_request, count) =>
      count === 1 ? { status: 401, body: { Message: "Authorization has been denied" } } : { body: [] },
    )

    await feed.enabledTypes(CONTOSO, never)

    expect(tokens.forgotten).toEqual([CONTOSO])
    expect(server.seen.map((request) => request.headers.authorization)).toEqual([
      "Bearer token-1",
      "Bearer token-2",
    ])
    expect(tokens.asked[0]).toBe(`monitor ${CONTOSO} https://manage.office.com`)
  })

  it("says that consent is missing when a new token doesn't help", async () => {
    const { feed, server } = await connect(() => ({ status: 401, body: af("AF10001") }))

    const error = await errorOf(feed.enabledTypes(CONTOSO, never))

    expect([error, server.seen.length]).toEqual([expect.any(TenantError), 2])
    expect(error).toMatchObject({ code: "ERR_TENANT_NO_CONSENT" })
  })

  it.each([
    [
      "403 with single quotes",
      { status: 403, body: "{'error':{'code':'AF429','message':'Too many requests.'}}" },
      30_000,
    ],
    ["429 with a header", { status: 429, headers: { "retry-after": "90" }, body: af("AF429") }, 90_000],
    ["429 without a body", { status: 429, body: "" }, 30_000],
  ] as const)("recognizes throttling: %s", async (_name, reply, retryAfterMs) => {
    const { feed } = await connect(() => reply)

    expect(await errorOf(feed.enabledTypes(CONTOSO, never))).toMatchObject({
      code: "ERR_UPSTREAM_THROTTLED",
      retryAfterMs,
    })
  })

  it.each([
    ["HTML from a gateway", { status: 502, body: "<html>502</html>" }, UpstreamError],
    ["an internal error", { status: 500, body: af("AF50000") }, UpstreamError],
    ["a missing subscription", { status: 400, body: af("AF20022") }, UpstreamError],
    ["a deleted tenant", { status: 400, body: af("AF20011") }, TenantError],
    ["another tenant's token", { status: 403, body: af("AF20010") }, ContractError],
    ["vanished content", { status: 404, body: "null" }, ContractError],
    ["an unknown code", { status: 400, body: af("AF99999") }, ContractError],
    ["a redirect", { status: 302, body: "" }, ContractError],
  ] as const)("knows who must act for %s", async (_name, reply, kind) => {
    const { feed } = await connect(() => reply)

    expect(await errorOf(feed.enabledTypes(CONTOSO, never))).toBeInstanceOf(kind)
  })

  it("sends no more to a tenant than its pace allows, and goes on with others meanwhile", async () => {
    const other = tenantId("8a4be1d7-6b1c-4d53-9a0e-72b6d4c1e002")
    const { feed, server } = await connect(() => ({ body: [] }), { perMinute: 1, atOnce: 2 })
    const stop = new AbortController()
    const ask = (tenant: typeof CONTOSO) => errorOf(feed.enabledTypes(tenant, stop.signal))

    await Promise.all([ask(CONTOSO), ask(CONTOSO)])
    const waiting = ask(CONTOSO)
    await ask(other)
    stop.abort(new Error("stopping"))

    expect(await waiting).toMatchObject({ message: "stopping" })
    expect(server.seen.map(({ url }) => url.includes(CONTOSO))).toEqual([true, true, false])
  })
})
