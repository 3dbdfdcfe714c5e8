/** Everything that must not work: presses and questions that are forged, copied, late or from the wrong place. */
import { readFileSync } from "node:fs"
import { beforeAll, describe, expect, it } from "vitest"
import { buttonOn, channelOf } from "../../sandbox/observe.ts"
import { signAppToken, signBotToken } from "../../sandbox/services/tokens.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import type { PracticeMailbox, PracticeMessage } from "../../sandbox/world/types.ts"
import {
  createForger,
  emulatorToken,
  type Forged,
  type Forger,
  HOSTILE_TEXTS,
  listedAgain,
  STRANGER,
  written,
} from "./forge.ts"
import { ask, cardOffering, trailOf, verified } from "./in-teams.ts"
import { FIX, personNamed, pressAs, victimOf } from "./press.ts"
import { practiceForAll } from "./running-practice.ts"

const printed: string[] = []
const practice = practiceForAll(() => ({ onLog: (line) => printed.push(line) }))
let card: PracticeMessage
let victim: PracticeMailbox
let forger: Forger

beforeAll(async () => {
  await playStory(practice.cloud, "01-forwarding")
  card = await cardOffering(practice, FIX)
  victim = victimOf(practice.world)
  forger = createForger(practice, card)
})

const refusals = (): Promise<number> => written(practice, "refusal")
/** Everything that somebody's request may leave behind; deliveries go on beside it. */
const footprints = (): Promise<number> => written(practice, "refusal", "click", "intent", "result", "command")

describe("a request that Teams did not send", () => {
  const serviceUrl = (): string => practice.cloud.endpoints.teamsServiceUrl
  const botToken = (changed: object): Promise<string> =>
    signBotToken(practice.cloud, { serviceUrl: serviceUrl(), audience: practice.world.bot.appId, ...changed })
  const tokens: readonly [string, () => Promise<string | undefined>][] = [
    ["without a token", async () => undefined],
    ["with a token that expired", () => botToken({ seconds: -900 })],
    ["with a token for another bot", () => botToken({ audience: STRANGER })],
    ["with a token of another issuer", () => botToken({ issuer: "https://sts.windows.net/evil/" })],
    [
      "with a token for another service URL",
      () => botToken({ serviceUrl: "https://smba.trafficmanager.net/emea/" }),
    ],
    [
      "with an Entra token of an app instead",
      () =>
        signAppToken(practice.cloud, {
          tenantId: practice.world.mspTenantId,
          appId: practice.world.bot.appId,
          audience: "https://api.botframework.com",
          roles: [],
          wids: [],
          objectId: STRANGER,
        }),
    ],
    ["with a token as the Emulator gets it", () => emulatorToken(practice)],
    ["with words instead of a token", async () => "let.me.in"],
  ]

  it.each(tokens)("is not answered %s, and the trail says so", async (_how, token) => {
    const before = await footprints()

    const answer = await forger.knock(JSON.stringify(forger.invoke({})), await token())

    expect(answer.status).toBe(401)
    expect(answer.body).not.toMatch(/AdaptiveCard|stack|node_modules/)
    expect(victim.forwardingSmtpAddress).not.toBeNull()
    expect(await footprints()).toBe(before + 1)
  })
})

describe("a press that Teams vouches for", () => {
  const cases: readonly [string, () => Forged, RegExp][] = [
    ["by a stranger", () => ({ from: STRANGER }), /not on Watchpost's list/],
    [
      "by a guest who has a technician's object id in another tenant",
      () => ({ teamsTenant: practice.world.tenants[0]?.id ?? "" }),
      /not on Watchpost's list/,
    ],
    [
      "by a contact of the customer",
      () => ({ from: personNamed(practice.world, "contact").objectId }),
      /Only technicians/,
    ],
    [
      "in the customer's channel, copied from the triage card",
      () => ({ channel: channelOf(practice.world, "customer", practice.world.tenants[0]?.name) }),
      /another channel/,
    ],
    [
      "in another customer's channel",
      () => ({ channel: channelOf(practice.world, "customer", practice.world.tenants[1]?.name) }),
      /another channel/,
    ],
    [
      "with a made-up button",
      () => ({ value: { action: { data: { button: "AAAAAAAAAAAAAAAAAAAAAA" } } } }),
      /isn't known/,
    ],
    ["without any button", () => ({ value: { action: {} } }), /isn't known/],
  ]

  it.each(cases)("is refused %s, and the trail says so", async (_who, forged, sentence) => {
    const before = await refusals()

    const answer = await forger.send(forged())

    expect(answer.status).toBe(200)
    expect(answer.body).toMatch(sentence)
    expect(victim.forwardingSmtpAddress).not.toBeNull()
    expect(await refusals()).toBe(before + 1)
  })

  it("changes nothing when a client only refreshes its card", async () => {
    const button = buttonOn(card, FIX)
    const before = await footprints()

    const answer = await forger.send({
      value: { action: { verb: button?.verb, data: button?.data }, trigger: "automatic" },
    })

    expect(answer.body).toContain("AdaptiveCard")
    expect(victim.forwardingSmtpAddress).not.toBeNull()
    expect(await footprints()).toBe(before)
  })
})

describe("a strange body", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`
  const bodies: readonly [string, () => string][] = [
    ["nothing", () => ""],
    ["half an object", () => '{"type":"message"'],
    ["a list", () => "[1,2]"],
    ["null", () => "null"],
    ["300 KB", () => JSON.stringify({ text: "x".repeat(300_000) })],
    ["deep nesting", () => `{"value":${deep}}`],
    [
      "deep nesting in an activity",
      () => JSON.stringify(forger.invoke({ value: 1 })).replace('"value":1', `"value":${deep}`),
    ],
    [
      "a prototype",
      () => '{"__proto__":{"type":"invoke","polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    ],
    [
      "a prototype in a good activity",
      () =>
        JSON.stringify(forger.invoke({ value: 1 })).replace(
          '"value":1',
          '"__proto__":{"polluted":1},"value":{"action":{"data":{"__proto__":{"button":"x"},"toString":"1"}}}',
        ),
    ],
    [
      "numbers where text should be",
      () => JSON.stringify(forger.invoke({ more: { from: { id: 1 }, conversation: 7 } })),
    ],
  ]

  it.each(bodies)("is refused, does no harm and stands in the trail: %s", async (_what, body) => {
    const before = await refusals()

    const answer = await forger.knock(body(), await forger.goodToken())

    expect(answer.status).toBeLessThan(500)
    expect(answer.body).not.toMatch(/ at .*\.(ts|js):\d+/)
    const health = await fetch(`${practice.product().url}/healthz`)
    expect(health.status).toBe(200)
    expect(await refusals()).toBe(before + 1)
  })
})

describe("a hostile question", () => {
  it.each(HOSTILE_TEXTS)("is answered as text: %.60j", async (text) => {
    const answer = await ask(practice, text)

    const shown = JSON.stringify(answer)
    expect(shown).not.toMatch(/<at>all/)
    expect(shown).not.toContain("\u202E")
    expect(shown).not.toContain("Something went wrong on my side")
    // Only text runs may hold it as it is: they know no Markdown.
    expect(shown.replaceAll(/\{"type":"TextRun","text":"[^"]*"/g, "")).not.toMatch(/\]\(https:\/\/evil/)
  })
})

describe("a command by somebody who may not", () => {
  const speakers: readonly [string, () => Forged][] = [
    ["a stranger", () => ({ from: STRANGER })],
    [
      "a technician's object id from another tenant",
      () => ({ teamsTenant: practice.world.tenants[0]?.id ?? "" }),
    ],
    [
      "a contact in the channel of another customer",
      () => ({
        from: personNamed(practice.world, "contact").objectId,
        channel: channelOf(practice.world, "customer", practice.world.tenants[1]?.name),
      }),
    ],
  ]
  const commands = ["freeze", "unfreeze", "link contoso", "unlink", "lift mute 1", "status"]

  it.each(speakers.flatMap(([who, forged]) => commands.map((text) => [text, who, forged] as const)))(
    "“%s” is refused to %s, and the trail says so",
    async (text, _who, forged) => {
      const before = await refusals()

      const answer = await forger.send({ ...forged(), more: { type: "message", name: undefined, text } })

      expect(answer.status).toBe(200)
      expect(await refusals()).toBe(before + 1)
      expect((await trailOf(practice)).filter(({ kind }) => kind === "command")).not.toContainEqual(
        expect.objectContaining({ what: expect.stringMatching(/Froze|Allowed fixes|Linked/) }),
      )
    },
  )
})

describe("afterwards", () => {
  it("the same button still works once for a technician, and our own record is linked, not alerted", async () => {
    await pressAs(practice, personNamed(practice.world, "technician"), card, FIX)
    await verified(practice, card)

    expect(victim.forwardingSmtpAddress).toBeNull()
    await listedAgain(practice)
    const confirmed = (await trailOf(practice)).filter((entry) => entry.kind === "own-record")
    expect(confirmed).toHaveLength(1)
    expect(confirmed[0]).toMatchObject({
      incidentId: 1,
      data: { action: "stop-forwarding", remediationId: 1 },
    })
    const paged = (await trailOf(practice)).filter(
      ({ kind, what }) => kind === "alert" && !what.startsWith("Pages nobody"),
    )
    expect(paged).toHaveLength(1)
  })

  it("no secret of the practice world stands in the log, the database or a card", async () => {
    const secrets = [
      ...practice.world.apps.flatMap((app) => [app.secret, app.privateKey]),
      practice.world.veeam.password,
    ].filter((secret) => secret !== undefined)
    const stored = ["", "-wal"]
      .map((end) => readFileSync(practice.database + end).toString("latin1"))
      .join("")
    const shown = JSON.stringify(practice.world.channels)

    expect(secrets.length).toBeGreaterThan(3)
    for (const secret of secrets) {
      for (const form of [secret, Buffer.from(secret).toString("base64"), encodeURIComponent(secret)]) {
        expect(printed.join("\n").includes(form)).toBe(false)
        expect(stored.includes(form)).toBe(false)
        expect(shown.includes(form)).toBe(false)
      }
    }
    expect(`${printed.join("\n")}${stored}`).not.toMatch(/eyJ[\w-]{20,}\./)
    expect(printed.join("\n")).not.toMatch(/unhandled|at .*\.ts:\d+/i)
  })
})
