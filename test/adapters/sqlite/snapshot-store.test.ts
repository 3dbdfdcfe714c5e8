import { describe, expect, it } from "vitest"
import type { MailboxState } from "../../../src/model/mailbox-state.ts"
import { CONTOSO, FABRIKAM, NOW } from "./make-rows.ts"
import { countOf, openTemporaryStore } from "./temporary-store.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR

const mailbox = (override: Partial<MailboxState> = {}): MailboxState => ({
  id: "7b1d0c11-0000-4000-8000-000000000001",
  names: ["7b1d0c11-0000-4000-8000-000000000001", "bob@contoso.example", "bob"],
  keepsCopy: false,
  auditEnabled: true,
  ...override,
})
const forwarding = mailbox({ forwardsToAddress: "out@northwind.example", keepsCopy: true })
const ada = mailbox({ id: "7b1d0c11-0000-4000-8000-000000000002", names: ["ada@contoso.example", "ada"] })

describe("mailboxBefore()", () => {
  it("answers from the newest reading that isn't younger than asked, by any name and in any case", async () => {
    const { snapshots } = openTemporaryStore().store
    await snapshots.save(CONTOSO, NOW - 2 * HOUR, [mailbox()])
    await snapshots.save(CONTOSO, NOW - HOUR, [mailbox()])
    await snapshots.save(CONTOSO, NOW, [forwarding])

    expect(await snapshots.mailboxBefore(CONTOSO, "BOB@contoso.example", NOW - 1)).toEqual({
      ...mailbox(),
      seenAt: NOW - HOUR,
    })
    expect(await snapshots.mailboxBefore(CONTOSO, "Bob", NOW)).toEqual({ ...forwarding, seenAt: NOW })
    expect((await snapshots.mailboxBefore(CONTOSO, mailbox().id.toUpperCase(), NOW - HOUR))?.seenAt).toBe(
      NOW - HOUR,
    )
    expect(await snapshots.mailboxBefore(CONTOSO, "bob", NOW - 2 * HOUR - 1)).toBeUndefined()
  })

  it("says nothing where the mailbox was gone, has another name now, or isn't the only one of that name", async () => {
    const { snapshots } = openTemporaryStore().store
    await snapshots.save(CONTOSO, NOW - 3 * HOUR, [mailbox(), ada])
    await snapshots.save(CONTOSO, NOW - 2 * HOUR, [ada])
    await snapshots.save(CONTOSO, NOW - HOUR, [mailbox({ names: ["robert"] }), ada])
    await snapshots.save(CONTOSO, NOW, [mailbox(), { ...ada, names: [...ada.names, "bob"] }])

    expect(await snapshots.mailboxBefore(CONTOSO, "bob", NOW - 2 * HOUR)).toBeUndefined()
    expect(await snapshots.mailboxBefore(CONTOSO, "bob", NOW - HOUR)).toBeUndefined()
    expect((await snapshots.mailboxBefore(CONTOSO, "robert", NOW - HOUR))?.id).toBe(mailbox().id)
    expect(await snapshots.mailboxBefore(CONTOSO, "bob", NOW)).toBeUndefined()
  })

  it("keeps customers apart", async () => {
    const { snapshots } = openTemporaryStore().store
    await snapshots.save(CONTOSO, NOW, [forwarding])
    await snapshots.save(FABRIKAM, NOW, [ada])

    expect(await snapshots.mailboxBefore(FABRIKAM, "bob", NOW)).toBeUndefined()
    expect((await snapshots.mailboxBefore(CONTOSO, "bob", NOW))?.forwardsToAddress).toBe(
      "out@northwind.example",
    )
  })
})

describe("save()", () => {
  it("writes a mailbox again only when it changed", async () => {
    const { store, path } = openTemporaryStore()

    for (let hour = 5; hour > 0; hour--) {
      await store.snapshots.save(CONTOSO, NOW - hour * HOUR, [mailbox(), ada])
    }
    await store.snapshots.save(CONTOSO, NOW, [forwarding, ada])

    expect(countOf(path, "mailbox_state")).toBe(3)
    expect(countOf(path, "mailbox_read")).toBe(6)
  })

  it("forgets what no late record can ask for, and never what was still true then", async () => {
    const { store, path } = openTemporaryStore()
    const { snapshots } = store
    await snapshots.save(CONTOSO, NOW - 30 * DAY, [mailbox(), ada])
    await snapshots.save(CONTOSO, NOW - 20 * DAY, [forwarding])
    await snapshots.save(CONTOSO, NOW - 10 * DAY, [mailbox()])
    await snapshots.save(CONTOSO, NOW - DAY, [mailbox()])
    await snapshots.save(CONTOSO, NOW, [forwarding])

    expect(countOf(path, "mailbox_read")).toBe(3)
    expect(countOf(path, "mailbox_state")).toBe(2)
    expect(countOf(path, "mailbox_name")).toBe(mailbox().names.length)
    expect((await snapshots.mailboxBefore(CONTOSO, "bob", NOW - 2 * DAY))?.seenAt).toBe(NOW - 10 * DAY)
  })

  it("drops readings of a time to come, made while the clock was wrong", async () => {
    const { snapshots } = openTemporaryStore().store
    await snapshots.save(CONTOSO, NOW + 300 * DAY, [forwarding])

    await snapshots.save(CONTOSO, NOW, [mailbox()])

    expect(await snapshots.mailboxBefore(CONTOSO, "bob", NOW + 301 * DAY)).toEqual({
      ...mailbox(),
      seenAt: NOW,
    })
  })
})

describe("names()", () => {
  it("names each once, without ids, and nothing of a customer that was never read or has too many", async () => {
    const { snapshots } = openTemporaryStore().store
    await snapshots.save(CONTOSO, NOW - HOUR, [mailbox()])
    await snapshots.save(CONTOSO, NOW, [forwarding, ada])

    expect(await snapshots.names(CONTOSO, 4)).toEqual([
      "ada",
      "ada@contoso.example",
      "bob",
      "bob@contoso.example",
    ])
    expect(await snapshots.names(CONTOSO, 3)).toBeUndefined()
    expect(await snapshots.names(FABRIKAM, 4)).toBeUndefined()
  })
})
