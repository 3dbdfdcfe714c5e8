/** Looking for our own card in a channel, against the practice Graph, with real tokens of the bot's app. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { channelOf } from "../../../sandbox/observe.ts"
import { addMessage, conversationIdOf, replaceMessage } from "../../../sandbox/services/connector-store.ts"
import { BOT_APP_ID } from "../../../sandbox/world/create-world.ts"
import type { PracticeChannel } from "../../../sandbox/world/types.ts"
import { createAppTokens } from "../../../src/adapters/entra/app-tokens.ts"
import { createConfidentialClient } from "../../../src/adapters/entra/confidential-client.ts"
import { createCardFinder } from "../../../src/adapters/graph/card-finder.ts"
import { withMarker } from "../../../src/card/card-marker.ts"
import { DeliveryError, TenantError, UpstreamError } from "../../../src/model/errors.ts"
import { tenantId } from "../../../src/model/ids.ts"
import { appOf, type Practice, startTestCloud } from "../../sandbox/helpers.ts"

let practice: Practice
let triage: PracticeChannel
beforeEach(async () => {
  practice = await startTestCloud()
  triage = channelOf(practice.cloud.world, "triage")
})
afterEach(() => practice.cloud.close())

const MARK = "wp0123456789abcdef01234567"

const finder = (team: string | null = triage.groupId ?? null) => {
  const { cloud } = practice
  const home = tenantId(cloud.world.mspTenantId)
  const client = createConfidentialClient({
    clientId: BOT_APP_ID,
    tenantId: home,
    credential: { kind: "secret", secret: appOf(cloud, BOT_APP_ID).secret ?? "" },
    loginUrl: cloud.endpoints.login,
  })
  const tokens = createAppTokens(client, home)
  return createCardFinder({
    graphUrl: cloud.endpoints.graph,
    tokens,
    botAppId: BOT_APP_ID,
    teamOf: async () => team ?? undefined,
  })
}

const channel = () => ({
  conversationId: triage.id,
  serviceUrl: practice.cloud.endpoints.teamsServiceUrl,
  teamsTenantId: tenantId(practice.cloud.world.mspTenantId),
})
const find = () => finder().find(channel(), MARK, practice.clock.now())

const card = (mark: string, text = "High"): object =>
  withMarker({ summary: "", content: { type: "AdaptiveCard", body: [{ type: "TextBlock", text }] } }, mark)
    .content
const post = (from: "bot" | "person", content: object) =>
  addMessage(practice.cloud.world, triage, {
    from: from === "bot" ? { kind: "bot" } : { kind: "person", objectId: "somebody" },
    cards: [content],
  })

describe("createCardFinder()", () => {
  it("finds the card by its mark, with what is needed to edit it", async () => {
    post("bot", card("wpother"))
    const posted = post("bot", card(MARK))

    expect(await find()).toEqual({
      activityId: posted.id,
      threadId: conversationIdOf(triage, posted.threadId),
    })
  })

  it("finds it on a later page, behind many others", async () => {
    for (let count = 0; count < 120; count += 1) post("bot", card(`wp${count}`))
    const posted = post("bot", card(MARK))

    expect((await find())?.activityId).toBe(posted.id)
  })

  it("doesn't read what was last touched long before", async () => {
    const old = post("bot", card(MARK))
    practice.clock.advance(3_600_000)

    expect(await find()).toBeUndefined()
    replaceMessage(practice.cloud.world, triage, old, { cards: [card(MARK, "Fixed")] })
    expect((await find())?.activityId).toBe(old.id)
  })

  it("takes neither somebody else's copy nor a text that quotes the mark", async () => {
    post("person", card(MARK))
    post("bot", card("wpother", `"${MARK}"`))

    expect(await find()).toBeUndefined()
  })

  it("says that a person must act where the team's owner didn't accept the permission", async () => {
    practice.cloud.world.bot.teamPermissions.length = 0

    const refused = find()

    await expect(refused).rejects.toBeInstanceOf(DeliveryError)
    await expect(refused).rejects.toThrow(/ChannelMessage\.Read\.Group/)
  })

  it("says so where the configuration names no team, and asks nobody", async () => {
    const refused = finder(null).find(channel(), MARK, 0)

    await expect(refused).rejects.toThrow(/teamId/)
    expect(practice.cloud.requests).toEqual([])
  })

  it("asks nothing in another tenant than the bot's own", async () => {
    const elsewhere = { ...channel(), teamsTenantId: tenantId(practice.tenant.id) }

    await expect(finder().find(elsewhere, MARK, 0)).rejects.toBeInstanceOf(TenantError)
  })

  it.each([429, 503])("may be asked later after HTTP %s", async (status) => {
    practice.cloud.faults.push({ service: "graph", kind: "status", status, times: 1 })

    await expect(find()).rejects.toBeInstanceOf(UpstreamError)
    expect(await find()).toBeUndefined()
  })
})
