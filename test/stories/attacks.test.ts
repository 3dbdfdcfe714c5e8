/** Attacks over HTTP on the running product: keys, replays, other customers' cards, and inputs of every wrong shape. */
import { generateKeyPair, SignJWT } from "jose"
import { beforeAll, describe, expect, it } from "vitest"
import { buttonOn, channelOf, mailboxOf, until } from "../../sandbox/observe.ts"
import { signBotToken } from "../../sandbox/services/tokens.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import { runAs } from "../../sandbox/stories/run-as.ts"
import type { PracticeMailbox, PracticeMessage } from "../../sandbox/world/types.ts"
import { createForger, type Forged, type Forger, STRANGER, written } from "./forge.ts"
import { ask, cardOffering, trailOf } from "./in-teams.ts"
import { FIX, personNamed } from "./press.ts"
import { practiceForAll } from "./running-practice.ts"

const practice = practiceForAll()
let card: PracticeMessage
let victim: PracticeMailbox
let forger: Forger

beforeAll(async () => {
  await playStory(practice.cloud, "01-forwarding")
  runAs(practice.cloud, { tenant: "fabrikam", alias: "joni.sherman", ip: "203.0.113.9" }, "Set-Mailbox", {
    Identity: "joni.sherman@fabrikam.example",
    ForwardingSmtpAddress: "smtp:joni@mail-archive.example",
    DeliverToMailboxAndForward: false,
  })
  card = await cardOffering(practice, FIX, "lynne.robin")
  victim = mailboxOf(practice.world, "lynne.robin@contoso.example")
  forger = createForger(practice, card)
})

const acts = (): Promise<number> => written(practice, "intent", "result")

const data = (): object => buttonOn(card, FIX)?.data ?? {}
const execute = (more: object, trigger = "manual"): unknown => ({
  action: { type: "Action.Execute", verb: "watchpost", data: { ...data(), ...more } },
  trigger,
})

describe("a token that isn't the Bot Connector's", () => {
  type Change = { readonly kid?: string; readonly nbf?: number; readonly iss?: string }
  const made = async (key: Parameters<SignJWT["sign"]>[0], change: Change = {}): Promise<string> =>
    new SignJWT({ serviceurl: practice.cloud.endpoints.teamsServiceUrl })
      .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: change.kid ?? practice.cloud.keys.bot.kid })
      .setIssuer(change.iss ?? "https://api.botframework.com")
      .setAudience(practice.world.bot.appId)
      .setNotBefore(Math.floor(Date.now() / 1_000) + (change.nbf ?? -5))
      .setExpirationTime("2h")
      .sign(key)
  const strangersKey = async () => (await generateKeyPair("RS256")).privateKey
  const own = () => practice.cloud.keys.bot.privateKey
  const tokens: readonly [string, () => Promise<string>][] = [
    ["signed with a stranger's key under the right key id", async () => made(await strangersKey())],
    ["signed with a key of an unknown id", async () => made(own(), { kid: "no-such-key" })],
    ["that is valid in an hour", () => made(own(), { nbf: 3_600 })],
    ["of the government cloud", () => made(own(), { iss: "https://api.botframework.us" })],
    ["cut in the middle", async () => (await forger.goodToken()).slice(0, -20)],
    ["of 20,000 characters", async () => "a".repeat(10_000).concat(".", "b".repeat(10_000))],
  ]

  it.each(tokens)("is refused %s, and the trail says so", async (_how, token) => {
    const [refused, done] = [
      await written(practice, "refusal"),
      await written(practice, "click", "intent", "result", "command"),
    ]

    const answer = await forger.send({ token: await token() })

    expect([401, 431]).toContain(answer.status)
    expect(answer.body).not.toMatch(/AdaptiveCard|stack|node_modules|publicKey/)
    // What Node itself turns away, because its headers are too large, never reaches us.
    expect(await written(practice, "refusal")).toBe(refused + (answer.status === 431 ? 0 : 1))
    expect(await written(practice, "click", "intent", "result", "command")).toBe(done)
    expect(victim.forwardingSmtpAddress).not.toBeNull()
  })

  it("sends answers to no address of the attacker's, whatever token comes with it", async () => {
    const serviceUrl = "https://evil.example/"
    const token = await signBotToken(practice.cloud, { serviceUrl, audience: practice.world.bot.appId })
    const before = await written(practice, "refusal")

    const answer = await forger.send({ token, more: { serviceUrl } })

    expect(answer.status).toBe(403)
    expect(await written(practice, "refusal")).toBe(before + 1)
    expect(victim.forwardingSmtpAddress).not.toBeNull()
  })
})

describe("a press of the wrong shape", () => {
  const long = "x".repeat(1_000)
  const shapes: readonly [string, () => unknown][] = [
    ["no value", () => null],
    ["a value that is a list", () => [1, 2]],
    ["a value that is a text", () => "press"],
    ["data that is a list", () => ({ action: { data: [] }, trigger: "manual" })],
    ["a button that is an object", () => execute({ button: { $ne: "" } })],
    ["a button that is a list", () => execute({ button: [Object.values(data())[0]] })],
    ["a button that is a number", () => execute({ button: 1 })],
    ["a button of a thousand characters", () => execute({ button: long })],
    ["a button with a quote", () => execute({ button: "' OR 1=1 --" })],
    ["a button with a zero byte", () => execute({ button: "AAAAAAAA\u0000AAAA" })],
  ]

  it.each(shapes)("is refused in a sentence and stands in the trail: %s", async (_what, value) => {
    const before = await written(practice, "refusal")

    const answer = await forger.send({ value: value() })

    expect(answer.status).toBe(200)
    expect(answer.body).toMatch(/isn't known/)
    expect(await written(practice, "refusal")).toBe(before + 1)
    expect(await acts()).toBe(0)
  })
})

describe("a press that claims more than its button says", () => {
  const claims = {
    action: "reset-password",
    incidentId: 2,
    tenantId: "00000000-0000-4000-8000-000000000000",
    conversationId: "19:elsewhere@thread.tacv2",
    face: "technician",
    role: "operator",
    expiresAt: 8.64e15,
    isApproved: true,
  }

  it("is refused to a stranger, whoever it says that presses", async () => {
    const before = await written(practice, "refusal")
    const technician = personNamed(practice.world, "technician").objectId
    const more = { ...claims, objectId: technician, from: { aadObjectId: technician } }

    const answer = await forger.send({ from: STRANGER, value: execute(more) })

    expect(answer.body).toMatch(/not on Watchpost's list/)
    expect(await written(practice, "refusal")).toBe(before + 1)
  })

  it("does what the button does, and nothing of the rest", async () => {
    const note = buttonOn(card, "Note")?.data ?? {}

    const answer = await forger.send({
      value: { action: { data: { ...claims, ...note } }, trigger: "manual" },
    })

    expect(answer.body).toContain("What should be remembered?")
    expect(await acts()).toBe(0)
  })
})

describe("inputs of the wrong shape", () => {
  const note = (inputs: object): unknown => ({
    action: { type: "Action.Execute", verb: "watchpost", data: { ...noteData(), plan: "send", ...inputs } },
    trigger: "manual",
  })
  const noteData = (): object => buttonOn(card, "Note")?.data ?? buttonOn(card, "Add a note")?.data ?? {}
  const inputs: readonly [string, object][] = [
    ["an object", { text: { toString: "x" } }],
    ["a list", { text: ["a", "b"] }],
    ["nothing", { text: null }],
    ["a prototype", JSON.parse('{"__proto__":{"text":"polluted"},"constructor":{"text":"x"}}')],
  ]

  it("has a note to write", () => {
    expect(noteData()).toHaveProperty("button")
  })

  it.each(inputs)("is asked for again, and nothing is noted, with %s", async (_what, wrong) => {
    const answer = await forger.send({ value: note(wrong) })

    expect(answer.status).toBe(200)
    expect(answer.body).toContain("Please write something")
  })

  it("keeps a note of a thousand characters short, as text, and the card within its size", async () => {
    const text = `[win](https://evil.example) <at>all</at> \${1+1} ${"y".repeat(1_000)}`

    const answer = await forger.send({ value: note({ text }) })

    expect(answer.status).toBe(200)
    const body = String(answer.body)
    expect(body).toContain("AdaptiveCard")
    expect(body).not.toContain("y".repeat(400))
    // Only text runs may hold it as it is: they know neither Markdown nor mentions.
    expect(body.replaceAll(/\{"type":"TextRun","text":"[^"]*"/g, "")).not.toMatch(/<at>|\]\(https:\/\/evil/)
    expect(Buffer.byteLength(body)).toBeLessThan(28 * 1_024)
  })
})

describe("somebody else's card", () => {
  const cases: readonly [string, () => Promise<Forged>, RegExp][] = [
    [
      "the contact of another customer in that customer's channel",
      async () => ({
        from: personNamed(practice.world, "contact").objectId,
        channel: channelOf(practice.world, "customer", "fabrikam"),
        value: { action: { data: await customersButton("fabrikam") } },
      }),
      /not responsible for this customer/,
    ],
    [
      "a stranger on the customer's own card",
      async () => ({
        from: STRANGER,
        channel: channelOf(practice.world, "customer", "contoso"),
        value: { action: { data: await customersButton("contoso") } },
      }),
      /not on Watchpost's list/,
    ],
    [
      "a contact's object id from a third tenant",
      async () => ({
        from: personNamed(practice.world, "contact").objectId,
        teamsTenant: practice.world.tenants[1]?.id ?? "",
        channel: channelOf(practice.world, "customer", "contoso"),
        value: { action: { data: await customersButton("contoso") } },
      }),
      /not on Watchpost's list/,
    ],
    [
      "a technician in a chat with the bot instead of the channel",
      async () => ({ channel: channelOf(practice.world, "personal") }),
      /another channel/,
    ],
  ]
  const customersButton = (name: string): Promise<object> =>
    until(
      practice.world,
      () => {
        const messages = channelOf(practice.world, "customer", name).messages
        return messages.map((one) => buttonOn(one, "That was us")?.data).find((one) => one !== undefined)
      },
      `a card in the channel of ${name}`,
    )

  it.each(cases)("is refused to %s, and the trail says so", async (_who, forged, sentence) => {
    const before = await written(practice, "refusal")

    const answer = await forger.send(await forged())

    expect(answer.status).toBe(200)
    expect(answer.body).toMatch(sentence)
    expect(await written(practice, "refusal")).toBe(before + 1)
  })
})

describe("an invoke that isn't a press", () => {
  it.each(["task/fetch", "fileConsent/invoke", "signin/verifyState", "composeExtension/query", "__proto__"])(
    "does nothing, and the trail says so: %s",
    async (name) => {
      const before = await written(practice, "refusal")

      const answer = await forger.send({ more: { name } })

      expect(answer.status).toBe(200)
      expect(answer.body).not.toContain("AdaptiveCard")
      expect(await written(practice, "refusal")).toBe(before + 1)
      expect(await acts()).toBe(0)
    },
  )
})

describe("the same press, twice", () => {
  it("acts once: what was captured does nothing after the fix was taken back", async () => {
    const captured = { value: execute({}) }
    const fixed = () => (victim.forwardingSmtpAddress === null ? true : undefined)
    await forger.send(captured)
    await until(practice.world, fixed, "the fix")
    await until(practice.world, () => buttonOn(card, "Undo: stop forwarding"), "the undo")
    await forger.send({ value: { action: { data: buttonOn(card, "Undo: stop forwarding")?.data } } })
    await until(practice.world, () => (fixed() === undefined ? true : undefined), "the undo's effect")
    await until(practice.world, () => buttonOn(card, FIX), "the fix, offered again")
    const before = await acts()

    const answer = await forger.send(captured)

    expect(answer.status).toBe(200)
    expect(
      (await trailOf(practice)).filter(({ what }) => what.includes("this button was used before")),
    ).toHaveLength(1)
    await ask(practice, "status")
    expect(await acts()).toBe(before)
    expect(victim.forwardingSmtpAddress).not.toBeNull()
  })
})
