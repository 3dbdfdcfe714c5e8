/** A rule is tried from chat in the running product: on a thread of its own, beside the one that takes in what is tried. */
import { expect, it } from "vitest"
import { playStory } from "../../sandbox/stories/play.ts"
import { ask, cardOffering, textOf, verified } from "./in-teams.ts"
import { FIX, personNamed, pressAs, victimOf } from "./press.ts"
import { practiceForEach } from "./running-practice.ts"

const practice = practiceForEach()

it("tells what a rule would have told, and which incident told it already", async () => {
  await playStory(practice.cloud, "01-forwarding")
  const card = await cardOffering(practice, FIX)
  const { upn } = victimOf(practice.world)
  await pressAs(practice, personNamed(practice.world, "technician"), card, FIX)
  await verified(practice, card)

  const answer = textOf(await ask(practice, "test rule mailbox-forwarding-outside 30d"))

  expect(answer).toContain("For all customers: mailbox-forwarding-outside would have told once")
  expect(answer).toContain("An incident told of it: fixed.")
  expect(answer).toContain(upn)
  expect(answer).toMatch(/incident \d+: fixed/)
})
