/** What the door tells of personal chats: where the bot can write, and where it can't any more. */
import { afterAll, afterEach, describe, expect, it } from "vitest"
import { APP_ID, cardPress, channelMessage, TENANT_ID } from "./loopback.ts"
import { startStage } from "./stage.ts"

const stage = await startStage()
afterEach(stage.reset)
afterAll(stage.close)

const PERSONAL = { conversation: { id: "a:1kim", conversationType: "personal", tenantId: TENANT_ID } }
const BOT = [{ id: `28:${APP_ID}` }]
const told = async (change: Record<string, unknown>) => {
  await stage.send(channelMessage(stage.cloud.serviceUrl, change))
  return stage.chats.map(({ conversationId, sign }) => `${sign} ${conversationId}`)
}

describe("an activity from a personal chat", () => {
  it.each<[string, Record<string, unknown>]>([
    ["a message", {}],
    ["an installation", { type: "installationUpdate", action: "add" }],
    ["an upgrade", { type: "installationUpdate", action: "add-upgrade" }],
    ["a conversation that the bot was added to", { type: "conversationUpdate", membersAdded: BOT }],
  ])("that is %s says that the bot can write there", async (_what, change) => {
    expect(await told({ ...PERSONAL, ...change })).toEqual(["here a:1kim"])
  })

  it.each<[string, Record<string, unknown>]>([
    ["the app's removal", { type: "installationUpdate", action: "remove" }],
    ["a conversation that the bot was removed from", { type: "conversationUpdate", membersRemoved: BOT }],
  ])("that is %s says that it can't any more", async (_what, change) => {
    expect(await told({ ...PERSONAL, ...change })).toEqual(["gone a:1kim"])
  })

  it.each<[string, Record<string, unknown>]>([
    ["the first half of an upgrade", { type: "installationUpdate", action: "remove-upgrade" }],
    ["an action of no known shape", { type: "installationUpdate", action: { add: true } }],
    [
      "a conversation that somebody else joined",
      { type: "conversationUpdate", membersAdded: [{ id: "29:x" }] },
    ],
    ["members that are no list", { type: "conversationUpdate", membersAdded: "28:bot" }],
    ["a reaction", { type: "messageReaction" }],
    ["somebody without a name in the directory", { from: { id: "29:x", name: "X" } }],
  ])("that is %s tells nothing", async (_what, change) => {
    expect(await told({ ...PERSONAL, ...change })).toEqual([])
  })

  it("is told of a press, too, and not of what comes from a channel or a group chat", async () => {
    await stage.send(cardPress(stage.cloud.serviceUrl, PERSONAL))
    await told({})
    await told({ conversation: { ...PERSONAL.conversation, conversationType: "groupChat" } })

    expect(stage.chats).toHaveLength(1)
  })

  it("is answered also when its chat can't be remembered", async () => {
    stage.teams.setHandlers({ ...stage.answering, chat: () => Promise.reject(new Error("disk full")) })

    await told(PERSONAL)

    expect(stage.messages).toHaveLength(1)
    expect(stage.logged.join()).toContain("a personal chat could not be remembered")
  })
})
