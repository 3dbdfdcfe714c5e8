import { describe, expect, it } from "vitest"
import { describeAct } from "../../src/detect/describe-act.ts"
import { makeContext, makeRecord, parameters } from "../make/make-record.ts"

const sentenceOf = (Operation: string, named: Readonly<Record<string, string>>) =>
  describeAct(
    makeRecord({ Operation, UserId: "NORTHWIND\\kim.vega", Parameters: parameters(named) }),
    "restore",
    makeContext(),
  ).sentence

describe("describeAct()", () => {
  it("says who restored what of whose mailbox, in this order", () => {
    expect(sentenceOf("Restore", { item: "Board minutes", target: "Inbox\\Board" })).toMatch(
      /NORTHWIND\\kim\.vega restored "Board minutes" of .*anna\.berg.*'s mailbox from the backup to Inbox\\Board\.$/,
    )
  })

  it("names a folder once where it was put back into", () => {
    const act = (target: string) =>
      describeAct(
        makeRecord({ Operation: "Restore", Parameters: parameters({ source: "Ben\\Inbox", target }) }),
        "restore",
        makeContext(),
      )

    expect(act("ben\\inbox").sentence).toMatch(/ from the backup to where it was\.$/)
    expect(act("ben\\inbox").changes[0]).toMatchObject({ before: "Ben\\Inbox", after: "where it was" })
    expect(act("Kim\\Inbox").changes[0]).toMatchObject({ after: "Kim\\Inbox" })
  })

  it.each([
    ["Save", / saved data of .* from the backup to a file\.$/],
    ["Export", / exported data of .* from the backup to a file\.$/],
    ["Send", / sent data of .* from the backup by mail\.$/],
    ["Restore", / restored data of .* from the backup\.$/],
  ])("ends the sentence of a %s without a destination", (operation, sentence) => {
    expect(sentenceOf(operation, {})).toMatch(sentence)
  })
})
