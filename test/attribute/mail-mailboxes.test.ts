/** Which mailbox an item was of, where only an audit mail knows; and items of one name in two mailboxes. */
import { describe, expect, it } from "vitest"
import { attribute } from "../../src/attribute/attribute.ts"
import { withMailMailboxes } from "../../src/attribute/mail-mailboxes.ts"
import type { RestoreEvent } from "../../src/ports/backup-server.ts"
import { CONTOSO, NOW } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { attributor, key, SERVER, STARTED, session } from "./attribute-rig.ts"
import { AT, makeDeclaration, makeEvent, makeMail, makeRun, makeSession, SECOND } from "./make-evidence.ts"

const { mailbox: _, ...nameless } = makeEvent()
const LENA = "lena.roth@contoso.example"
const two = [LENA, "lena.roth2@contoso.example"]

const mailboxOf = (event: RestoreEvent, ...mails: readonly ReturnType<typeof makeMail>[]) =>
  withMailMailboxes([event], mails)[0]?.mailbox

describe("withMailMailboxes()", () => {
  it("takes the address of the mail about the same item in the same minute", () => {
    expect(mailboxOf(nameless, makeMail({ mailbox: "Lena.Roth@contoso.example" }))).toBe(LENA)
    expect(withMailMailboxes([{ ...nameless, mailboxCandidates: two }], [makeMail()])).toEqual([
      { ...nameless, mailbox: LENA },
    ])
  })

  it.each([
    ["another item", [makeMail({ itemName: "Lunch" })]],
    ["two minutes later", [makeMail({ at: AT + 210 * SECOND + 1 })]],
    ["two mailboxes", [makeMail(), makeMail({ id: "mail-2", mailbox: "joel@contoso.example" })]],
  ])("takes none from mails about %s", (_what, mails) => {
    expect(mailboxOf(nameless, ...mails)).toBeUndefined()
  })

  it("takes none that hasn't the display name, and leaves one that the server named", () => {
    const clash = { ...nameless, mailboxCandidates: ["joel@contoso.example", "joel2@contoso.example"] }

    expect(mailboxOf(clash, makeMail())).toBeUndefined()
    expect(mailboxOf(makeEvent({ mailbox: "joel@contoso.example" }), makeMail())).toBe("joel@contoso.example")
  })

  it("leaves everything as it is where no mail is, and where other evidence names a mailbox", () => {
    expect(withMailMailboxes([nameless], [makeRun(), makeDeclaration()])).toEqual([nameless])
  })
})

describe("attribute() of an audit mail about an item of the same name in another mailbox", () => {
  it.each([
    ["the server named another", makeEvent({ mailbox: "joel@contoso.example" }), "D"],
    ["the display name is others'", { ...nameless, mailboxCandidates: ["joel@contoso.example"] }, "D"],
    ["the server named this one", makeEvent(), "C"],
    ["the server named none", nameless, "C"],
  ])("counts only where it may be the same: %s", (_what, event, grade) => {
    const context = { sharedAccounts: [], skewMs: () => 0 }

    expect(attribute(makeSession(), [event], [makeMail()], context).grade).toBe(grade)
  })
})

describe("createAttributor()", () => {
  it("lets what was said beforehand of a mailbox count where only a mail names it", async () => {
    const { store } = openTemporaryStore()
    await store.restores.save(SERVER, CONTOSO, session, [{ ...nameless, startedAt: STARTED + 90 * SECOND }])
    const said = makeDeclaration({ from: STARTED, to: NOW })
    await store.evidenceBook.keep(CONTOSO, said, NOW)
    await attributor(store)()
    expect(await store.attributions.latest(key)).toMatchObject({ grade: "D" })

    const mail = makeMail({ at: STARTED + 60 * SECOND, initiatedBy: session.organization })
    await store.evidenceBook.keep(CONTOSO, mail, NOW)
    await attributor(store)()

    expect(await store.attributions.latest(key)).toMatchObject({ grade: "C", person: "Kim Vega" })
  })
})
