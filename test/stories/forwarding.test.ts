/** The main job, end to end: the product as a process, the practice cloud over HTTP, real tokens, a real database. */
import { spawnSync } from "node:child_process"
import { resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { buttonOn, channelOf, until } from "../../sandbox/observe.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import type { PracticeMailbox, PracticeMessage, PracticePerson } from "../../sandbox/world/types.ts"
import { ask, cardOffering, cardsIn, textOf, trailOf, triageOf, verified } from "./in-teams.ts"
import { FIX, ownWrites, personNamed, pressAs, victimOf } from "./press.ts"
import { practiceForEach } from "./running-practice.ts"

const practice = practiceForEach()

const technician = (index = 0): PracticePerson => personNamed(practice.world, "technician", index)
const contact = (): PracticePerson => personNamed(practice.world, "contact")

async function forwardingCard(): Promise<{ card: PracticeMessage; victim: PracticeMailbox }> {
  await playStory(practice.cloud, "01-forwarding")
  return { card: await cardOffering(practice, FIX), victim: victimOf(practice.world) }
}

describe("forwarding set by an attacker", () => {
  it("puts one card into the triage channel and a calm one without fixes into the customer's", async () => {
    const { card, victim } = await forwardingCard()
    const customer = channelOf(practice.world, "customer", practice.world.tenants[0]?.name)
    const told = await until(practice.world, () => cardsIn(customer)[0], "the customer's card")

    expect(textOf(card)).toContain(victim.upn)
    expect(textOf(card)).toContain(victim.forwardingSmtpAddress?.replace("smtp:", ""))
    expect(buttonOn(told, FIX)).toBeUndefined()
    expect(buttonOn(told, "That was us")).toBeDefined()
    expect(cardsIn(triageOf(practice))).toHaveLength(1)
  })

  it("is gone after a technician's press, and the card and the trail say so", async () => {
    const { card, victim } = await forwardingCard()

    const answer = await pressAs(practice, technician(), card, FIX)
    await verified(practice, card)

    expect(answer.status).toBe(200)
    expect(JSON.stringify(answer.body)).toMatch(/working/i)
    expect(victim.forwardingSmtpAddress).toBeNull()
    expect(buttonOn(card, FIX)).toBeUndefined()
    expect(textOf(card)).toContain(technician().name)
    expect((await trailOf(practice)).map((entry) => entry.kind)).toEqual(
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

  it("is told afterwards to the contact who asks what was done, with who did it and when", async () => {
    const { card, victim } = await forwardingCard()
    await pressAs(practice, technician(), card, FIX)
    await verified(practice, card)
    const channel = channelOf(practice.world, "customer", practice.world.tenants[0]?.name)

    const answer = textOf(await ask(practice, "what did you do today", { channel, person: contact() }))

    expect(answer).toContain("today: 1 fix.")
    expect(answer).toMatch(/\d\d:\d\d \S+: Stop forwarding/)
    expect(answer).toContain(victim.upn)
    expect(answer).toContain(technician().name)
    expect(answer).toContain("done and checked")
  })

  it("stays when a contact forges the press, and the refusal is in the trail", async () => {
    const { card, victim } = await forwardingCard()
    const before = victim.forwardingSmtpAddress

    const answer = await pressAs(practice, contact(), card, FIX)

    expect(answer.status).toBe(200)
    expect(victim.forwardingSmtpAddress).toBe(before)
    const refusals = (await trailOf(practice)).filter((entry) => entry.kind === "refusal")
    expect(refusals).toHaveLength(1)
    expect(refusals[0]?.who).toContain(contact().name)
  })

  it("is fixed once when two technicians press at the same moment", async () => {
    const { card } = await forwardingCard()

    await Promise.all([
      pressAs(practice, technician(0), card, FIX),
      pressAs(practice, technician(1), card, FIX),
    ])
    await verified(practice, card)

    expect(ownWrites(practice.world, "Set-Mailbox")).toBe(1)
  })

  it("is fixed once when the process is killed between the call and its answer", async () => {
    const { card, victim } = await forwardingCard()
    practice.cloud.faults.push({ service: "exchange", match: "Set-Mailbox", times: 1, kind: "hold" })

    await pressAs(practice, technician(), card, FIX)
    await until(
      practice.world,
      () => (victim.forwardingSmtpAddress === null ? true : undefined),
      "the write arrived",
    )
    await practice.product().kill()
    await practice.restartProduct()
    await verified(practice, card)

    expect(ownWrites(practice.world, "Set-Mailbox")).toBe(1)
    expect((await trailOf(practice)).filter((entry) => entry.kind === "intent")).toHaveLength(1)
    expect((await trailOf(practice)).filter((entry) => entry.kind === "result")).toHaveLength(1)
  })
})
