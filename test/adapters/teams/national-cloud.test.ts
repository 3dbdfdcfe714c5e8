/** Teams in a government cloud: other issuer, other audience, on the same loopback. */
import { afterAll, afterEach, describe, expect, it } from "vitest"
import { cloudFacts } from "../../../src/config/clouds.ts"
import { tenantId } from "../../../src/model/ids.ts"
import { CHANNEL, channelMessage, TENANT_ID } from "./loopback.ts"
import { card, startStage } from "./stage.ts"

const stage = await startStage({ authority: cloudFacts("gcc-high").bot })
const { cloud, messages, sendWith, teams } = stage
afterEach(stage.reset)
afterAll(stage.close)

describe("createTeams() in GCC High", () => {
  it("believes the government's issuer, and not the commercial one", async () => {
    const message = channelMessage(cloud.serviceUrl)

    const own = await sendWith(message, await cloud.token({ issuer: "https://api.botframework.us" }))
    const other = await sendWith(message, await cloud.token({ issuer: "https://api.botframework.com" }))

    expect([own.status, other.status, messages.length]).toEqual([200, 401, 1])
  })

  it("asks for tokens that are made out for the government's connector", async () => {
    await teams.messenger.post(
      {
        conversationId: CHANNEL,
        serviceUrl: cloud.serviceUrl.replace(/\/$/, ""),
        teamsTenantId: tenantId(TENANT_ID),
      },
      card,
    )

    expect(cloud.scopesAsked().at(-1)).toContain("https://api.botframework.us/.default")
  })
})
