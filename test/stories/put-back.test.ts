/** What Microsoft records of a restore into a mailbox, on the running product: whom it names, and whom it doesn't. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { answerTo, cardText, channelOf, until } from "../../sandbox/observe.ts"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { sendMessage } from "../../sandbox/services/connector-send.ts"
import { putBack } from "../../sandbox/stories/15-put-back.ts"
import { tellMailboxWrite } from "../../sandbox/stories/mailbox-write.ts"
import {
  addRestoreEvent,
  endRestore,
  newestRestore,
  startRestore,
} from "../../sandbox/stories/restore-session.ts"
import type { World } from "../../sandbox/world/types.ts"
import { personNamed } from "./press.ts"

let practice: Practice
let world: World

beforeAll(async () => {
  practice = await startPractice()
  world = practice.cloud.world
})
afterAll(() => practice.close())

const cardSaying = (...texts: readonly string[]): Promise<string> =>
  until(
    world,
    () =>
      channelOf(world, "triage")
        .messages.map((message) => cardText(message.cards[0] ?? {}))
        .find((text) => texts.every((one) => text.includes(one))),
    `a card that says ${texts.join(" and ")}`,
  )

describe("a restore into a mailbox", () => {
  it("is probably theirs who had signed in to the app that Microsoft recorded, in chat as on the card", async () => {
    const [restored, recorded] = putBack.steps
    await restored?.act(practice.cloud)
    await cardSaying("appointments@adatum.example", "From machine ADWS05; person unknown.", "D, machine only")
    await recorded?.act(practice.cloud)

    await cardSaying(
      "appointments@adatum.example",
      "Probably johanna.lorenz@adatum.example",
      "C, probable",
      "johanna.lorenz@adatum.example put 2 items there with the backup's app, as Microsoft 365 recorded.",
    )
    const question = "who restored mailbox appointments@adatum.example today"
    const channel = channelOf(world, "triage")
    const person = personNamed(world, "technician")
    await sendMessage(practice.cloud, { channel, person, text: question, mention: true })
    const answer = await until(world, () => answerTo(channel, question), "an answer")
    expect(cardText(answer.cards[0] ?? {})).toContain("Probably johanna.lorenz@adatum.example")
  })

  it("stays nobody's where the app wrote in its own name, and the card says that it arrived", async () => {
    const restore = {
      tenant: "fabrikam",
      alias: "diego.siciliani",
      initiatedBy: "fabrikam.onmicrosoft.com",
      clientHost: "FABWS20 (via: 192.0.2.17)",
    }
    const folder = "Contacts"
    startRestore(practice.cloud, restore)
    const item = "Notary of the bank"
    addRestoreEvent(practice.cloud, restore, { type: "Restore", itemType: "IPM.Contact", folder, item })
    endRestore(practice.cloud, restore)
    const at = newestRestore(practice.cloud, restore).creationTime
    tellMailboxWrite(practice.cloud, { tenant: "fabrikam", alias: "diego.siciliani", folder, at })

    await cardSaying(item, "D, machine only", "Microsoft 365 recorded 1 item that the backup's app put there")
  })
})
