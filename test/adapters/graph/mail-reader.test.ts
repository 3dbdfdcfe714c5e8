/** Reading the mailbox of audit mails, against the practice Graph with real tokens. */
import { describe, expect, it } from "vitest"
import { TenantError } from "../../../src/model/errors.ts"
import { RECEIVED_AT } from "../../make/make-audit-mail.ts"
import { startMailbox } from "./mail-rig.ts"

const never = new AbortController().signal
const since = RECEIVED_AT - 86_400_000

describe("createMailReader()", () => {
  it("lists what came, over all pages, and afterwards only what is new", async () => {
    const { reader, mailbox, arrive } = await startMailbox()
    for (let count = 0; count < 25; count += 1) arrive()

    const all: number[] = []
    let cursor: string | undefined
    for (let more = true; more; ) {
      const page = await reader.changes(mailbox, { since, cursor }, never)
      all.push(page.mails.length)
      ;({ cursor, more } = page)
    }
    arrive({ from: "Someone@Else.example" })
    const second = await reader.changes(mailbox, { since, cursor }, never)
    const third = await reader.changes(mailbox, { since, cursor: second.cursor }, never)

    expect(all).toEqual([10, 10, 5])
    expect(second.mails).toEqual([{ id: "AAMk26=", from: "someone@else.example" }])
    expect(third).toMatchObject({ mails: [], more: false })
  })

  it("looks back no further than it is told", async () => {
    const { reader, mailbox, arrive } = await startMailbox()
    arrive({ receivedAt: since - 1 })
    arrive({ receivedAt: since })

    const { mails } = await reader.changes(mailbox, { since, cursor: undefined }, never)

    expect(mails.map(({ id }) => id)).toEqual(["AAMk2="])
  })

  it("begins anew when Graph has forgotten how far it was read", async () => {
    const { reader, mailbox, arrive, auditMailbox } = await startMailbox()
    arrive()
    const { cursor } = await reader.changes(mailbox, { since, cursor: undefined }, never)
    auditMailbox.generation += 1

    expect((await reader.changes(mailbox, { since, cursor }, never)).mails).toHaveLength(1)
  })

  it("opens one mail with what a reading needs, and asks for nothing else of the others", async () => {
    const { reader, mailbox, arrive, asked } = await startMailbox()
    const { id, internetMessageId, ...mail } = arrive()
    await reader.changes(mailbox, { since, cursor: undefined }, never)

    expect(await reader.mail(mailbox, id, never)).toEqual({ id: internetMessageId, ...mail })
    expect(asked()).toEqual([
      expect.stringMatching(/\/inbox\/messages\/delta\?\$select=from&\$filter=receivedDateTime ge \S+$/),
      expect.stringMatching(
        /\/messages\/AAMk1=\?\$select=internetMessageId,receivedDateTime,subject,from,body,internetMessageHeaders$/,
      ),
    ])
  })

  it("knows no mail that was deleted meanwhile", async () => {
    const { reader, mailbox } = await startMailbox()

    expect(await reader.mail(mailbox, "AAMk9=", never)).toBeUndefined()
  })

  it("says what to allow when the mailbox may not be read", async () => {
    const { reader, mailbox, auditMailbox } = await startMailbox()
    auditMailbox.readers.length = 0

    const refused = await reader
      .changes(mailbox, { since, cursor: undefined }, never)
      .catch((thrown) => thrown)

    expect(refused).toBeInstanceOf(TenantError)
    expect(refused.advice).toContain("Application Mail.Read")
  })
})
