/** What is said after a question, or leaves out what the place makes clear: never guessed, always a question that is asked anew. */
import { describe, expect, it } from "vitest"
import { chat } from "./ask.ts"
import { ALEX, CONTOSO, CONTOSO_CHANNEL, config } from "./make.ts"

const asContact = { objectId: ALEX, teamsTenantId: CONTOSO, conversationId: CONTOSO_CHANNEL }

/** The title and first line of each answer. */
async function talk(...lines: readonly string[]): Promise<string> {
  const { ask } = await chat([])
  let last = ""
  for (const line of lines) last = await ask(line)
  return last
}

describe("understood()", () => {
  it.each([
    [["what changed at contoso today", "and yesterday?"], "What changed, yesterday"],
    [["what changed at contoso today", "and at fabrikam?"], "Fabrikam GmbH, "],
    [["what changed at contoso today", "what about fabrikam last week"], "What changed, last week"],
    [["what did ada@contoso.com do at contoso", "and bob@contoso.com?"], "What bob@contoso.com did"],
    [["sign-ins of ada at contoso", "same for bob"], "Sign-ins of bob, last 7 days"],
    [["what changed today", "contoso"], "Contoso Ltd, "],
    [["what changed today", "at contoso"], "Contoso Ltd, "],
    [["board", "and at contoso"], "For Contoso Ltd only"],
    [["report october at contoso", "and september?"], "Contoso Ltd, September 2026"],
    [["report september at contoso", "and at fabrikam"], "Fabrikam GmbH, September 2026"],
    [["report september at contoso", "and fabrikam"], "Fabrikam GmbH, September 2026"],
    [["what changed today", "what about contoso? yesterday?"], "What changed, yesterday"],
    [
      ["what did ada@contoso.com do at contoso today", "and in october?"],
      "What ada@contoso.com did, in october",
    ],
    [["what did ada@contoso.com do at contoso today", "and in the last week"], "did, in the last week"],
    [["what changed today", "in contoso"], "Contoso Ltd, "],
    [["what changed today", "and contoso in october"], "Contoso Ltd, 1 Oct 2026"],
    [["what changed at contoso today", "and yesteday?", "help", "and yesterday?"], "What changed, yesterday"],
    [["what changed at contoso today", "at fabirkam", "and at fabrikam"], "Fabrikam GmbH, "],
    [["who restored kim at contoso", "und gestern?"], "Restores of kim, gestern"],
  ])("goes on after %j", async (lines, answer) => {
    expect(await talk(...lines)).toContain(answer)
  })

  it.each([
    ["alerts contoso", "For Contoso Ltd only"],
    ["what changed contoso ltd yesterday", "What changed, yesterday"],
    ["forwards contoso", "Contoso Ltd"],
    ["status fabrikam", "For Fabrikam GmbH only"],
    ["status in fabrikam", "For Fabrikam GmbH only"],
    ["Fabrikam alerts", "For Fabrikam GmbH only"],
    ["what changed? contoso yesterday", "What changed, yesterday"],
  ])("takes the customer's very name in %j without a word before it", async (line, answer) => {
    expect(await talk(line)).toContain(answer)
  })

  it.each([
    ["restores of contoso", "Restores, this week"],
    ["who restored Contoso Ltd yesterday", "Restores, yesterday"],
    ["show inbox rules of contoso", "Contoso Ltd allowed watching only"],
  ])("takes the customer's very name in %j for no mailbox's", async (line, answer) => {
    expect(await talk(line)).toContain(answer)
    expect(await talk(line)).not.toContain("Fabrikam")
  })

  it("takes a name whole that has a word of the grammar in it", async () => {
    const customers = config.customers.map((one) => ({ ...one, displayName: `Homes for ${one.name}` }))
    const { ask } = await chat([], { config: { ...config, customers } })

    expect(await ask("alerts Homes for Fabrikam")).toContain("For Homes for fabrikam only")
  })

  it("leaves a mailbox that is called like a customer where another one is named", async () => {
    expect(await talk("who restored contoso at fabrikam")).toContain("Restores of contoso, this week")
  })

  it.each([
    [["and yesterday?"]],
    [["what changed at contoso today", "and who did it"]],
    [["what changed at contoso today", "and lena"]],
    [["what changed at contoso today", "csv please now"]],
    [["freeze", "and at contoso"]],
    [["alerts at contoso", "mutes", "report soon", "and at fabrikam"]],
    [["who restored kim in may", "and june?"]],
    [["who restored kim", "in a minute"]],
    [["show inbox rules of kim", "and delegates?"]],
    [["who can read kim", "and block lena"]],
    [["who can read kim", "or close"]],
    [["who can read kim", "or not"]],
    [["who can read kim", "what about everyone"]],
    [["who can read kim", "and 42?"]],
    [["who can read kim", "and 203.0.113.7"]],
    [["sign-ins of kim yesterday", "and at today"]],
    [["who restored kim at contoso", "and again"]],
    [["sign-ins of kim at contoso", "and abroad?"]],
    [["who can read kim at contoso", "and unfreeze"]],
    [["who can read kim at contoso", "for sure"]],
    [["what changed at contoso today", "who resotred lena at fabrikam", "and yesterday?"]],
    [["what changed at contoso today", "show me what lena was doing at fabrikam then", "and yesterday?"]],
    [["what changed at contoso today", "is fabrikam ok", "and yesterday?"]],
    [["what changed at contoso today", "what changed at fabirkam", "and yesterday?"]],
    [["what changed at contoso today", "and who resotred lena at fabrikam", "and yesterday?"]],
    [["who can read kim at contoso", "and lena status"]],
    [["who can read kim at contoso", "lena"]],
    [["who can read kim at contoso", "and lena moved offices recently"]],
    [["who can read kim at contoso", "and yesterday?"]],
    [["what changed at contoso today", "at the moment nobody knows what is going on"]],
    [["alerts tailspin"]],
    [["who restored lena at fabrikam? and contoso signed in"]],
  ])("guesses nothing of %j", async (lines) => {
    expect(await talk(...lines)).toMatch(
      /I don't know that question|Nothing was changed|Export what|That is done on the card/,
    )
  })

  it("never reaches past the place: another customer is refused there as any stranger", async () => {
    const { ask } = await chat([])
    await ask("what changed today", asContact)

    const other = await ask("and at fabrikam", asContact)

    expect(other.replaceAll("fabrikam", "tailspin")).toBe(
      (await ask("and at tailspin", asContact)).replaceAll("fabrikam", "tailspin"),
    )
    expect(await ask("alerts fabrikam", asContact)).toContain("I don't know that question")
    expect(await ask("and yesterday?", { objectId: ALEX, conversationId: "19:else" })).not.toContain(
      "changed",
    )
  })

  it("writes into the trail what was meant", async () => {
    const { ask, store } = await chat([])
    for (const line of ["what changed at contoso today", "and yesterday?"]) await ask(line)

    expect((await store.trail.read(0, 9)).at(-1)?.what).toBe(
      "Asked: and yesterday? (what changed at contoso yesterday)",
    )
  })
})

describe("what is understood in part", () => {
  it.each([
    ["who restored anything since forever", "“since forever” is no time that I understand"],
    ["who restored anything on 31 february", "“on 31 february” is no time that I understand"],
    ["sign-ins of kim at contoso since forever", "I understand “contoso since forever” only in part"],
  ])("takes no time in %j for a name", async (line, answer) => {
    expect(await talk(line)).toContain(answer)
  })

  it("says of what is nothing's part, too, what it didn't understand", async () => {
    expect(await talk("alerts at contoso yesterday")).toContain(
      "is no part of this question, or no time that I know",
    )
  })

  it("answers for all customers who asks for all of them", async () => {
    expect(await talk("alerts at all customers")).toContain("For all customers")
  })
})

describe("what isn't understood", () => {
  it.each([
    ["wer hat sich angemeldet", "For example: sign-ins of kim@contoso.com from outside"],
    ["was war gestern bei contoso los", "Did you mean: what changed at contoso yesterday"],
    ["wer hat das postfach wiederhergestellt", "Did you mean: who restored anything this week"],
    ["are we under attack", "Did you mean: board"],
    ["are we under attack at contoso", "Did you mean: board at contoso"],
    ["did kim log in today", "For example: sign-ins of kim@contoso.com today"],
    ["why 3", "Did you mean: explain alert 3"],
    ["report oktober at contoso", "report october at contoso"],
    ["who restored kim? what changed at contoso today", "One question at a time"],
    ["is everything ok at fabrikam", "Did you mean: status at fabrikam"],
    ["ip 203.0.113.9", "Did you mean: same ip 203.0.113.9 anywhere"],
    ["who is on incident 3", "Did you mean: explain alert 3"],
    ["logins megan at contoso", "Did you mean: sign-ins of megan at contoso last 7 days"],
    ["rules patti", "Did you mean: show inbox rules of patti"],
    ["#3", "Did you mean: explain alert 3"],
    ["access for 7 people", "For example: who can read kim@contoso.com's mailbox"],
    ["bob@contoso.com", "What about them?"],
    ["close incident 3", "the buttons of the card of incident 3"],
    ["undo that", "“Undo” is among them"],
    ["mute lynne", "expect forwarding for"],
    ["did somebody delete inbox rules", "Did you mean: show inbox rules? Choose the customer."],
    ["mail at fabrikam is forwarded and won't stop", "Did you mean: show forwards at fabrikam"],
  ])("says to %j what is near to it", async (line, answer) => {
    expect(await talk(line)).toContain(answer)
  })

  it.each(["report soon", "report alrets"])(
    "asks to %j for a month, and has no button for what is none",
    async (line) => {
      const answer = await talk(line)

      expect(answer).toContain("Which month?")
      expect(answer).not.toContain('"title":"Report')
    },
  )

  it.each(["thanks!", "Danke schön", "thank you", "👍"])("is polite to %j", async (line) => {
    expect(await talk(line)).toContain("You're welcome")
  })

  it.each([
    "that was us",
    "no, that was not us",
    "We don't know this",
    "das waren wir nicht",
    "ich weiß davon nichts",
  ])("leads a contact who answers %j to the card, where it reaches somebody", async (line) => {
    const { ask } = await chat([])

    expect(await ask(line, asContact)).toContain("Your answer belongs on the card")
    expect(await ask(line)).not.toContain("Your answer belongs on the card")
  })

  it("names to a contact neither the buttons of technicians nor the only customer there is", async () => {
    const { ask } = await chat([])

    expect(await ask("block lena", asContact)).not.toContain("buttons of")
    expect(await ask("zeig mir alle weiterleitungen", asContact)).toContain('Did you mean: show forwards"')
  })

  it("suggests a contact nothing that technicians alone may ask", async () => {
    const { ask } = await chat([])

    for (const line of [
      "ip 203.0.113.9",
      "smae ip 203.0.113.9",
      "tell me same ip 203.0.113.9",
      "planned forwarding for bob",
      "einfrieren",
      "beweise",
    ])
      expect(await ask(line, asContact)).not.toMatch(
        /(?:Did you mean|For example): (?:same ip|expect|freeze|evidence)/,
      )
  })
})
