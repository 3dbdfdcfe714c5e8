/** What is suggested for a line that is no question of the grammar: about whom, whose and when it names, in German and English. */
import { describe, expect, it } from "vitest"
import { saidIn } from "../../src/command/said-words.ts"
import { chat, RESPONDING } from "./ask.ts"
import { CONTOSO, CONTOSO_CHANNEL, FABRIKAM, NOW } from "./make.ts"

const state = (address: string) => ({ id: `id of ${address}`, names: [address], keepsCopy: false })

/** Mailboxes of both customers were read. */
async function talk() {
  const { ask, store } = await chat([], { config: RESPONDING })
  const mailboxes = [
    [CONTOSO, ["anna.berg@contoso.com", "jens.mueller@contoso.com", "rob.lang@contoso.com"]],
    [
      FABRIKAM,
      [
        "henrietta.moss@fabrikam.com",
        "rob.klein@fabrikam.com",
        "ida.van.der.linde@fabrikam.com",
        "regel@fabrikam.com",
        "today@fabrikam.com",
      ],
    ],
  ] as const
  for (const [tenant, addresses] of mailboxes)
    await store.snapshots.save(tenant, NOW - 60_000, addresses.map(state))
  return ask
}

const buttonsOf = (text: string): readonly string[] =>
  [...text.matchAll(/"imBack","value":"((?:[^"\\]|\\.)+)"/g)]
    .map((match) => (match[1] ?? "").replaceAll('\\"', '"'))
    .filter((ask) => ask !== "help")

const HENRIETTA = "henrietta.moss@fabrikam.com"

describe("what was perhaps meant", () => {
  it.each([
    [
      "wer hat henriettas postfach letzte woche wiederhergestellt",
      `who restored ${HENRIETTA} at fabrikam last week`,
    ],
    ["what did henrietta restore", "who restored anything at fabrikam this week"],
    ["restores by henrietta yesterday", "who restored anything at fabrikam yesterday"],
    ["restored by henrietta", "who restored anything at fabrikam this week"],
    ["who opened henriettas mailbox", `who can read ${HENRIETTA} at fabrikam`],
    ["wer hat bei Henrietta eine weiterleitung gesetzt", `who set forwarding on ${HENRIETTA} at fabrikam`],
    ["is henrietta hacked?", `what did ${HENRIETTA} do at fabrikam in the last 24 hours`],
    ["what happened with henrietta last night", `what did ${HENRIETTA} do at fabrikam last night`],
    ["hat rob bei contoso was gelöscht", "what did rob do at contoso in the last 24 hours"],
    ["bericht für contoso oktober", "report october at contoso"],
  ])("of %j is %j", async (line, meant) => {
    const ask = await talk()

    const answer = await ask(line)

    expect(buttonsOf(answer)).toEqual([meant])
    expect(await ask(meant)).not.toContain("I don't know that question")
  })

  it.each([
    ["zeige weiterleitungen", ["show forwards at contoso", "show forwards at fabrikam"]],
    [
      "hat rob was gelöscht",
      ["what did rob do at contoso in the last 24 hours", "what did rob do at fabrikam in the last 24 hours"],
    ],
    ["bericht oktober", ["report october at contoso", "report october at fabrikam"]],
    ["what's new", ["what changed at contoso today", "what changed at fabrikam today"]],
  ])("of %j lets one choose the customer, which it doesn't name", async (line, meant) => {
    const ask = await talk()

    expect(buttonsOf(await ask(line))).toEqual(meant)
  })

  it.each([
    ["henrietta", HENRIETTA, "fabrikam", "in the last 24 hours"],
    ["Henrietta yesterday", HENRIETTA, "fabrikam", "yesterday"],
    ["show me everything from jens müller", "jens.mueller@contoso.com", "contoso", "in the last 24 hours"],
  ])("of %j, which is somebody alone, is asked back", async (line, name, customer, period) => {
    const ask = await talk()

    const answer = await ask(line)

    expect(answer).toContain("What about them?")
    expect(buttonsOf(answer)[0]).toBe(`what did ${name} do at ${customer} ${period}`)
  })

  it("knows nobody by a word of the grammar, an article or a customer's name", async () => {
    const ask = await talk()

    for (const line of [
      "wie ist der stand",
      "regel",
      "zeige die regel bei fabrikam",
      "grüße an today",
      "neues von contoso",
    ])
      expect(await ask(line)).not.toMatch(/(?:linde|regel|today)@/)
  })

  it("names nobody of another customer in a customer's channel", async () => {
    const ask = await talk()

    const answer = await ask("wer hat henrietta wiederhergestellt", { conversationId: CONTOSO_CHANNEL })

    expect(answer).not.toContain("fabrikam")
  })

  it.each(["hallo", "Guten Morgen!", "was kannst du?"])("helps whoever says %j", async (line) => {
    expect(await (await talk())(line)).toContain("What you can ask")
  })

  it.each([
    ["freez contoso", "write: freeze contoso"],
    ["unfrez Contoso now", "write: unfreeze contoso"],
    ["freez everything", "write: freeze"],
  ])("names for %j the word that stops no more than was meant", async (line, told) => {
    const ask = await talk()

    expect(await ask(line)).toContain(`${told}"`)
  })
})

describe("saidIn()", () => {
  it.each([
    ["was war am 22.11. zwischen 14 und 16 uhr", { period: "22.11 between 14 and 16:00" }],
    ["incident 3", { number: "3" }],
    ["log in today", { period: "today" }],
    ["in october", { period: "in october", month: "october" }],
    ["203.0.113.9 gestern", { period: "yesterday", ip: "203.0.113.9" }],
    ["kim may", {}],
  ])("finds in %j %j", (line, said) => {
    expect(saidIn(line)).toMatchObject(said)
    if (!("period" in said)) expect(saidIn(line)).not.toHaveProperty("period")
  })
})
