import { describe, expect, it } from "vitest"
import { cardChannels, channelName } from "../src/route-cards.ts"
import { CONTOSO, CONTOSO_CHANNEL, config, FABRIKAM, MSP, NOW, TRIAGE } from "./command/make.ts"

const incident = { tenantId: CONTOSO, level: "low", subject: "sign-in:anna@contoso.example" } as const
const extra = {
  conversationId: "19:extra@thread.tacv2",
  serviceUrl: "https://smba.trafficmanager.net/emea",
  teamsTenantId: MSP,
}
const link = { tenantId: FABRIKAM, channel: extra, by: "Kim Vega", at: NOW }
const ends = (...args: Parameters<typeof cardChannels>) =>
  cardChannels(...args).map(({ face, channel }) => `${face} ${channel.conversationId}`)

describe("cardChannels()", () => {
  it("is the triage channel and the customer's own unless a route fits", () => {
    const other = { levels: ["high" as const], to: [extra] }

    expect(ends({ ...config, routes: [other] }, incident, [], NOW)).toEqual([
      `technician ${TRIAGE}`,
      `customer ${CONTOSO_CHANNEL}`,
    ])
  })

  it("follows the first route that fits customer, level and category", () => {
    const routes = [
      { tenants: [FABRIKAM], to: ["triage" as const] },
      { levels: ["low" as const], categories: ["sign-in" as const], to: [extra] },
      { to: ["customer" as const] },
    ]

    expect(ends({ ...config, routes }, incident, [], NOW)).toEqual(["technician 19:extra@thread.tacv2"])
    expect(ends({ ...config, routes }, { ...incident, subject: "forwarding:x" }, [], NOW)).toEqual([
      `customer ${CONTOSO_CHANNEL}`,
    ])
  })

  it("tells a customer in every channel that is linked to it, and no other", () => {
    expect(ends(config, { ...incident, tenantId: FABRIKAM }, [link], NOW)).toEqual([
      `technician ${TRIAGE}`,
      "customer 19:extra@thread.tacv2",
    ])
    expect(ends(config, incident, [link], NOW)).not.toContain("customer 19:extra@thread.tacv2")
  })

  it("sends to the webhook of a customer without the bot", () => {
    const customers = config.customers.map((one) => ({ ...one, hasWebhook: one.id === FABRIKAM }))

    expect(ends({ ...config, customers }, { ...incident, tenantId: FABRIKAM }, [], NOW)).toContain(
      "customer webhook:fabrikam",
    )
  })

  it("lets low levels wait for the customer's morning", () => {
    const quietHours = { levels: ["low" as const], from: 600, to: 720, weekend: false }
    const cards = cardChannels({ ...config, quietHours }, incident, [], NOW)

    expect(cards.map(({ heldUntil }) => heldUntil)).toEqual([NOW + 3_600_000, NOW + 3_600_000])
  })
})

describe("channelName()", () => {
  it("says whose channel it is", () => {
    const nameOf = (conversationId: string) => channelName(config, { conversationId }, [link])

    expect(
      [TRIAGE, CONTOSO_CHANNEL, extra.conversationId, "19:other@thread.tacv2", "a:1x"].map(nameOf),
    ).toEqual([
      "the triage channel",
      "Contoso Ltd's channel",
      "Fabrikam GmbH's channel",
      "a channel of technicians",
      "the chat of a mailbox's owner",
    ])
  })
})
