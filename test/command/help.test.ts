/** Help and suggestions: what this person can ask in this place, in words that work there. */
import { describe, expect, it } from "vitest"
import type { Config } from "../../src/config/config.ts"
import type { StaffRole } from "../../src/model/person.ts"
import { chat } from "./ask.ts"
import { ALEX, CONTOSO, CONTOSO_CHANNEL, config, KIM } from "./make.ts"

const asContact = { objectId: ALEX, teamsTenantId: CONTOSO, conversationId: CONTOSO_CHANNEL }

const withRole = (role: StaffRole): Config => ({
  ...config,
  people: config.people.map((one) => (one.objectId === KIM ? { ...one, role } : one)),
})

const buttonsOf = (text: string): readonly string[] =>
  [...text.matchAll(/"imBack","value":"([^"]+)"/g)].map((match) => match[1] ?? "")

describe("help", () => {
  it("names a customer where several are answered for, and none where there is one", async () => {
    const { ask } = await chat([])

    const [everywhere, here] = [await ask("help"), await ask("help", asContact)]

    expect(everywhere).toContain('"text":"what changed at contoso today","weight":"bolder"')
    expect(everywhere).toContain("it changes nothing")
    expect(here).toContain('"what changed today"')
    expect(here).toContain('"posture"')
    expect(here).not.toMatch(/(?:at|of) contoso\b[^.]/)
    expect(here.match(/"text":"alerts"/g)).toHaveLength(1)
  })

  it("tells a contact of what can be asked there alone, without what it doesn't tell there", async () => {
    const { ask } = await chat([])

    const here = await ask("help", asContact)

    expect(here).not.toMatch(/one customer|who is on them|all customers/)
    expect(here).toContain("open incidents, oldest first")
    expect(await ask("help")).toContain("who is on them")
  })

  it("tells each of ours what their role may, and where it is answered", async () => {
    const { ask } = await chat([], { config: withRole("viewer") })
    const inChannel = await (await chat([])).ask("help", { conversationId: CONTOSO_CHANNEL })

    const viewer = await ask("help")

    expect(viewer).toContain("same ip")
    expect(viewer).not.toMatch(/"text":"(?:freeze|lift mute 7|evidence 42|link contoso)"/)
    expect(inChannel).toContain('"text":"freeze"')
    expect(inChannel).not.toMatch(/"text":"(?:same ip|evidence 42|noise)/)
  })

  it("is in groups, and a group of which nobody may ask anything there has no heading", async () => {
    const { ask } = await chat([])

    const [technicians, contacts] = [await ask("help"), await ask("help", asContact)]

    const headings =
      /"text":"(Right now|Mailboxes and people|Rules and noise|Stop and link)","isSubtle":true/g
    expect(technicians.match(headings)).toHaveLength(4)
    expect(contacts.match(headings)).toHaveLength(2)
  })

  it("tells a customer's contact nothing that only technicians may ask", async () => {
    const { ask } = await chat([])

    const [technicians, contacts] = [await ask("help"), await ask("help", asContact)]

    for (const ask of ["freeze", "link contoso", "same ip", "evidence 42", "expect forwarding"]) {
      expect(technicians).toContain(ask)
      expect(contacts).not.toContain(ask)
    }
  })
})

describe("what isn't understood", () => {
  it("is suggested with a customer that there is", async () => {
    const customers = config.customers.filter(({ name }) => name !== "contoso")
    const more = customers.map((one) => ({ ...one, name: "tailspin", id: CONTOSO }))
    const { ask } = await chat([], { config: { ...config, customers: [...customers, ...more] } })

    expect(await ask("whats new")).toContain(`what changed at ${customers[0]?.name} today`)
  })

  it("has a button for what was perhaps meant, and one for help", async () => {
    const { ask } = await chat([])

    expect(buttonsOf(await ask("waht changed", asContact))).toEqual(["what changed today", "help"])
    expect(buttonsOf(await ask("whats new"))).toEqual([
      "what changed at contoso today",
      "what changed at fabrikam today",
      "help",
    ])
    expect(buttonsOf(await ask("statsu"))).toEqual(["status", "help"])
  })

  it("has no button for an example with a made-up name in it", async () => {
    const { ask } = await chat([])

    const text = await ask("sign-ins from outside")

    expect(text).toContain("For example: sign-ins of kim@contoso.com from outside")
    expect(buttonsOf(text)).toEqual(["help"])
  })

  it.each([
    ["hey, can you please tell me who can read kim's mailbox?", "who can read kim"],
    ["Sam Okafor status", "status"],
    ["what is the status of alerts at contoso, please!", "alerts at contoso"],
    ["I would like the report october at contoso please", "report october at contoso"],
  ])("has a button for the question within %j", async (text, question) => {
    const { ask } = await chat([])

    const answer = await ask(text)

    expect(answer).toContain(`Did you mean: ${question}`)
    expect(buttonsOf(answer)).toEqual([question, "help"])
  })

  it.each(["help please", "hey, can you help me?", "ok help", "thanks, menu"])(
    "helps whoever says %j",
    async (text) => {
      const { ask } = await chat([])

      expect(await ask(text)).toContain("What you can ask")
    },
  )

  it("never has a button for words that change something", async () => {
    const { ask } = await chat([])

    for (const text of ["please unfreeze", "now link contoso", "so lift mute 7", "can you freeze", "freez"])
      expect(["help", "status", "mutes"]).toEqual(expect.arrayContaining([...buttonsOf(await ask(text))]))
  })

  it("tells a contact nothing that only technicians may ask, and whom to call", async () => {
    const { ask } = await chat([])

    const text = await ask("evidnce of that", asContact)

    expect(text).not.toContain("evidence 42")
    expect(text).toContain("For everything else, call Northwind")
    expect(await ask("evidnce of that")).not.toContain("call Northwind")
    expect(buttonsOf(await ask("status? same ip 203.0.113.9?", asContact))).toEqual(["status", "help"])
  })

  it("tells a technician who wants something changed where that is done", async () => {
    const { ask } = await chat([])

    for (const text of ["stop forwarding", "Block lena!", "undo that"]) {
      const answer = await ask(text)
      expect(answer).toContain("buttons of an incident's card")
      expect(buttonsOf(answer)).toEqual(["board", "help"])
    }
  })

  it("says of a text that is too long just that", async () => {
    const { ask } = await chat([])

    const answer = await ask(`status ${"lorem ipsum ".repeat(400)}`)

    expect(answer).toContain("That is too long for me")
    expect(answer).not.toContain("lorem ipsum lorem ipsum")
  })

  it("says a question that no button can hold beside it", async () => {
    const { ask } = await chat([])

    const answer = await ask("tell me who restored anything at Contoso yesterday")

    expect(answer).toContain('"title":"Ask that"')
  })

  it("guesses nothing of nonsense", async () => {
    const { ask } = await chat([])

    for (const text of ["asdf qwer", "moin", "lorem ipsum dolor", "I am here"])
      expect(await ask(text)).not.toMatch(/Did you mean|For example/)
  })
})

describe("buttons", () => {
  it("lead on from every listing", async () => {
    const { ask } = await chat([])

    expect(buttonsOf(await ask("status"))).toEqual(["board"])
    expect(buttonsOf(await ask("alerts at contoso"))).toEqual(["status at contoso"])
    expect(buttonsOf(await ask("who restored anything at contoso yesterday"))).toEqual([
      "what changed at contoso yesterday",
      "admin activity at contoso yesterday",
    ])
  })
})
