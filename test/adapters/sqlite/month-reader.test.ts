/** What a report reads of the store. */
import { describe, expect, it } from "vitest"
import type { MailboxState } from "../../../src/model/mailbox-state.ts"
import { CONTOSO, FABRIKAM, NOW } from "./make-rows.ts"
import { openTemporaryStore } from "./temporary-store.ts"

const mailbox = (id: string, over: Partial<MailboxState> = {}): MailboxState => ({
  id,
  names: [id, `${id}@contoso.example`],
  keepsCopy: false,
  auditEnabled: true,
  ...over,
})

describe("mailboxAudit()", () => {
  it("names those of the newest reading that aren't audited by their address", async () => {
    const { store } = openTemporaryStore()
    await store.snapshots.save(CONTOSO, NOW, [mailbox("gone", { auditEnabled: false }), mailbox("kim")])
    await store.snapshots.save(CONTOSO, NOW + 1, [
      mailbox("kim", { auditEnabled: false }),
      mailbox("lee"),
      { id: "silent", names: ["silent"], keepsCopy: false },
    ])

    expect(await store.month.mailboxAudit(CONTOSO)).toEqual({
      total: 3,
      withoutAudit: ["kim@contoso.example"],
      domains: ["contoso.example"],
    })
    expect(await store.month.mailboxAudit(FABRIKAM)).toBeUndefined()
  })
})
