/** Which of our own credentials are asked about, and of whom: against the practice cloud, as the product does it. */
import { describe, expect, it, onTestFinished } from "vitest"
import { startPracticeCloud } from "../sandbox/server.ts"
import { BOT_APP_ID, MONITOR_APP_ID, MSP_TENANT_ID, RESPOND_APP_ID } from "../sandbox/world/create-world.ts"
import { createAppTokens } from "../src/adapters/entra/app-tokens.ts"
import { createConfidentialClient } from "../src/adapters/entra/tokens.ts"
import { createHttpClient } from "../src/adapters/http/http-client.ts"
import type { Credential, Secrets } from "../src/config/secrets.ts"
import { connectCredentials } from "../src/connect-credentials.ts"
import { TenantError } from "../src/model/errors.ts"
import { tenantId } from "../src/model/ids.ts"
import { config } from "./command/make.ts"

const HOME = tenantId(MSP_TENANT_ID)
const never = new AbortController().signal
const certificate: Credential = {
  kind: "certificate",
  privateKeyPem: "unused",
  thumbprintSha256: "unused",
  endsAt: Date.UTC(2027, 0, 1),
}

/** `change`: what differs from three registrations with a secret each. */
async function connected(change: Partial<Secrets> = {}, respondAppId: string = RESPOND_APP_ID) {
  const cloud = await startPracticeCloud()
  const http = createHttpClient()
  onTestFinished(async () => {
    await http.close()
    await cloud.close()
  })
  const secretOf = (appId: string): Credential => ({
    kind: "secret",
    secret: cloud.world.apps.find((app) => app.appId === appId)?.secret ?? "",
  })
  const bot = secretOf(BOT_APP_ID)
  const login = { clientId: BOT_APP_ID, tenantId: HOME, credential: bot, loginUrl: cloud.endpoints.login }
  const local = {
    ...config,
    bot: { appId: BOT_APP_ID, tenantId: HOME },
    monitorAppId: MONITOR_APP_ID,
    respondAppId,
    endpoints: { ...config.endpoints, graph: cloud.endpoints.graph },
  }
  const secrets = {
    ...{ bot, monitor: secretOf(MONITOR_APP_ID), respond: secretOf(RESPOND_APP_ID), veeam: {} },
    ...change,
  }
  const tokens = secrets.bot && createAppTokens(createConfidentialClient({ ...login, http }), HOME)
  return { cloud, own: connectCredentials(local, secrets, { tokens, http, now: Date.now }) }
}

describe("connectCredentials()", () => {
  it("asks each secret's registration as the bot when it ends", async () => {
    const { cloud, own } = await connected()
    const ends = cloud.world.apps.map(({ appId, secretEndsAt }) => [appId, secretEndsAt])
    const asked = await Promise.all(own.map(async ({ app, ask }) => [app, await ask?.(never)]))

    expect(asked).toEqual([
      ["Monitor", ends[0]?.[1]],
      ["Respond", ends[1]?.[1]],
      ["Bot", ends[2]?.[1]],
    ])
    expect(new Set(ends.map(([, at]) => at))).not.toContain(undefined)
  })

  it("says which permission is missing where the bot may not look", async () => {
    const { cloud, own } = await connected()
    cloud.world.bot.permissions = []

    await expect(own[0]?.ask?.(never)).rejects.toThrow(/Application\.Read\.All is missing in our own tenant/)
    await expect(own[0]?.ask?.(never)).rejects.toBeInstanceOf(TenantError)
  })

  it("asks nobody about a certificate, which says it itself", async () => {
    const { own } = await connected({ monitor: certificate })

    expect(own[0]).toEqual({
      app: "Monitor",
      kind: "certificate",
      end: { at: Date.UTC(2027, 0, 1), source: "certificate" },
    })
  })

  it("knows two apps that are one registration as one", async () => {
    const { own } = await connected({}, MONITOR_APP_ID)

    expect(own.map(({ app }) => app)).toEqual(["Monitor", "Bot"])
  })

  it("goes by what the operator said where there is no bot that could ask", async () => {
    const at = Date.UTC(2027, 0, 1)
    const { own } = await connected({
      bot: undefined,
      monitor: { kind: "secret", secret: "practice", endsAt: at },
    })

    expect(own[0]).toEqual({ app: "Monitor", kind: "secret", end: { at, source: "environment" } })
    expect(own.map(({ ask }) => ask)).toEqual([undefined, undefined])
  })
})
