/** The chat grammar: what is understood, what is suggested, and that no text breaks it. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { EXAMPLES } from "../../src/command/examples.ts"
import { parseCommand } from "../../src/command/parse-command.ts"
import { cpuMs } from "../make/cpu-ms.ts"

describe("parseCommand()", () => {
  it.each([
    ["help", { kind: "help" }],
    ["", { kind: "help" }],
    ["  HELP? ", { kind: "help" }],
    ["status", { kind: "status" }],
    ["Status at Contoso", { kind: "status", customer: "Contoso" }],
    ["alerts", { kind: "alerts" }],
    ["alerts at Contoso Manufacturing", { kind: "alerts", customer: "Contoso Manufacturing" }],
    ["evidence 42", { kind: "evidence", number: 42 }],
    ["export evidence of incident #42", { kind: "evidence", number: 42 }],
    ["evidence of 42 at contoso", { kind: "evidence", number: 42, customer: "contoso" }],
    ["alerts for contoso.", { kind: "alerts", customer: "contoso" }],
    [
      "who restored mailbox kim@contoso.com this week",
      { kind: "who-restored", mailbox: "kim@contoso.com", period: "this week" },
    ],
    ["who restored kim today?", { kind: "who-restored", mailbox: "kim", period: "today" }],
    [
      "Who restored Mailbox “Kim Vega” Last Week",
      { kind: "who-restored", mailbox: "Kim Vega", period: "last week" },
    ],
    ["who restored Kim Vega yesterday", { kind: "who-restored", mailbox: "Kim Vega", period: "yesterday" }],
    ["who restored kim", { kind: "who-restored", mailbox: "kim", period: "this week" }],
    [
      "who restored mailbox kim at contoso last week",
      { kind: "who-restored", mailbox: "kim", period: "last week", customer: "contoso" },
    ],
    [
      "who restored kim at Contoso Manufacturing today",
      { kind: "who-restored", mailbox: "kim", period: "today", customer: "Contoso Manufacturing" },
    ],
    [
      "who restored kim today at contoso",
      { kind: "who-restored", mailbox: "kim", period: "today", customer: "contoso" },
    ],
    [
      "who restored mailbox mailto:kim@contoso.com",
      { kind: "who-restored", mailbox: "kim@contoso.com", period: "this week" },
    ],
  ])("understands %j", (text, command) => {
    expect(parseCommand(text)).toEqual(command)
  })

  it("understands every example that help shows", () => {
    for (const { ask } of EXAMPLES) expect(parseCommand(ask).kind).not.toBe("unknown")
  })

  it.each([
    ["alrets", "alerts"],
    ["statsu", "status"],
    ["who retsored mailbox kim", "who restored kim this week"],
    ["what chnaged at contoso yesteday", "what changed at contoso yesterday"],
    ["explian 42", "explain alert 42"],
  ])("suggests what was mistyped as %j, and answers nothing yet", (text, within) => {
    expect(parseCommand(text)).toMatchObject({ kind: "unknown", unknown: text, within })
  })

  it.each([
    ...["who restored", "zzzz qqqq", "thanks!", "who can read", "freez", "rights of contoso"],
    "backup our server has not finished tonight please look",
  ])("guesses nothing of %j", (text) => {
    const parsed = parseCommand(text)

    expect(parsed.kind).toBe("unknown")
    expect(parsed).not.toHaveProperty("within")
  })

  it.each(["board please", "ok, and board now?", "hey bot board thx", "bitte board"])(
    "understands %j, courtesy and all",
    (text) => {
      expect(parseCommand(text)).toEqual({ kind: "board" })
    },
  )

  it("goes on for whoever is polite, too", () => {
    expect(parseCommand("more please")).toEqual({ kind: "more" })
    expect(parseCommand("ok, export json, thanks!")).toEqual({ kind: "export", format: "json" })
  })

  it.each([
    ["who can read kim, thank you", "kim"],
    ["who can read kim then please", "kim"],
    ["who can read Anna So", "Anna So"],
    ["who can read anna ty", "anna ty"],
    ["who can read anna you please", "anna you"],
  ])("takes no part of the name in %j for courtesy", (text, mailbox) => {
    expect(parseCommand(text)).toEqual({ kind: "who-can-read", mailbox })
  })

  it.each([
    "who restored kim? and what changed at contoso today?",
    "who restored kim\nwhat changed at contoso today",
    "who restored kim; what changed at contoso today",
    "who restored kim and what changed at contoso today",
  ])("takes %j for several questions, never for one with a long name", (text) => {
    expect(parseCommand(text)).toMatchObject({
      kind: "unknown",
      several: ["who restored kim this week", "what changed at contoso today"],
    })
  })

  it.each([
    'who can read "Support and Alerts"',
    "who can read “Support and Alerts”",
    "who can read „Support and Alerts“",
    'who can read "Support and Alerts"?',
  ])("takes what is quoted in %j for one name", (text) => {
    expect(parseCommand(text)).toEqual({ kind: "who-can-read", mailbox: "Support and Alerts" })
  })

  it("parts questions beside a quoted name, too", () => {
    expect(parseCommand('who can read "Who? Status" and alerts')).toMatchObject({
      several: ['who can read "Who? Status"', "alerts"],
    })
  })

  it("takes a line break within one question for a blank", () => {
    expect(parseCommand("who restored kim\nthis week\n")).toEqual({
      kind: "who-restored",
      mailbox: "kim",
      period: "this week",
    })
  })

  it("never treats extra words as noise: a question that isn't understood whole isn't answered", () => {
    expect(parseCommand("alerts delete everything").kind).toBe("unknown")
    expect(parseCommand("status of the nation").kind).toBe("unknown")
  })

  it("repeats an unknown text as one visible line without anything hidden in it", () => {
    const parsed = parseCommand("do\u202E this\n\nnow\u0000")

    if (parsed.kind !== "unknown") throw new Error("it is no command")
    expect(parsed.unknown).toMatch(/^[ -~…]+$/)
  })

  it("answers any text of any length at once", () => {
    const nasty = [
      `who restored ${'"'.repeat(20_000)}`,
      "who ".repeat(20_000),
      `alerts${" ".repeat(50_000)}x`,
      "‮".repeat(9_999),
    ]

    const cost = cpuMs(() => {
      for (const text of nasty) expect(parseCommand(text).kind).toBe("unknown")
    })
    expect(cost).toBeLessThan(5_000)
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 400 }),
        (text) => parseCommand(text).kind !== undefined,
      ),
    )
  })
})
