/** Who is let in: the whole matrix of tokens and shapes, over real HTTP. */
import { afterAll, afterEach, describe, expect, it } from "vitest"
import { cardPress, channelMessage } from "./loopback.ts"
import { startStage } from "./stage.ts"

const stage = await startStage()
const { cloud, messages, presses, choices, logged, spoken, refused, send, sendWith } = stage
afterEach(stage.reset)
afterAll(stage.close)

describe("inbound validation", () => {
  it("accepts a valid token", async () => {
    const response = await send(channelMessage(cloud.serviceUrl))

    expect([response.status, messages.length]).toEqual([200, 1])
  })

  it("accepts a token that expired within the clock skew of five minutes", async () => {
    const response = await sendWith(channelMessage(cloud.serviceUrl), await cloud.token({ expiresIn: -120 }))

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
    const response = await sendWith(channelMessage(cloud.serviceUrl), await makeToken())

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
  ])(
    "refuses an activity with %s, even with a valid token, and the trail is told",
    async (_what, change, status) => {
      const serviceurl = typeof change.serviceUrl === "string" ? change.serviceUrl : undefined
      const token = await cloud.token(serviceurl === undefined ? {} : { serviceurl })

      const response = await sendWith(channelMessage(cloud.serviceUrl, change), token)

      expect([response.status, messages.length, cloud.seen.length]).toEqual([status, 0, 0])
      expect(refused).toHaveLength(1)
    },
  )

  it.each<[string, Record<string, unknown>]>([
    ["a person", { from: { id: "29:kim", name: "Kim Vega" } }],
    ["a tenant", { conversation: { id: "19:x@thread.tacv2" } }],
  ])("answers nobody's words where Teams doesn't name %s, and the trail is told", async (_what, change) => {
    const message = await send(channelMessage(cloud.serviceUrl, change))
    const press = await send(cardPress(cloud.serviceUrl, change))
    const file = await send(cardPress(cloud.serviceUrl, { ...change, name: "fileConsent/invoke" }))

    expect([message.status, press.status, file.status]).toEqual([200, 200, 200])
    expect([messages.length, presses.length, choices.length]).toEqual([0, 0, 0])
    expect(refused).toEqual(Array(3).fill({ why: "it doesn't say who sent it, or from which tenant" }))
  })

  it("answers 400 to a body that is an array", async () => {
    const response = await send([channelMessage(cloud.serviceUrl)])

    expect(response.status).toBe(400)
  })
})
