/** Everything goes down once: Teams, Exchange, the backup server, the whole cloud, and the product itself. */
import { spawn } from "node:child_process"
import { join, resolve } from "node:path"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { buttonOn, cardText, channelOf, until } from "../../sandbox/observe.ts"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import type { PracticeChannel, PracticeMessage, World } from "../../sandbox/world/types.ts"
import { openTrailForReading } from "../../src/adapters/sqlite/open-trail.ts"
import { siteTokenVariable } from "../../src/config/environment.ts"
import { personNamed, pressAs } from "./press.ts"

const FIX = "Stop forwarding"
let practice: Practice
let world: World
let printed: string[]

beforeEach(async () => {
  printed = []
  practice = await startPractice({ onLog: (line) => printed.push(line) })
  world = practice.cloud.world
})
afterEach(async () => {
  expect(printed.join("\n")).not.toMatch(/unhandled|triggerUncaught/i)
  await practice.close()
})

const cardsIn = (channel: PracticeChannel): readonly PracticeMessage[] =>
  channel.messages.filter((one) => one.cards.length > 0)
const triage = (): PracticeChannel => channelOf(world, "triage")
const contosoChannel = (): PracticeChannel => channelOf(world, "customer", world.tenants[0]?.name)
const fixCard = (): Promise<PracticeMessage> =>
  until(world, () => triage().messages.find((one) => buttonOn(one, FIX)), "a card with the fix")
const text = (card: PracticeMessage): string => cardText(card.cards[0] ?? {})
const verified = (card: PracticeMessage): Promise<true> =>
  until(world, () => (/verified/i.test(text(card)) ? true : undefined), "the card says verified")
/** Without what pages nobody, like the practice cloud's own restores. */
const kinds = async (wanted: string): Promise<number> =>
  (await openTrailForReading(practice.database).read(0, 10_000)).filter(
    ({ kind, what }) => kind === wanted && !what.startsWith("Pages nobody"),
  ).length
const technician = () => personNamed(world, "technician")
const used = (): number => practice.cloud.faults.reduce((sum, fault) => sum + (fault.used ?? 0), 0)
/** A fault changes nothing in the world, so that nobody tells when it was used: looked at again and again. */
const spoiled = (count = 1): Promise<boolean> =>
  vi.waitUntil(() => used() >= count, { timeout: 60_000, interval: 20 })

describe("Teams is down for a while", () => {
  it("gets each card once when it is back", async () => {
    practice.cloud.faults.push(
      { service: "botframework", match: "POST", times: 1, kind: "status", status: 503 },
      { service: "botframework", match: "POST", times: 1, kind: "reset" },
    )
    await playStory(practice.cloud, "01-forwarding")

    await until(world, () => cardsIn(triage())[0] && cardsIn(contosoChannel())[0], "both cards")
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
    const theirs = await until(world, () => cardsIn(contosoChannel())[0], "the customer's card")
    await pressAs(practice, personNamed(world, "contact"), theirs, "We don't know this")
    const again = await fixCard()

    expect(again.id).not.toBe(first.id)
    expect(text(again)).toContain("We don't know this")
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

    expect(text(await fixCard())).toContain("lynne.robin@contoso.example")
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
    await verified(card)

    expect(used()).toBe(2)
    expect(setMailboxCalls()).toBe(1)
  })
})

/** Set-Mailbox records that our own app made. */
const setMailboxCalls = (): number =>
  world.tenants
    .flatMap((tenant) => [
      ...tenant.outgoing.map((one) => one.record),
      ...tenant.blobs.flatMap((blob) => blob.records),
    ])
    .map((record) => JSON.stringify(record))
    .filter(
      (record) => record.includes('"Set-Mailbox"') && world.apps.some((app) => record.includes(app.appId)),
    ).length

describe("the product is killed", () => {
  it("while a card is on its way: nothing is lost, and nothing is posted a third time", async () => {
    practice.cloud.faults.push({ service: "botframework", match: "POST", times: 1, kind: "hold" })
    await playStory(practice.cloud, "01-forwarding")
    await spoiled()

    await practice.product().kill()
    await practice.restartProduct()
    await until(world, () => cardsIn(contosoChannel())[0] && cardsIn(triage())[0], "both cards")
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
    expect(setMailboxCalls()).toBe(0)
    await practice.restartProduct()
    await verified(card)

    expect(setMailboxCalls()).toBe(1)
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
  it("ends with 0 at once when nothing is under way", async () => {
    const askedAt = performance.now()
    await practice.product().stop()

    expect(await practice.product().ended).toBe(0)
    expect(performance.now() - askedAt).toBeLessThan(4_000)
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
    expect(performance.now() - askedAt).toBeLessThan(4_900)
  })
})

describe("a second product", () => {
  it("on the same database says one sentence and ends with 1", async () => {
    const child = spawn(
      process.execPath,
      [resolve("src/main.js"), "start", "--config", join(practice.folder, "watchpost.yaml")],
      { env: { PATH: process.env.PATH ?? "", WATCHPOST_LOG_LEVEL: "error", ...secrets() } },
    )
    let said = ""
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8")
    })
    const code = await new Promise((done) => child.once("close", done))

    expect(code).toBe(1)
    expect(said).toMatch(/in use by another Watchpost process/)
    expect(said.trim().split("\n")).toHaveLength(1)
  })
})

const secrets = (): Record<string, string> => ({
  WATCHPOST_BOT_SECRET: "not the right one",
  WATCHPOST_MONITOR_SECRET: "not the right one",
  WATCHPOST_RESPOND_SECRET: "not the right one",
  WATCHPOST_VEEAM_PASSWORD_VB365_01: "not the right one",
  [siteTokenVariable("vb365-01")]: "vb365-01".padEnd(32, "x"),
  ...Object.fromEntries(
    practice.cloud.world.tenants.map(({ name }) => [
      siteTokenVariable(`${name}-office`),
      name.padEnd(32, "x"),
    ]),
  ),
})
