/** What Microsoft recorded of a restore into a mailbox: which records are a session's, and what they change of its grade. */
import { describe, expect, it } from "vitest"
import { attribute, SHARED_ACCOUNTS } from "../../src/attribute/attribute.ts"
import { spansOf, writesOf } from "../../src/attribute/mailbox-writes.ts"
import type { RestoreEvidence } from "../../src/model/restore-evidence.ts"
import {
  AT,
  makeEvent,
  makePutBack,
  makeRun,
  makeSession,
  makeSignIn,
  makeWrite,
  SECOND,
} from "./make-evidence.ts"

const BEGIN = makePutBack().startedAt
const END = AT + 100 * SECOND
const MINUTE = 60 * SECOND

describe("writesOf()", () => {
  it.each([
    ["two minutes before the event", makeWrite({ at: BEGIN - 2 * MINUTE }), makePutBack()],
    ["ten minutes after its end", makeWrite({ at: END + 10 * MINUTE }), makePutBack()],
    [
      "another spelling of mailbox and folder",
      makeWrite({ folder: "calendar\\BOARD" }),
      makePutBack({ mailbox: "Lena.Roth@contoso.example" }),
    ],
    [
      "a folder below one that was put back whole",
      makeWrite(),
      makePutBack({ itemType: "Folder", source: "Lena Roth\\Calendar", target: "Lena Roth\\Calendar" }),
    ],
    [
      "any folder of a mailbox that was put back whole",
      makeWrite(),
      makePutBack({ itemType: "Mailbox", source: "Lena Roth", target: "Lena Roth" }),
    ],
    ["where it was, without a target", makeWrite(), makePutBack({ target: "" })],
  ])("takes what fits: %s", (_what, write, event) => {
    expect(writesOf([event], [write])).toEqual([write])
  })

  const { endedAt: _, ...going } = makePutBack()
  it.each([
    ["earlier than two minutes before", makeWrite({ at: BEGIN - 2 * MINUTE - 1 }), makePutBack()],
    ["later than ten minutes after its end", makeWrite({ at: END + 10 * MINUTE + 1 }), makePutBack()],
    [
      "later than ten minutes after the beginning of an event that goes on",
      makeWrite({ at: BEGIN + 10 * MINUTE + 1 }),
      going,
    ],
    ["another mailbox", makeWrite({ mailbox: "joel@contoso.example" }), makePutBack()],
    ["a mailbox that the event doesn't name", makeWrite(), { ...makePutBack(), mailbox: "" }],
    ["another folder", makeWrite({ folder: "Calendar" }), makePutBack()],
    ["a folder below that of a single item", makeWrite({ folder: "Calendar\\Board\\2026" }), makePutBack()],
    ["a record that names no folder", makeWrite({ folder: "" }), makePutBack()],
    ["what went into another mailbox", makeWrite(), makePutBack({ target: "Joel Brand\\Calendar\\Board" })],
    ["what was saved", makeWrite(), makePutBack({ type: "Save" })],
    ["what was sent", makeWrite(), makePutBack({ type: "Send" })],
    ["what was only opened", makeWrite(), makePutBack({ type: "View" })],
  ])("leaves out %s", (_what, write, event) => {
    expect(writesOf([event], [write])).toEqual([])
  })
})

describe("spansOf()", () => {
  const at = (minutes: number, lasts = 0) =>
    makePutBack({ startedAt: minutes * MINUTE, endedAt: (minutes + lasts) * MINUTE })

  it("joins what touches, in whatever order, and keeps apart what doesn't", () => {
    expect(spansOf([at(40), at(12), at(0), at(1, 9)])).toEqual([
      { from: -2 * MINUTE, to: 22 * MINUTE },
      { from: 38 * MINUTE, to: 50 * MINUTE },
    ])
    expect(spansOf([])).toEqual([])
  })

  it("leaves out a record between two restores into one folder", () => {
    const events = [makePutBack(), makePutBack({ startedAt: END + 60 * MINUTE, endedAt: END + 60 * MINUTE })]

    expect(writesOf(events, [makeWrite({ at: END + 30 * MINUTE })])).toEqual([])
  })
})

describe("attribute() of what Microsoft recorded", () => {
  const gradeOf = (evidence: readonly RestoreEvidence[], initiatedBy?: string) =>
    attribute(makeSession(initiatedBy === undefined ? {} : { initiatedBy }), [makePutBack()], evidence, {
      sharedAccounts: SHARED_ACCOUNTS,
      skewMs: () => 0,
    })
  const { upn: _, ...byApp } = makeWrite()

  it("C: somebody had signed in to the backup's app", () => {
    const answer = gradeOf([makeWrite(), makeWrite({ id: "write-2" })])

    expect(answer).toMatchObject({ grade: "C", person: "ines@contoso.example" })
    expect(answer.reasons).toEqual([
      {
        text: "ines@contoso.example put 2 items there with the backup's app, as Microsoft 365 recorded.",
        evidenceIds: ["write-1", "write-2"],
      },
    ])
  })

  it("D still where the app acted in its own name, and says that something arrived", () => {
    const answer = gradeOf([byApp])

    expect(answer.grade).toBe("D")
    expect(answer.reasons.at(-1)).toEqual({
      text: "Microsoft 365 recorded 1 item that the backup's app put there: it was restored, but the record names nobody in particular.",
      evidenceIds: ["write-1"],
    })
  })

  it("is never more than C, whatever else points to the same person", () => {
    expect(gradeOf([makeWrite(), makeSignIn({ upn: "ines@contoso.example" })]).grade).toBe("C")
  })

  it("doesn't lower what is known better", () => {
    const run = makeRun({
      items: [{ at: BEGIN, name: "Board meeting", folder: "Lena Roth\\Calendar\\Board" }],
    })

    expect(gradeOf([run, makeWrite()])).toMatchObject({ grade: "B", person: "PC-0417\\mara" })
    expect(gradeOf([byApp], "kim@contoso.example").grade).toBe("A")
  })

  it.each([
    ["an administrator who signed in", [makeSignIn({ upn: "other@contoso.example" })], undefined],
    ["the account that Veeam recorded", [], "other@contoso.example"],
  ])("D: contradicts %s, and both are shown", (_what, evidence, initiatedBy) => {
    const answer = gradeOf([...evidence, makeWrite()], initiatedBy)

    expect(answer.grade).toBe("D")
    expect(answer.candidates.toSorted()).toEqual(["ines@contoso.example", "other@contoso.example"])
  })

  it("D: two people put something there", () => {
    expect(gradeOf([makeWrite(), makeWrite({ id: "write-2", upn: "other@contoso.example" })])).toMatchObject({
      grade: "D",
      candidates: ["ines@contoso.example", "other@contoso.example"],
    })
  })

  it("takes no hint from what fits no restore", () => {
    const { reasons } = attribute(makeSession(), [makeEvent()], [makeWrite(), byApp], {
      sharedAccounts: SHARED_ACCOUNTS,
      skewMs: () => 0,
    })

    expect(JSON.stringify(reasons)).not.toContain("Microsoft 365 recorded")
  })

  it("names twenty of many records", () => {
    const many = Array.from({ length: 50 }, (_one, index) => makeWrite({ id: `write-${index}` }))

    expect(gradeOf(many).reasons[0]?.text).toContain("50 items")
    expect(gradeOf(many).reasons[0]?.evidenceIds).toHaveLength(20)
  })
})
