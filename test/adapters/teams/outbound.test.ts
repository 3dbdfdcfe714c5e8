/** Posting and editing cards, over real HTTP with a real token request. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { startHttpServer } from "../../../src/adapters/http/server.ts"
import { createTeams, type Teams } from "../../../src/adapters/teams/teams.ts"
import { ConfigError, ContractError, DeliveryError, UpstreamError } from "../../../src/model/errors.ts"
import { tenantId } from "../../../src/model/ids.ts"
import {
  APP_ID,
  CHANNEL,
  channelMessage,
  type Loopback,
  startLoopback,
  TENANT_ID,
  teamsOptions,
} from "./loopback.ts"

const GROUP = "0a0b0c0d-1111-4222-8333-444455556666"

let cloud: Loopback
let teams: Teams
const quiet = { info: () => {}, warn: () => {}, error: () => {} }
const card = {
  summary: "High: forwarding at Contoso",
  content: { type: "AdaptiveCard", version: "1.5", body: [] },
}
const channel = () => ({
  conversationId: CHANNEL,
  serviceUrl: cloud.serviceUrl,
  teamsTenantId: tenantId(TENANT_ID),
})

const open = (appId: string) => createTeams({ ...teamsOptions(cloud, appId), log: quiet })

beforeAll(async () => {
  cloud = await startLoopback()
  teams = open(APP_ID)
})
afterAll(() => cloud.close())
beforeEach(() => {
  cloud.seen.length = 0
})

describe("messenger.post()", () => {
  it("opens a thread in the channel and answers the message's own id", async () => {
    const posted = await teams.messenger.post(channel(), card)

    expect(posted).toEqual({ threadId: `${CHANNEL};messageid=1700000000001`, activityId: "1700000000001" })
    const [call] = cloud.seen
    expect(call?.authorization).toMatch(/^Bearer bot-token-/)
    expect(call?.body).toMatchObject({
      isGroup: true,
      tenantId: TENANT_ID,
      bot: { id: `28:${APP_ID}` },
      channelData: { channel: { id: CHANNEL } },
      activity: {
        type: "message",
        summary: card.summary,
        attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: card.content }],
      },
    })
    expect(call?.body.activity).not.toHaveProperty("text")
  })

  it("reads the message's id from the thread where Teams gives no other", async () => {
    cloud.plan({ status: 201, body: { id: `${CHANNEL};messageid=1700000000077` } })

    expect((await teams.messenger.post(channel(), card)).activityId).toBe("1700000000077")
  })

  it("says so when Teams does not tell where the card is", async () => {
    cloud.plan({ status: 201, body: {} })

    await expect(teams.messenger.post(channel(), card)).rejects.toThrow(ContractError)
  })

  it.each([429, 412, 500, 502, 503, 504, 408])(
    "is sent once when Teams answers %i, and asks to try later",
    async (status) => {
      cloud.plan({ status })

      await expect(teams.messenger.post(channel(), card)).rejects.toThrow(UpstreamError)
      expect(cloud.seen.length).toBe(1)
    },
  )

  it("passes on how long Teams asks to wait", async () => {
    cloud.plan({ status: 429, headers: { "retry-after": "7" } })

    await expect(teams.messenger.post(channel(), card)).rejects.toMatchObject({
      code: "ERR_UPSTREAM_THROTTLED",
      retryAfterMs: 7_000,
    })
  })

  it.each([
    [403, "MessageWritesBlocked", /removed|blocked/],
    [404, "ConversationNotFound", /gone/],
    [404, "ActivityNotFoundInConversation", /deleted/],
    [413, "MessageSizeTooBig", /too big/],
    [401, "Unauthorized", /token/],
  ])("says in a sentence what is wrong when Teams refuses with %i", async (status, code, sentence) => {
    cloud.plan({ status, body: { error: { code, message: "raw api text" } } })

    const refusal = await teams.messenger.post(channel(), card).catch((thrown: unknown) => thrown)

    expect(refusal).toBeInstanceOf(DeliveryError)
    expect((refusal as DeliveryError).advice).toMatch(sentence)
    expect((refusal as DeliveryError).advice).not.toContain("raw api text")
  })

  it("never sends the bot's token to a host that is not on the list", async () => {
    const elsewhere = { ...channel(), serviceUrl: "https://evil.example/teams/" }

    await expect(teams.messenger.post(elsewhere, card)).rejects.toThrow(DeliveryError)
    expect(cloud.seen).toEqual([])
  })

  it("asks for one token, not for one a message", async () => {
    const before = cloud.tokensIssued()

    await teams.messenger.post(channel(), card)
    await teams.messenger.post(channel(), card)

    expect(cloud.tokensIssued() - before).toBeLessThanOrEqual(1)
  })

  it("sends no token when the app id is empty", async () => {
    await open("").messenger.post(channel(), card)

    expect(cloud.seen[0]?.authorization).toBeUndefined()
  })
})

describe("practice without an app id", () => {
  it("takes a message without a token and answers it without one", async () => {
    const practice = open("")
    const no = async () => ({ text: "no" })
    practice.setHandlers({
      message: async () => ({ text: "Hello." }),
      press: no,
      file: no,
      chat: async () => {},
      unanswered: async () => {},
    })
    const server = await startHttpServer({
      host: "127.0.0.1",
      port: 0,
      maxBodyBytes: 10_000,
      routes: {
        messages: { requireBearer: false, handle: practice.handle },
        healthz: async () => ({ ok: true, body: {} }),
      },
    })

    const body = JSON.stringify(channelMessage(cloud.serviceUrl))
    const response = await fetch(`${server.url}/api/messages`, { method: "POST", body })
    await server.close()

    expect(response.status).toBe(200)
    expect(cloud.seen).toMatchObject([{ authorization: undefined, body: { text: "Hello." } }])
  })

  it("is the only case that does without credentials", () => {
    const options = { appId: APP_ID, tenantId: TENANT_ID, client: undefined, loginUrl: cloud.url }

    expect(() =>
      createTeams({ ...options, openIdMetadataUrl: cloud.url, serviceHosts: [], now: Date.now, log: quiet }),
    ).toThrow(ConfigError)
  })
})

describe("messenger.update()", () => {
  it("replaces the card of exactly that message", async () => {
    const posted = { threadId: `${CHANNEL};messageid=1700000000001`, activityId: "1700000000001" }

    await teams.messenger.update(channel(), posted, card)

    const [call] = cloud.seen
    expect(call?.method).toBe("PUT")
    expect(call?.path).toBe(
      `/teams/v3/conversations/${encodeURIComponent(posted.threadId)}/activities/1700000000001`,
    )
    expect(call?.authorization).toMatch(/^Bearer bot-token-/)
    expect(call?.body).toMatchObject({ summary: card.summary, attachments: [{ content: card.content }] })
  })
})

describe("messenger.write()", () => {
  it("opens the chat with a person by object id, and writes there", async () => {
    cloud.plan({ status: 201, body: { id: "a:chat-with-kim" } })
    const person = {
      objectId: "51a7c0de-0000-4000-8000-000000000007",
      serviceUrl: cloud.serviceUrl,
      teamsTenantId: tenantId(TENANT_ID),
    }

    await teams.messenger.write(person, card)

    const [opened, sent] = cloud.seen
    expect(opened?.body).toMatchObject({
      isGroup: false,
      tenantId: TENANT_ID,
      members: [{ id: person.objectId }],
    })
    expect(opened?.body).not.toHaveProperty("activity")
    expect(sent?.path).toContain("/conversations/a%3Achat-with-kim/activities")
    expect(sent?.body).toMatchObject({ type: "message", summary: card.summary })
  })
})

describe("many cards for many channels of one tenant", () => {
  it("stay below what Teams takes of an app in a second", async () => {
    const posted = { threadId: "19:triage@thread.tacv2;messageid=5", activityId: "5" }
    const begun = performance.now()

    await Promise.all(Array.from({ length: 60 }, () => teams.messenger.update(channel(), posted, card)))

    // Ten at once, then forty a second.
    expect(performance.now() - begun).toBeGreaterThan(1_200)
    expect(cloud.seen).toHaveLength(60)
  })
})

describe("a channel that is lost", () => {
  it.each([
    [403, "MessageWritesBlocked", true, "removed from the team or blocked"],
    [403, "BotNotInConversationRoster", true, "private or shared"],
    [404, "ConversationNotFound", true, "gone"],
    [404, "ActivityNotFoundInConversation", false, "deleted"],
    [413, "MessageSizeTooBig", false, "too big"],
  ])("is told from a refused card: HTTP %i %s → %s", async (status, code, lostChannel, words) => {
    cloud.plan({ status, body: { error: { code, message: "x" } } })
    const thrown = await teams.messenger.post(channel(), card).catch((error: unknown) => error)

    expect(thrown).toBeInstanceOf(DeliveryError)
    expect(thrown).toMatchObject({ lostChannel, advice: expect.stringContaining(words) })
  })
})

describe("teamIdOf()", () => {
  const where = () => ({ team: "19:team@thread.tacv2", serviceUrl: cloud.serviceUrl })

  it("asks Teams, with the bot's own token, what Graph calls the team", async () => {
    cloud.plan({ status: 200, body: { id: "19:team@thread.tacv2", aadGroupId: GROUP } })

    expect(await teams.teamIdOf(where())).toBe(GROUP)
    expect(cloud.seen).toMatchObject([
      {
        method: "GET",
        path: "/teams/v3/teams/19%3Ateam%40thread.tacv2",
        authorization: expect.stringContaining("Bearer bot-token"),
      },
    ])
  })

  it.each([
    ["refuses", { status: 403, body: {} }],
    ["doesn't say", { status: 200, body: { id: "19:team@thread.tacv2" } }],
  ])("is nothing where Teams %s it", async (_what, answer) => {
    cloud.plan(answer)

    expect(await teams.teamIdOf(where())).toBeUndefined()
  })

  it("asks nobody in a chat, and no host that isn't allowed", async () => {
    expect(await teams.teamIdOf({ serviceUrl: cloud.serviceUrl })).toBeUndefined()
    expect(await teams.teamIdOf({ ...where(), serviceUrl: "https://evil.example/" })).toBeUndefined()
    expect(cloud.seen).toEqual([])
  })
})
