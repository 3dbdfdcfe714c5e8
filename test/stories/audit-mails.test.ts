/** Audit mails on the running product: from the provider's mailbox to the card of a restore. */
import { expect, it } from "vitest"
import { sendAuditMail } from "../../sandbox/stories/audit-mail.ts"
import { cardSaying, textOf } from "./in-teams.ts"
import { restoreBy, saveOne } from "./restores.ts"
import { practiceForAll } from "./running-practice.ts"

const practice = practiceForAll()

it("a mail that is proven names who it was, and a forged one beside it names nobody", async () => {
  const item = "Offer to a bank"
  const restore = restoreBy({ alias: "diego.siciliani", clientHost: "FABWS30 (via: 192.0.2.17)" })
  const { tenant, alias } = restore
  const { creationTime: at } = saveOne(practice, restore, item)
  await cardSaying(practice, item, "person unknown")
  sendAuditMail(practice.cloud, { tenant, alias, item, at, by: "FABWS30\\thief", headers: [] })
  sendAuditMail(practice.cloud, { tenant, alias, item, at, by: "FABWS30\\diego" })

  const text = textOf(await cardSaying(practice, item, "Probably FABWS30\\diego", "C, probable"))

  expect(text).toContain("Veeam's audit mail names FABWS30\\diego.")
  expect(text).not.toContain("thief")
})
