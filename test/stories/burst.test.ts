/** 120 grants at once, on the running product: one card that unfolds, two persons, 120 proofs, and all of it undone. */
import { beforeAll, describe, expect, it } from "vitest"
import { buttonOn, until } from "../../sandbox/observe.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import { customer } from "../../sandbox/stories/story.ts"
import type { PracticeMessage } from "../../sandbox/world/types.ts"
import { cardOffering, cardsIn, textOf, trailOf, triageOf } from "./in-teams.ts"
import { confirmAs, personNamed, pressAs } from "./press.ts"
import { practiceForAll } from "./running-practice.ts"

const ALL = "Remove all 120"
const UNDO = "Undo all 120"
/** A busy machine takes some minutes for so many fixes. */
const PATIENCE_MS = 240_000

const practice = practiceForAll()
let card: PracticeMessage

beforeAll(async () => {
  await playStory(practice.cloud, "14-burst")
  card = await cardOffering(practice, ALL)
})

const shown = (): string => textOf(card)
const granted = (): number =>
  customer(practice.cloud, "adatum").mailboxes.filter(
    ({ alias, permissions }) =>
      alias.startsWith("patient") && permissions.some(({ user }) => user.startsWith("johanna")),
  ).length

describe("120 grants at once", () => {
  it("are one card that says how many and lists all of them below", () => {
    expect(cardsIn(triageOf(practice))).toHaveLength(1)
    expect(shown()).toContain("120 times")
    expect(shown()).toContain("patient.120@adatum.example")
    expect(JSON.stringify(card.cards[0])).toContain("Action.ToggleVisibility")
  })

  it("are taken back by one press of two persons, each proven, and given back by one more", {
    timeout: 3 * PATIENCE_MS,
  }, async () => {
    const kim = personNamed(practice.world, "technician", 0)
    const sam = personNamed(practice.world, "technician", 1)
    expect(granted()).toBe(120)

    await confirmAs(practice, kim, card, ALL)
    await until(practice.world, () => buttonOn(card, "Approve"), "the card with Approve")
    expect(shown()).toContain("It concerns 120 things at once.")
    expect(granted()).toBe(120)
    await pressAs(practice, sam, card, "Approve")
    await until(practice.world, () => buttonOn(card, UNDO), "all of it fixed", PATIENCE_MS)

    expect(shown()).toContain("120 of 120 done")
    expect(granted()).toBe(0)
    const results = (await trailOf(practice)).filter(({ kind }) => kind === "result")
    expect(results).toHaveLength(120)

    await confirmAs(practice, kim, card, UNDO)
    await until(practice.world, () => buttonOn(card, "Approve"), "the card with Approve")
    await pressAs(practice, sam, card, "Approve")
    await until(practice.world, () => (granted() === 120 ? true : undefined), "all of it undone", PATIENCE_MS)
  })
})
