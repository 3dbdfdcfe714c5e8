/** The practice Graph shows a channel's messages to the bot's app alone, and is as strict as the real one. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { channelOf } from "../../sandbox/observe.ts"
import { addMessage } from "../../sandbox/services/connector-store.ts"
import { BOT_APP_ID, MONITOR_APP_ID } from "../../sandbox/world/create-world.ts"
import { appOf, at, GRAPH, type Practice, startTestCloud } from "./helpers.ts"

let practice: Practice
beforeEach(async () => {
  practice = await startTestCloud()
})
afterEach(() => practice.cloud.close())

const botToken = async (): Promise<string> => {
  const { cloud } = practice
  const form = {
    client_id: BOT_APP_ID,
    client_secret: appOf(cloud, BOT_APP_ID).secret ?? "",
    scope: `${GRAPH}/.default`,
  }
  return String(at((await practice.token(form, cloud.world.mspTenantId)).body, "access_token"))
}

const ask = async (query: string, token?: string, team?: string) => {
  const { world, endpoints } = practice.cloud
  const triage = channelOf(world, "triage")
  const path = `/teams/${team ?? triage.groupId}/channels/${encodeURIComponent(triage.id)}/messages/delta`
  return practice.call(`${endpoints.graph}/v1.0${path}${query}`, { token: token ?? (await botToken()) })
}

describe("graphMessageRoutes()", () => {
  it("shows a card as JSON text, with the bot's app as its sender", async () => {
    const { world } = practice.cloud
    const card = { type: "AdaptiveCard", body: [{ type: "TextBlock", id: "mark", text: "High" }] }
    addMessage(world, channelOf(world, "triage"), { from: { kind: "bot" }, cards: [card] })

    const { body } = await ask("")

    const message = at(body, "value", 0)
    expect(at(message, "from", "application", "id")).toBe(BOT_APP_ID)
    expect(JSON.parse(String(at(message, "attachments", 0, "content")))).toEqual(card)
    expect(at(body, "@odata.deltaLink")).toEqual(expect.stringContaining("/messages/delta"))
  })

  it("refuses another app, a team without consent, a team that isn't there and no token", async () => {
    const monitor = await practice.bearer(MONITOR_APP_ID, GRAPH)
    const refused = [
      await ask("", monitor),
      await ask("", undefined, "0c1d2e3f-0000-4000-8000-000000000002"),
      await ask("", "nonsense"),
    ]
    practice.cloud.world.bot.teamPermissions.length = 0
    const withoutConsent = await ask("")

    expect(refused.map(({ status }) => status)).toEqual([404, 404, 401])
    expect([withoutConsent.status, at(withoutConsent.body, "error", "code")]).toEqual([403, "Forbidden"])
  })

  it.each(["?$top=51", "?$orderby=createdDateTime", "?$filter=createdDateTime gt 2026-09-01T00:00:00Z"])(
    "refuses the question %s",
    async (query) => {
      expect((await ask(query)).status).toBe(400)
    },
  )
})
