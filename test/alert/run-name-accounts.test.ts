/** Ids of Exchange's admin center in sentences, against a real reading of the mailboxes. */
import { describe, expect, it } from "vitest"
import { nameAccounts } from "../../src/alert/run-name-accounts.ts"
import { decide } from "../../src/pipeline.ts"
import type { SnapshotStore } from "../../src/ports/snapshot-store.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { makeContext, makeRaw, parameters, TENANT_ID } from "../make/make-record.ts"

const ANNA = "7b1d0c11-0000-4000-8000-000000000001"
const BEN = "7b1d0c11-0000-4000-8000-000000000002"
const STRANGER = "7b1d0c11-0000-4000-8000-00000000000f"
const HAPPENED = Date.UTC(2026, 2, 2, 8, 15, 30)

const grant = (Identity: string, User: string) =>
  decide(
    [
      makeRaw({
        Operation: "Add-MailboxPermission",
        UserId: "admin@contoso.example",
        ObjectId: Identity,
        Parameters: parameters({ Identity, User, AccessRights: "FullAccess" }),
      }),
    ],
    makeContext(),
  )

async function rig() {
  const warnings: string[] = []
  const log = { info: () => {}, warn: (message: string) => void warnings.push(message), error: () => {} }
  const { store } = openTemporaryStore()
  const mailbox = (id: string, name: string) => ({ id, names: [id, name], keepsCopy: false })
  await store.snapshots.save(TENANT_ID, HAPPENED - 60_000, [
    mailbox(ANNA, "anna.berg@contoso.example"),
    mailbox(BEN, "ben@contoso.example"),
  ])
  return { log, warnings, snapshots: store.snapshots }
}

describe("nameAccounts()", () => {
  it("says the addresses of ids that a reading of the mailboxes knows, and keeps what fixes need", async () => {
    const { alerts } = await nameAccounts(grant(ANNA, BEN.toUpperCase()), await rig())

    expect(alerts[0]).toMatchObject({
      summary:
        "admin@contoso.example gave ben@contoso.example full access to anna.berg@contoso.example's mailbox.",
      target: { name: "anna.berg@contoso.example" },
      changes: [{ what: "Has full access", after: "ben@contoso.example" }],
      object: { mailbox: ANNA, user: BEN.toUpperCase() },
    })
  })

  it("says that an account isn't known where none of the mailboxes has the id", async () => {
    const { alerts } = await nameAccounts(grant(STRANGER, BEN), await rig())

    expect(alerts[0]?.summary).toBe(
      `admin@contoso.example gave ben@contoso.example full access to a mailbox that is not known here (id ${STRANGER}).`,
    )
  })

  it("lets an alert go out with its ids when they can't be looked up", async () => {
    const { log, warnings } = await rig()
    const mailboxBefore: SnapshotStore["mailboxBefore"] = () => Promise.reject(new Error("disk"))
    const decided = grant(ANNA, BEN)

    expect(await nameAccounts(decided, { log, snapshots: { mailboxBefore } })).toEqual(decided)
    expect(decided.alerts[0]?.summary).toContain(`an account that is not known here (id ${BEN})`)
    expect(warnings).toHaveLength(1)
  })
})
