/** One loopback server that plays the sign-in service, the Bot Framework's metadata and the Bot Connector for these tests. */
import { createServer, type IncomingMessage } from "node:http"
import { exportJWK, generateKeyPair, SignJWT } from "jose"
import { createConfidentialClient } from "../../../src/adapters/entra/confidential-client.ts"

export const APP_ID = "7d3c1a52-90be-4f0e-8a55-0c9c6f1f7b21"
export const TENANT_ID = "0b6f2c1e-5d3a-4c77-9a08-3f1d2e4b5a69"
export const CHANNEL = "19:alerts-contoso@thread.tacv2"

export type Seen = {
  readonly method: string
  readonly path: string
  readonly authorization: string | undefined
  readonly body: Record<string, unknown>
}

type Planned = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown }

const readBody = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  return text.startsWith("{") ? JSON.parse(text) : { form: text }
}

export async function startLoopback() {
  const keys = await generateKeyPair("RS256", { extractable: true })
  const strangers = await generateKeyPair("RS256", { extractable: true })
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "k1", use: "sig", endorsements: ["msteams"] }
  const seen: Seen[] = []
  const planned: Planned[] = []
  const scopes: string[] = []
  let tokens = 0

  const server = createServer(async (request, response) => {
    const path = request.url ?? ""
    const body = await readBody(request)
    const answer = (status: number, value?: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { "content-type": "application/json", ...headers })
      response.end(value === undefined ? "" : JSON.stringify(value))
    }
    if (path === "/v1/.well-known/openidconfiguration") return answer(200, { jwks_uri: `${url}/keys` })
    if (path === "/keys") return answer(200, { keys: [jwk] })
    if (path.includes("/oauth2/v2.0/token")) {
      tokens += 1
      scopes.push(new URLSearchParams(String(body.form ?? "")).get("scope") ?? "")
      return answer(200, { token_type: "Bearer", expires_in: 3600, access_token: `bot-token-${tokens}` })
    }
    seen.push({ method: request.method ?? "", path, authorization: request.headers.authorization, body })
    const next = planned.shift()
    if (next !== undefined) return answer(next.status, next.body, next.headers)
    if (path === "/teams/v3/conversations")
      return answer(201, { id: `${CHANNEL};messageid=1700000000001`, activityId: "1700000000001" })
    return answer(200, { id: "1700000000002" })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  const url = `http://127.0.0.1:${port}`
  const serviceUrl = `${url}/teams/`

  type Claims = {
    issuer?: string
    audience?: string
    serviceurl?: string | null
    expiresIn?: number
    kid?: string
  }
  const token = (claims: Claims = {}, key: typeof keys.privateKey = keys.privateKey) => {
    const now = Math.floor(Date.now() / 1_000)
    const expires = claims.expiresIn ?? 3_600
    return new SignJWT(claims.serviceurl === null ? {} : { serviceurl: claims.serviceurl ?? serviceUrl })
      .setProtectedHeader({ alg: "RS256", kid: claims.kid ?? "k1" })
      .setIssuer(claims.issuer ?? "https://api.botframework.com")
      .setAudience(claims.audience ?? APP_ID)
      .setNotBefore(now - 7_200)
      .setExpirationTime(now + expires)
      .sign(key)
  }

  return {
    url,
    host: `127.0.0.1:${port}`,
    serviceUrl,
    seen,
    token,
    keys,
    strangersKey: strangers.privateKey,
    /** The next call to the connector is answered like this. */
    plan: (answer: Planned) => planned.push(answer),
    tokensIssued: () => tokens,
    scopesAsked: (): readonly string[] => scopes,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
export type Loopback = Awaited<ReturnType<typeof startLoopback>>

/** How the product is told to reach this cloud. */
export const teamsOptions = ({ url, host }: Pick<Loopback, "url" | "host">, appId: string = APP_ID) => ({
  appId,
  tenantId: TENANT_ID,
  client: createConfidentialClient({
    clientId: APP_ID,
    tenantId: TENANT_ID,
    credential: { kind: "secret", secret: "practice-only" },
    loginUrl: url,
  }),
  loginUrl: url,
  openIdMetadataUrl: `${url}/v1/.well-known/openidconfiguration`,
  serviceHosts: [host],
  now: Date.now,
})

/** A channel message as Teams sends it. */
export const channelMessage = (serviceUrl: string, change: Record<string, unknown> = {}) => ({
  type: "message",
  id: "1700000000009",
  channelId: "msteams",
  serviceUrl,
  text: "<at>Watchpost</at>&nbsp;who restored mailbox ceo this week",
  from: { id: "29:kim", name: "Kim Vega", aadObjectId: "9F1C6A10-2222-4B3E-8D7A-5A5A5A5A5A5A" },
  recipient: { id: `28:${APP_ID}`, name: "Watchpost" },
  conversation: {
    id: `${CHANNEL};messageid=1700000000005`,
    conversationType: "channel",
    tenantId: TENANT_ID.toUpperCase(),
  },
  entities: [
    { type: "mention", text: "<at>Watchpost</at>", mentioned: { id: `28:${APP_ID}`, name: "Watchpost" } },
  ],
  ...change,
})

export const cardPress = (serviceUrl: string, change: Record<string, unknown> = {}) =>
  channelMessage(serviceUrl, {
    type: "invoke",
    name: "adaptiveCard/action",
    text: undefined,
    entities: undefined,
    value: {
      action: { type: "Action.Execute", verb: "watchpost", data: { button: "btn_1" } },
      trigger: "manual",
    },
    ...change,
  })
