/** Audit mails on the running product: from the provider's mailbox to the card of a restore. */
import { afterAll, beforeAll, expect, it } from "vitest"
import { cardText, channelOf, until } from "../../sandbox/observe.ts"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { sendAuditMail } from "../../sandbox/stories/audit-mail.ts"
import {
  addRestoreEvent,
  endRestore,
  type Restore,
  startRestore,
} from "../../sandbox/stories/restore-session.ts"

let practice: Practice
beforeAll(async () => {
  practice = await startPractice()
})
afterAll(() => practice.close())

/** Veeam recorded the organization, from a machine that is nobody's. */
const restoreOf = (item: string): number => {
  const { cloud } = practice
  const restore: Restore = {
    tenant: "fabrikam",
    alias: "diego.siciliani",
    initiatedBy: "fabrikam.onmicrosoft.com",
    clientHost: "FABWS30 (via: 192.0.2.17)",
  }
  const at = cloud.world.now()
  startRestore(cloud, restore)
  addRestoreEvent(cloud, restore, { type: "Save", itemType: "IPM.Note", item, target: "D:\\Handover" })
  endRestore(cloud, restore)
  return at
}

const cardSaying = (...texts: readonly string[]): Promise<string> =>
  until(
    practice.cloud.world,
    () =>
      channelOf(practice.cloud.world, "triage")
        .messages.map((message) => cardText(message.cards[0] ?? {}))
        .find((text) => texts.every((one) => text.includes(one))),
    `a card that says ${texts.join(" and ")}`,
  )

it("a mail that is proven names who it was, and a forged one beside it names nobody", async () => {
  const at = restoreOf("Offer to a bank")
  await cardSaying("Offer to a bank", "person unknown")
  const about = { tenant: "fabrikam", alias: "diego.siciliani", item: "Offer to a bank", at }
  sendAuditMail(practice.cloud, { ...about, by: "FABWS30\\thief", headers: [] })
  sendAuditMail(practice.cloud, { ...about, by: "FABWS30\\diego" })

  const text = await cardSaying("Offer to a bank", "Probably FABWS30\\diego", "C, probable")

  expect(text).toContain("Veeam's audit mail names FABWS30\\diego.")
  expect(text).not.toContain("thief")
})
