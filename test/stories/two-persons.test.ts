/** A VIP's mailbox forwards outside, and the policy asks for two persons: on the running product, from card to proof. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { buttonOn, cardText, channelOf, mailboxOf, until } from "../../sandbox/observe.ts"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { runAs } from "../../sandbox/stories/run-as.ts"
import type { PracticeMessage, World } from "../../sandbox/world/types.ts"
import { openTrailForReading } from "../../src/adapters/sqlite/open-trail.ts"
import { personNamed, pressAs } from "./press.ts"

const FIX = "Stop forwarding"
const ENRICO = "enrico.cattaneo@adatum.example"

let practice: Practice
let world: World
let card: PracticeMessage

beforeAll(async () => {
  practice = await startPractice()
  world = practice.cloud.world
  runAs(practice.cloud, { tenant: "adatum", alias: "enrico.cattaneo", ip: "203.0.113.9" }, "Set-Mailbox", {
    Identity: ENRICO,
    ForwardingSmtpAddress: "smtp:enrico@mail-archive.example",
    DeliverToMailboxAndForward: false,
  })
  const triage = channelOf(world, "triage")
  card = await until(world, () => triage.messages.find((one) => buttonOn(one, FIX)), "a card with the fix")
})
afterAll(() => practice.close())

const trail = () => openTrailForReading(practice.database).read(0, 1_000)
const shown = (): string => cardText(card.cards[0] ?? {})

describe("a fix of a VIP's mailbox", () => {
  it("waits on the card, is refused to whoever asked for it, and runs when a colleague approves", async () => {
    const kim = personNamed(world, "technician", 0)
    const sam = personNamed(world, "technician", 1)
    const mailbox = mailboxOf(world, ENRICO)

    await pressAs(practice, kim, card, FIX)
    await until(world, () => buttonOn(card, "Approve"), "the card with Approve")
    expect(shown()).toContain(
      `${kim.name} asks for “Stop forwarding”; a second person has to approve it until`,
    )
    expect(shown()).toContain(`${ENRICO} is on the list of VIPs.`)
    expect(shown()).toContain("Runs: Set-Mailbox")

    const own = await pressAs(practice, kim, card, "Approve")
    expect(JSON.stringify(own.body)).toContain("somebody else")
    expect(mailbox.forwardingSmtpAddress).not.toBeNull()
    expect((await trail()).filter(({ kind }) => kind === "intent")).toEqual([])

    await pressAs(practice, sam, card, "Approve")
    await until(world, () => (/read back/i.test(shown()) ? true : undefined), "the proof on the card")

    expect(mailbox.forwardingSmtpAddress).toBeNull()
    const entries = await trail()
    expect(entries.find(({ kind }) => kind === "refusal")?.who).toContain(kim.name)
    expect(entries.find(({ kind }) => kind === "intent")).toMatchObject({
      who: `${kim.name} (${kim.objectId})`,
      data: { approvedBy: `${sam.name} (${sam.objectId})` },
    })
  })
})
