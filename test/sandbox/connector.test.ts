/** The practice Bot Connector, from the bot's side and from the person's. */
import { createLocalJWKSet, jwtVerify } from "jose"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { PracticeCloud } from "../../sandbox/cloud.ts"
import { sendInvoke, sendMessage } from "../../sandbox/services/connector-send.ts"
import {
  asBot,
  BOT_AUDIENCE,
  call,
  card,
  cardActivity,
  channelOf,
  personOf,
  startBot,
  startTeams,
  type TestBot,
  tokenFor,
} from "./teams-cloud.ts"

let cloud: PracticeCloud
let bot: TestBot | undefined

beforeEach(async () => {
  cloud = await startTeams()
})
afterEach(async () => {
  bot?.close()
  bot = undefined
  await cloud.close()
})

const openThread = async (text = "first") => {
  const triage = channelOf(cloud, "triage")
  const answer = await asBot(cloud, "POST", "conversations", {
    isGroup: true,
    channelData: { channel: { id: triage.id } },
    activity: cardActivity(text),
  })
  const [message] = triage.messages
  if (message === undefined) throw new Error(`not stored: ${answer.status}`)
  return { triage, message, answer, conversation: encodeURIComponent(`${triage.id};messageid=${message.id}`) }
}

describe("connectorRoutes()", () => {
  it("opens a thread whose id carries the first message's id, and tells who watches", async () => {
    const changes: unknown[] = []
    cloud.world.onChange((change) => changes.push(change))

    const { triage, message, answer } = await openThread()

    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({ id: `${triage.id};messageid=${message.id}`, activityId: message.id })
    expect(message).toMatchObject({ from: { kind: "bot" }, cards: [card("first")] })
    expect(changes).toEqual([{ kind: "message", channelId: triage.id, messageId: message.id }])
  })

  it("puts a reply into the thread even when it answers an activity that doesn't exist", async () => {
    const { triage, message, conversation } = await openThread()

    const path = `conversations/${conversation}/activities/8b0f3f3e-0000-4000-8000-000000000000`
    const answer = await asBot(cloud, "POST", path, { type: "message", text: "done" })

    expect(answer.status).toBe(201)
    expect(triage.messages[1]).toMatchObject({ threadId: message.id, text: "done" })
    expect(answer.body).toEqual({ id: triage.messages[1]?.id })
  })

  it("replaces the bot's own message for everyone, and gives each edit a later time", async () => {
    const { message, conversation } = await openThread()
    const path = `conversations/${conversation}/activities/${message.id}`

    await asBot(cloud, "PUT", path, cardActivity("second"))
    const firstEdit = message.editedAt ?? 0
    const answer = await asBot(cloud, "PUT", path, cardActivity("third"))

    expect(answer.status).toBe(200)
    expect(message.cards).toEqual([card("third")])
    expect(firstEdit).toBeGreaterThan(message.at)
    expect(message.editedAt).toBeGreaterThan(firstEdit)
  })

  it("doesn't let the bot change what a person wrote", async () => {
    const triage = channelOf(cloud, "triage")
    const person = personOf(cloud, "technician")
    const { message } = await sendMessage(cloud, { channel: triage, person, text: "mine", mention: false })

    const conversation = encodeURIComponent(`${triage.id};messageid=${message.id}`)
    const path = `conversations/${conversation}/activities/${message.id}`
    const put = await asBot(cloud, "PUT", path, cardActivity("taken over"))
    const removed = await asBot(cloud, "DELETE", path)

    expect([put.status, removed.status]).toEqual([403, 403])
    expect(triage.messages).toEqual([message])
    expect(message.text).toBe("mine")
  })

  it("deletes the bot's own message and then says that it isn't found", async () => {
    const { triage, message, conversation } = await openThread()
    const path = `conversations/${conversation}/activities/${message.id}`

    const removed = await asBot(cloud, "DELETE", path)
    const again = await asBot(cloud, "PUT", path, cardActivity("late"))

    expect(removed.status).toBe(200)
    expect(triage.messages).toEqual([])
    expect(again.status).toBe(404)
  })

  it("refuses a message above 100 KB counted as UTF-16 and stores nothing", async () => {
    const triage = channelOf(cloud, "triage")
    const body = (length: number) => ({
      channelData: { channel: { id: triage.id } },
      activity: cardActivity("x".repeat(length)),
    })

    const big = await asBot(cloud, "POST", "conversations", body(51_200))
    const fits = await asBot(cloud, "POST", "conversations", body(50_000))

    expect(big.status).toBe(413)
    expect(big.body).toMatchObject({ error: { code: "MessageSizeTooBig" } })
    expect(fits.status).toBe(201)
    expect(triage.messages).toHaveLength(1)
  })

  it("lets nobody in without the bot's own token for the Bot Framework", async () => {
    const { bot: self, apps } = cloud.world
    const other = apps.find((app) => app.appId !== self.appId)?.appId ?? ""
    const tokens = [
      "",
      "Bearer nonsense",
      `Bearer ${await tokenFor(cloud, other)}`,
      `Bearer ${await tokenFor(cloud, self.appId, "https://graph.microsoft.com")}`,
    ]
    const url = `${cloud.endpoints.teamsServiceUrl}/v3/conversations`
    const body = {
      channelData: { channel: { id: channelOf(cloud, "triage").id } },
      activity: cardActivity("x"),
    }

    const answers = await Promise.all(
      tokens.map((authorization) => call(url, { method: "POST", headers: { authorization }, body })),
    )

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401])
    expect(channelOf(cloud, "triage").messages).toEqual([])
  })

  it("knows the contact as a member of the own company's channel only", async () => {
    const contact = personOf(cloud, "contact")
    const own = cloud.world.channels.find((one) => one.customerTenantId === contact.tenantId)
    const member = (id: string) =>
      asBot(cloud, "GET", `conversations/${encodeURIComponent(id)}/members/${contact.objectId}`)

    const inOwn = await member(own?.id ?? "")
    const inTriage = await member(channelOf(cloud, "triage").id)

    expect(inOwn.body).toMatchObject({ id: contact.teamsId, aadObjectId: contact.objectId })
    expect(inTriage.status).toBe(404)
  })
})

describe("sendMessage()", () => {
  it("gives the bot a Teams message with mention, signed for it and for this service", async () => {
    bot = await startBot(cloud, () => ({}))
    const person = personOf(cloud, "technician")
    const triage = channelOf(cloud, "triage")

    const { message } = await sendMessage(cloud, { channel: triage, person, text: "status", mention: true })

    const [heard] = bot.heard
    expect(heard?.activity).toMatchObject({
      type: "message",
      channelId: "msteams",
      serviceUrl: cloud.endpoints.teamsServiceUrl,
      text: "<at>Watchpost</at> status",
      from: { id: person.teamsId, aadObjectId: person.objectId },
      recipient: { id: `28:${cloud.world.bot.appId}` },
      conversation: { id: `${triage.id};messageid=${message.id}`, tenantId: cloud.world.mspTenantId },
      channelData: { channel: { id: triage.id }, tenant: { id: cloud.world.mspTenantId } },
    })
    const keys = await call(`${cloud.url}/botframework/v1/.well-known/keys`)
    const jwks = createLocalJWKSet(keys.body as Parameters<typeof createLocalJWKSet>[0])
    const { payload } = await jwtVerify(heard?.authorization.slice(7) ?? "", jwks, {
      issuer: BOT_AUDIENCE,
      audience: cloud.world.bot.appId,
    })
    expect(payload.serviceurl).toBe(cloud.endpoints.teamsServiceUrl)
  })

  it("keeps a channel message without a mention from the bot, but not one in a personal chat", async () => {
    bot = await startBot(cloud, () => ({}))
    const person = personOf(cloud, "technician")
    const chat = channelOf(cloud, "personal")

    const quiet = await sendMessage(cloud, {
      channel: channelOf(cloud, "triage"),
      person,
      text: "hi",
      mention: false,
    })
    await sendMessage(cloud, { channel: chat, person, text: "help", mention: false })

    expect(quiet.answer).toBeUndefined()
    expect(bot.heard.map(({ activity }) => activity)).toMatchObject([
      { text: "help", conversation: { id: chat.id, conversationType: "personal" } },
    ])
  })
})

describe("sendInvoke()", () => {
  const press = async (answer: () => unknown | Promise<unknown>) => {
    const { triage, message, conversation } = await openThread()
    bot = await startBot(cloud, answer)
    const result = await sendInvoke(cloud, {
      channel: triage,
      message,
      person: personOf(cloud, "technician"),
      action: { verb: "press", id: "fix", data: { button: "b1" } },
      inputs: { note: "ticket 4711" },
    })
    return { result, message, conversation }
  }

  const cardAnswer = (text: string) => ({
    statusCode: 200,
    type: "application/vnd.microsoft.card.adaptive",
    value: card(text),
  })

  it("sends verb, data with the inputs merged in, trigger and the card's message id", async () => {
    const { message } = await press(() => ({}))

    expect(bot?.heard[0]?.activity).toMatchObject({
      type: "invoke",
      name: "adaptiveCard/action",
      replyToId: message.id,
      value: {
        action: {
          type: "Action.Execute",
          verb: "press",
          id: "fix",
          data: { button: "b1", note: "ticket 4711" },
        },
        trigger: "manual",
      },
    })
  })

  it("gives the card in the answer to the presser alone: the others still see the message's", async () => {
    const { result, message } = await press(() => cardAnswer("working"))

    expect(result).toMatchObject({ status: 200, body: { value: card("working") } })
    expect(message.cards).not.toEqual([card("working")])
  })

  it("leaves the card alone when the answer is a message for the presser", async () => {
    const refusal = { statusCode: 200, type: "application/vnd.microsoft.activity.message", value: "Not you." }

    const { result, message } = await press(() => refusal)

    expect(result.body).toEqual(refusal)
    expect(message.cards).toEqual([card("first")])
  })

  it("keeps the bot's edit when it comes before the answer to the press", async () => {
    const { message } = await press(async () => {
      const [edited] = channelOf(cloud, "triage").messages
      const conversation = encodeURIComponent(`${channelOf(cloud, "triage").id};messageid=${edited?.id}`)
      await asBot(
        cloud,
        "PUT",
        `conversations/${conversation}/activities/${edited?.id}`,
        cardActivity("done"),
      )
      return cardAnswer("working")
    })

    expect(message.cards).toEqual([card("done")])
  })

  it("answers 502 when no bot can be reached", async () => {
    const { triage, message } = await openThread()
    cloud.world.bot.endpoint = "http://127.0.0.1:1/api/messages"

    const person = personOf(cloud, "technician")
    const result = await sendInvoke(cloud, {
      channel: triage,
      message,
      person,
      action: { verb: "x", data: {} },
    })

    expect(result.status).toBe(502)
    expect(message.cards).toEqual([card("first")])
  })
})
