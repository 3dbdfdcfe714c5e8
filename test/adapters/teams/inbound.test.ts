/** Messages and pressed buttons, over real HTTP with real tokens. */
import { afterAll, afterEach, describe, expect, it } from "vitest"
import { CHANNEL, cardPress, channelMessage, TENANT_ID } from "./loopback.ts"
import { card, startStage } from "./stage.ts"

const stage = await startStage()
const { cloud, teams, answering, messages, presses, logged, send } = stage
afterEach(stage.reset)
afterAll(stage.close)

describe("a message", () => {
  it("comes without the mention of the bot, with tenant, person and channel folded, and knows its thread", async () => {
    await send(channelMessage(cloud.serviceUrl))

    expect(messages).toEqual([
      {
        text: "who restored mailbox ceo this week",
        threadId: `${CHANNEL};messageid=1700000000005`,
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

  it("keeps its words whatever is said to be a mention: an empty one stands nowhere, and nobody is called a thousand times", async () => {
    const bot = channelMessage(cloud.serviceUrl).recipient
    const mentions = (text: string, count: number) =>
      Array.from({ length: count }, () => ({ type: "mention", text, mentioned: bot }))

    await send(channelMessage(cloud.serviceUrl, { text: "status", entities: mentions("", 40) }))
    await send(
      channelMessage(cloud.serviceUrl, {
        text: "status",
        entities: [...mentions("x", 1_000), ...mentions("status", 1)],
      }),
    )

    expect(messages.map(({ text }) => text)).toEqual(["status", "status"])
  })

  it("is answered in the same thread, with the bot's token, as plain text", async () => {
    await send(channelMessage(cloud.serviceUrl))

    const [reply] = cloud.seen
    const thread = encodeURIComponent(`${CHANNEL};messageid=1700000000005`)
    expect(reply?.path).toBe(`/teams/v3/conversations/${thread}/activities/1700000000009`)
    expect(reply?.authorization).toMatch(/^Bearer bot-token-/)
    expect(reply?.body).toMatchObject({ text: "Nobody, complete to 14:05.", textFormat: "plain" })
  })

  it.each([
    ["shared", "shared"],
    ["private", "private"],
    ["standard", undefined],
    [7, undefined],
  ])("says of a channel of the type %s that it is %s", async (type, channelType) => {
    await send(channelMessage(cloud.serviceUrl, { channelData: { channel: { id: CHANNEL, type } } }))

    expect(messages[0]?.caller.channelType).toBe(channelType)
  })

  it.each([
    ["Europe/Vienna", { timeZone: "Europe/Vienna" }],
    ["Mars/Phobos", {}],
    [{ zone: 1 }, {}],
  ])("tells by which clock the sender lives, where %j is one", async (localTimezone, told) => {
    await send(channelMessage(cloud.serviceUrl, { localTimezone }))

    const { timeZone } = messages[0]?.caller ?? {}
    expect(timeZone === undefined ? {} : { timeZone }).toEqual(told)
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

    const response = await send(channelMessage(cloud.serviceUrl))

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
    expect(stage.unanswered).toMatchObject([
      { conversationId: expect.stringMatching(/^19:[^;]+$/), error: { lostChannel: true } },
    ])
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
    ["a value without action", {}],
    ["a list", [1]],
    ["no value", null],
  ])("that is %s is a press of no button, so that it is refused in the trail", async (_what, value) => {
    await send(cardPress(cloud.serviceUrl, { value }))

    expect(presses).toMatchObject([{ button: "", inputs: {}, trigger: "manual" }])
  })

  it("that is another invoke is answered with HTTP 200 and a sentence", async () => {
    const response = await send(cardPress(cloud.serviceUrl, { name: "task/fetch" }))

    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      statusCode: 200,
      type: "application/vnd.microsoft.activity.message",
      value: expect.stringContaining("Nothing was changed"),
    })
    expect(presses).toEqual([])
    expect(stage.refused).toEqual([
      {
        why: "it is an invoke that Watchpost doesn't know",
        who: expect.stringMatching(/^Kim Vega \(9f1c6a10/),
      },
    ])
  })

  it("whose handler throws is told that nothing was changed, with HTTP 200 and without the reason", async () => {
    teams.setHandlers({ ...answering, press: () => Promise.reject(new Error("secret reason")) })

    const response = await send(cardPress(cloud.serviceUrl))

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

    const response = await send(cardPress(cloud.serviceUrl))

    expect(((await response.json()) as { value: string }).value).not.toMatch(/[[\]<>]/)
  })
})
