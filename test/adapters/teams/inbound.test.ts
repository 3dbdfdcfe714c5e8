/** Everything that comes in from Teams, over real HTTP with real tokens. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { createConfidentialClient } from "../../../src/adapters/entra/confidential-client.ts"
import { type HttpServer, startHttpServer } from "../../../src/adapters/http/server.ts"
import { createTeams, type Teams } from "../../../src/adapters/teams/teams.ts"
import type { BotMessage, CardPress } from "../../../src/ports/bot.ts"
import {
  APP_ID,
  CHANNEL,
  cardPress,
  channelMessage,
  type Loopback,
  startLoopback,
  TENANT_ID,
} from "./loopback.ts"

let cloud: Loopback
let teams: Teams
let server: HttpServer
const messages: BotMessage[] = []
const presses: CardPress[] = []
const logged: string[] = []
const log = (message: string, data?: unknown) => void logged.push(`${message} ${JSON.stringify(data ?? {})}`)
const card = { summary: "High: forwarding", content: { type: "AdaptiveCard", version: "1.5", body: [] } }

const answering = {
  message: async (message: BotMessage) => {
    messages.push(message)
    return { text: "Nobody, complete to 14:05." }
  },
  press: async (press: CardPress) => {
    presses.push(press)
    return { card }
  },
}

const spoken: unknown[][] = []
const consoleError = console.error

beforeAll(async () => {
  console.error = (...words: unknown[]) => void spoken.push(words)
  cloud = await startLoopback()
  const client = createConfidentialClient({
    clientId: APP_ID,
    tenantId: TENANT_ID,
    credential: { kind: "secret", secret: "practice-only" },
    loginUrl: cloud.url,
  })
  teams = createTeams({
    appId: APP_ID,
    tenantId: TENANT_ID,
    client,
    loginUrl: cloud.url,
    openIdMetadataUrl: `${cloud.url}/v1/.well-known/openidconfiguration`,
    serviceHosts: [cloud.host],
    log: { info: log, warn: log, error: log },
  })
  server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    maxBodyBytes: 256 * 1024,
    routes: {
      messages: { requireBearer: true, handle: teams.handle },
      healthz: async () => ({ ok: true, body: {} }),
    },
  })
})
afterAll(async () => {
  await server.close()
  await cloud.close()
  console.error = consoleError
})
afterEach(() => {
  for (const list of [messages, presses, logged, spoken, cloud.seen]) list.length = 0
  teams.setHandlers(answering)
})

async function send(body: unknown, token?: string) {
  teams.setHandlers(answering)
  return sendAsIs(body, token ?? (await cloud.token()))
}

const sendAsIs = (body: unknown, token: string | undefined) =>
  fetch(`${server.url}/api/messages`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  })

describe("inbound validation", () => {
  it("accepts a valid token", async () => {
    const response = await send(channelMessage(cloud.serviceUrl))

    expect([response.status, messages.length]).toEqual([200, 1])
  })

  it("accepts a token that expired within the clock skew of five minutes", async () => {
    const response = await send(channelMessage(cloud.serviceUrl), await cloud.token({ expiresIn: -120 }))

    expect(response.status).toBe(200)
  })

  it.each<[string, () => Promise<string | undefined>]>([
    ["no token", async () => undefined],
    ["garbage", async () => "garbage"],
    ["another audience", () => cloud.token({ audience: "11111111-2222-4333-8444-555555555555" })],
    ["another issuer", () => cloud.token({ issuer: "https://login.example/" })],
    [
      "an Emulator's issuer",
      () => cloud.token({ issuer: "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/" }),
    ],
    ["another service url", () => cloud.token({ serviceurl: "https://smba.trafficmanager.net/amer/" })],
    ["no service url", () => cloud.token({ serviceurl: null })],
    ["an expired token", () => cloud.token({ expiresIn: -900 })],
    ["an unknown key", () => cloud.token({ kid: "k2" })],
    ["a known key id with another key", () => cloud.token({}, cloud.strangersKey)],
    [
      "a token without signature",
      async () => "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2FwaS5ib3RmcmFtZXdvcmsuY29tIn0.",
    ],
  ])("answers 401 without details to %s", async (_what, makeToken) => {
    const response = await sendAsIs(channelMessage(cloud.serviceUrl), await makeToken())

    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({ error: "Not authorized." })
    expect(spoken).toEqual([])
    expect([messages.length, cloud.seen.length]).toEqual([0, 0])
    expect(logged.join()).not.toMatch(/BEGIN|eyJ/)
  })

  it.each<[string, Record<string, unknown>, number]>([
    ["another channel", { channelId: "emulator" }, 400],
    ["the Ase channel", { channelId: "AseChannel" }, 400],
    ["no channel", { channelId: undefined }, 400],
    ["no service url", { serviceUrl: undefined }, 400],
    ["an empty service url", { serviceUrl: "" }, 400],
    ["no sender", { from: undefined }, 400],
    ["no conversation", { conversation: undefined }, 400],
    ["no recipient", { recipient: undefined }, 400],
    ["no type", { type: undefined }, 400],
    ["text that is an object", { text: { $ne: 1 } }, 400],
    ["a service url on another host", { serviceUrl: "https://evil.example/teams/" }, 403],
    [
      "a service url that hides its host",
      { serviceUrl: "https://smba.trafficmanager.net@evil.example/" },
      403,
    ],
    ["plain http to the outside", { serviceUrl: "http://smba.trafficmanager.net/" }, 403],
  ])("refuses an activity with %s, even with a valid token", async (_what, change, status) => {
    const serviceurl = typeof change.serviceUrl === "string" ? change.serviceUrl : undefined
    const token = await cloud.token(serviceurl === undefined ? {} : { serviceurl })

    const response = await send(channelMessage(cloud.serviceUrl, change), token)

    expect([response.status, messages.length, cloud.seen.length]).toEqual([status, 0, 0])
  })

  it("answers 400 to a body that is an array", async () => {
    const response = await send([channelMessage(cloud.serviceUrl)])

    expect(response.status).toBe(400)
  })
})

describe("a message", () => {
  it("comes without the mention of the bot, with tenant, person and channel folded", async () => {
    await send(channelMessage(cloud.serviceUrl))

    expect(messages).toEqual([
      {
        text: "who restored mailbox ceo this week",
        caller: {
          objectId: "9f1c6a10-2222-4b3e-8d7a-5a5a5a5a5a5a",
          teamsTenantId: TENANT_ID,
          name: "Kim Vega",
          conversationId: CHANNEL,
          kind: "channel",
          serviceUrl: cloud.serviceUrl,
        },
      },
    ])
  })

  it("is answered in the same thread, with the bot's token, as plain text", async () => {
    await send(channelMessage(cloud.serviceUrl))

    const [reply] = cloud.seen
    const thread = encodeURIComponent(`${CHANNEL};messageid=1700000000005`)
    expect(reply?.path).toBe(`/teams/v3/conversations/${thread}/activities/1700000000009`)
    expect(reply?.authorization).toMatch(/^Bearer bot-token-/)
    expect(reply?.body).toMatchObject({ text: "Nobody, complete to 14:05.", textFormat: "plain" })
  })

  it("takes the tenant from channelData where the conversation has none", async () => {
    const conversation = { id: CHANNEL, conversationType: "channel" }

    await send(channelMessage(cloud.serviceUrl, { conversation, channelData: { tenant: { id: TENANT_ID } } }))

    expect(messages[0]?.caller.teamsTenantId).toBe(TENANT_ID)
  })

  it.each([
    ["no tenant", { conversation: { id: CHANNEL, conversationType: "channel" } }],
    ["no object id", { from: { id: "29:kim", name: "Kim" } }],
  ])("with %s is told so and never reaches a handler", async (_what, change) => {
    const response = await send(channelMessage(cloud.serviceUrl, change))

    expect([response.status, messages.length]).toEqual([200, 0])
    expect(cloud.seen[0]?.body.text).toContain("did not say who you are")
  })

  it("whose handler throws is told that nothing was changed", async () => {
    teams.setHandlers({ ...answering, message: () => Promise.reject(new Error("store is closed")) })

    const response = await sendAsIs(channelMessage(cloud.serviceUrl), await cloud.token())

    expect(response.status).toBe(200)
    expect(cloud.seen[0]?.body.text).toContain("nothing was changed")
    expect(JSON.stringify(cloud.seen)).not.toContain("store is closed")
    expect(logged.join()).toContain("store is closed")
  })

  it("whose answer Teams refuses is not answered with an error", async () => {
    cloud.plan({ status: 403, body: { error: { code: "MessageWritesBlocked" } } })

    const response = await send(channelMessage(cloud.serviceUrl))

    expect([response.status, cloud.seen.length]).toEqual([200, 1])
    expect(logged.join()).toContain("an answer could not be sent")
  })

  it("is answered once although the connector says 502: nothing is retried behind our back", async () => {
    cloud.plan({ status: 502 })

    await send(channelMessage(cloud.serviceUrl))

    expect(cloud.seen.length).toBe(1)
  })

  it("of another type, like an installation, is taken silently", async () => {
    const response = await send(channelMessage(cloud.serviceUrl, { type: "installationUpdate" }))

    expect([response.status, messages.length, cloud.seen.length]).toEqual([200, 0, 0])
  })
})

describe("a pressed button", () => {
  it("is answered with HTTP 200 and the card", async () => {
    const response = await send(cardPress(cloud.serviceUrl))

    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      statusCode: 200,
      type: "application/vnd.microsoft.card.adaptive",
      value: card.content,
    })
    expect(presses[0]).toMatchObject({ button: "btn_1", trigger: "manual", inputs: {} })
  })

  it("tells a client's own refresh from a press", async () => {
    const value = { action: { data: { button: "btn_1" } }, trigger: "automatic" }

    await send(cardPress(cloud.serviceUrl, { value }))

    expect(presses[0]?.trigger).toBe("automatic")
  })

  it("hands inputs over as text and drops structures", async () => {
    const data = { button: { $ne: 1 }, reason: "mover", days: 3, deep: { verb: "x" }, list: [1] }

    await send(cardPress(cloud.serviceUrl, { value: { action: { data } } }))

    expect(presses[0]).toMatchObject({ button: "", inputs: { reason: "mover", days: "3" } })
  })

  it.each([
    ["an unknown invoke", { name: "task/fetch" }],
    ["a value without action", { value: {} }],
    ["no value", { value: null }],
  ])("that is %s is answered with HTTP 200 and a sentence", async (_what, change) => {
    const response = await send(cardPress(cloud.serviceUrl, change))

    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      statusCode: 200,
      type: "application/vnd.microsoft.activity.message",
      value: expect.stringContaining("Nothing was changed"),
    })
    expect(presses).toEqual([])
  })

  it("whose handler throws is told that nothing was changed, with HTTP 200 and without the reason", async () => {
    teams.setHandlers({ ...answering, press: () => Promise.reject(new Error("secret reason")) })

    const response = await sendAsIs(cardPress(cloud.serviceUrl), await cloud.token())

    expect(response.status).toBe(200)
    const text = await response.text()
    expect(text).toContain("nothing was changed")
    expect(text).not.toContain("secret reason")
  })

  it("gets a refusal as text that is no markup", async () => {
    teams.setHandlers({
      ...answering,
      press: async () => ({ text: "Not for you: [click](https://evil.example) <at>all</at>" }),
    })

    const response = await sendAsIs(cardPress(cloud.serviceUrl), await cloud.token())

    expect(((await response.json()) as { value: string }).value).not.toMatch(/[[\]<>]/)
  })
})
