/** Everything goes down once: Teams, Exchange, the backup server, the whole cloud, and the product itself. */
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { channelOf, until } from "../../sandbox/observe.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import type { PracticeChannel, PracticeMessage } from "../../sandbox/world/types.ts"
import { siteTokenVariable } from "../../src/config/environment.ts"
import { runWatchpost } from "../cli/run-watchpost.ts"
import { cardOffering, cardsIn, textOf, trailOf, triageOf, verified } from "./in-teams.ts"
import { FIX, ownWrites, personNamed, pressAs } from "./press.ts"
import { practiceForEach } from "./running-practice.ts"

const printed: string[] = []
const practice = practiceForEach(() => ({ onLog: (line) => printed.push(line) }))

beforeEach(() => {
  printed.length = 0
})
afterEach(() => expect(printed.join("\n")).not.toMatch(/unhandled|triggerUncaught/i))

const triage = (): PracticeChannel => triageOf(practice)
const contosoChannel = (): PracticeChannel =>
  channelOf(practice.world, "customer", practice.world.tenants[0]?.name)
const fixCard = (): Promise<PracticeMessage> => cardOffering(practice, FIX)
/** Without what pages nobody, like the practice cloud's own restores. */
const kinds = async (wanted: string): Promise<number> =>
  (await trailOf(practice)).filter(({ kind, what }) => kind === wanted && !what.startsWith("Pages nobody"))
    .length
const technician = () => personNamed(practice.world, "technician")
const used = (): number => practice.cloud.faults.reduce((sum, fault) => sum + (fault.used ?? 0), 0)
/** A fault changes nothing in the practice.world, so that nobody tells when it was used: looked at again and again. */
const spoiled = (count = 1): Promise<boolean> =>
  vi.waitUntil(() => used() >= count, { timeout: 60_000, interval: 20 })

describe("Teams is down for a while", () => {
  it("gets each card once when it is back", async () => {
    practice.cloud.faults.push(
      { service: "botframework", match: "POST", times: 1, kind: "status", status: 503 },
      { service: "botframework", match: "POST", times: 1, kind: "reset" },
    )
    await playStory(practice.cloud, "01-forwarding")

    await until(practice.world, () => cardsIn(triage())[0] && cardsIn(contosoChannel())[0], "both cards")
    await vi.waitUntil(async () => (await kinds("delivery")) === 2, { timeout: 60_000, interval: 50 })

    expect(used()).toBe(2)
    expect(cardsIn(triage())).toHaveLength(1)
    expect(cardsIn(contosoChannel())).toHaveLength(1)
  })
})

describe("somebody deletes a card in Teams", () => {
  it("gets it anew with the next thing that happens", async () => {
    await playStory(practice.cloud, "01-forwarding")
    const first = await fixCard()
    triage().messages = triage().messages.filter(({ id }) => id !== first.id)

    // A contact answers on the other card; the technicians' card is owed an edit.
    const theirs = await until(practice.world, () => cardsIn(contosoChannel())[0], "the customer's card")
    await pressAs(practice, personNamed(practice.world, "contact"), theirs, "We don't know this")
    const again = await fixCard()

    expect(again.id).not.toBe(first.id)
    expect(textOf(again)).toContain("We don't know this")
    expect(cardsIn(triage())).toHaveLength(1)
  })
})

describe("the whole cloud is down when the product starts", () => {
  it("is watched as soon as it is back", async () => {
    await practice.product().stop()
    for (const service of ["login", "manage", "graph", "exchange", "botframework", "veeam"])
      practice.cloud.faults.push({ service, times: 1_000, kind: "reset" })
    await practice.restartProduct()
    await spoiled(8)

    practice.cloud.faults.length = 0
    await playStory(practice.cloud, "01-forwarding")

    expect(textOf(await fixCard())).toContain("lynne.robin@contoso.example")
  })
})

describe("Exchange in trouble", () => {
  it("is asked again after a 429, and a 504 after the change is read before anything is repeated", async () => {
    await playStory(practice.cloud, "01-forwarding")
    const card = await fixCard()
    practice.cloud.faults.push(
      {
        service: "exchange",
        match: "Get-Mailbox",
        times: 1,
        kind: "status",
        status: 429,
        headers: { "retry-after": "1" },
      },
      { service: "exchange", match: "Set-Mailbox", times: 1, kind: "apply-then-504" },
    )

    await pressAs(practice, technician(), card, FIX)
    await verified(practice, card)

    expect(used()).toBe(2)
    expect(ownWrites(practice.world, "Set-Mailbox")).toBe(1)
  })
})

describe("the product is killed", () => {
  it("while a card is on its way: nothing is lost, and nothing is posted a third time", async () => {
    practice.cloud.faults.push({ service: "botframework", match: "POST", times: 1, kind: "hold" })
    await playStory(practice.cloud, "01-forwarding")
    await spoiled()

    await practice.product().kill()
    await practice.restartProduct()
    await until(practice.world, () => cardsIn(contosoChannel())[0] && cardsIn(triage())[0], "both cards")
    await vi.waitUntil(async () => (await kinds("delivery")) === 2, { timeout: 60_000, interval: 50 })

    expect(await kinds("alert")).toBe(1)
    for (const channel of [triage(), contosoChannel()]) expect(cardsIn(channel).length).toBeLessThanOrEqual(2)
  })

  it("right after the press was answered: the fix runs after the start", async () => {
    await playStory(practice.cloud, "01-forwarding")
    const card = await fixCard()
    practice.cloud.faults.push({ service: "exchange", match: "Get-Mailbox", times: 1, kind: "hold" })

    const answer = await pressAs(practice, technician(), card, FIX)
    await practice.product().kill()
    expect(JSON.stringify(answer.body)).toMatch(/working/i)
    expect(ownWrites(practice.world, "Set-Mailbox")).toBe(0)
    await practice.restartProduct()
    await verified(practice, card)

    expect(ownWrites(practice.world, "Set-Mailbox")).toBe(1)
    expect(await kinds("click")).toBe(1)
    expect(await kinds("result")).toBe(1)
  })

  it("while content is being fetched: it is fetched again and told once", async () => {
    practice.cloud.faults.push({ service: "manage", match: "/audit/", times: 1, kind: "hold" })
    await playStory(practice.cloud, "01-forwarding")
    await spoiled()

    await practice.product().kill()
    await practice.restartProduct()
    await fixCard()

    expect(await kinds("alert")).toBe(1)
  })
})

describe("the product is asked to stop", () => {
  /**
   * The product gives its requests 3 s and its worker 5 s, and a busy machine takes its time besides. Waiting for an
   * answer that is held would take 20 s at least, which is as long as a message to Teams may take.
   */
  const SECONDS_MS = 15_000

  it("ends with 0 within seconds when nothing is under way", async () => {
    const askedAt = performance.now()
    await practice.product().stop()

    expect(await practice.product().ended).toBe(0)
    expect(performance.now() - askedAt).toBeLessThan(SECONDS_MS)
  })

  it.each([
    ["a feed that doesn't answer", { service: "manage", match: "", times: 50, kind: "hold" }],
    ["Teams that doesn't answer", { service: "botframework", match: "", times: 50, kind: "hold" }],
    ["a login that doesn't answer", { service: "login", match: "", times: 50, kind: "hold" }],
  ] as const)("ends with 0 within seconds in the middle of waiting for %s", async (_what, fault) => {
    if (fault.service === "login") {
      await practice.product().stop()
      practice.cloud.faults.push({ ...fault })
      await practice.restartProduct()
    } else {
      practice.cloud.faults.push({ ...fault })
      await playStory(practice.cloud, "01-forwarding")
    }
    await spoiled()

    const askedAt = performance.now()
    await practice.product().stop()

    expect(await practice.product().ended).toBe(0)
    expect(performance.now() - askedAt).toBeLessThan(SECONDS_MS)
  })
})

describe("a second product", () => {
  it("on the same database says one sentence and ends with 1", async () => {
    const env = { PATH: process.env.PATH ?? "", WATCHPOST_LOG_LEVEL: "error", ...secrets() }
    const config = join(practice.folder, "watchpost.yaml")
    const { code, stderr } = await runWatchpost(["start", "--config", config], env)

    expect(code).toBe(1)
    expect(stderr).toMatch(/in use by another Watchpost process/)
    expect(stderr.trim().split("\n")).toHaveLength(1)
  })
})

const secrets = (): Record<string, string> => ({
  WATCHPOST_BOT_SECRET: "not the right one",
  WATCHPOST_MONITOR_SECRET: "not the right one",
  WATCHPOST_RESPOND_SECRET: "not the right one",
  WATCHPOST_VEEAM_PASSWORD_VB365_01: "not the right one",
  [siteTokenVariable("vb365-01")]: "vb365-01".padEnd(32, "x"),
  ...Object.fromEntries(
    practice.world.tenants.map(({ name }) => [siteTokenVariable(`${name}-office`), name.padEnd(32, "x")]),
  ),
})
