/** Every grade from its evidence, and what must never raise one. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { attribute, isShared, SHARED_ACCOUNTS } from "../../src/attribute/attribute.ts"
import { GRADES, type RestoreEvidence } from "../../src/model/restore-evidence.ts"
import {
  AT,
  CONTEXT,
  makeDeclaration,
  makeEvent,
  makeMail,
  makeRun,
  makeSession,
  makeSignIn,
  SECOND,
} from "./make-evidence.ts"

const ITEM = makeEvent({ target: "D:\\Handover" })
const matchingItem = { at: ITEM.startedAt + SECOND, name: ITEM.itemName, folder: ITEM.target }

const gradeOf = (
  evidence: readonly RestoreEvidence[],
  session = makeSession(),
  events = [ITEM],
  more: Partial<Parameters<typeof attribute>[3]> = {},
) => attribute(session, events, evidence, { ...CONTEXT, ...more })

describe("attribute()", () => {
  it("A: Veeam itself recorded a person's account", () => {
    const answer = gradeOf([], makeSession({ initiatedBy: "NORTHWIND\\mara.lind" }))

    expect(answer).toMatchObject({ grade: "A", person: "NORTHWIND\\mara.lind", machine: "PC-0417" })
  })

  it("B: the organization, and exactly one Explorer run in machine, second and items", () => {
    const answer = gradeOf([makeRun({ items: [matchingItem] })])

    expect(answer).toMatchObject({ grade: "B", person: "PC-0417\\mara" })
    expect(answer.reasons.map(({ evidenceIds }) => evidenceIds)).toContainEqual(["run-1"])
  })

  it("knows a file that the Explorer had to number, and another spelling of the machine", () => {
    const run = makeRun({ machine: "pc-0417", items: [{ ...matchingItem, name: `${ITEM.itemName}1` }] })

    expect(gradeOf([run], makeSession({ clientHost: "PC-0417.contoso.local" })).grade).toBe("B")
  })

  it.each([
    ["one Explorer run without the items", [makeRun()], [ITEM], "PC-0417\\mara"],
    ["a Windows profile in the target", [], [makeEvent({ target: "C:\\Users\\mara\\Desktop" })], "mara"],
    ["exactly one administrator's sign-in", [makeSignIn()], [ITEM], "admin@contoso.example"],
    ["an audit mail that names a person", [makeMail()], [ITEM], "PC-0417\\mara"],
    ["a declaration of that mailbox and time", [makeDeclaration()], [ITEM], "Kim Vega"],
    [
      "an answer about this session, whatever its mailbox and time",
      [makeDeclaration({ session: makeSession().id, mailbox: "", from: 0, to: 0 })],
      [ITEM],
      "Kim Vega",
    ],
  ])("C: %s", (_what, evidence, events, person) => {
    expect(gradeOf(evidence, makeSession(), events)).toMatchObject({ grade: "C", person })
  })

  it("D: two Explorers opened on one machine in the same second, whatever else hints at one of them", () => {
    const runs = [
      makeRun({ items: [matchingItem] }),
      makeRun({ id: "run-2", account: "PC-0417\\joel", openedAt: [AT + 2 * SECOND] }),
    ]
    const answer = gradeOf([...runs, makeSignIn()])

    expect(answer.grade).toBe("D")
    expect(answer.person).toBeUndefined()
    expect(answer.candidates).toEqual(expect.arrayContaining(["PC-0417\\mara", "PC-0417\\joel"]))
  })

  it("D: only the machine is known", () => {
    expect(gradeOf([])).toMatchObject({ grade: "D", machine: "PC-0417", candidates: [] })
  })

  it("D: several administrators signed in shortly before", () => {
    const answer = gradeOf([makeSignIn(), makeSignIn({ id: "in-2", upn: "other@contoso.example" })])

    expect(answer).toMatchObject({
      grade: "D",
      candidates: ["admin@contoso.example", "other@contoso.example"],
    })
  })

  it("D: two sources contradict each other, and both are shown", () => {
    const events = [makeEvent({ target: "C:\\Users\\joel\\Desktop" })]
    const answer = gradeOf([makeRun()], makeSession(), events)

    expect(answer).toMatchObject({ grade: "D", candidates: ["PC-0417\\mara", "joel"] })
    expect(answer.reasons[0]?.text).toBe("Two sources contradict each other: PC-0417\\mara and joel.")
  })

  it("E: the organization alone, without a machine", () => {
    const { clientHost: _, ...session } = makeSession()

    expect(attribute(session, [ITEM], [], CONTEXT).grade).toBe("E")
  })

  it("U: for a reason that is said, whatever evidence there is", () => {
    const because = "The collector was offline from 02:10 to 05:40."

    const session = makeSession()
    expect(gradeOf([makeRun()], session, [ITEM], { unknownBecause: because })).toEqual({
      grade: "U",
      candidates: [],
      reasons: [
        { text: because, evidenceIds: [] },
        { text: "Veeam recorded “contoso.onmicrosoft.com” as who opened it.", evidenceIds: [session.id] },
      ],
    })
  })

  it("gives a shared account C at most, by Veeam's word or by a log", () => {
    const recorded = gradeOf([], makeSession({ initiatedBy: "NORTHWIND\\Administrator" }))
    const logged = gradeOf([makeRun({ account: "PC-0417\\svc-backup", items: [matchingItem] })])

    expect([recorded.grade, logged.grade]).toEqual(["C", "C"])
    expect(recorded.reasons.at(-1)?.text).toBe(
      "Several people may use the account NORTHWIND\\Administrator: ask.",
    )
  })

  it("doesn't add two hints of one machine up to B", () => {
    const events = [makeEvent({ target: "C:\\Users\\mara\\Desktop" })]

    expect(gradeOf([makeRun()], makeSession(), events).grade).toBe("C")
  })

  it.each([
    ["another machine", makeRun({ machine: "PC-0418" })],
    ["another product", makeRun({ product: "OneDrive" })],
    ["six seconds apart", makeRun({ openedAt: [AT + 6 * SECOND] })],
    ["a sign-in 21 minutes before", makeSignIn({ at: AT - 21 * 60 * SECOND })],
    ["a sign-in 3 minutes after", makeSignIn({ at: AT + 3 * 60 * SECOND })],
    ["a mail of another item", makeMail({ itemName: "Lunch" })],
    ["a mail that names the organization, too", makeMail({ initiatedBy: "contoso.onmicrosoft.com" })],
    ["a declaration of another mailbox", makeDeclaration({ mailbox: "joel@contoso.example" })],
    ["an answer about another session", makeDeclaration({ session: "another" })],
  ])("takes no hint from %s", (_what, evidence) => {
    expect(gradeOf([evidence]).grade).toBe("D")
  })

  it("takes no hint from folders that are nobody's", () => {
    const targets = ["C:\\Users\\Administrator\\Desktop", "C:\\Users\\Public", "\\\\files\\Users\\mara\\x"]
    const grades = targets.map((target) => gradeOf([], makeSession(), [makeEvent({ target })]).grade)

    expect(grades).toEqual(["D", "D", "D"])
  })

  it.each(["mara", "mara.NORTHWIND", "mara.PC-0417", "mara.000"])(
    "knows the account of the profile %s",
    (profile) => {
      const events = [makeEvent({ target: `C:\\Users\\${profile}\\Desktop` })]

      expect(gradeOf([], makeSession({ initiatedBy: "NORTHWIND\\mara" }), events)).toMatchObject({
        grade: "A",
      })
    },
  )

  it.each(["mara.lind", "joel"])("knows that the profile %s is somebody else's", (profile) => {
    const events = [makeEvent({ target: `C:\\Users\\${profile}\\Desktop` })]
    const answer = gradeOf([], makeSession({ initiatedBy: "NORTHWIND\\mara" }), events)

    expect(answer).toMatchObject({ grade: "D", candidates: ["NORTHWIND\\mara", profile] })
  })

  it("allows for a machine whose clock is known to be wrong", () => {
    const run = makeRun({ openedAt: [AT + 180 * SECOND] })

    expect(gradeOf([run]).grade).toBe("D")
    expect(gradeOf([run], makeSession(), [ITEM], { skewMs: () => 179 * SECOND }).grade).toBe("C")
  })

  it("C: the configuration says whose computer it is", () => {
    const ownerOf = (machine: string) => (machine === "pc-0417" ? "mara@contoso.example" : undefined)
    const session = makeSession({ clientHost: "PC-0417.contoso.local" })

    expect(gradeOf([], session, [ITEM], { ownerOf })).toMatchObject({
      grade: "C",
      person: "mara@contoso.example",
    })
    expect(gradeOf([makeSignIn()], session, [ITEM], { ownerOf })).toMatchObject({
      grade: "D",
      candidates: ["admin@contoso.example", "mara@contoso.example"],
    })
  })

  it("doesn't take a name that somebody wrote for a contradiction to an account", () => {
    const named = makeDeclaration({ session: makeSession().id, person: "Mara from the office" })

    expect(gradeOf([makeSignIn(), named])).toMatchObject({ grade: "C", person: "admin@contoso.example" })
  })

  it("doesn't doubt a recorded account because somebody else signed in at the same time", () => {
    const session = makeSession({ initiatedBy: "kim@contoso.example" })
    const own = makeSignIn({ id: "in-2", upn: "Kim@contoso.example" })

    expect(gradeOf([makeSignIn()], session)).toMatchObject({ grade: "A", person: "kim@contoso.example" })
    expect(gradeOf([makeSignIn(), own], session).reasons.at(-1)).toEqual({
      text: "Kim@contoso.example signed in shortly before from 203.0.113.40.",
      evidenceIds: ["in-2"],
    })
  })

  it("names those who restore for the customer where nobody is known", () => {
    const operators = ["northwind\\kim", "anna@contoso.example"]
    const text =
      "Those who restore for this customer, as the configuration says: northwind\\kim, anna@contoso.example."

    expect(gradeOf([], makeSession(), [ITEM], { operators }).reasons.at(-1)?.text).toBe(text)
    expect(JSON.stringify(gradeOf([makeSignIn()], makeSession(), [ITEM], { operators }))).not.toContain(
      "Those who",
    )
  })

  it("says what could not be looked at, whatever the grade", () => {
    const missing = ["Sign-ins were not counted."]

    expect(gradeOf([], makeSession(), [ITEM], { missing }).missing).toEqual(missing)
    expect(gradeOf([]).missing).toBeUndefined()
  })

  it("is raised by a sign-in that arrives late", () => {
    expect(gradeOf([]).grade).toBe("D")
    expect(gradeOf([makeSignIn()]).grade).toBe("C")
  })

  it("answers the same in whatever order evidence arrived, with a reason, and a person only for A to C", () => {
    const pool: readonly RestoreEvidence[] = [
      makeRun({ items: [matchingItem] }),
      makeRun({ id: "run-2", account: "PC-0417\\joel" }),
      makeSignIn(),
      makeSignIn({ id: "in-2", upn: "other@contoso.example" }),
      makeMail(),
      makeDeclaration(),
    ]
    const initiators = ["contoso.onmicrosoft.com", "NORTHWIND\\mara", "NORTHWIND\\Administrator", ""]
    fc.assert(
      fc.property(fc.shuffledSubarray([...pool]), fc.constantFrom(...initiators), (evidence, initiatedBy) => {
        const session = makeSession({ initiatedBy })
        const answer = gradeOf(evidence, session)
        expect(gradeOf(evidence.toReversed(), session)).toEqual(answer)
        expect(answer.reasons.length).toBeGreaterThan(0)
        expect(answer.person !== undefined).toBe(GRADES.indexOf(answer.grade) <= GRADES.indexOf("C"))
      }),
    )
  })
})

describe("isShared()", () => {
  it("compares the name without domain, and * stands for any text", () => {
    expect(isShared("PHX\\SVC-veeam", SHARED_ACCOUNTS)).toBe(true)
    expect(isShared("veeamservice@contoso.example", SHARED_ACCOUNTS)).toBe(true)
    expect(isShared("PHX\\administrators-friend", SHARED_ACCOUNTS)).toBe(false)
  })
})
