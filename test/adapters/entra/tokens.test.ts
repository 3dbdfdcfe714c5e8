import { createPublicKey, generateKeyPairSync, verify } from "node:crypto"
import { afterEach, describe, expect, it } from "vitest"
import { createConfidentialClient, createTokens } from "../../../src/adapters/entra/tokens.ts"
import { ConfigError, TenantError, UpstreamError } from "../../../src/model/errors.ts"
import { tenantId } from "../../../src/model/ids.ts"
import { errorOf } from "../error-of.ts"
import { createCloser, type Loopback, type Reply, type Seen, startLoopback } from "../start-loopback.ts"

const CONTOSO = tenantId("3f1c0a52-9d0f-4b7a-8f5e-1f0c5f2a7c01")
const FABRIKAM = tenantId("8a4be1d7-6b1c-4d53-9a0e-72b6d4c1e002")
const APP = "5d2c9f0e-3a41-4c6f-b0d8-94e7a1b2c003"
const MANAGE = "https://manage.office.com"

const closer = createCloser()
afterEach(() => closer.closeAll())

const granted = (count: number): Reply => ({
  headers: { "content-type": "application/json" },
  body: { token_type: "Bearer", expires_in: 3599, access_token: `access-${count}` },
})
const refused = (number: number, error = "invalid_client"): Reply => ({
  status: 400,
  body: {
    error,
    error_description: `AADSTS${number}: hidden raw text. Trace ID: x`,
    error_codes: [number],
  },
})

const login = async (answer: (request: Seen, count: number) => Reply): Promise<Loopback> =>
  closer.add(await startLoopback(answer))

const tokensAt = (server: Loopback, now: () => number = () => 0) => {
  const credential = { kind: "secret", secret: "practice-secret" } as const
  const registration = { clientId: APP, credential }
  return createTokens({
    loginUrl: `${server.url}/login`,
    registrations: { monitor: registration, respond: registration },
    now,
  })
}

/** Asks again until the answer is the wanted one; the renewal goes on in the background. */
async function until<T>(ask: () => Promise<T>, isWanted: (answer: T) => boolean): Promise<T> {
  const answer = await ask()
  if (isWanted(answer)) return answer
  await new Promise((resolve) => setImmediate(resolve))
  return until(ask, isWanted)
}

describe("createTokens()", () => {
  it("asks the configured login for the tenant and resource, in one request", async () => {
    const server = await login((_request, count) => granted(count))

    const token = await tokensAt(server).token("monitor", CONTOSO, MANAGE)

    expect(token).toBe("access-1")
    expect(server.seen.map((request) => request.url)).toEqual([
      expect.stringContaining(`/login/${CONTOSO}/oauth2/v2.0/token`),
    ])
    const form = new URLSearchParams(server.seen[0]?.body)
    expect([form.get("scope"), form.get("client_id")]).toEqual([
      expect.stringContaining(`${MANAGE}/.default`),
      APP,
    ])
  })

  it("joins callers that ask at the same time into one sign-in", async () => {
    const server = await login((_request, count) => granted(count))
    const tokens = tokensAt(server)

    const all = await Promise.all(Array.from({ length: 5 }, () => tokens.token("monitor", CONTOSO, MANAGE)))

    expect([new Set(all).size, server.seen.length]).toEqual([1, 1])
  })

  it("never gives one tenant's token to another, nor one resource's, however they ask at once", async () => {
    const server = await login((request) => ({
      body: {
        token_type: "Bearer",
        expires_in: 3599,
        access_token: `${request.url.split("/")[2]} ${new URLSearchParams(request.body).get("scope")?.split(" ")[0]}`,
      },
    }))
    const tokens = tokensAt(server)
    const wanted = [
      [CONTOSO, MANAGE],
      [FABRIKAM, MANAGE],
      [CONTOSO, "https://graph.microsoft.com"],
    ] as const
    const ask = () =>
      Promise.all(wanted.map(([tenant, resource]) => tokens.token("monitor", tenant, resource)))

    const expected = wanted.map(([tenant, resource]) => `${tenant} ${resource}/.default`)
    expect([await ask(), await ask(), server.seen.length]).toEqual([expected, expected, 3])
  })

  it("keeps the two registrations apart", async () => {
    const server = await login((_request, count) => granted(count))
    const tokens = tokensAt(server)
    const ask = () =>
      Promise.all([tokens.token("monitor", CONTOSO, MANAGE), tokens.token("respond", CONTOSO, MANAGE)])

    const [monitor, respond] = await ask()

    expect([monitor === respond, await ask(), server.seen.length]).toEqual([false, [monitor, respond], 2])
  })

  it("signs in again after forget()", async () => {
    const server = await login((_request, count) => granted(count))
    const tokens = tokensAt(server)

    await tokens.token("monitor", CONTOSO, MANAGE)
    tokens.forget(CONTOSO)

    expect(await tokens.token("monitor", CONTOSO, MANAGE)).toBe("access-2")
  })

  it("forgets a refused token once, however many callers bring it back", async () => {
    const server = await login((_request, count) => granted(count))
    const tokens = tokensAt(server)
    const old = await tokens.token("monitor", CONTOSO, MANAGE)

    tokens.forget(CONTOSO, old)
    const renewed = await tokens.token("monitor", CONTOSO, MANAGE)
    tokens.forget(CONTOSO, old)

    expect([await tokens.token("monitor", CONTOSO, MANAGE), server.seen.length]).toEqual([renewed, 2])
  })

  it("renews one that was given too long ago for the rights in it, and uses it when that fails", async () => {
    let now = 0
    const server = await login((_request, count) => (count < 3 ? granted(count) : { status: 503 }))
    const tokens = tokensAt(server, () => now)
    const ask = () => tokens.token("respond", CONTOSO, MANAGE, 30_000)

    const first = [await ask(), await ask()]
    now = 30_001
    const second = await ask()
    now = 90_000

    expect(first).toEqual(["access-1", "access-1"])
    expect(second).toBe("access-2")
    expect(await ask()).toBe("access-2")
  })

  it("renews a token before it ends, and lets nobody wait for it", async () => {
    const answers: (() => void)[] = []
    const server = await login((_request, count) => {
      answers[count - 1]?.()
      return granted(count)
    })
    const renewed = new Promise<void>((resolve) => {
      answers[1] = resolve
    })
    let now = 0
    const tokens = tokensAt(server, () => now)
    const first = await tokens.token("monitor", CONTOSO, MANAGE)

    now = 0.69 * 3_599_000
    const early = await tokens.token("monitor", CONTOSO, MANAGE)
    const asksEarly = server.seen.length
    now = 0.91 * 3_599_000
    const meanwhile = await tokens.token("monitor", CONTOSO, MANAGE)
    await renewed
    const later = await until(
      () => tokens.token("monitor", CONTOSO, MANAGE),
      (token) => token !== first,
    )

    expect([early, asksEarly, meanwhile, later, server.seen.length]).toEqual([first, 1, first, "access-2", 2])
  })

  it("uses the old token to its end when it can't be renewed, asking once a minute, and then tells why", async () => {
    const server = await login((_request, count) => (count === 1 ? granted(1) : refused(90033)))
    let now = 0
    const tokens = tokensAt(server, () => now)
    await tokens.token("monitor", CONTOSO, MANAGE)
    const ask = (at: number) => {
      now = at
      return tokens.token("monitor", CONTOSO, MANAGE)
    }

    const kept = [await ask(3_300_000), await ask(3_300_001), await ask(3_359_000)]
    await until(
      async () => server.seen.length,
      (count) => count > 1,
    )

    expect([kept, server.seen.length]).toEqual([["access-1", "access-1", "access-1"], 2])
    expect(await errorOf(ask(3_599_000))).toBeInstanceOf(UpstreamError)
  })

  it("renews tokens that were given together at different times", async () => {
    const server = await login((_request, count) => granted(count))
    let now = 0
    const tokens = tokensAt(server, () => now)
    const tenants = Array.from({ length: 40 }, (_, index) =>
      tenantId(`3f1c0a52-9d0f-4b7a-8f5e-1f0c5f2a7d${String(index + 10)}`),
    )
    const askAll = () => Promise.all(tenants.map((tenant) => tokens.token("monitor", tenant, MANAGE)))
    await askAll()

    now = 0.8 * 3_599_000
    await askAll()
    await until(
      async () => server.seen.length,
      (count) => count > 40,
    )

    const renewedByThen = server.seen.length - 40
    expect(renewedByThen).toBeGreaterThan(5)
    expect(renewedByThen).toBeLessThan(35)
  })

  it("says that consent is missing, without the raw text of the answer", async () => {
    const server = await login(() => refused(7000229))

    const error = await errorOf(tokensAt(server).token("monitor", CONTOSO, MANAGE))

    expect(error).toBeInstanceOf(TenantError)
    expect(error).toMatchObject({
      code: "ERR_TENANT_NO_CONSENT",
      advice: expect.stringMatching(/consent link.*AADSTS7000229/),
    })
    expect((error as TenantError).advice).not.toContain("hidden")
  })

  it.each([
    [7000215, ConfigError],
    [50194, ConfigError],
    [53003, TenantError],
    [90002, TenantError],
    [90033, UpstreamError],
    [700027, UpstreamError],
    [4242424, TenantError],
  ])("knows by the number %i who must act", async (number, kind) => {
    const server = await login(() => refused(number))

    expect(await errorOf(tokensAt(server).token("monitor", CONTOSO, MANAGE))).toBeInstanceOf(kind)
  })

  it("reports a gateway's HTML page as trouble that passes", async () => {
    const server = await login(() => ({ status: 502, body: "<html>Bad Gateway</html>" }))

    expect(await errorOf(tokensAt(server).token("monitor", CONTOSO, MANAGE))).toBeInstanceOf(UpstreamError)
  })

  it("doesn't repeat a refused sign-in at once, and asks again soon after", async () => {
    const server = await login((_request, count) => (count === 1 ? refused(700016) : granted(count)))
    let now = 0
    const tokens = tokensAt(server, () => now)

    await errorOf(tokens.token("monitor", CONTOSO, MANAGE))
    now = 5000
    const second = await errorOf(tokens.token("monitor", CONTOSO, MANAGE))
    now = 60_000
    const third = await tokens.token("monitor", CONTOSO, MANAGE)

    expect([second, third, server.seen.length]).toEqual([expect.any(TenantError), "access-2", 2])
  })
})

describe("createConfidentialClient()", () => {
  it("signs in with a certificate: a PS256 assertion that names it by SHA-256", async () => {
    const server = await login((_request, count) => granted(count))
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
    const client = createConfidentialClient({
      clientId: APP,
      tenantId: CONTOSO,
      loginUrl: server.url,
      credential: {
        kind: "certificate",
        privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
        thumbprintSha256: "AB".repeat(32).replace(/(..)(?=.)/g, "$1:"),
      },
    })

    await client.acquireTokenByClientCredential({ scopes: ["https://api.botframework.com/.default"] })

    const assertion = new URLSearchParams(server.seen[0]?.body).get("client_assertion") ?? ""
    const [head = "", payload = "", signature = ""] = assertion.split(".")
    expect(JSON.parse(Buffer.from(head, "base64url").toString())).toMatchObject({
      alg: "PS256",
      "x5t#S256": Buffer.from("AB".repeat(32), "hex").toString("base64url"),
    })
    const key = {
      key: createPublicKey(publicKey.export({ type: "spki", format: "pem" })),
      padding: 6,
      saltLength: 32,
    }
    const signed = Buffer.from(`${head}.${payload}`)
    expect(verify("sha256", signed, key, Buffer.from(signature, "base64url"))).toBe(true)
  })
})
