import { describe, expect, it } from "vitest"
import { readFacts } from "../../src/detect/facts/all-facts.ts"
import { makeContext, makeRecord, parameters } from "../make/make-record.ts"

const factsOf = (named: Readonly<Record<string, string>>, operation = "New-InboxRule") =>
  readFacts(makeRecord({ Operation: operation, ObjectId: "", Parameters: parameters(named) }), makeContext())

describe("INBOX_RULE_FACTS", () => {
  it.each([".", "..", "", " ", ",", "\u200B", "a"])("takes the name %j for concealed", (name) => {
    expect(factsOf({ Name: name }).evidence("RuleNameConcealed")).toBeDefined()
  })

  it.each(["Projects", "10", "Ärzte", "日本"])("takes the name %j for honest", (name) => {
    expect(factsOf({ Name: name }).evidence("RuleNameConcealed")).toBeUndefined()
  })

  it.each([
    "Deleted Items",
    "RSS Feeds",
    "Gelöschte Elemente",
    "Historique des conversations",
    "Junk Email",
    "ANNA:\\Notes",
    "Inbox\\Archive",
  ])("knows that mail in %s goes unseen", (folder) => {
    expect(factsOf({ Name: "Tidy", MoveToFolder: folder }).evidence("RuleHides")).toBeDefined()
  })

  it.each(["Projects", "Archive 2026 Projects", "Notes from Ben"])("leaves filing to %s alone", (folder) => {
    expect(factsOf({ Name: "Tidy", MoveToFolder: folder }).evidence("RuleHides")).toBeUndefined()
  })

  it("sees that a rule applies to every message, unless it only exempts some", () => {
    expect(factsOf({ Name: "Tidy", DeleteMessage: "True" }).evidence("RuleHasNoCondition")).toBeDefined()
    expect(factsOf({ Name: "Tidy", ExceptIfFrom: "x" }).evidence("RuleHasNoCondition")).toBeDefined()
    expect(factsOf({ Name: "Tidy", From: "x" }).evidence("RuleHasNoCondition")).toBeUndefined()
  })

  it("doesn't claim that from a change which repeats no condition", () => {
    expect(
      factsOf({ Identity: "x", DeleteMessage: "True" }, "Set-InboxRule").evidence("RuleHasNoCondition"),
    ).toBeUndefined()
  })

  it("hears words about money and security at the beginning of a word only", () => {
    expect(factsOf({ SubjectContainsWords: "Your Invoices" }).evidence("RuleWatchesMoneyOrSecurity")).toBe(
      "Invoice",
    )
    expect(factsOf({ SubjectContainsWords: "Überweisung" }).evidence("RuleWatchesMoneyOrSecurity")).toBe(
      "Überweisung",
    )
    expect(
      factsOf({ SubjectContainsWords: "embankment" }).evidence("RuleWatchesMoneyOrSecurity"),
    ).toBeUndefined()
  })

  it("says the evidence of a fact", () => {
    expect([...factsOf({ Name: ".", ForwardTo: "x@evil.example", DeleteMessage: "True" }).all()]).toEqual([
      ["RuleForwardsOutside", "x@evil.example"],
      ["RuleDeletes", "the rule deletes mail"],
      ["RuleNameConcealed", 'the rule is named "."'],
      ["RuleHasNoCondition", "the rule applies to every message"],
    ])
  })

  it.each(["aaaa", "1 1", "x."])("takes the name %j, one sign over and over, for concealed", (name) => {
    expect(factsOf({ Name: name }).evidence("RuleNameConcealed")).toBeDefined()
  })

  it("leaves a name of one word sign alone", () => {
    expect(factsOf({ Name: "税" }).evidence("RuleNameConcealed")).toBeUndefined()
  })

  it("knows a folder without a name for a hiding place", () => {
    expect(factsOf({ Name: "Tidy", MoveToFolder: "..." }).evidence("RuleHides")).toBe("...")
  })

  it.each([
    ["wire transfer", "wire"],
    ["Unpaid invoices", "invoice"],
    ["ACH", "ACH"],
  ])("finds in %j the word %j", (words, word) => {
    const facts = factsOf({ Name: "Tidy", SubjectContainsWords: words })

    expect(facts.evidence("RuleWatchesMoneyOrSecurity")).toBe(word)
  })

  it.each(["wireless", "achievement", "transferable", "riverbank"])("finds no money in %j", (words) => {
    const facts = factsOf({ Name: "Tidy", SubjectContainsWords: words })

    expect(facts.evidence("RuleWatchesMoneyOrSecurity")).toBeUndefined()
  })

  it("sees that a rule waits for one colleague, and not for several or for somebody outside", () => {
    const colleague = (From: string) => factsOf({ Name: "Tidy", From }).evidence("RuleWatchesOneColleague")

    expect(colleague("ben@contoso.example")).toBe("ben@contoso.example")
    expect(colleague("ben@contoso.example;carla@contoso.example")).toBeUndefined()
    expect(colleague("news@fabrikam.example")).toBeUndefined()
  })
})
