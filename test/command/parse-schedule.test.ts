/** A question with the time at which it is to be asked by itself: understood whole, or nothing is set. */
import { describe, expect, it } from "vitest"
import { parseCommand } from "../../src/command/parse-command.ts"

const RESTORES = { kind: "who-restored", period: "this week", customer: "contoso" } as const

describe("a schedule", () => {
  it.each([
    ["every monday at 8 who restored anything at contoso this week", "monday", 480],
    ["Every Monday at 08:00: who restored anything at contoso this week?", "monday", 480],
    ["every monday who restored anything at contoso this week", "monday", 480],
    ["each day at 7.30 who restored anything at contoso this week", "day", 450],
    ["every day 7:30 who restored anything at contoso this week", "day", 450],
    ["every weekday at 5 pm who restored anything at contoso this week", "weekday", 1020],
    ["every workday at 12am who restored anything at contoso this week", "weekday", 0],
    ["every day at noon who restored anything at contoso this week", "day", 720],
    ["every first of the month who restored anything at contoso this week", "first", 480],
    ["every 1st of the month at 23:59 who restored anything at contoso this week", "first", 1439],
    ["who restored anything at contoso this week every friday at 16:00", "friday", 960],
    ["hi, every sunday at 0 who restored anything at contoso this week, please", "sunday", 0],
  ] as const)("is read from %j", (text, days, minutes) => {
    expect(parseCommand(text)).toEqual({ kind: "schedule", days, minutes, isAlert: false, ask: RESTORES })
  })

  it.each([
    "every day at 7:30 alerts if any",
    "every day at 7:30 alerts, only if there is something",
    "every day at 7:30 alerts if there's anything?",
    "alerts every day at 7:30 if any",
  ])("is silent where there is nothing when %j is said", (text) => {
    expect(parseCommand(text)).toEqual({
      kind: "schedule",
      days: "day",
      minutes: 450,
      isAlert: true,
      ask: { kind: "alerts" },
    })
  })

  it.each([
    ["every day at 25 alerts", "alerts"],
    ["every day at 8:60 alerts", "alerts"],
    ["every day at 13pm alerts", "alerts"],
    ["every day at contoso alerts", "alerts"],
    ["every hour alerts", "alerts"],
    ["every 5 minutes status", "status"],
    ["every day at 8 every day at 9 alerts", "alerts"],
    ["daily alerts", "alerts"],
    ["remind me every week of the board at contoso", "board at contoso"],
    ["can you tell me daily who restored kim yesterday", "who restored kim yesterday"],
  ])("isn't set by %j, and how that question is set is told", (text, question) => {
    const said = parseCommand(text)

    expect(said).toMatchObject({
      kind: "unknown",
      change: { kind: "schedule", say: `every day at 8 ${question}` },
    })
    expect(said).not.toHaveProperty("within")
  })

  it.each([
    "every day at 8",
    "every day at 8 freeze contoso",
    "every day at 8 unlink",
    "every day at 8 more",
    "every day at 8 export as csv",
    "every day at 8 evidence 42",
    "every first of the month report",
    "every day test rule mailbox-forwarding-outside 30d",
    "jeden montag um 8 wer hat was wiederhergestellt",
    "weekly restores please",
    "schedule a question",
  ])("isn't set by %j, and an example is told that is one", (text) => {
    const said = parseCommand(text)

    const change = said.kind === "unknown" ? said.change : undefined
    expect(change).toEqual({ kind: "schedule", say: "every monday at 8 who restored anything this week" })
    expect(parseCommand(change?.say ?? "")).toMatchObject({ kind: "schedule", ask: { kind: "who-restored" } })
  })

  it("leaves questions alone that only hold its words", () => {
    expect(parseCommand("what did every do today").kind).toBe("activity")
    expect(parseCommand("alerts at every customer")).toEqual({ kind: "alerts", customer: "every customer" })
  })
})

describe("stop schedule", () => {
  it.each(["stop schedule 3", "end schedule #3", "Delete schedule 3!"])("is read from %j", (text) => {
    expect(parseCommand(text)).toEqual({ kind: "stop-schedule", number: 3 })
  })

  it.each([
    ["stop schedule 3?", "stop schedule 3"],
    ["cancel the schedule 12", "stop schedule 12"],
    ["stop schedule", "stop schedule 3"],
  ])("isn't done by %j, and how it is said is told", (text, say) => {
    expect(parseCommand(text)).toMatchObject({ kind: "unknown", change: { kind: "stop-schedule", say } })
  })

  it.each(["schedules", "list schedules", "my schedules please"])("lists them for %j", (text) => {
    expect(parseCommand(text)).toEqual({ kind: "schedules" })
  })
})
