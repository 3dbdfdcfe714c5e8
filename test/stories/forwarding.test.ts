/** The main job, end to end: the product as a process, the practice cloud over HTTP, real tokens, a real database. */
import { spawnSync } from "node:child_process"
import { resolve } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { buttonOn, cardText, channelOf, until } from "../../sandbox/observe.ts"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import type { PracticeMailbox, PracticeMessage, PracticePerson, World } from "../../sandbox/world/types.ts"
import { openTrailForReading } from "../../src/adapters/sqlite/open-trail.ts"
import { personNamed, pressAs } from "./press.ts"

const FIX = "Stop forwarding"
let practice: Practice
let world: World

beforeEach(async () => {
  practice = await startPractice()
  world = practice.cloud.world
})
afterEach(() => practice.close())

const technician = (index = 0): PracticePerson => personNamed(world, "technician", index)
const contact = (): PracticePerson => personNamed(world, "contact")

async function forwardingCard(): Promise<{ card: PracticeMessage; victim: PracticeMailbox }> {
  await playStory(practice.cloud, "01-forwarding")
  const triage = channelOf(world, "triage")
  const card = await until(
    world,
    () => triage.messages.find((one) => buttonOn(one, FIX)),
    "a card with the fix",
  )
  const victim = world.tenants
    .flatMap((tenant) => tenant.mailboxes)
    .find((one) => one.forwardingSmtpAddress !== null)
  if (victim === undefined) throw new Error("The story set no forwarding.")
  return { card, victim }
}

const current = (card: PracticeMessage): string => cardText(card.cards[0] ?? {})

const verified = (card: PracticeMessage): Promise<true> =>
  until(world, () => (/verified/i.test(current(card)) ? true : undefined), "the card says verified")

const trail = (): Promise<readonly { kind: string; who: string; what: string }[]> =>
  openTrailForReading(practice.database).read(0, 1000)

/** Set-Mailbox records that our own app made: one for each time the fix really ran. */
const runsOfTheFix = (): number =>
  world.tenants
    .flatMap((tenant) => [
      ...tenant.outgoing.map((one) => one.record),
      ...tenant.blobs.flatMap((blob) => blob.records),
    ])
    .filter((record) => {
      const text = JSON.stringify(record)
      return (
        text.includes('"Set-Mailbox"') && world.apps.some((app) => text.includes(`"AppId":"${app.appId}"`))
      )
    }).length

describe("forwarding set by an attacker", () => {
  it("puts one card into the triage channel and a calm one without fixes into the customer's", async () => {
    const { card, victim } = await forwardingCard()
    const customer = channelOf(world, "customer", world.tenants[0]?.name)
    const told = await until(
      world,
      () => customer.messages.find((one) => one.cards.length > 0),
      "the customer's card",
    )

    expect(current(card)).toContain(victim.upn)
    expect(current(card)).toContain(victim.forwardingSmtpAddress?.replace("smtp:", ""))
    expect(buttonOn(told, FIX)).toBeUndefined()
    expect(buttonOn(told, "That was us")).toBeDefined()
    expect(channelOf(world, "triage").messages.filter((one) => one.cards.length > 0)).toHaveLength(1)
  })

  it("is gone after a technician's press, and the card and the trail say so", async () => {
    const { card, victim } = await forwardingCard()

    const answer = await pressAs(practice, technician(), card, FIX)
    await verified(card)

    expect(answer.status).toBe(200)
    expect(JSON.stringify(answer.body)).toMatch(/working/i)
    expect(victim.forwardingSmtpAddress).toBeNull()
    expect(buttonOn(card, FIX)).toBeUndefined()
    expect(current(card)).toContain(technician().name)
    expect((await trail()).map((entry) => entry.kind)).toEqual(
      expect.arrayContaining(["alert", "delivery", "click", "intent", "result"]),
    )
    const verify = spawnSync(process.execPath, [
      resolve("src/main.js"),
      "trail",
      "verify",
      "--database",
      practice.database,
    ])
    expect(verify.stdout.toString()).toMatch(/\d+ entries/)
    expect(verify.status).toBe(0)
  })

  it("stays when a contact forges the press, and the refusal is in the trail", async () => {
    const { card, victim } = await forwardingCard()
    const before = victim.forwardingSmtpAddress

    const answer = await pressAs(practice, contact(), card, FIX)

    expect(answer.status).toBe(200)
    expect(victim.forwardingSmtpAddress).toBe(before)
    const refusals = (await trail()).filter((entry) => entry.kind === "refusal")
    expect(refusals).toHaveLength(1)
    expect(refusals[0]?.who).toContain(contact().name)
  })

  it("is fixed once when two technicians press at the same moment", async () => {
    const { card } = await forwardingCard()

    await Promise.all([
      pressAs(practice, technician(0), card, FIX),
      pressAs(practice, technician(1), card, FIX),
    ])
    await verified(card)

    expect(runsOfTheFix()).toBe(1)
  })

  it("is fixed once when the process is killed between the call and its answer", async () => {
    const { card, victim } = await forwardingCard()
    practice.cloud.faults.push({ service: "exchange", match: "Set-Mailbox", times: 1, kind: "hold" })

    await pressAs(practice, technician(), card, FIX)
    await until(world, () => (victim.forwardingSmtpAddress === null ? true : undefined), "the write arrived")
    await practice.product().kill()
    await practice.restartProduct()
    await verified(card)

    expect(runsOfTheFix()).toBe(1)
    expect((await trail()).filter((entry) => entry.kind === "intent")).toHaveLength(1)
    expect((await trail()).filter((entry) => entry.kind === "result")).toHaveLength(1)
  })
})
