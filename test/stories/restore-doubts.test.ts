/** What the backup server doesn't tell about a restore is said in chat, by the running product: whose mailbox, whose organization. */
import { describe, expect, it } from "vitest"
import { sendAuditMail } from "../../sandbox/stories/audit-mail.ts"
import { addRestoreEvent, newestRestore, startRestore } from "../../sandbox/stories/restore-session.ts"
import { ask, cardSaying, textOf } from "./in-teams.ts"
import { restoreBy, saveOne } from "./restores.ts"
import { practiceForAll } from "./running-practice.ts"

const practice = practiceForAll()
const asked = async (question: string): Promise<string> => textOf(await ask(practice, question))
const restoresOf = (mailbox: string) => asked(`who restored mailbox ${mailbox} this week`)

const restore = restoreBy({
  alias: "joni.sherman",
  initiatedBy: "NORTHWIND\\kim.vega",
  clientHost: "NWBACKUP01",
})

describe("a restore of a mailbox whose name two people have", () => {
  it("is told with both, and taken for neither", async () => {
    const [namesake] = practice.world.veeam.users.filter(
      ({ name }) => name === "nestor.wilke@fabrikam.example",
    )
    if (namesake === undefined) throw new Error("the practice world has no Nestor")
    namesake.displayName = "Joni Sherman"
    // Nothing of the item says whose mailbox it was but the name at the head of its path.
    for (const event of saveOne(practice, restore, "Plan of the garden").events) delete event.userId
    await cardSaying(practice, "Plan of the garden")

    for (const mailbox of ["joni.sherman@fabrikam.example", "nestor.wilke@fabrikam.example"]) {
      const answer = await restoresOf(mailbox)

      expect(answer).toContain("2 mailboxes are called “Joni Sherman”")
      expect(answer).toContain("joni.sherman@fabrikam.example")
      expect(answer).toContain("nestor.wilke@fabrikam.example")
      expect(answer).toContain("doesn't say which of them it was")
    }
    expect(await restoresOf("diego.siciliani@fabrikam.example")).not.toContain("1 item saved to disk")
  })

  it("is theirs whom Veeam's audit mail about it names", async () => {
    const { tenant, alias } = restore
    const at = newestRestore(practice.cloud, restore).creationTime
    const by = "fabrikam.onmicrosoft.com"
    sendAuditMail(practice.cloud, { tenant, alias, item: "Plan of the garden", by, at })

    const joni = () => restoresOf("joni.sherman@fabrikam.example")
    await expect.poll(joni, { interval: 500 }).not.toContain("2 mailboxes are called")
    expect(await joni()).toContain("1 item saved to disk")
    expect(await restoresOf("nestor.wilke@fabrikam.example")).not.toContain("1 item saved to disk")
  })
})

describe("a restore of an organization that two customers may be", () => {
  it("is given to neither, and said to be unknown where either is asked about", async () => {
    const { organizations } = practice.world.veeam
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
      const question = () => asked(`who restored anything at ${customer} today`)
      await expect.poll(question, { interval: 500 }).toContain(`unknown, ${because}`)
      expect(await question()).not.toContain("Plan of nobody")
    }
  })
})
