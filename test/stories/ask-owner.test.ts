/** A technician asks the mailbox's owner in his own chat, and he says that it wasn't him: on the running product. */
import { beforeEach, describe, expect, it } from "vitest"
import { buttonOn, until } from "../../sandbox/observe.ts"
import { sendInstallation } from "../../sandbox/services/connector-send.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import type { PracticeChannel, PracticeMessage } from "../../sandbox/world/types.ts"
import { cardOffering, cardsIn, says, textOf, trailOf } from "./in-teams.ts"
import { personNamed, pressAs } from "./press.ts"
import { practiceForEach } from "./running-practice.ts"

const ASK = "Ask the owner"

const practice = practiceForEach()
let card: PracticeMessage

const ownersChat = (): PracticeChannel => {
  const { objectId } = personNamed(practice.world, "user")
  const chat = practice.world.channels.find(({ personObjectId }) => personObjectId === objectId)
  if (chat === undefined) throw new Error("He has no chat.")
  return chat
}

const questionIn = (chat: PracticeChannel): Promise<PracticeMessage> =>
  until(practice.world, () => cardsIn(chat)[0], "the question in the owner's chat")

beforeEach(async () => {
  await playStory(practice.cloud, "04-full-access", { pauseMs: 0 })
  card = await cardOffering(practice, ASK, "isaiah.langer@contoso.example")
})

describe("asking the owner of a mailbox", () => {
  it("is grey while the app isn't installed for them, as Teams tells it, and says what to do", async () => {
    const isaiah = personNamed(practice.world, "user")
    const grey = /Watchpost isn't installed in Isaiah Langer's Teams.*setup policy/
    expect(textOf(card)).not.toMatch(grey)

    await sendInstallation(practice.cloud, isaiah, "remove")
    await says(practice, card, grey)
    await sendInstallation(practice.cloud, isaiah, "add")

    await until(
      practice.world,
      () => (grey.test(textOf(card)) ? undefined : true),
      "the card without the reason",
    )
  })

  it("puts the question once, survives a kill, and a no makes the incident more urgent", async () => {
    const kim = personNamed(practice.world, "technician")
    const isaiah = personNamed(practice.world, "user")
    const form = await pressAs(practice, kim, card, ASK)
    expect(JSON.stringify(form.body)).toContain("Isaiah Langer gets this in their own chat")
    expect(cardsIn(ownersChat())).toEqual([])

    await pressAs(practice, kim, card, ASK, { plan: "send" })
    const question = await questionIn(ownersChat())
    await says(
      practice,
      card,
      /Isaiah Langer was asked by Kim Vega at \d\d:\d\d, in their own chat; no answer yet/,
    )
    expect(textOf(question)).toContain("Was this you?")
    expect(textOf(question)).not.toMatch(/203\.0\.113|\bIncident \d/)
    await expect
      .poll(async () => JSON.stringify(await trailOf(practice)))
      .toContain("Posted the mailbox-owner")
    await practice.product().kill()
    await practice.restartProduct()

    await pressAs(practice, kim, question, "No").then(({ body }) =>
      expect(JSON.stringify(body)).toContain("somebody else"),
    )
    const answer = await pressAs(practice, isaiah, question, "No")
    expect(JSON.stringify(answer.body)).toContain("Thank you for your answer")
    await says(practice, card, /High severity · the owner says it wasn't them/)
    await until(practice.world, () => (buttonOn(question, "No") ? undefined : true), "no buttons are left")

    expect(cardsIn(ownersChat())).toHaveLength(1)
    const trail = (await trailOf(practice)).map(({ kind, what }) => `${kind}: ${what}`)
    const [asked, posted, refused, answered] = [
      "goes to Isaiah Langer",
      "Posted the mailbox-owner",
      "Refused: This question",
      "The owner answered “No”",
    ].map((text) => trail.findIndex((line) => line.includes(text)))
    expect([asked, posted, refused, answered]).toEqual(
      [asked, posted, refused, answered].toSorted((a = 0, b = 0) => a - b),
    )
    expect(asked).toBeGreaterThan(-1)
  })

  it("asks nobody twice when Teams took the question and gave no clear answer, and takes the answer", async () => {
    const kim = personNamed(practice.world, "technician")
    const isaiah = personNamed(practice.world, "user")
    const chat = encodeURIComponent(ownersChat().id)
    practice.cloud.faults.push({ service: "botframework", match: chat, times: 1, kind: "apply-then-504" })
    await pressAs(practice, kim, card, ASK, { plan: "send" })
    const question = await questionIn(ownersChat())

    await says(practice, card, /Isaiah Langer: the question may not have arrived/)
    await pressAs(practice, isaiah, question, "I don't know")
    await says(practice, card, /High severity · the owner doesn't know this/)

    expect(cardsIn(ownersChat())).toHaveLength(1)
  })
})
