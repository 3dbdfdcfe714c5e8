/** When our own secrets end, asked of a real server that answers as Graph does. */
import { afterEach, describe, expect, it } from "vitest"
import { createSecretEnd } from "../../../src/adapters/graph/own-registrations.ts"
import { createHttpClient } from "../../../src/adapters/http/http-client.ts"
import { ContractError, TenantError, UpstreamError } from "../../../src/model/errors.ts"
import { tenantId } from "../../../src/model/ids.ts"
import { errorOf } from "../error-of.ts"
import { createFakeTokens } from "../fake-tokens.ts"
import { createCloser, type Reply, startLoopback } from "../start-loopback.ts"

const HOME = tenantId("0b6f2c1e-5d3a-4c77-9a08-3f1d2e4b5a69")
const APP = "7d3c1a52-90be-4f0e-8a55-0c9c6f1f7b21"
const SECRET = "aB3~the-rest-of-a-secret"
const NOW = Date.UTC(2026, 10, 22)

const closer = createCloser()
afterEach(() => closer.closeAll())

const ask = async (reply: Reply, signal = new AbortController().signal) => {
  const server = closer.add(await startLoopback(() => reply))
  const tokens = createFakeTokens()
  const http = closer.add(createHttpClient())
  const secretEnd = createSecretEnd({ graphUrl: server.url, tokens, http, home: HOME, now: () => NOW })
  return { server, tokens, end: secretEnd(APP, SECRET, signal) }
}
const secret = (hint: string | null, endDateTime: string | null) => ({ hint, endDateTime, keyId: "k" })
const registration = (...passwordCredentials: readonly object[]): Reply => ({
  headers: { "content-type": "application/json" },
  body: { passwordCredentials },
})
const refused = (status: number, headers = {}): Reply => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: { error: { code: "Authorization_RequestDenied", message: "raw text" } },
})

describe("createSecretEnd()", () => {
  it("asks for the registration by its app id, with the bot's token, and for nothing but its secrets' ends", async () => {
    const { server, tokens, end } = await ask(registration(secret("aB3", "2027-11-30T12:00:00Z")))

    expect(await end).toBe(Date.UTC(2027, 10, 30, 12))
    expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET /v1.0/applications(appId='${APP}')?$select=passwordCredentials`,
    ])
    expect(server.seen[0]?.headers.authorization).toBe("Bearer token-1")
    expect(tokens.asked).toEqual([`monitor ${HOME} https://graph.microsoft.com`])
  })

  it.each([
    ["the one in use, and not another", [secret("xyz", "2026-12-01T00:00:00Z")], "2027-11-30T12:00:00Z"],
    [
      "the first to end of those that begin alike",
      [secret("aB3", "2028-01-01T00:00:00Z")],
      "2027-11-30T12:00:00Z",
    ],
    [
      "none that has ended while another one lasts",
      [secret("aB3", "2026-11-01T00:00:00Z")],
      "2027-11-30T12:00:00Z",
    ],
    [
      "none without an end",
      [secret("aB3", null), secret(null, "2026-12-01T00:00:00Z")],
      "2027-11-30T12:00:00Z",
    ],
  ])("means %s", async (_what, others, expected) => {
    const { end } = await ask(registration(...others, secret("aB3", "2027-11-30T12:00:00Z")))

    expect(await end).toBe(Date.parse(expected))
  })

  it("means the last where all have ended", async () => {
    const { end } = await ask(
      registration(secret("aB3", "2026-10-01T00:00:00Z"), secret("aB3", "2026-11-01T00:00:00Z")),
    )

    expect(await end).toBe(Date.UTC(2026, 10, 1))
  })

  it.each([
    [
      "no secret like ours",
      registration(secret("xyz", "2027-11-30T12:00:00Z")),
      ContractError,
      "no secret like",
    ],
    ["another form", { body: { value: [] } }, ContractError, "doesn't know"],
    ["no permission", refused(403), TenantError, "Application.Read.All is missing"],
    ["no such registration", refused(404), TenantError, "isn't in the bot's own tenant"],
    ["too many requests", refused(429, { "retry-after": "7" }), UpstreamError, "slow down"],
  ] as const)("fails with one sentence, without the secret, at %s", async (_what, reply, kind, sentence) => {
    const { end } = await ask(reply)

    const error = await errorOf(end)

    if (!(error instanceof kind)) throw error
    expect(error.message).toContain(sentence)
    expect(error.message).not.toContain("aB3")
  })

  it("ends with the signal's own reason", async () => {
    const { end } = await ask({ silent: true }, AbortSignal.timeout(20))

    await expect(end).rejects.toMatchObject({ name: "TimeoutError" })
  })
})
