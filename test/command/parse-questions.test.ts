/** Questions as people type them, and what is taken from them. */
import { describe, expect, it } from "vitest"
import { parseCommand } from "../../src/command/parse-command.ts"

describe("parseCommand() questions", () => {
  it.each([
    [
      "who restored anything at contoso yesterday",
      { kind: "who-restored", period: "yesterday", customer: "contoso" },
    ],
    [
      "who restored kim's mailbox between 3 and 5 november",
      { kind: "who-restored", mailbox: "kim", period: "between 3 and 5 november" },
    ],
    ["who can read Ben Young’s mailbox?", { kind: "who-can-read", mailbox: "Ben Young" }],
    [
      "who can read the mailbox of kim at contoso",
      { kind: "who-can-read", mailbox: "kim", customer: "contoso" },
    ],
    ["who has access to kim@contoso.com", { kind: "who-can-read", mailbox: "kim@contoso.com" }],
    [
      "who set forwarding on kim since monday",
      { kind: "who-set-forwarding", mailbox: "kim", period: "since monday" },
    ],
    ["what changed at contoso today", { kind: "changes", period: "today", customer: "contoso" }],
    [
      "What changed since 8:00 at Contoso Ltd",
      { kind: "changes", period: "since 8:00", customer: "Contoso Ltd" },
    ],
    [
      "what did kim@contoso.com do in the last 24 hours",
      { kind: "activity", person: "kim@contoso.com", period: "in the last 24 hours" },
    ],
    [
      "what did Kim Vega do at contoso yesterday",
      { kind: "activity", person: "Kim Vega", period: "yesterday", customer: "contoso" },
    ],
    ["show forwards at contoso", { kind: "show", what: "forwards", customer: "contoso" }],
    ["show inbox rules of kim", { kind: "show", what: "rules", mailbox: "kim" }],
    ["show delegates", { kind: "show", what: "delegates" }],
    ["same ip 203.0.113.7 anywhere", { kind: "same-ip", ip: "203.0.113.7", period: "last 7 days" }],
    ["same ip anywhere [2001:db8::7] today", { kind: "same-ip", ip: "2001:db8::7", period: "today" }],
    [
      "sign-ins of kim from outside last week",
      { kind: "sign-ins", person: "kim", outside: true, period: "last week" },
    ],
    [
      "sign-ins of kim at contoso from outside",
      { kind: "sign-ins", person: "kim", outside: true, period: "last 7 days", customer: "contoso" },
    ],
    ["sign ins of kim", { kind: "sign-ins", person: "kim", outside: false, period: "last 7 days" }],
    [
      "admin activity of global admins at contoso last month",
      { kind: "admin-activity", period: "last month", customer: "contoso" },
    ],
    ["posture at contoso", { kind: "posture", customer: "contoso" }],
    ["Posture", { kind: "posture" }],
    ["audit status of contoso", { kind: "posture", customer: "contoso" }],
    ["audit status", { kind: "posture" }],
    ["board", { kind: "board" }],
    ["explain alert 42", { kind: "explain", number: 42 }],
    ["explain #42", { kind: "explain", number: 42 }],
    ["incident 42", { kind: "explain", number: 42 }],
    ["show me alert #42", { kind: "explain", number: 42 }],
    ["more", { kind: "more" }],
    ["who has restored the mailbox of kim today", { kind: "who-restored", mailbox: "kim", period: "today" }],
    [
      "Who did restore kim@contoso.com",
      { kind: "who-restored", mailbox: "kim@contoso.com", period: "this week" },
    ],
    ["restores at contoso", { kind: "who-restored", period: "this week", customer: "contoso" }],
    ["show restores last week", { kind: "who-restored", period: "last week" }],
    [
      "who restored all mailboxes at contoso",
      { kind: "who-restored", period: "this week", customer: "contoso" },
    ],
    ["who restored a mailbox today", { kind: "who-restored", period: "today" }],
    ["who restored everything", { kind: "who-restored", period: "this week" }],
    ["who restored someone's mailbox", { kind: "who-restored", period: "this week" }],
    ["who restored files today", { kind: "who-restored", period: "today" }],
    ["who restored today", { kind: "who-restored", period: "today" }],
    ["who can access kim@contoso.com", { kind: "who-can-read", mailbox: "kim@contoso.com" }],
    [
      "who set up the forwarding for kim@contoso.com",
      { kind: "who-set-forwarding", mailbox: "kim@contoso.com", period: "last 90 days" },
    ],
    ["what's changed today at contoso?", { kind: "changes", period: "today", customer: "contoso" }],
    ["what happened at contoso last night", { kind: "changes", period: "last night", customer: "contoso" }],
    ["what was done by kim today", { kind: "activity", person: "kim", period: "today" }],
    ["what has kim done today", { kind: "activity", person: "kim", period: "today" }],
    ["show me all inbox rules at contoso", { kind: "show", what: "rules", customer: "contoso" }],
    ["show inbox rules for kim@contoso.com", { kind: "show", what: "rules", mailbox: "kim@contoso.com" }],
    ["list the delegates of kim", { kind: "show", what: "delegates", mailbox: "kim" }],
    ["who else used 203.0.113.7", { kind: "same-ip", ip: "203.0.113.7", period: "last 7 days" }],
    ["logins of kim", { kind: "sign-ins", person: "kim", outside: false, period: "last 7 days" }],
    [
      "what did the global admins do at contoso today",
      { kind: "admin-activity", period: "today", customer: "contoso" },
    ],
    ["open incidents", { kind: "board" }],
    ["the board at contoso", { kind: "board", customer: "contoso" }],
    ["what can you do?", { kind: "help" }],
    ["report contoso october", { kind: "report", month: "october", customer: "contoso" }],
    ["report october contoso ltd", { kind: "report", month: "october", customer: "contoso ltd" }],
    ["report last month", { kind: "report", month: "last month" }],
    ["report soon", { kind: "report", month: "soon" }],
  ])("understands %j", (text, question) => {
    expect(parseCommand(text)).toEqual(question)
  })

  it.each([
    "who restored",
    "who can read",
    "what changed to kim",
    "what did do today",
    "what was done by",
    "restores by kim",
    "which restores failed yesterday",
    "what did kim",
    "show everything",
    "same ip 999.1.1.1",
    "same ip 203.0.113.7 or 203.0.113.8",
    "sign-ins of from outside",
    "explain alert forty-two",
    "explain alert 42 and 43",
    "admin activity of kim",
    "board meeting",
    "unfreeze please",
  ])("answers nothing to %j, which isn't a whole question", (text) => {
    expect(parseCommand(text).kind).toBe("unknown")
  })

  it("takes a person's name that is a month for a name", () => {
    expect(parseCommand("what did May do today")).toMatchObject({ person: "May", period: "today" })
    expect(parseCommand("who can read May")).toMatchObject({ mailbox: "May" })
  })
})
