/** What was before: read from Exchange when the product starts, shown on the card of a change that comes later. */
import { describe, expect, it } from "vitest"
import { buttonOn, until } from "../../sandbox/observe.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import { runAs } from "../../sandbox/stories/run-as.ts"
import { INTRUDER_ADDRESS } from "../../sandbox/stories/story.ts"
import { createWorld } from "../../sandbox/world/create-world.ts"
import { cardsIn, textOf, triageOf } from "./in-teams.ts"
import { FIX } from "./press.ts"
import { practiceForEach } from "./running-practice.ts"

/** Records tell whole seconds. Microsoft's clock is ahead, so that the story surely comes after the reading. */
let ahead = 0
const LYNNE = { tenant: "contoso", alias: "lynne.robin", ip: INTRUDER_ADDRESS }
/** Of the customer whom the stories are about. */
let mailboxesRead: Promise<void>

const practice = practiceForEach(() => {
  ahead = 1_000
  const read = Promise.withResolvers<void>()
  mailboxesRead = read.promise
  return {
    world: createWorld({ now: () => Date.now() + ahead }),
    onLog: (line) => {
      if (line.includes("mailbox snapshot stored") && line.includes('"contoso"')) read.resolve()
    },
  }
})

const cardWith = (words: RegExp): Promise<string> =>
  until(
    practice.world,
    () =>
      cardsIn(triageOf(practice))
        .filter((one) => buttonOn(one, FIX))
        .map(textOf)
        .find((shown) => words.test(shown)),
    `a card with ${words}`,
  )

describe("a change of a mailbox", () => {
  it("is shown with what was before, read at the start", async () => {
    await mailboxesRead
    await playStory(practice.cloud, "01-forwarding")

    const shown = await cardWith(/mail-archive\.example/)

    expect(shown).toMatch(/Forwarding: \noff \(seen \d\d:\d\d\) → \nlynne\.robin@mail-archive\.example/)
    expect(shown).not.toContain("not in Microsoft's record")
  })

  it("is shown with what an earlier record set, when that is newer than the reading", async () => {
    await mailboxesRead
    await playStory(practice.cloud, "01-forwarding")
    await cardWith(/mail-archive\.example/)
    ahead += 1_000

    runAs(practice.cloud, LYNNE, "Set-Mailbox", {
      Identity: "lynne.robin@contoso.example",
      ForwardingSmtpAddress: "smtp:second@mail-archive.example",
      DeliverToMailboxAndForward: false,
    })

    expect(await cardWith(/second@mail-archive\.example/)).toMatch(
      /\nlynne\.robin@mail-archive\.example → \nsecond@mail-archive\.example/,
    )
  })

  it("is posted while Exchange holds the next reading back, with what the last one saw", async () => {
    await mailboxesRead
    await practice.product().stop()
    const held = { service: "exchange", match: "ResultSize", times: 3, kind: "hold" } as const
    const fault = { ...held }
    practice.cloud.faults.push(fault)
    await practice.restartProduct()

    await playStory(practice.cloud, "01-forwarding")

    expect(await cardWith(/mail-archive\.example/)).toMatch(/\noff \(seen \d\d:\d\d\) → /)
    expect(fault).toMatchObject({ times: 0, used: 3 })
  })
})
