/** A VIP's mailbox forwards outside, and the policy asks for two persons: on the running product, from card to proof. */
import { beforeAll, describe, expect, it } from "vitest"
import { buttonOn, mailboxOf, until } from "../../sandbox/observe.ts"
import { runAs } from "../../sandbox/stories/run-as.ts"
import type { PracticeMessage } from "../../sandbox/world/types.ts"
import { cardOffering, says, textOf, trailOf } from "./in-teams.ts"
import { FIX, personNamed, pressAs } from "./press.ts"
import { practiceForAll } from "./running-practice.ts"

const ENRICO = "enrico.cattaneo@adatum.example"

const practice = practiceForAll()
let card: PracticeMessage

beforeAll(async () => {
  runAs(practice.cloud, { tenant: "adatum", alias: "enrico.cattaneo", ip: "203.0.113.9" }, "Set-Mailbox", {
    Identity: ENRICO,
    ForwardingSmtpAddress: "smtp:enrico@mail-archive.example",
    DeliverToMailboxAndForward: false,
  })
  card = await cardOffering(practice, FIX)
})

const shown = (): string => textOf(card)

describe("a fix of a VIP's mailbox", () => {
  it("waits on the card, is refused to whoever asked for it, and runs when a colleague approves", async () => {
    const kim = personNamed(practice.world, "technician", 0)
    const sam = personNamed(practice.world, "technician", 1)
    const mailbox = mailboxOf(practice.world, ENRICO)

    await pressAs(practice, kim, card, FIX)
    await until(practice.world, () => buttonOn(card, "Approve"), "the card with Approve")
    expect(shown()).toContain(`${kim.name} asks for “Stop forwarding”; a second person has to approve it by`)
    expect(shown()).toContain(`${ENRICO} is on the list of VIPs.`)
    expect(shown()).toContain("Set-Mailbox")

    const own = await pressAs(practice, kim, card, "Approve")
    expect(JSON.stringify(own.body)).toContain("somebody else")
    expect(mailbox.forwardingSmtpAddress).not.toBeNull()
    expect((await trailOf(practice)).filter(({ kind }) => kind === "intent")).toEqual([])

    await pressAs(practice, sam, card, "Approve")
    await says(practice, card, /read back/i)

    expect(mailbox.forwardingSmtpAddress).toBeNull()
    const entries = await trailOf(practice)
    expect(entries.find(({ kind }) => kind === "refusal")?.who).toContain(kim.name)
    expect(entries.find(({ kind }) => kind === "intent")).toMatchObject({
      who: `${kim.name} (${kim.objectId})`,
      data: { approvedBy: `${sam.name} (${sam.objectId})` },
    })
  })
})
