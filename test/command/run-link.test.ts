/** Whose channel it is, said in chat: who may say so, where, and what follows. Against a real store. */
import { describe, expect, it } from "vitest"
import { scopeOf } from "../../src/command/command-scope.ts"
import { parseCommand } from "../../src/command/parse-command.ts"
import { type LinkCommand, runLink } from "../../src/command/run-link.ts"
import type { Config } from "../../src/config/config.ts"
import { customerChannels } from "../../src/config/customer-channels.ts"
import type { Caller } from "../../src/ports/bot.ts"
import type { Store } from "../../src/ports/store.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { ALEX, CONTOSO, CONTOSO_CHANNEL, caller, config, FABRIKAM, MSP, NOW, SAM, TRIAGE } from "./make.ts"

const NEW_CHANNEL = "19:fabrikam-alerts@thread.tacv2"

async function say(store: Store, text: string, who: Partial<Caller> = {}, with_: Config = config) {
  const command = parseCommand(text)
  if (command.kind !== "link" && command.kind !== "unlink") throw new Error(`${text} isn't about links`)
  const asked: LinkCommand = command
  const answer = await runLink(asked, caller({ conversationId: NEW_CHANNEL, ...who }), {
    store,
    config: with_,
    teamIdOf: async ({ team }) => (team === undefined ? undefined : "0a0b0c0d-1111-4222-8333-444455556666"),
    cardsOf: () => [],
    wakeOutbox: () => {},
    now: () => NOW,
  })
  return `${answer.title}: ${answer.lines.join(" ")}`
}
const trailOf = async (store: Store) =>
  (await store.trail.read(0, 100)).map(({ kind, what }) => `${kind}: ${what}`)

describe("runLink()", () => {
  it("makes a channel a customer's, and notes who did", async () => {
    const { store } = openTemporaryStore()

    expect(await say(store, "link Fabrikam GmbH")).toContain("This channel is Fabrikam GmbH's")

    expect(await store.channels.linked()).toMatchObject([
      { tenantId: FABRIKAM, by: "Kim Vega", channel: { conversationId: NEW_CHANNEL, teamsTenantId: MSP } },
    ])
    expect(await trailOf(store)).toEqual(["command: Linked a channel to Fabrikam GmbH."])
  })

  it("keeps the channel's team as Graph knows it, so that cards can be looked for there", async () => {
    const { store } = openTemporaryStore()

    await say(store, "link fabrikam", { team: "19:team@thread.tacv2" })

    expect((await store.channels.linked())[0]?.channel.teamId).toBe("0a0b0c0d-1111-4222-8333-444455556666")
  })

  it.each([
    ["shared", "people of other organizations may be in it"],
    ["private", "added to the channel itself"],
  ] as const)("says what a %s channel means", async (channelType, words) => {
    const { store } = openTemporaryStore()

    expect(await say(store, "link fabrikam", { channelType })).toContain(words)
  })

  it.each<[string, Partial<Caller>, string]>([
    ["a technician of some customers", { objectId: SAM }, "Only operators"],
    ["a contact", { objectId: ALEX, teamsTenantId: CONTOSO }, "Only operators"],
    ["a technician's id from another tenant", { teamsTenantId: CONTOSO }, "Only operators"],
    ["somebody in a group chat", { conversationId: "19:group@thread.v2" }, "chats can't be linked"],
    ["somebody in a personal chat", { kind: "personal", conversationId: "a:chat" }, "chats can't be linked"],
    ["somebody in the triage channel", { conversationId: TRIAGE }, "This is the triage channel"],
    [
      "somebody in another customer's channel",
      { conversationId: CONTOSO_CHANNEL },
      "Contoso Ltd's channel already",
    ],
  ])("refuses %s, and keeps the refusal", async (_who, who, reason) => {
    const { store } = openTemporaryStore()

    expect(await say(store, "link fabrikam", who)).toContain(reason)

    expect(await store.channels.linked()).toEqual([])
    expect(await trailOf(store)).toEqual(["refusal: Refused to link or unlink a channel."])
  })

  it("gives a channel one owner, until it is unlinked", async () => {
    const { store } = openTemporaryStore()
    await say(store, "link fabrikam")

    expect(await say(store, "link contoso")).toContain("Fabrikam GmbH's channel already")
    expect(await say(store, "unlink")).toContain("no more cards of Fabrikam GmbH")
    expect(await say(store, "link contoso")).toContain("This channel is Contoso Ltd's")
  })

  it("says how a channel of a former customer becomes another's", async () => {
    const { store } = openTemporaryStore()
    await say(store, "link fabrikam")
    const without = { ...config, customers: config.customers.filter(({ id }) => id !== FABRIKAM) }

    expect(await say(store, "link contoso", {}, without)).toContain("say “unlink” first")
    expect(await say(store, "unlink", {}, without)).toContain("no more cards of a former customer")
    expect(await say(store, "link contoso", {}, without)).toContain("This channel is Contoso Ltd's")
  })

  it("lets nobody unlink a channel of a customer that they aren't responsible for", async () => {
    const { store } = openTemporaryStore()
    await say(store, "link contoso", { conversationId: "19:contoso-second@thread.tacv2" })
    const people = config.people.map((one) =>
      one.objectId === SAM ? { ...one, role: "operator" as const } : one,
    )
    const inContosos = { objectId: SAM, conversationId: "19:contoso-second@thread.tacv2" }

    expect(await say(store, "unlink", inContosos, { ...config, people })).toContain("not responsible")

    expect(await store.channels.linked()).toHaveLength(1)
  })

  it("unlinks nothing that the configuration names as well: the cards would come all the same", async () => {
    const { store } = openTemporaryStore()
    await say(store, "link fabrikam")
    const [link] = await store.channels.linked()
    const customers = config.customers.map((one) =>
      one.id === FABRIKAM && link !== undefined ? { ...one, channel: link.channel } : one,
    )

    expect(await say(store, "unlink", {}, { ...config, customers })).toContain(
      "Nothing was changed: The configuration file names this channel",
    )

    expect(await store.channels.linked()).toEqual([link])
    expect(customerChannels({ ...config, customers }, FABRIKAM, await store.channels.linked())).toHaveLength(
      1,
    )
  })

  it("says which customer was meant, and that nothing was linked where nothing was", async () => {
    const { store } = openTemporaryStore()

    expect(await say(store, "link fabrikan")).toContain("Did you mean")
    expect(await say(store, "unlink")).toContain("wasn't linked in chat")
  })
})

describe("scopeOf() in a linked channel", () => {
  const links = [
    {
      tenantId: FABRIKAM,
      channel: {
        conversationId: NEW_CHANNEL,
        serviceUrl: "https://smba.trafficmanager.net/emea",
        teamsTenantId: MSP,
      },
      by: "Kim Vega",
      at: NOW,
    },
  ]

  it("answers for that customer alone", () => {
    const here = caller({ conversationId: NEW_CHANNEL })

    expect(scopeOf(here, config, links)).toMatchObject({
      allowed: true,
      sentence: "Fabrikam GmbH only",
      face: "customer",
    })
    expect(scopeOf(here, config)).toMatchObject({ allowed: false })
  })
})
