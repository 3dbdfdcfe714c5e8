/** What an operator set up wrong or late, end to end: a protected account that isn't there, a channel that is linked during an incident. */
import { describe, expect, it } from "vitest"
import { buttonOn, channelOf, until } from "../../sandbox/observe.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import { createWorld, RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import type { PracticeChannel, PracticeUser, World } from "../../sandbox/world/types.ts"
import { ask, cardOffering, cardSaying, cardsIn, says, textOf, triageOf } from "./in-teams.ts"
import { FIX, personNamed, pressAs } from "./press.ts"
import { practiceForEach } from "./running-practice.ts"

/** The VIP whom the practice's configuration names. */
const VIP = "enrico.cattaneo@adatum.example"
const TITLE = "An account that should be protected can't be found"

function vipIn({ tenants }: World): PracticeUser {
  const found = tenants.flatMap(({ users }) => users).find(({ upn }) => upn === VIP)
  if (found === undefined) throw new Error(`The practice world has no ${VIP}.`)
  return found
}

describe("a protected account that the directory doesn't know", () => {
  const world = createWorld()
  const vip = vipIn(world)
  const practice = practiceForEach(() => {
    vip.upn = "e.cattaneo@adatum.example"
    return { world }
  })
  const settingCards = () => cardsIn(triageOf(practice)).filter((card) => textOf(card).includes("protected"))

  it("is one card in triage and a line in status, until it is put right", async () => {
    const card = await cardSaying(practice, TITLE, VIP)
    const told = await ask(practice, "status at adatum")

    expect(textOf(told)).toContain(`${VIP} (vips): that entry protects nobody`)
    expect(buttonOn(card, "Claim")).toBeDefined()
    expect(channelOf(world, "customer", "adatum").messages).toEqual([])

    vip.upn = VIP
    await practice.product().stop()
    await practice.restartProduct()
    await says(practice, card, /Over: put right/)
    expect(settingCards()).toHaveLength(1)
  })
})

describe("a protected account of a customer that doesn't let us ask", () => {
  const practice = practiceForEach(() => {
    const world = createWorld()
    vipIn(world).upn = "e.cattaneo@adatum.example"
    for (const { consents } of world.tenants) delete consents[RESPOND_APP_ID]
    return { world }
  })

  it("is unknown, and not called wrong", async () => {
    const told = textOf(await ask(practice, "status at adatum"))

    expect(told).toContain(`Whether Adatum Clinics's directory knows ${VIP} (vips) isn't known`)
    expect(told).not.toContain("protects nobody")
  })
})

describe("a channel that is linked while an incident is open", () => {
  const practice = practiceForEach()

  it("has its live card once, also when the process dies right behind the link", async () => {
    const { world } = practice
    const channel: PracticeChannel = {
      ...channelOf(world, "customer", "contoso"),
      id: "19:contoso-second@thread.tacv2",
      name: "Second",
      messages: [],
    }
    world.channels.push(channel)
    await playStory(practice.cloud, "01-forwarding")
    const inTriage = await cardOffering(practice, FIX)

    await ask(practice, "link contoso", { channel, person: personNamed(world, "technician") })
    await practice.product().kill()
    await practice.restartProduct()
    const [victim = ""] = /[\w.]+@contoso\.example/.exec(textOf(inTriage)) ?? []
    const isCard = (text: string): boolean => text.includes(victim) && text.includes("forward")
    const own = () => cardsIn(channel).filter((card) => isCard(textOf(card)))
    const card = await until(world, () => own()[0], "the card in the linked channel")
    await pressAs(practice, personNamed(world, "technician"), inTriage, FIX)
    await says(practice, card, /has put it right/)

    expect(own()).toHaveLength(1)
    expect(buttonOn(card, FIX)).toBeUndefined()
    expect(JSON.stringify(cardsIn(channel))).not.toContain("<at>")
  })
})
