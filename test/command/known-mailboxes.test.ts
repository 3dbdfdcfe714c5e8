/** Names that nobody has, and names that one customer alone has, as the mailboxes were read lately. */
import { describe, expect, it } from "vitest"
import { noSuchMailbox } from "../../src/command/known-mailboxes.ts"
import type { TenantId } from "../../src/model/ids.ts"
import { makeRecord, parameters } from "../make/make-record.ts"
import { chat, exchange, RESPONDING } from "./ask.ts"
import { CONTOSO, FABRIKAM, NOW } from "./make.ts"

const state = (address: string) => ({
  id: `id of ${address}`,
  names: [address, address.split("@", 1)[0] ?? ""],
  keepsCopy: false,
})

/** A chat that has read these customers' mailboxes. */
async function reading(mailboxes: readonly (readonly [TenantId, readonly string[]])[]) {
  const asked = await chat([], { config: RESPONDING, admin: exchange({}) })
  for (const [tenant, addresses] of mailboxes)
    await asked.store.snapshots.save(tenant, NOW - 60_000, addresses.map(state))
  return asked.ask
}

const BOTH = [
  [CONTOSO, ["anna.berg@contoso.com", "ben@contoso.com"]],
  [FABRIKAM, ["cara@fabrikam.com"]],
] as const

describe("an id in a row", () => {
  const BEN_ID = "7b1d0c11-0000-4000-8000-000000000002"
  const STRANGER = "7b1d0c11-0000-4000-8000-00000000000f"
  const made = makeRecord({
    CreationTime: "2026-11-21T09:00:00",
    Operation: "Add-MailboxPermission",
    ObjectId: BEN_ID,
    Parameters: parameters({ Identity: BEN_ID, User: STRANGER, AccessRights: "FullAccess" }),
  })
  const grant = { ...made, tenantId: CONTOSO }

  it("is told as the address that was read of this customer, else as it is", async () => {
    const { ask, store } = await chat([grant])
    const ben = { id: BEN_ID, names: [BEN_ID, "ben@contoso.com"], keepsCopy: false }
    await store.snapshots.save(FABRIKAM, NOW - 60_000, [
      { ...ben, names: [STRANGER, "eve@fabrikam.com"], id: STRANGER },
    ])
    await store.snapshots.save(CONTOSO, NOW - 60_000, [ben])

    for (const question of ["what changed at contoso today", "same ip 203.0.113.24"]) {
      const text = await ask(question)
      expect(text).toContain("ben@contoso.com")
      expect(text).toContain(`User: ${STRANGER}`)
      expect(text).not.toContain(BEN_ID)
    }
  })
})

describe("a name in a question", () => {
  it("is told to be no mailbox's, with those that are close", async () => {
    const ask = await reading(BOTH)

    const nobody = await ask("who restored xyzzy")
    const close = await ask("who restored ana.berg")

    expect(nobody).toContain(
      "No mailbox of Contoso Ltd or Fabrikam GmbH is known by “xyzzy”; display names and further addresses weren't looked through.",
    )
    expect(nobody).not.toContain("sign-ins of xyzzy")
    expect(close).toContain("Did you mean anna.berg@contoso.com?")
    expect(close).toContain('"who restored anna.berg@contoso.com this week"')
  })

  it("isn't told to be nobody's where somebody has it, or where not all mailboxes were read", async () => {
    const ask = await reading(BOTH)
    const half = await reading(BOTH.slice(0, 1))

    const cara = await ask("who restored cara")
    expect(cara).not.toContain("is known by")
    // It may be another's mailbox that is there no more.
    expect(cara).toContain("Contoso Ltd")
    expect(await half("who restored xyzzy")).not.toContain("is known by")
  })

  it("counts the customers where naming all of them would fill the card", () => {
    const [one] = RESPONDING.customers
    const many = Array.from({ length: 6 }, () => one).filter((some) => some !== undefined)

    expect(noSuchMailbox("xyzzy", many, { owners: [], owned: [], closest: [], isWhole: true })[0]).toContain(
      "No mailbox of 6 customers is known by “xyzzy”",
    )
  })

  it("says so for what somebody did, their sign-ins and their forwarding, too", async () => {
    const ask = await reading(BOTH)

    for (const question of ["what did xyzzy do", "sign-ins of xyzzy", "who set forwarding on xyzzy"])
      expect(await ask(`${question} at contoso`)).toContain("No mailbox of Contoso Ltd is known by “xyzzy”")
    expect(await ask("what did ana.berg do at contoso")).toContain("Did you mean anna.berg@contoso.com?")
  })

  it("finds the one customer that has such a mailbox, and asks where several have", async () => {
    const ask = await reading(BOTH)
    const twice = await reading([...BOTH, [FABRIKAM, ["anna.moss@fabrikam.com"]]])
    const half = await reading(BOTH.slice(0, 1))
    const other = await reading(BOTH.slice(1))

    expect(await ask("what did anna do")).toContain("Contoso Ltd, ")
    expect(await ask("sign-ins of annas mailbox at contoso")).toContain("Did you mean anna.berg@contoso.com?")
    expect(await twice("what did anna do")).toContain("For which customer?")
    expect(await half("what did anna do")).toContain("For which customer?")
    expect(await ask("what did xyzzy do")).toContain("Who is meant?")
    expect(await other("what did cara do")).toContain("there are fabrikam, contoso")
  })
})
