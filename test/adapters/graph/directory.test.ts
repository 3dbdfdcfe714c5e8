import { afterEach, describe, expect, it } from "vitest"
import { createDirectory } from "../../../src/adapters/graph/directory.ts"
import { createHttpClient } from "../../../src/adapters/http/http-client.ts"
import { ContractError, TenantError, UpstreamError } from "../../../src/model/errors.ts"
import { tenantId } from "../../../src/model/ids.ts"
import { errorOf } from "../error-of.ts"
import { createFakeTokens } from "../fake-tokens.ts"
import { createCloser, type Loopback, type Reply, type Seen, startLoopback } from "../start-loopback.ts"

const CONTOSO = tenantId("3f1c0a52-9d0f-4b7a-8f5e-1f0c5f2a7c01")
const USER = "9c8b7a60-1f2e-4d3c-8b5a-6f7e8d9c0b06"
const never = new AbortController().signal

const closer = createCloser()
afterEach(() => closer.closeAll())

const connect = async (answer: (request: Seen, count: number, base: string) => Reply) => {
  let server: Loopback | undefined
  server = closer.add(await startLoopback((request, count) => answer(request, count, server?.url ?? "")))
  const tokens = createFakeTokens()
  const http = closer.add(createHttpClient())
  return { server, tokens, directory: createDirectory({ graphUrl: `${server.url}/graph`, tokens, http }) }
}
const json = (body: object, status = 200): Reply => ({
  status,
  headers: { "content-type": "application/json" },
  body,
})
const refused = (status: number, code: string, headers = {}): Reply => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: { error: { code, message: "raw text" } },
})

describe("createDirectory()", () => {
  it("really sends the Authorization header to a host that the client doesn't know", async () => {
    const { directory, server, tokens } = await connect(() => json({ value: [] }))

    await directory.domains(CONTOSO, never)

    expect(server.seen[0]?.headers.authorization).toBe("Bearer token-1")
    expect(server.seen[0]?.url).toMatch(/^\/graph\/v1\.0\/domains/)
    expect(tokens.asked).toEqual([`monitor ${CONTOSO} https://graph.microsoft.com`])
  })

  it("lists verified domains of all pages in lower case", async () => {
    const { directory } = await connect((_request, count, base) =>
      count === 1
        ? json({
            value: [
              { id: "Contoso.example", isVerified: true },
              { id: "pending.example", isVerified: false },
            ],
            "@odata.nextLink": `${base}/graph/v1.0/domains?$skiptoken=2`,
          })
        : json({ value: [{ id: "contoso.onmicrosoft.com", isVerified: true }] }),
    )

    expect(await directory.domains(CONTOSO, never)).toEqual(["contoso.example", "contoso.onmicrosoft.com"])
  })

  it("sends no token to another host that a next link points to", async () => {
    const { directory, server } = await connect(() =>
      json({ value: [], "@odata.nextLink": "https://evil.example/v1.0/domains" }),
    )

    const error = await errorOf(directory.domains(CONTOSO, never))

    expect([error, server.seen.length]).toEqual([expect.any(ContractError), 1])
  })

  it("reads a user in our words", async () => {
    const { directory } = await connect(() =>
      json({
        id: USER.toUpperCase(),
        userPrincipalName: "kim@contoso.example",
        displayName: "Kim",
        mail: null,
        accountEnabled: false,
        onPremisesSyncEnabled: null,
      }),
    )

    expect(await directory.user(CONTOSO, USER, never)).toEqual({
      objectId: USER,
      upn: "kim@contoso.example",
      displayName: "Kim",
      enabled: false,
      syncedFromOnPremises: false,
    })
  })

  it("knows a user that doesn't exist", async () => {
    const { directory } = await connect(() => refused(404, "Request_ResourceNotFound"))

    expect(await directory.user(CONTOSO, "nobody@contoso.example", never)).toBeUndefined()
  })

  it("takes a 404 that doesn't come from the directory for no answer", async () => {
    const { directory } = await connect(() => ({ status: 404, body: "<html>not found</html>" }))

    expect(await errorOf(directory.user(CONTOSO, "rescue@contoso.example", never))).toBeInstanceOf(
      ContractError,
    )
  })

  it("asks for a guest by its whole name", async () => {
    const { directory, server } = await connect(() => refused(404, "Request_ResourceNotFound"))

    await directory.user(CONTOSO, "kim_fabrikam.example#EXT#@contoso.example", never)

    expect(server.seen[0]?.url).toMatch(/\/users\/kim_fabrikam\.example%23EXT%23%40contoso\.example\?/)
  })

  it("asks as Respond where it should, without haste, and names what that app lacks", async () => {
    const { server, tokens } = await connect(() => refused(403, "Authorization_RequestDenied"))
    const http = closer.add(createHttpClient())
    const graphUrl = `${server.url}/graph`
    const directory = createDirectory({ graphUrl, tokens, http, registration: "respond" })

    const error = await errorOf(directory.user(CONTOSO, USER, never))

    expect(tokens.asked).toEqual([`respond ${CONTOSO} https://graph.microsoft.com`])
    expect(server.seen[0]?.headers["x-ms-throttle-priority"]).toBeUndefined()
    expect(String(error)).toContain("consent to User.Read.All for the Respond app is missing")
  })

  it.each(["", "..", "a/b@contoso.example", "x?$expand=y@z", "me"])(
    "asks nothing for %j: it is neither an id nor a user name",
    async (id) => {
      const { directory, server } = await connect(() => json({}))

      expect([await directory.user(CONTOSO, id, never), server.seen.length]).toEqual([undefined, 0])
    },
  )

  it("asks for a new token once after a 401", async () => {
    const { directory, server } = await connect((_request, count) =>
      count === 1 ? refused(401, "InvalidAuthenticationToken") : json({ value: [] }),
    )

    await directory.domains(CONTOSO, never)

    expect(server.seen.map((request) => request.headers.authorization)).toEqual([
      "Bearer token-1",
      "Bearer token-2",
    ])
  })

  it.each([
    ["a missing permission", refused(403, "Authorization_RequestDenied"), TenantError],
    ["a refused token", refused(401, "InvalidAuthenticationToken"), TenantError],
    ["a gateway's page", { status: 502, body: "<html></html>" }, UpstreamError],
    ["a broken connection", { body: "{", promise: 5000 }, UpstreamError],
    ["an unknown form", json({ domains: [] }), ContractError],
  ])("knows who must act for %s", async (_name, reply, kind) => {
    const { directory } = await connect(() => reply)

    expect(await errorOf(directory.domains(CONTOSO, never))).toBeInstanceOf(kind)
  })

  it("tells how long a throttled caller should wait, and doesn't try by itself", async () => {
    const { directory, server } = await connect(() =>
      refused(429, "TooManyRequests", { "retry-after": "12" }),
    )

    const error = await errorOf(directory.domains(CONTOSO, never))

    expect(error).toMatchObject({ code: "ERR_UPSTREAM_THROTTLED", retryAfterMs: 12_000 })
    expect(server.seen.length).toBe(1)
  })

  it("keeps the class of what went wrong before Graph was reached", async () => {
    const { server, tokens } = await connect(() => json({ value: [] }))
    const refusal = new TenantError("ERR_TENANT_NO_CONSENT", "Consent is missing.")
    const directory = createDirectory({
      graphUrl: server.url,
      tokens: { ...tokens, token: () => Promise.reject(refusal) },
    })

    expect(await errorOf(directory.domains(CONTOSO, never))).toBe(refusal)
  })
})
