/** Files in the practice Teams, product and cloud as processes: an answer in a OneDrive, a report behind a link. */
import { describe, expect, it } from "vitest"
import { channelOf, until } from "../../sandbox/observe.ts"
import { sendFileChoice, sendMessage } from "../../sandbox/services/connector-send.ts"
import type { PracticeChannel, PracticeMessage, PracticePerson } from "../../sandbox/world/types.ts"
import { ask, textOf } from "./in-teams.ts"
import { practiceForAll } from "./running-practice.ts"

const practice = practiceForAll()

/** A technician's own chat with the bot. */
function chat(): { readonly person: PracticePerson; readonly channel: PracticeChannel } {
  const { world } = practice
  const person = world.people.find(({ kind }) => kind === "technician")
  const channel = world.channels.find(({ personObjectId }) => personObjectId === person?.objectId)
  if (person === undefined || channel === undefined) throw new Error("the practice world lacks a technician")
  return { person, channel }
}

/** The newest message that offers a file, after `text` was written. */
async function offered(text: string): Promise<PracticeMessage> {
  const { person, channel } = chat()
  const before = channel.messages.length
  await sendMessage(practice.cloud, { channel, person, text, mention: false })
  const seen = () => channel.messages.slice(before).find(({ consent }) => consent !== undefined)
  return until(practice.world, seen, "an offered file")
}

const choose = (message: PracticeMessage, accepts: boolean) =>
  sendFileChoice(practice.cloud, { ...chat(), message, accepts })

describe("files in Teams", () => {
  it("an answer goes into the OneDrive of who allows it, once", async () => {
    const { channel } = chat()
    await sendMessage(practice.cloud, { ...chat(), text: "audit status of contoso", mention: false })
    const offer = await offered("export that as csv")

    expect((await choose(offer, true))?.status).toBe(200)

    const { file } = await until(practice.world, () => channel.messages.find((one) => one.file), "the file")
    expect(await (await fetch(file?.url ?? "")).text()).toContain("Unified audit log")
    expect(channel.messages).not.toContain(offer)
    await choose(offer, true)
    await until(
      practice.world,
      () => channel.messages.find(({ text }) => text?.includes("isn't kept any more")),
      "that it is over",
    )
  })

  it("an answer that is declined goes nowhere", async () => {
    const { channel } = chat()
    await sendMessage(practice.cloud, { ...chat(), text: "audit status of contoso", mention: false })
    const offer = await offered("export that as json")

    await choose(offer, false)

    const said = () => channel.messages.find(({ text }) => text?.includes("was not saved"))
    expect(await until(practice.world, said, "that nothing was saved")).toBeDefined()
  })

  it("a customer's month is a page behind a link that opens", async () => {
    const channel = channelOf(practice.world, "customer", "contoso")

    const answer = await ask(practice, "report this month", { channel })

    const url = /"url":"([^"]+)"/.exec(JSON.stringify(answer.cards))?.[1] ?? ""
    expect(url.startsWith(`${practice.cloud.url}/public/files/`)).toBe(true)
    const page = await fetch(url)
    expect(page.headers.get("content-security-policy")).toContain("sandbox")
    expect(await page.text()).toMatch(/<h1>Contoso[^<]*: security report for /)
    expect(textOf(answer)).toContain("The link works for 10 minutes")
  })
})
