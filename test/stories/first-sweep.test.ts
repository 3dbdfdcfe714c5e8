/** What was there before anybody watched, on the running product: found once, told to technicians, fixed and put back from the card. */
import { beforeAll, describe, expect, it } from "vitest"
import { buttonOn, channelOf, until } from "../../sandbox/observe.ts"
import { customer } from "../../sandbox/stories/story.ts"
import { createWorld } from "../../sandbox/world/create-world.ts"
import type { PracticeMailbox, PracticeMessage } from "../../sandbox/world/types.ts"
import {
  BEFORE_FORWARDER,
  BEFORE_HIDER,
  BEFORE_TENANT,
  withWhatWasThere,
} from "../../sandbox/world/was-there.ts"
import { ask, cardOffering, cardsIn, textOf, trailOf, triageOf, verified } from "./in-teams.ts"
import { FIX, personNamed, pressAs } from "./press.ts"
import { practiceForAll } from "./running-practice.ts"

const practice = practiceForAll(() => ({ world: withWhatWasThere(createWorld()), sweepSeconds: 1 }))
let forward: PracticeMessage
let rule: PracticeMessage

const mailbox = (alias: string): PracticeMailbox => {
  const found = customer(practice.cloud, BEFORE_TENANT).mailboxes.find((one) => one.alias === alias)
  if (found === undefined) throw new Error(`no mailbox ${alias}`)
  return found
}

beforeAll(async () => {
  forward = await cardOffering(practice, FIX, BEFORE_FORWARDER)
  rule = await cardOffering(practice, "Disable this rule", BEFORE_HIDER)
})

describe("what was there before", () => {
  it("is one low card each for technicians, and none for the customer, that doesn't claim to know who did it", () => {
    expect(cardsIn(triageOf(practice))).toHaveLength(2)
    expect(cardsIn(channelOf(practice.world, "customer", BEFORE_TENANT))).toEqual([])
    expect(textOf(forward)).toContain("Low severity")
    expect(textOf(forward)).toContain(
      "Mailbox forwards to an outside address, since before Watchpost watched",
    )
    expect(textOf(forward)).toContain("who set it, and when, isn't known here")
    expect(textOf(rule)).toContain("Inbox rule deletes or hides mail, since before Watchpost watched")
  })

  it("is stopped from the card, read back, and put back by undo", async () => {
    await pressAs(practice, personNamed(practice.world, "technician"), forward, FIX)
    await verified(practice, forward)
    expect(mailbox(BEFORE_FORWARDER).forwardingSmtpAddress).toBeNull()

    await until(practice.world, () => buttonOn(forward, "Undo: stop forwarding"), "a card that can be undone")
    await pressAs(practice, personNamed(practice.world, "technician"), forward, "Undo: stop forwarding")
    await until(
      practice.world,
      () => mailbox(BEFORE_FORWARDER).forwardingSmtpAddress ?? undefined,
      "the forwarding as it was",
    )
    expect(mailbox(BEFORE_FORWARDER)).toMatchObject({
      forwardingSmtpAddress: "smtp:n.wilke@mail-archive.example",
      deliverToMailboxAndForward: true,
    })
  })

  it("is switched off from the card of a rule, by its id", async () => {
    await pressAs(practice, personNamed(practice.world, "technician"), rule, "Disable this rule")
    await verified(practice, rule)

    expect(mailbox(BEFORE_HIDER).rules.filter(({ name }) => name === "..")).toEqual([
      expect.objectContaining({ enabled: false }),
    ])
  })

  it("is told of in status and in the trail, for customers where nothing was found, too", async () => {
    const told = async (): Promise<number> =>
      (await trailOf(practice)).filter(({ what }) => what.startsWith("First sweep: ")).length
    await expect.poll(told, { timeout: 60_000 }).toBe(3)

    const found = await ask(practice, `status at ${BEFORE_TENANT}`)
    const nothing = await ask(practice, "status at adatum")

    expect(textOf(found)).toMatch(
      /2 things that were there before were told at Fabrikam Law: 7 mailboxes read/,
    )
    expect(textOf(nothing)).toMatch(/Nothing that was there before sends mail outside or hides it at Adatum/)
    expect(textOf(await ask(practice, "explain alert 1"))).toContain("no record behind it")
  })
})
