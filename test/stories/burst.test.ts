/** 120 grants at once, on the running product: one card that unfolds, two persons, 120 proofs, and all of it undone. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { buttonOn, cardText, channelOf, until } from "../../sandbox/observe.ts"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import { customer } from "../../sandbox/stories/story.ts"
import type { PracticeMessage, World } from "../../sandbox/world/types.ts"
import { openTrailForReading } from "../../src/adapters/sqlite/open-trail.ts"
import { confirmAs, personNamed, pressAs } from "./press.ts"

const ALL = "Remove all 120"
const UNDO = "Undo all 120"

let practice: Practice
let world: World
let card: PracticeMessage

beforeAll(async () => {
  practice = await startPractice()
  world = practice.cloud.world
  await playStory(practice.cloud, "14-burst")
  card = await until(world, () => triage().find((one) => buttonOn(one, ALL)), "the card of the burst")
}, 60_000)
afterAll(() => practice.close())

const triage = () => channelOf(world, "triage").messages
const shown = (): string => cardText(card.cards[0] ?? {})
const granted = (): number =>
  customer(practice.cloud, "adatum").mailboxes.filter(
    ({ alias, permissions }) =>
      alias.startsWith("patient") && permissions.some(({ user }) => user.startsWith("johanna")),
  ).length

describe("120 grants at once", () => {
  it("are one card that says how many and lists all of them below", () => {
    expect(triage().flatMap(({ cards }) => cards.slice(0, 1))).toHaveLength(1)
    expect(shown()).toContain("120 times")
    expect(shown()).toContain("patient.120@adatum.example")
    expect(JSON.stringify(card.cards[0])).toContain("Action.ToggleVisibility")
  })

  it("are taken back by one press of two persons, each proven, and given back by one more", async () => {
    const kim = personNamed(world, "technician", 0)
    const sam = personNamed(world, "technician", 1)
    expect(granted()).toBe(120)

    await confirmAs(practice, kim, card, ALL)
    await until(world, () => buttonOn(card, "Approve"), "the card with Approve")
    expect(shown()).toContain("It concerns 120 things at once.")
    expect(granted()).toBe(120)
    await pressAs(practice, sam, card, "Approve")
    await until(world, () => buttonOn(card, UNDO), "all of it fixed", 60_000)

    expect(shown()).toContain("120 of 120 done")
    expect(granted()).toBe(0)
    const results = (await openTrailForReading(practice.database).read(0, 5_000)).filter(
      ({ kind }) => kind === "result",
    )
    expect(results).toHaveLength(120)

    await confirmAs(practice, kim, card, UNDO)
    await until(world, () => buttonOn(card, "Approve"), "the card with Approve")
    await pressAs(practice, sam, card, "Approve")
    await until(world, () => (granted() === 120 ? true : undefined), "all of it undone", 60_000)
  }, 150_000)
})
