/** Where it isn't clear what was meant, one press asks the same question again with what was. */
import { describe, expect, it } from "vitest"
import { chat, exchange, RESPONDING, record } from "./ask.ts"
import { CONTOSO_CHANNEL, FABRIKAM } from "./make.ts"

const IN_CONTOSO = { conversationId: CONTOSO_CHANNEL } as const

const buttonsOf = (text: string): readonly string[] =>
  [...text.matchAll(/"imBack","value":"((?:[^"\\]|\\.)*)"/g)].map((match) => JSON.parse(`"${match[1]}"`))

const anna = (last: string) =>
  ({ kind: "user", id: `anna.${last}@contoso.com`, upn: `anna.${last}@contoso.com` }) as const

describe("a question back", () => {
  it("has a button for each customer that may be meant", async () => {
    const { ask } = await chat([])

    const customers = (question: string) => ["contoso", "fabrikam"].map((name) => question.replace("%", name))
    expect(buttonsOf(await ask("what changed last night"))).toEqual(customers("what changed at % last night"))
    expect(buttonsOf(await ask("who can read lidia's mailbox"))).toEqual(customers("who can read lidia at %"))
    expect(buttonsOf(await ask("report october"))).toEqual(customers("report october at %"))
  })

  it("has one for the customer whose name was misspelled, and none for what changes something", async () => {
    const { ask } = await chat([])

    expect(buttonsOf(await ask("what changed at contso today"))).toEqual(["what changed at contoso today"])
    expect(buttonsOf(await ask("freeze at contso"))).toEqual([])
  })

  it("never names another customer in a customer's channel", async () => {
    const { ask } = await chat([record({ tenantId: FABRIKAM })])

    expect(buttonsOf(await ask("what changed at fabrikan today", IN_CONTOSO))).toEqual([])
  })

  it("has one for each person that a name fits", async () => {
    const { ask } = await chat([record({ actor: anna("berg") }), record({ actor: anna("wolf") })])

    expect(buttonsOf(await ask("what did anna do at contoso today"))).toEqual(
      expect.arrayContaining([
        "what did anna.berg@contoso.com do at contoso today",
        "what did anna.wolf@contoso.com do at contoso today",
      ]),
    )
  })

  it("has one for the mailbox that was perhaps meant, live too", async () => {
    const rows = ["lidia.holm@contoso.com", "liam.holm@contoso.com"].map((name) => ({
      UserPrincipalName: name,
    }))
    const admin = exchange({ "Get-Mailbox": ({ Identity }) => (Identity === undefined ? rows : []) })
    const { ask } = await chat([], { config: RESPONDING, admin })

    expect(buttonsOf(await ask("who can read lydia.holm at contoso"))[0]).toBe(
      "who can read lidia.holm@contoso.com at contoso",
    )
    expect(await ask("who can read ceo at contoso")).not.toContain("Did you mean")
  })

  it("leads on with whom a short name meant, and nowhere from a name that nobody has", async () => {
    const { ask } = await chat([record({ actor: anna("berg") })])

    expect(buttonsOf(await ask("what did anna do at contoso today"))).toEqual([
      "sign-ins of anna.berg@contoso.com at contoso today",
    ])
    expect(buttonsOf(await ask("what did anne do at contoso today"))).toEqual([
      "what did anna.berg@contoso.com do at contoso today",
    ])
  })

  it("takes the only mailbox that begins as it was typed", async () => {
    const rows = [{ UserPrincipalName: "lidia.holm@contoso.com" }, { UserPrincipalName: "adele@contoso.com" }]
    const admin = exchange({
      "Get-Mailbox": ({ Identity }) => (Identity === undefined ? rows : []),
      "Get-MailboxPermission": () => [],
      "Get-InboxRule": () => [],
    })
    const { ask } = await chat([], { config: RESPONDING, admin })

    expect(await ask("who can read lidia's mailbox at contoso")).toContain(
      "Who can read lidia.holm@contoso.com",
    )
  })

  it("says what it didn't understand after a customer's name, and how times are written", async () => {
    const { ask } = await chat([])

    expect(await ask("what changed at contoso since forever")).toContain(
      "I understand “contoso since forever” only in part",
    )
    expect(await ask("what changed at contoso 31 november")).toContain("since monday 14:00")
  })
})
