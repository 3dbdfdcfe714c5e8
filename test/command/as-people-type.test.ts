/** Lines as technicians type them at night: each is answered, leads on, or says where it is done. None of them changes anything. */
import { describe, expect, it } from "vitest"
import { parseCommand } from "../../src/command/parse-command.ts"
import { chat, exchange, RESPONDING } from "./ask.ts"
import { CONTOSO, FABRIKAM, NOW } from "./make.ts"

const state = (address: string) => ({ id: `id of ${address}`, names: [address], keepsCopy: false })

/** Mailboxes of both customers were read. */
async function talk() {
  const { ask, store } = await chat([], { config: RESPONDING, admin: exchange({}) })
  await store.snapshots.save(
    CONTOSO,
    NOW - 60_000,
    ["anna.berg@contoso.com", "lena.roth@contoso.com"].map(state),
  )
  await store.snapshots.save(FABRIKAM, NOW - 60_000, ["henrietta.moss@fabrikam.com"].map(state))
  return { ask, store }
}

const buttonsOf = (text: string): readonly string[] =>
  [...text.matchAll(/"imBack","value":"([^"]+)"/g)].map((match) => match[1] ?? "")

describe("a line as people type it", () => {
  it.each([
    ["next", { kind: "more" }],
    ["weiter", { kind: "more" }],
    ["export to excel", { kind: "export", format: "csv" }],
    ["export as a csv file", { kind: "export", format: "csv" }],
    ["evidence pack for incident 9", { kind: "evidence", number: 9 }],
    ["evidence of incident 9 at contoso", { kind: "evidence", number: 9, customer: "contoso" }],
    ["history 2", { kind: "explain", number: 2 }],
    ["timeline of incident 2", { kind: "explain", number: 2 }],
    ["show board", { kind: "board" }],
    ["help me", { kind: "help" }],
    ["ping", { kind: "help" }],
    ["hlep", { kind: "help" }],
    [
      "Hey Watchpost, who restored Lena's mailbox yesterday please",
      { kind: "who-restored", mailbox: "Lena", period: "yesterday" },
    ],
    [
      "what changed at contoso from friday evening to now",
      { kind: "changes", customer: "contoso", period: "from friday evening to now" },
    ],
    [
      "What changed at Contoso Ltd since Friday at 5 p.m.",
      { kind: "changes", customer: "Contoso Ltd", period: "since friday at 5 p.m" },
    ],
    ["whats open at contoso", { kind: "board", customer: "contoso" }],
    ["status:", { kind: "status" }],
    [
      "expect forwarding for lena@contoso.com until friday at contoso #12",
      {
        ...{ kind: "expect", what: "forwarding", target: "lena@contoso.com", until: "friday" },
        ...{ ticket: "12", customer: "contoso" },
      },
    ],
    [
      "expect forwarding for lena@contoso.com until friday at 17:00",
      { kind: "expect", what: "forwarding", target: "lena@contoso.com", until: "friday at 17:00" },
    ],
  ])("is understood: %j", (line, command) => {
    expect(parseCommand(line)).toEqual(command)
  })

  it.each([
    ["remove mute 1", "write: lift mute 1"],
    ["unmute #3", "write: lift mute 3"],
    ["beende den mute", "write: lift mute 7"],
    ["stop everything", "To stop all fixes"],
    ["emergency stop", "To stop all fixes"],
    ["fereze", "To stop all fixes"],
    ["erwarte weiterleitung für lena bis freitag", "To page nobody for a change that is planned"],
    ["ich werde lena wiederherstellen", "write: I will restore kim@contoso.com today #4711"],
    ["can you stop everything", "To stop all fixes"],
    ["alles stoppen!", "To stop all fixes"],
    ["I'm going to restore lenas mailbox today", "write: I will restore kim@contoso.com today #4711"],
  ])("that speaks of a change tells how it is said: %j", async (line, answer) => {
    const { ask, store } = await talk()

    const text = await ask(line)

    expect(text).toContain("Nothing was changed")
    expect(text).toContain(answer)
    expect(await store.brake.all()).toEqual([])
  })

  it.each([
    ["claim 3", "That is done on the card", ["explain alert 3", "board", "help"]],
    ["assign 3 to me", "That is done on the card", ["explain alert 3", "board", "help"]],
    ["ack 3", "That is done on the card", ["explain alert 3", "board", "help"]],
    ["how do i undo", "“Undo” is among them", ["board", "help"]],
    ["how do I mute something", "A mute is made on a card", ["mutes", "help"]],
    ["is the monitoring working", "Did you mean: status", ["status", "help"]],
    ["how far behind are we", "Did you mean: status", ["status", "help"]],
    ["who is on call", "I don't know that question", ["help"]],
    ["what is your name", "I don't know that question", ["help"]],
    ["stauts contoso", "Did you mean: status at contoso", ["status at contoso", "help"]],
    [
      "wann hat sich lena zuletzt angemeldet",
      "Did you mean",
      ["sign-ins of lena.roth@contoso.com at contoso", "help"],
    ],
    [
      "hat sich lena aus dem ausland angemeldet",
      "Did you mean",
      ["sign-ins of lena.roth@contoso.com from outside at contoso", "help"],
    ],
    ["yes", "I don't know that question", ["help"]],
    ["apps at contoso", "Did you mean: what changed", ["what changed at contoso today", "help"]],
    ["history", "Did you mean: board", ["board", "help"]],
    ["verlauf von vorfall 2", "Did you mean: explain alert 2", ["explain alert 2", "help"]],
    ["which customers are there", "Did you mean: status", ["status", "help"]],
    ["thanks a lot!", "You're welcome", []],
    ["are we hacked", "Did you mean: board", ["board", "help"]],
    ["hey whats going on", "Did you mean: board", ["board", "help"]],
    ["wer kümmert sich um 2", "Did you mean: explain alert 2", ["explain alert 2", "help"]],
    ["mehr infos zu 2", "Did you mean: explain alert 2", ["explain alert 2", "help"]],
    ["lena sperren", "That is done on the card", ["board", "help"]],
    ["passwort zurücksetzen für lena", "That is done on the card", ["board", "help"]],
    [
      "who gave access to lena.roth",
      "Did you mean: who can read",
      ["who can read lena.roth@contoso.com at contoso", "help"],
    ],
    ["alerts for contoso today", "I understand “contoso today” only in part", ["alerts at contoso"]],
  ])("leads on: %j", async (line, answer, buttons) => {
    const { ask } = await talk()

    const text = await ask(line)

    expect(text).toContain(answer)
    expect(buttonsOf(text)).toEqual(buttons)
  })

  it.each([
    ["what did lidia and patti do", ["what did lidia do last 24 hours", "what did patti do last 24 hours"]],
    ["who can read anna's and lena's mailbox", ["who can read anna", "who can read lena"]],
    ["sign-ins of anna und lena gestern", ["sign-ins of anna gestern", "sign-ins of lena gestern"]],
  ])("is asked about one at a time where it names several: %j", async (line, each) => {
    const { ask } = await talk()

    const text = await ask(line)

    expect(text).toContain("One question at a time")
    expect(buttonsOf(text)).toEqual([...each, "help"])
  })

  it("takes a name in quotes whole, whatever is in it", () => {
    expect(parseCommand("who can read “Research and Development”")).toEqual({
      kind: "who-can-read",
      mailbox: "Research and Development",
    })
  })

  it("takes whom it names for a mailbox where a customer may be named, and none is", async () => {
    const { ask } = await talk()

    expect(await ask("show inbox rules for lena roth")).not.toContain("I can't answer for")
    expect(await ask("show inbox rules for contosso")).toContain("Did you mean contoso?")
  })

  it("is asked back for whom it means where nobody is called so, with those that are close", async () => {
    const { ask } = await talk()

    const [close, none] = [await ask("who can read lenas mailbox"), await ask("sign-ins of müller")]

    expect(close).toContain("No mailbox of Contoso Ltd or Fabrikam GmbH is known by “lenas”")
    expect(close).toContain("Did you mean lena.roth@contoso.com?")
    expect(buttonsOf(close)).toEqual(["who can read lena.roth@contoso.com"])
    expect(none).toContain("For an account without a mailbox say the customer at the end")
    expect(none.match(/sign-ins of \\"müller\\" at (?:contoso|fabrikam) last 7 days/g)).toHaveLength(2)
  })
})
