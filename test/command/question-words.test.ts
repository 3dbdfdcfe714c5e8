/** What a button says is understood as the question that it stands for. */
import { describe, expect, it } from "vitest"
import type { Question } from "../../src/command/command.ts"
import { parseCommand } from "../../src/command/parse-command.ts"
import { questionWords } from "../../src/command/question-words.ts"

const QUESTIONS: readonly Question[] = [
  { kind: "who-restored", period: "last night" },
  { kind: "who-restored", mailbox: "kim+x@contoso.com", period: "since monday 14:00" },
  { kind: "who-can-read", mailbox: "O'Neil, Pat at home" },
  { kind: "who-set-forwarding", mailbox: "Jürgen Groß", period: "last 90 days" },
  { kind: "changes", period: "3 to 5 november" },
  { kind: "activity", person: "kim", period: "yesterday between 14 and 15" },
  { kind: "show", what: "rules" },
  { kind: "show", what: "delegates", mailbox: "kim" },
  { kind: "show", what: "forwards", mailbox: "for all" },
  { kind: "same-ip", ip: "2001:db8::7", period: "last 7 days" },
  { kind: "sign-ins", person: "ada from outside", outside: true, period: "today" },
  { kind: "sign-ins", person: "😀", outside: false, period: "today" },
  { kind: "admin-activity", period: "last month" },
  { kind: "posture" },
  { kind: "done", period: "last month", customer: "contoso" },
  { kind: "board" },
  { kind: "noise", period: "this month" },
  { kind: "explain", number: 42 },
]

describe("questionWords()", () => {
  it.each(QUESTIONS)("says $kind so that it is understood, with and without a customer", (question) => {
    const there = { ...question, customer: "Contoso Ltd" }

    expect(parseCommand(questionWords(question))).toEqual(question)
    expect(parseCommand(questionWords(there))).toEqual(there)
  })
})
