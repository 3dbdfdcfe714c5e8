/** A round of audit mails: what `status` hears, and whose a mail is. */
import { expect, it } from "vitest"
import { VEEAM_SENDER } from "../sandbox/stories/audit-mail.ts"
import { createAuditMailRound } from "../src/audit-mails.ts"
import { startMailbox } from "./adapters/graph/mail-rig.ts"
import { CONTOSO, FABRIKAM } from "./adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "./adapters/sqlite/temporary-store.ts"
import { SILENT } from "./command/make-handler.ts"
import { auditHtml, makeAuditMail, RECEIVED_AT } from "./make/make-audit-mail.ts"

const { signal } = new AbortController()

async function rig(fabrikam: readonly string[] = ["fabrikam.example"]) {
  const { mailbox, reader, arrive, auditMailbox } = await startMailbox()
  const { store } = openTemporaryStore()
  const customers = [
    { id: CONTOSO, acceptedDomains: ["contoso.example"] },
    { id: FABRIKAM, acceptedDomains: fabrikam },
  ]
  const parts = {
    config: { mspTenantId: mailbox.tenantId },
    outside: { mailReader: reader },
    book: { all: () => customers },
    ...{ store, log: SILENT, now: () => RECEIVED_AT },
  }
  const source = { mailbox: mailbox.address, sender: VEEAM_SENDER, timeZone: "Europe/Vienna" }
  const round = createAuditMailRound(parts, source)
  return {
    ...{ store, arrive, auditMailbox },
    round: () => round(signal),
    told: async () => (await store.feed.health()).map(({ state, sentence }) => [state, sentence]),
    evidence: () => store.evidenceBook.between(CONTOSO, 0, RECEIVED_AT * 2),
  }
}

it("nothing is told as long as every mail proves something", async () => {
  const { arrive, round, told, evidence } = await rig()
  arrive()
  await round()

  expect(await told()).toEqual([["ok", ""]])
  expect(await evidence()).toHaveLength(1)
})

it("a mailbox that may not be read is told, and what was imported is read all the same", async () => {
  const { round, told, evidence, auditMailbox, store } = await rig()
  auditMailbox.readers.length = 0
  await store.auditMails.keep(makeAuditMail(), RECEIVED_AT)
  await round()

  expect(await told()).toEqual([["trouble", expect.stringContaining("Application Mail.Read")]])
  expect(await evidence()).toHaveLength(1)
})

it("mails that prove nothing are counted", async () => {
  const { arrive, round, told } = await rig()
  arrive({ html: "<p>Hello</p>" })
  arrive({ html: auditHtml([{ account: "kim@stranger.example" }]) })
  await round()

  expect(await told()).toEqual([
    ["trouble", "Audit mails that are kept and prove nothing: 1 not understood, 1 of no customer or of two."],
  ])
})

it("a domain that two customers have is nobody's", async () => {
  const { arrive, round, evidence } = await rig(["contoso.example"])
  arrive()
  await round()

  expect(await evidence()).toEqual([])
})
