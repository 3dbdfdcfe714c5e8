import { afterEach, describe, expect, it } from "vitest"
import { createDirectoryAdmin } from "../../../src/adapters/graph/directory-admin.ts"
import { createHttpClient } from "../../../src/adapters/http/http-client.ts"
import { CmdletError, ContractError, TenantError, UpstreamError } from "../../../src/model/errors.ts"
import { tenantId } from "../../../src/model/ids.ts"
import type { GraphCall } from "../../../src/model/remediation.ts"
import { errorOf } from "../error-of.ts"
import { createFakeTokens } from "../fake-tokens.ts"
import { createCloser, type Loopback, type Reply, type Seen, startLoopback } from "../start-loopback.ts"

const CONTOSO = tenantId("3f1c0a52-9d0f-4b7a-8f5e-1f0c5f2a7c01")
const never = new AbortController().signal
const DISABLE: GraphCall = { method: "PATCH", path: "/users/7", body: { accountEnabled: false } }

const closer = createCloser()
afterEach(() => closer.closeAll())

const connect = async (answer: (request: Seen, count: number, base: string) => Reply) => {
  let server: Loopback | undefined
  server = closer.add(await startLoopback((request, count) => answer(request, count, server?.url ?? "")))
  const tokens = createFakeTokens()
  const http = closer.add(createHttpClient())
  const admin = createDirectoryAdmin({ graphUrl: `${server.url}/graph`, tokens, http, retryDelayMs: 1 })
  return { server, tokens, ask: (call: GraphCall) => admin.request(CONTOSO, call, never) }
}
const json = (body: object, status = 200): Reply => ({
  ...{ status, headers: { "content-type": "application/json" }, body },
})

describe("createDirectoryAdmin()", () => {
  it("sends a write once, with the Respond registration's token", async () => {
    const { ask, server, tokens } = await connect(() => ({ status: 204, body: "" }))

    expect(await ask(DISABLE)).toEqual({})

    expect(server.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ["PATCH", "/graph/v1.0/users/7", '{"accountEnabled":false}'],
    ])
    expect(tokens.asked[0]).toMatch(/^respond /)
    expect(server.seen[0]?.headers["x-ms-throttle-priority"]).toBe("high")
  })

  it.each([429, 500, 503, 504])("never sends a write again after HTTP %i", async (status) => {
    const { ask, server } = await connect(() => json({ error: { code: "x", message: "y" } }, status))

    expect(await errorOf(ask(DISABLE))).toBeInstanceOf(UpstreamError)
    expect(server.seen).toHaveLength(1)
  })

  it.each([
    [{ "retry-after": "0" }, 429],
    [{}, 503],
  ])("sends a read again when that passes by itself: %j, HTTP %i", async (headers, status) => {
    const { ask, server } = await connect((_request, count) =>
      count < 3 ? { ...json({ error: { code: "x", message: "y" } }, status), headers } : json({ id: "7" }),
    )

    expect(await ask({ method: "GET", path: "/users/7" })).toEqual({ id: "7" })
    expect(server.seen).toHaveLength(3)
  })

  it("leaves a long wait to whoever asks", async () => {
    const { ask, server } = await connect(() => ({
      ...json({ error: { code: "x", message: "y" } }, 429),
      headers: { "retry-after": "120" },
    }))

    expect(await errorOf(ask({ method: "GET", path: "/users/7" }))).toMatchObject({ retryAfterMs: 120_000 })
    expect(server.seen).toHaveLength(1)
  })

  it("sends a write again with a new token after 401, which comes before any work", async () => {
    const { ask, server } = await connect((_request, count) =>
      count === 1
        ? json({ error: { code: "InvalidAuthenticationToken", message: "" } }, 401)
        : { status: 204 },
    )

    await ask(DISABLE)

    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer token-1",
      "Bearer token-2",
    ])
  })

  it("reads every page of a list, and goes to no other host", async () => {
    const pages = await connect((_request, count, base) =>
      json({
        value: [{ id: `${count}` }],
        ...(count < 3 ? { "@odata.nextLink": `${base}/graph/v1.0/x?n=${count}` } : {}),
      }),
    )
    const elsewhere = await connect(() =>
      json({ value: [], "@odata.nextLink": "https://graph.example.test/v1.0/x" }),
    )

    expect(await pages.ask({ method: "GET", path: "/x" })).toMatchObject({
      value: [{ id: "1" }, { id: "2" }, { id: "3" }],
    })
    expect(await errorOf(elsewhere.ask({ method: "GET", path: "/x" }))).toBeInstanceOf(ContractError)
    expect(elsewhere.server.seen).toHaveLength(1)
  })

  it("sends a later page again, too", async () => {
    const { ask } = await connect((_request, count, base) => {
      if (count === 2) return json({ error: { code: "x", message: "y" } }, 503)
      return json(
        count === 1
          ? { value: [{ id: "1" }], "@odata.nextLink": `${base}/graph/v1.0/users?p=2` }
          : { value: [{ id: "2" }] },
      )
    })

    expect(await ask({ method: "GET", path: "/users" })).toMatchObject({
      value: [{ id: "1" }, { id: "2" }],
    })
  })

  it("reads the first page alone where that is enough", async () => {
    const { ask, server } = await connect((_request, count, base) =>
      json({ value: [{ id: `${count}` }], "@odata.nextLink": `${base}/graph/v1.0/x?n=${count}` }),
    )

    expect(await ask({ method: "GET", path: "/x", firstPage: true })).toMatchObject({ value: [{ id: "1" }] })
    expect(server.seen).toHaveLength(1)
  })

  it("tells a missing license from a missing permission", async () => {
    const code = "Authentication_RequestFromNonPremiumTenantOrB2CTenant"
    const { ask } = await connect(() => json({ error: { code, message: "no premium license" } }, 403))

    expect(await errorOf(ask({ method: "GET", path: "/auditLogs/signIns" }))).toMatchObject({
      code: "ERR_TENANT_REFUSED",
      advice: expect.stringContaining("Microsoft Entra ID P1"),
    })
  })

  it.each([
    ["/users/7?$select=id", "User.Read.All"],
    ["/users/7/authentication/methods", "UserAuthenticationMethod.Read.All"],
    ["/auditLogs/signIns?$top=5", "AuditLog.Read.All"],
    ["/servicePrincipals?$filter=x", "Application.Read.All"],
    ["/applications/7", "Application.Read.All"],
    ["/oauth2PermissionGrants?$filter=x", "DelegatedPermissionGrant.ReadWrite.All"],
    ["/roleManagement/directory/roleAssignments", "RoleManagement.Read.Directory"],
  ])("names what is missing to read %s", async (path, permission) => {
    const { ask } = await connect(() => json({ error: { code: "x", message: "y" } }, 403))

    expect(await errorOf(ask({ method: "GET", path }))).toMatchObject({
      advice: expect.stringContaining(` ${permission} is missing`),
    })
  })

  it.each(["/users/", "/users//revokeSignInSessions", "users/7"])(
    "sends nothing for the path %s, which names no object",
    async (path) => {
      const { ask, server } = await connect(() => json({}))

      expect(await errorOf(ask({ ...DISABLE, path }))).toBeInstanceOf(ContractError)
      expect(server.seen).toEqual([])
    },
  )

  it.each([
    [404, CmdletError, { missing: true }],
    [409, CmdletError, { missing: false }],
    [403, TenantError, { code: "ERR_TENANT_REFUSED" }],
  ] as const)("takes HTTP %i for what it is", async (status, kind, fields) => {
    const { ask } = await connect(() => json({ error: { code: "x", message: "already there" } }, status))

    const error = await errorOf(ask(DISABLE))

    expect(error).toBeInstanceOf(kind)
    expect(error).toMatchObject(fields)
  })
})
