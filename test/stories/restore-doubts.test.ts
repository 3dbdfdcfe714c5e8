/** What the backup server doesn't tell about a restore is said in chat, by the running product: whose mailbox, whose organization. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { answerTo, cardText, channelOf, until } from "../../sandbox/observe.ts"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { sendMessage } from "../../sandbox/services/connector-send.ts"
import { sendAuditMail } from "../../sandbox/stories/audit-mail.ts"
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

const restore = {
  tenant: "fabrikam",
  alias: "joni.sherman",
  initiatedBy: "NORTHWIND\\kim.vega",
  clientHost: "NWBACKUP01",
}

async function ask(text: string): Promise<string> {
  const channel = channelOf(world, "triage")
  await sendMessage(practice.cloud, {
    channel,
    person: personNamed(world, "technician"),
    text,
    mention: true,
  })
  const answer = await until(world, () => answerTo(channel, text), `an answer to ${text}`)
  return `${answer.text ?? ""}\n${cardText(answer.cards[0] ?? {})}`
}

/** One item is saved, and nothing of it says whose mailbox it was but the name at the head of its path. */
function saveNameless(item: string): void {
  startRestore(practice.cloud, restore)
  addRestoreEvent(practice.cloud, restore, {
    type: "Save",
    itemType: "IPM.Note",
    item,
    target: "D:\\Handover",
  })
  const event = newestRestore(practice.cloud, restore).events.at(-1)
  if (event !== undefined) delete event.userId
  endRestore(practice.cloud, restore)
}

const cardAbout = (item: string) =>
  until(
    world,
    () => channelOf(world, "triage").messages.find((one) => cardText(one.cards[0] ?? {}).includes(item)),
    `a card about ${item}`,
  )

describe("a restore of a mailbox whose name two people have", () => {
  it("is told with both, and taken for neither", async () => {
    const [namesake] = world.veeam.users.filter(({ name }) => name === "nestor.wilke@fabrikam.example")
    if (namesake === undefined) throw new Error("the practice world has no Nestor")
    namesake.displayName = "Joni Sherman"
    saveNameless("Plan of the garden")
    await cardAbout("Plan of the garden")

    for (const mailbox of ["joni.sherman@fabrikam.example", "nestor.wilke@fabrikam.example"]) {
      const answer = await ask(`who restored mailbox ${mailbox} this week`)

      expect(answer).toContain("2 mailboxes are called “Joni Sherman”")
      expect(answer).toContain("joni.sherman@fabrikam.example")
      expect(answer).toContain("nestor.wilke@fabrikam.example")
      expect(answer).toContain("doesn't say which of them it was")
    }
    expect(await ask("who restored mailbox diego.siciliani@fabrikam.example this week")).not.toContain(
      "1 saved",
    )
  })

  it("is theirs whom Veeam's audit mail about it names", async () => {
    const { tenant, alias } = restore
    const at = newestRestore(practice.cloud, restore).creationTime
    const by = "fabrikam.onmicrosoft.com"
    sendAuditMail(practice.cloud, { tenant, alias, item: "Plan of the garden", by, at })
    const asked = (mailbox: string) => () => ask(`who restored mailbox ${mailbox} this week`)

    const joni = asked("joni.sherman@fabrikam.example")
    await expect.poll(joni, { timeout: 60_000, interval: 500 }).not.toContain("2 mailboxes are called")
    expect(await joni()).toContain("1 saved")
    expect(await asked("nestor.wilke@fabrikam.example")()).not.toContain("1 saved")
  })
})

describe("a restore of an organization that two customers may be", () => {
  it("is given to neither, and said to be unknown where either is asked about", async () => {
    const { organizations } = world.veeam
    const two = organizations.filter(({ name }) => /^(?:contoso|fabrikam)\./.test(name))
    for (const one of two) one.name = "Group"
    startRestore(practice.cloud, restore)
    const { id } = newestRestore(practice.cloud, restore)
    // The session itself could tell, but the server doesn't any more.
    practice.cloud.faults.push({
      service: "veeam",
      match: `/RestoreSessions/${id}/Organization`,
      times: 1_000,
      kind: "status",
      status: 404,
    })
    addRestoreEvent(practice.cloud, restore, {
      type: "Save",
      itemType: "IPM.Note",
      item: "Plan of nobody",
      target: "D:\\Handover",
    })

    const because = "because a backup server has an organization that may be this customer's or another's"
    for (const customer of ["contoso", "fabrikam"]) {
      const question = () => ask(`who restored anything at ${customer} today`)
      await expect.poll(question, { timeout: 60_000, interval: 500 }).toContain(`unknown, ${because}`)
      expect(await question()).not.toContain("Plan of nobody")
    }
  })
})
